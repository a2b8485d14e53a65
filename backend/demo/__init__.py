"""A Seoul that never was, so that a first look shows a living square."""
