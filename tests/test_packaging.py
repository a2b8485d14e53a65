"""What an installed copy brings along."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch

from tests.conftest import CHECKOUT
from tests.test_docs import tracked

# For those who work on the scripts, not for those who run them.
ONLY_FOR_CHECKS = {"pwa/tsconfig.json", "pwa/tsconfig.worker.json"}


def test_every_file_that_is_no_code_is_packaged_with_its_part() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    packaged = settings["tool"]["setuptools"]["package-data"]
    left_out = []
    for path, _ in tracked():
        if not path.startswith(("backend/", "pwa/")) or path.endswith((".py", ".d.ts")):
            continue
        folder, _, name = path.rpartition("/")
        anywhere = any(fnmatch(name, pattern) for pattern in packaged["*"])
        # A pattern of a part is relative to it; "**" stands for folders in folders, too.
        by_part = any(
            path.startswith(part.replace(".", "/") + "/")
            and fnmatch(path.removeprefix(part.replace(".", "/") + "/"), pattern)
            and ("/" in pattern or folder == part.replace(".", "/"))
            for part, patterns in packaged.items()
            if part != "*"
            for pattern in patterns
        )
        if not (anywhere or by_part) and path not in ONLY_FOR_CHECKS:
            left_out.append(path)
    assert left_out == []
