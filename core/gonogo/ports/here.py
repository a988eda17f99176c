"""What is on this machine, as the core needs it: commands, the journal, tokens, the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from gonogo.model.local import (
        CommandEnd,
    )
    from gonogo.model.releases import Event
    from gonogo.model.secret import Token


class Commands(Protocol):
    """Command lines on this machine, run only when their exact text was trusted by hand."""

    def is_trusted(self, command: str) -> bool:
        """Whether this exact text was trusted."""
        ...

    def trust(self, command: str) -> None:
        """Trust this exact text from now on."""
        ...

    async def run(
        self, command: str, head: str, timeout_s: float, progress: Callable[[str], None]
    ) -> CommandEnd:
        """Run it at exactly `head`, line by line to `progress`; a log is kept.

        In the checkout where that is clean and there, else in a worktree of its own. Stopped, with
        everything it started, when cancelled or after `timeout_s`.

        Raises:
            RefusedError: the text is not trusted, or no clean place at `head` could be made.
        """
        ...


class Journal(Protocol):
    """The append-only record. Written ahead of every act."""

    def append(self, event: Event) -> Event:
        """Write one event durably (fsynced) and return it with its id."""
        ...

    def append_all(self, events: Iterable[Event]) -> None:
        """Write several events durably, all or none."""
        ...

    def events(self, release_id: str | None = None) -> tuple[Event, ...]:
        """Events of one release, or of all, oldest first."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class Secrets(Protocol):
    """Where tokens are kept."""

    def token(self, host: str) -> Token | None:
        """The token for a host: environment, keyring, `gh auth token`; None when there is none."""
        ...

    def keep(self, host: str, token: Token) -> None:
        """Keep a token in the keyring.

        Raises:
            NoTokenError: there is no keyring to keep it in.
        """
        ...

    def forget(self, host: str) -> bool:
        """Remove the token from the keyring; False when there was none."""
        ...


class Clock(Protocol):
    """The time of the world that is looked at."""

    def now(self) -> datetime:
        """The time now, UTC, aware."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of this clock."""
        ...
