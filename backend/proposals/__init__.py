"""Proposals and what their authors do with them: drafts, versions, addenda, withdrawal."""
