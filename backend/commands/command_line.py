"""The command ``madang``: what can be said to it, and what it then calls."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

# Each command imports what it needs itself: the whole of Madang takes a second to load, which
# nobody who asks for help should wait for.

# Notifications are short, but for the mail that they may return, in bytes.
MOST_OF_A_MAIL = 1_000_000

app = typer.Typer(
    name="madang",
    help="""Madang, a city's policy-suggestion square.

    `madang serve` is all that it takes to begin: without MADANG_DATABASE_URL it brings its own
    PostgreSQL and keeps everything in MADANG_DATA_DIR. Every other command works beside a running
    server and without one. All settings are environment variables; docs/operations.md lists them.
    """,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
staff_app = typer.Typer(help="The people who work here.", no_args_is_help=True)
account_app = typer.Typer(help="The people who take part.", no_args_is_help=True)
app.add_typer(staff_app, name="staff")
bench_app = typer.Typer(invoke_without_command=True)
push_app = typer.Typer(help="Push messages.", no_args_is_help=True)
app.add_typer(account_app, name="account")
app.add_typer(bench_app, name="bench")
app.add_typer(push_app, name="push")


def run() -> None:
    """Run one command; what an operator can mend ends it with exit code 2 and a sentence."""
    try:
        app()
    except Exception as problem:
        if not isinstance(problem, _mendable()):
            raise
        print(problem, file=sys.stderr)
        sys.exit(2)


def _mendable() -> tuple[type[Exception], ...]:
    """What an operator can mend: told in one sentence, without a traceback."""
    from backend.accounts.actions import Unfit
    from backend.bench.crowd import Miscounted
    from backend.bench.generator import WrongAnswer
    from backend.city.load import CityError
    from backend.commands.serve import NotServing
    from backend.database.embedded import DatabaseError
    from backend.database.migrations import DatabaseUnfit
    from backend.settings import SettingsError

    return (
        SettingsError,
        CityError,
        DatabaseError,
        DatabaseUnfit,
        NotServing,
        Unfit,
        WrongAnswer,
        Miscounted,
    )


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            help="The port to listen on; by default that of a loopback MADANG_BASE_URL, else 8000.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer requests.")] = 1,
    demo: Annotated[
        bool, typer.Option("--demo", help="Load people and proposals to play with, once.")
    ] = False,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Run no worker beside the server.")
    ] = False,
) -> None:
    """Serve the square: migrate the database, then answer at MADANG_BASE_URL until Ctrl-C."""
    from backend.commands.serve import serve_until_stopped

    serve_until_stopped(host=host, port=port, workers=workers, demo=demo, worker=not no_worker)


@app.command()
def worker() -> None:
    """Do what is done later (mail, notifications, upkeep), until Ctrl-C or SIGTERM.

    `madang serve` runs one already; run more of them, on any machine, where one falls behind.
    """
    from backend.commands.worker import work_until_stopped
    from backend.settings import read_settings

    work_until_stopped(read_settings())


@app.command()
def migrate() -> None:
    """Bring the database to this version. `serve` does it too; old servers may go on meanwhile."""
    from backend.commands.database import migrated_database
    from backend.settings import read_settings

    with migrated_database(read_settings()):
        print("The database is up to date.")


@staff_app.command("add")
def staff_add(
    email: Annotated[str, typer.Argument(help="The address that they sign in with.")],
    role: Annotated[
        Literal["moderator", "official", "clerk", "admin", "head"],
        typer.Option(help="What they may do."),
    ],
    department: Annotated[
        str | None, typer.Option(help="The id of the department that an official belongs to.")
    ] = None,
) -> None:
    """Give somebody a role; the account is made where there is none."""
    from backend.commands.people import add_one_of_staff

    add_one_of_staff(email, role, department)


@account_app.command("add")
def account_add(
    emails: Annotated[list[str], typer.Argument(metavar="EMAIL...", help="One address or more.")],
    verified: Annotated[
        bool, typer.Option("--verified", help="They are residents, as you have checked.")
    ] = False,
    area: Annotated[str | None, typer.Option(help="The id of the district they live in.")] = None,
    name: Annotated[str | None, typer.Option(help="The name shown with what they write.")] = None,
) -> None:
    """Make accounts, or bring those that exist up to what is said here."""
    from backend.commands.people import add_accounts

    add_accounts(emails, verified=verified, area=area, name=name)


@app.command()
def session(
    email: Annotated[str, typer.Argument(help="The address of an account.")],
) -> None:
    """Sign somebody in and print the bearer token, nothing else: an operator's tool."""
    from backend.commands.people import token_for

    print(token_for(email))


