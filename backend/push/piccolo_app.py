"""Piccolo's entry for this part."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="push",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=table_finder(["backend.push.tables"], exclude_imported=True),
    migration_dependencies=["backend.notifications.piccolo_app"],
)
