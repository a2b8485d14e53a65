"""Measurements of the whole, and what fills a database for them."""
