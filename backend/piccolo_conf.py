"""What Piccolo looks for: the engine, and every part that has tables."""

from piccolo.conf.apps import AppRegistry

from backend.database.engine import DB

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(
    apps=[
        f"backend.{part}.piccolo_app"
        for part in (
            "database",
            "accounts",
            "proposals",
            "timeline",
            "votes",
            "follows",
            "comments",
            "responses",
            "moderation",
            "changes",
            "photos",
            "notifications",
            "push",
        )
    ]
)
