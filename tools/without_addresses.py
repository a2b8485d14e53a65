"""Take the addresses of sponsors out of the locks that npm writes: a lock pins by hashes alone."""

from __future__ import annotations

import json
from pathlib import Path

for lock in Path(__file__).parent.glob("*/package-lock.json"):
    content = json.loads(lock.read_text("utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
