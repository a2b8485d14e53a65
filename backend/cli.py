"""The entry of the command ``madang``."""

from __future__ import annotations

import signal


def main() -> None:
    """Run one command."""
    # Until something is held that must be let go of in order, a Ctrl-C may end us at once, and
    # without the traceback that Python would show for it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from backend.commands.command_line import run

    run()


if __name__ == "__main__":
    main()
