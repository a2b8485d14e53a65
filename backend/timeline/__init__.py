"""What happened to a proposal, in public and in order."""
