"""What the command ``madang`` does: one module for each command that is more than a call."""
