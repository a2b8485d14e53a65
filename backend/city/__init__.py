"""The city: its names, areas, topics, departments and rules, read from a ``city.toml``."""

from backend.city.city import (
    Area,
    City,
    Department,
    Imports,
    Residency,
    Rules,
    ThresholdRule,
    Topic,
)
from backend.city.load import CityError, load_city

__all__ = [
    "Area",
    "City",
    "CityError",
    "Department",
    "Imports",
    "Residency",
    "Rules",
    "ThresholdRule",
    "Topic",
    "load_city",
]
