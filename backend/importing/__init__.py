"""Texts of other boards, brought in from files."""
