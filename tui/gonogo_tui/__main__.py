"""The `gonogo` command: subcommands go to the core, which asks for the screen only when it is wanted."""

# The core's commands start without the screen, and the screen's first paint without its commands.
# ruff: noqa: PLC0415

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, cast

from gonogo.cli.main import main as run_command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gonogo.compose.late import LateSession
    from gonogo.compose.pictures import PictureFile
    from gonogo.model.settings import Settings
    from gonogo.session.together import Together
    from gonogo_tui.commands.session import Desk


def hasten() -> None:
    """Let Textual paint at most 8 ms after it was asked to; to be called before Textual is loaded.

    Its timer may skip a whole frame after a paint that took long: at its own 60 frames a second a key that
    comes right after a refresh was answered after two frames and more, though its work takes a third of one.
    """
    os.environ.setdefault("TEXTUAL_FPS", "120")


def show(
    open_session: Callable[[], LateSession | Together], file: PictureFile | None, settings: Settings
) -> None:
    """Open the screen, and come back when it is closed."""
    gc.disable()  # what is loaded for the first paint all stays: looking through it takes a fifth of the time
    hasten()
    from gonogo_tui.app import GonogoApp

    GonogoApp(cast("Callable[[], Desk]", open_session), file=file, settings=settings).run()


def command_keys() -> Mapping[str, tuple[str, ...]]:
    """The commands whose keys can be set, each with its own keys."""
    from gonogo_tui.commands.keys import own_keys

    return own_keys()


def main() -> None:
    """Entry point of the console script."""
    sys.exit(run_command(sys.argv[1:], show, command_keys))


if __name__ == "__main__":
    main()
