"""A whole example for every schema of the OpenAPI document, made of the examples of its fields."""

from __future__ import annotations

from typing import Any

Schemas = dict[str, dict[str, Any]]

BY_FORMAT = {"date-time": "2026-11-22T03:00:00Z", "date": "2026-11-22"}
BY_TYPE: dict[str, Any] = {"boolean": False, "integer": 1, "number": 1.0, "string": "…"}


def add_examples(schemas: Schemas) -> None:
    """Give each schema one example that fits it, so that a stranger sees all of its fields."""
    for name, schema in schemas.items():
        schema["examples"] = [_example({"$ref": f"/{name}"}, schemas, ())]


def _example(schema: dict[str, Any], schemas: Schemas, inside: tuple[str, ...]) -> Any:
    """A value that fits ``schema``.

    ``inside`` names the schemas that it stands in: a list that may hold what it stands in is
    empty there.
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {
            field: _example(kind, schemas, (*inside, name))
            for field, kind in schemas[name]["properties"].items()
        }
    for known in ("examples", "enum"):
        if schema.get(known):
            return schema[known][0]
    if "const" in schema:
        return schema["const"]
    if "oneOf" in schema:
        return _example(schema["oneOf"][0], schemas, inside)
    if schema.get("type") == "array":
        items = schema["items"]
        if items.get("$ref", "").rpartition("/")[2] in inside:
            return []
        return [_example(items, schemas, inside)]
    return BY_FORMAT.get(schema.get("format", ""), BY_TYPE.get(str(schema.get("type"))))
