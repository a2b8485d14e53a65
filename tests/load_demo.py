"""Fill the database of MADANG_DATABASE_URL with the demo city: ``python -m tests.load_demo``."""

from __future__ import annotations

from backend.city.load import load_city
from backend.clock import utc_now
from backend.commands.database import run_on_database
from backend.demo.load import load_demo
from backend.settings import read_settings

if __name__ == "__main__":
    settings = read_settings()
    city = load_city(settings.city_file)
    run_on_database(settings, lambda: load_demo(settings=settings, city=city, now=utc_now()))
