"""When what the public reads last changed, as every process hears of it."""

from backend.changes.hearing import Changes

__all__ = ["Changes"]
