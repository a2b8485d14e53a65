"""Piccolo's entry for this part."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="photos",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=table_finder(["backend.photos.tables"], exclude_imported=True),
    migration_dependencies=["backend.proposals.piccolo_app", "backend.changes.piccolo_app"],
)