@push_app.command("rotate-key")
def push_rotate_key() -> None:
    """Make a new key under which browsers subscribe, for when the old one may be known to others.

    Each device is reached under the key that it subscribed under, until it subscribes anew.
    """
    from backend.commands.push import rotate_key

    print(f"Browsers subscribe under {rotate_key()} from now on.")


@app.command()
def bounced() -> None:
    """Take a mail that came back, from standard input, as mail servers pipe it to a command.

    Where it says that nobody is at an address any more, mail of news to that account ends.
    """
    from backend.commands.bounced import take_bounce

    sys.exit(take_bounce(sys.stdin.buffer.read(MOST_OF_A_MAIL)))


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON Lines.")
    ],
) -> None:
    """Bring in another board's proposals; the same file twice changes nothing.

    docs/import.md describes the formats. Lines that cannot be imported are reported by number
    and reason while the rest goes in; the exit code is 1 then.
    """
    from backend.commands.importing import import_with_progress

    if not import_with_progress(file):
        sys.exit(1)


@bench_app.callback()
def bench(
    context: typer.Context,
    proposals: Annotated[
        int, typer.Option(min=0, help="The large city's proposals; 0 leaves growth out.")
    ] = 1_000_000,
    devices: Annotated[
        int, typer.Option(min=0, help="Told by two workers, one of them killed; 0 leaves it out.")
    ] = 100_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often everything has its turn.")] = 5,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long a turn lasts.")] = 3.0,
    minutes: Annotated[
        float, typer.Option(min=0.0, help="Go on with rounds for so long, for memory's budget: 60.")
    ] = 0.0,
    folder: Annotated[
        Path | None, typer.Option(file_okay=False, help="Keep filled databases here for next time.")
    ] = None,
    report: Annotated[
        Path, typer.Option(dir_okay=False, writable=True, help="Where every figure goes as JSON.")
    ] = Path("bench.json"),
) -> None:
    """Measure everything on this machine, in databases of its own, and print Markdown tables.

    Or, with a command, make what other tools can measure with.
    """
    if context.invoked_subcommand is not None:
        return
    from backend.bench.run import Options, run

    run(Options(proposals, devices, rounds, seconds, minutes, folder, report))


@bench_app.command("load")
def bench_load(
    proposals: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many to add.")],
    supports: Annotated[
        int, typer.Option(min=0, max=200_000_000, help="How many they have in all.")
    ],
) -> None:
    """Fill the database with a city's worth of proposals, supports, comments and answers.

    They are added to what is there. Nobody is served meanwhile: requests wait until it is done.
    Works on loopback only.
    """
    from backend.commands.bench import fill

    fill(proposals, supports)


@bench_app.command("people")
def bench_people(
    count: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many residents.")],
    tokens: Annotated[
        Path,
        typer.Option(
            dir_okay=False, writable=True, help="The file for their bearer tokens, one a line."
        ),
    ],
) -> None:
    """Make verified residents, each with a session, for any load tool; every call makes new ones.

    Works on loopback only: they are people whom nobody confirmed.
    """
    from backend.commands.bench import write_people

    write_people(count, tokens)
