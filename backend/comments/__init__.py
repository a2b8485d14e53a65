"""Arguments for and against, with replies."""
