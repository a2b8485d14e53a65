"""The check of the catalogues in ``make check``: ``python -m backend.language``.

All catalogues must have the same keys with the same variables, every key that code or a
template names must exist and get its variables, and no key may be left over. A key that is
put together, as in ``t("stage-" ~ proposal.stage)`` or ``text(language, f"stage-{stage}")``,
uses every key with that beginning.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from jinja2 import Environment, nodes

from backend.language.catalogue import LANGUAGES, LOCALES

ROOT = LOCALES.parent.parent


class Use(msgspec.Struct, frozen=True):
    """One place that names a key, or the beginning of some keys.

    ``given`` are the variables handed over, None where that cannot be seen. ``sure`` is False
    for a string that merely equals a key and may have another purpose.
    """

    where: str
    key: str
    given: frozenset[str] | None = None
    prefix: bool = False
    sure: bool = True


class _References(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:
        self.messages.add(node.id.name)


def check() -> list[str]:
    """Everything that is wrong, one sentence each."""
    problems: list[str] = []
    catalogues = {language: _read(language, problems) for language in LANGUAGES}
    everything = {key for catalogue in catalogues.values() for key in catalogue}
    variables: dict[str, set[str]] = {}
    for key in sorted(everything):
        found = {}
        for language, catalogue in catalogues.items():
            if key not in catalogue:
                problems.append(f"{language}.ftl lacks {key}.")
            else:
                found[language] = catalogue[key].variables
        variables[key] = set().union(*found.values())
        if len(set(map(frozenset, found.values()))) > 1:
            problems.append(f"{key} has not the same variables in every language: {found}.")
    used = {key for catalogue in catalogues.values() for one in catalogue.values()
            for key in one.messages}  # fmt: skip
    for use in _uses():
        fitting = (
            {key for key in everything if key.startswith(use.key)}
            if use.prefix
            else ({use.key} & everything)
        )
        used |= fitting
        if use.sure and not fitting:
            problems.append(f"{use.where} uses {use.key}, which no catalogue has.")
        if use.given is not None and not use.prefix and fitting:
            problems.extend(
                f"{use.where} uses {use.key} without its variable ${name}."
                for name in sorted(variables[use.key] - use.given)
            )
    problems.extend(f"{key} is used nowhere." for key in sorted(everything - used))
    return problems


def _read(language: str, problems: list[str]) -> dict[str, _References]:
    messages: dict[str, _References] = {}
    source = (LOCALES / f"{language}.ftl").read_text("utf-8")
    for entry in FluentParser().parse(source).body:
        if isinstance(entry, ftl.Junk):
            line = source.count("\n", 0, entry.span.start if entry.span else 0) + 1
            problems.append(f"{language}.ftl cannot be read at line {line}.")
        elif isinstance(entry, ftl.Message):
            if entry.id.name in messages:
                problems.append(f"{language}.ftl has {entry.id.name} twice.")
            references = _References()
            references.visit(entry)
            messages[entry.id.name] = references
    return messages


def _uses() -> Iterator[Use]:
    for folder in ("backend", "pwa"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield from _uses_in_code(file)
    for file in sorted((ROOT / "pwa" / "templates").rglob("*.*")):
        yield from _uses_in_template(file)


def _uses_in_code(file: Path) -> Iterator[Use]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        where = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Use(where, node.value, sure=False)
        elif isinstance(node, ast.JoinedStr) and (start := _start_of(node)):
            yield Use(where, start, prefix=True, sure=False)
        elif isinstance(node, ast.ClassDef):
            for slug in _slugs(node):
                yield from (Use(where, f"problem-{slug}{end}") for end in ("", "-detail"))
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            # FieldError("too-short", ...) speaks through field-too-short.
            start_of_key = "field-" if name == "FieldError" else ""
            position = {"text": 1, "page_text": 1, "t": 0, "FieldError": 0}.get(str(name))
            if position is None or len(node.args) <= position:
                continue
            given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            open_ended = any(keyword.arg is None for keyword in node.keywords)
            key = node.args[position]
            for choice in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
                if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                    yield Use(where, start_of_key + choice.value, None if open_ended else given)
                elif isinstance(choice, ast.JoinedStr) and (start := _start_of(choice)):
                    yield Use(where, start, prefix=True)


def _slugs(node: ast.ClassDef) -> Iterator[str]:
    """The slug of an error class: what its title and its sentence are found by."""
    for line in node.body:
        targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        value = getattr(line, "value", None)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            for target in targets:
                if isinstance(target, ast.Name) and target.id == "slug":
                    yield value.value


def _start_of(node: ast.JoinedStr) -> str | None:
    """The fixed beginning of an f-string, where it reads like the beginning of keys."""
    first = node.values[0]
    value = first.value if isinstance(first, ast.Constant) else None
    return value if isinstance(value, str) and value.endswith("-") else None


def _uses_in_template(file: Path) -> Iterator[Use]:
    tree = Environment().parse(file.read_text("utf-8"))
    where = str(file.relative_to(ROOT))
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str):
            yield Use(f"{where}:{constant.lineno}", constant.value, sure=False)
    for call in tree.find_all(nodes.Call):
        if not (isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args):
            continue
        line = f"{where}:{call.lineno}"
        given = None if call.dyn_kwargs else frozenset(keyword.key for keyword in call.kwargs)
        key = call.args[0]
        for choice in (key.expr1, key.expr2) if isinstance(key, nodes.CondExpr) else (key,):
            if isinstance(choice, nodes.Const):
                yield Use(line, choice.value, given)
            elif isinstance(choice, nodes.Concat) and isinstance(choice.nodes[0], nodes.Const):
                yield Use(line, choice.nodes[0].value, prefix=True)


if __name__ == "__main__":
    found = check()
    print("\n".join(found) or f"{len(LANGUAGES)} catalogues agree.")
    sys.exit(1 if found else 0)
