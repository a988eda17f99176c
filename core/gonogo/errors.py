"""Every error that gonogo raises; each says what happened, where, and what to do.

    GonogoError
    ├── UsageError            the command line was wrong                       exit 2
    ├── PlaybookError         a playbook has mistakes (all of them, with places)
    ├── ConfigError           the configuration file has mistakes (all of them, with places)   exit 2
    ├── BumpError             a file could not be bumped
    ├── WorkflowError         a workflow file, or an expression in one, could not be read
    ├── NoTokenError          no GitHub token was found
    ├── RepositoryError       no repository, remote or checkout to work on
    ├── JournalError          the journal could not be read or written
    ├── LookError             a source could not be read (becomes UNKNOWN)
    ├── RefusedError          an action was refused before anything was sent
    │   └── MovedError        … because what it was planned on has moved
    └── ActError              an action was sent, and failed
        └── OutcomeUnknownError  … or may have worked: only a look can tell

An expected answer (no such tag, a red check) is a value, never an exception.
Errors cross each face (tui, cli) through one translator, `explain`.
"""

from __future__ import annotations

from typing import NamedTuple


class GonogoError(Exception):
    """Anything gonogo can explain.

    Attributes:
        what: One sentence: what happened.
        advice: What the person can do about it; empty when nothing.
        where: A place (`file:line:column`, a URL, an action); empty when none.
    """

    exit_code = 1

    def __init__(self, what: str, *, advice: str = "", where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.where = where

    def __str__(self) -> str:
        return explain(self)


class UsageError(GonogoError):
    """The command line was wrong."""

    exit_code = 2


class Mistake(NamedTuple):
    """One mistake in a file.

    Attributes:
        file: Path as the user gave it.
        line: 1-based; 0 when the whole file is meant.
        column: 1-based; 0 when the whole line is meant.
        what: What is wrong.
        instead: What to write instead; empty when there is no telling.
    """

    file: str
    line: int
    column: int
    what: str
    instead: str = ""

    def __str__(self) -> str:
        place = ":".join(str(p) for p in (self.file, self.line, self.column) if p)
        return f"{place}: {self.what}" + (f" {self.instead}" if self.instead else "")


class PlaybookError(GonogoError):
    """A playbook has mistakes; `mistakes` holds all of them, in file order."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        count = f"{len(mistakes)} mistake" + ("s" if len(mistakes) != 1 else "")
        super().__init__(f"{mistakes[0].file} has {count}", where="")
        self.mistakes = mistakes

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)


class ConfigError(UsageError):
    """The configuration file has mistakes; `mistakes` holds all of them, in the file's order."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(f"{mistakes[0].file} has mistakes")
        self.mistakes = mistakes

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)


class BumpError(GonogoError):
    """A file could not be bumped; nothing was written."""


class WorkflowError(GonogoError):
    """A workflow file, or an expression in one, could not be read."""


class NoTokenError(GonogoError):
    """No GitHub token was found."""


class RepositoryError(GonogoError):
    """No repository, remote or checkout to work on."""


class JournalError(GonogoError):
    """The journal could not be read or written."""


class LookError(GonogoError):
    """A source could not be read. Becomes a `Seen` with a problem: UNKNOWN, never green.

    Attributes:
        status: HTTP status where there was one.
        retry_after_s: Seconds after which to try again, where the source said so.
    """

    def __init__(
        self,
        what: str,
        *,
        advice: str = "",
        where: str = "",
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(what, advice=advice, where=where)
        self.status = status
        self.retry_after_s = retry_after_s


class RefusedError(GonogoError):
    """An action was refused before anything was sent."""


class MovedError(RefusedError):
    """What the action was planned on has moved: look again, then plan again."""


class ActError(GonogoError):
    """An action was sent and failed: nothing changed."""


class OutcomeUnknownError(ActError):
    """An action was sent and its outcome is not known: the next look decides."""


def explain(error: GonogoError) -> str:
    """One or two lines for a person: where, what, and what to do."""
    head = f"{error.where}: {error.what}" if error.where else error.what
    return f"{head}\n{error.advice}" if error.advice else head
