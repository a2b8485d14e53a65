"""Piccolo's entry for what every part shares: extensions, idempotency keys, rate limits."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

APP_CONFIG = AppConfig(
    app_name="database",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
)
