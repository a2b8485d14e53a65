"""Piccolo's entry for this part, which has triggers on the others' tables and none of its own."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

APP_CONFIG = AppConfig(
    app_name="changes",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    migration_dependencies=[
        "backend.comments.piccolo_app",
        "backend.responses.piccolo_app",
        "backend.timeline.piccolo_app",
    ],
)
