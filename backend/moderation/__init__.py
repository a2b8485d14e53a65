"""Reports, decisions with reasons, and the log of who did what."""
