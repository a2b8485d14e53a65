"""The database's own limit: our statement with a single vote by ``pgbench``, one commit each."""

from __future__ import annotations

import re
import subprocess
import tempfile
from typing import NamedTuple

from backend.bench.databases import pgbench_program
from backend.bench.generator import Measured
from backend.votes.casting import WRITE

# What stands in the statement for each of its arguments: one resident's one new vote. Nobody
# votes twice, since the voter is drawn from more numbers than will ever be cast.
ARGUMENTS = {
    "$1": "ARRAY[:number::bigint]",
    "$2": "ARRAY[substring(sha256(int8send(:voter::bigint)), 1, 16)]",
    "$3": "ARRAY[:account::bigint]",
    "$4": "ARRAY[true]",
    "$5": "ARRAY[now()]",
    "$6": "current_date",
    # No threshold holds a vote back.
    "$7": "NULL",
}


class Range(NamedTuple):
    """Whole numbers from the first to the last, of which one is drawn for each vote."""

    first: int
    last: int


def script(numbers: Range, accounts: Range) -> str:
    """The script of one vote, for the proposals and by the accounts of these numbers."""
    statement = re.sub(r"\$\d", lambda argument: ARGUMENTS[argument[0]], WRITE)
    return (
        f"\\set number random({numbers.first}, {numbers.last})\n"
        f"\\set account random({accounts.first}, {accounts.last})\n"
        f"\\set voter random(1, {2**62})\n{statement};\n"
    )


def single_votes(
    url: str, numbers: Range, accounts: Range, *, connections: int, seconds: float
) -> Measured:
    """Let so many connections write one vote after the other for so many seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script(numbers, accounts))
        file.flush()
        command = [
            str(pgbench_program()),
            "--no-vacuum",
            "--protocol=prepared",
            f"--file={file.name}",
        ]
        command += [f"--client={connections}", f"--time={max(1, round(seconds))}", url]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    requests = _figure(r"actually processed: (\d+)", printed)
    # It names no rate where not one commit came through in time.
    rate = _figure(r"tps = ([\d.]+)", printed) if requests else 0.0
    return Measured(requests=int(requests), rate=rate)


def _figure(pattern: str, printed: str) -> float:
    found = re.search(pattern, printed)
    assert found is not None, printed
    return float(found[1])
