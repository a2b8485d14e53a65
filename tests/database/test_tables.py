"""``tables.py`` and the migrations describe the same columns."""

from __future__ import annotations

import pytest
from piccolo.columns import Column
from piccolo.conf.apps import Finder
from piccolo.table import Table

from backend.database.engine import fetch, transaction
from backend.database.migrations import migrate

# The database's names of what Piccolo calls otherwise.
SAME = {
    "bigserial": "bigint",
    "varchar": "character varying",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "array": "array",
}


def kind_of(column: Column) -> str:
    """The type of a column as the catalogue of the database names it."""
    name = column.column_type.lower()
    if name.endswith("[]") or "array" in type(column).__name__.lower():
        return "array"
    return SAME.get(name, name)


async def test_every_table_has_the_columns_that_its_class_names(rolled_back: None) -> None:
    tables: list[type[Table]] = [
        table
        for app in Finder().get_app_registry().app_configs.values()
        for table in app.table_classes
    ]
    assert len(tables) > 15
    wrong = []
    for table in tables:
        rows = await fetch(
            "SELECT column_name, data_type, is_nullable = 'YES' AS nullable"
            " FROM information_schema.columns WHERE table_name = $1 AND is_generated = 'NEVER'",
            table._meta.tablename,
        )
        there = {row["column_name"]: (row["data_type"].lower(), row["nullable"]) for row in rows}
        said = {
            column._meta.name: (kind_of(column), column._meta.null)
            for column in table._meta.columns
        }
        if there != said:
            wrong.append((table._meta.tablename, dict(there.items() ^ said.items())))
    assert wrong == []


async def test_the_audit_log_can_only_grow(rolled_back: None) -> None:
    await fetch(
        "INSERT INTO audit (at, action, subject_kind, subject_id)"
        " VALUES (now(), 'hide', 'comment', 1)"
    )
    for statement in ("UPDATE audit SET action = 'keep'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(Exception, match="append-only"):
            async with transaction():
                await fetch(statement)
    assert len(await fetch("SELECT FROM audit")) == 1


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    before = await fetch("SELECT * FROM migration ORDER BY id")
    await migrate(database_url)
    assert await fetch("SELECT * FROM migration ORDER BY id") == before
