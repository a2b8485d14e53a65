"""Piccolo's entry for this part."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="notifications",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=table_finder(["backend.notifications.tables"], exclude_imported=True),
    migration_dependencies=["backend.comments.piccolo_app", "backend.follows.piccolo_app"],
)
