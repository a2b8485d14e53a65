"""The entry of the command ``madang``."""

from __future__ import annotations

from backend.commands.signals import end_on_signals


def main() -> None:
    """Run one command."""
    # Before the long imports: a Ctrl-C in the first second should not show a traceback either.
    end_on_signals()
    from backend.commands.command_line import run

    run()


if __name__ == "__main__":
    main()
