"""The OpenAPI document: enough for a stranger to write a client from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

Document = dict[str, Any]


@pytest.fixture
async def document(client: httpx.AsyncClient) -> Document:
    found: Document = (await client.get("/api/v1/openapi.json")).json()
    return found


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, ways in document["paths"].items():
        for method, operation in ways.items():
            yield f"{method} {path}", operation


async def test_every_operation_says_what_it_takes_and_what_it_answers(document: Document) -> None:
    silent = []
    for name, operation in operations(document):
        said = [operation["summary"], operation["description"]]
        said += [parameter["description"] for parameter in operation.get("parameters", ())]
        said += [answer["description"] for answer in operation["responses"].values()]
        if not all(said) or "follows" in "".join(said[2:]):
            silent.append(name)
    assert silent == []


async def test_every_refusal_is_a_problem_document_that_names_its_codes(
    document: Document,
) -> None:
    for name, operation in operations(document):
        refusals = {s: a for s, a in operation["responses"].items() if s >= "400"}
        assert refusals, name
        for answer in refusals.values():
            assert list(answer["content"]) == ["application/problem+json"], name
            assert all(line.startswith("`") for line in answer["description"].splitlines()), name


async def test_every_schema_has_words_and_an_example_of_all_of_its_fields(
    document: Document,
) -> None:
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        assert schema["description"], name
        (example,) = schema["examples"]
        assert set(example) == set(schema["properties"]), name
        for field, kind in schema["properties"].items():
            if example[field] is None:
                assert "null" in str(kind), (name, field)
            assert example[field] != "…", (name, field)


async def test_generated_clients_get_plain_names(document: Document) -> None:
    assert all(name.isalpha() for name in document["components"]["schemas"])
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() for name in names)
