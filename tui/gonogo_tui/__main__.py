"""The `gonogo` command: subcommands go to the core, which asks for the screen only when it is wanted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

from gonogo.cli.main import main as run_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.compose.late import LateSession
    from gonogo.compose.pictures import PictureFile
    from gonogo_tui.commands.session import Desk


def show(open_session: Callable[[], LateSession], file: PictureFile | None) -> None:
    """Open the screen, and come back when it is closed."""
    from gonogo_tui.app import GonogoApp  # noqa: PLC0415 (`gonogo status` imports no Textual)

    GonogoApp(cast("Callable[[], Desk]", open_session), file=file).run()


def main() -> None:
    """Entry point of the console script."""
    sys.exit(run_command(sys.argv[1:], show))


if __name__ == "__main__":
    main()
