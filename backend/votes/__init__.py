"""Supports: one person, one for each proposal, named to nobody."""
