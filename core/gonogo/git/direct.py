"""Git without an event loop: for a command that starts fast, does one thing, and ends."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.git.environment import own_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOK_S = 60.0
"""Seconds that a command may take which only looks."""


class Answer:
    """How a git command ended; `code` is negative when a signal ended it."""

    __slots__ = ("code", "err", "out")

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def text(self) -> str:
        """What it printed, without the last line's end."""
        return self.out.decode("utf-8", "surrogateescape").removesuffix("\n")

    @property
    def words(self) -> str:
        """What git says went wrong, in one line."""
        from gonogo.git.words import git_words  # noqa: PLC0415 (only where something went wrong)

        return git_words(self.err)

    @property
    def all_words(self) -> str:
        """Everything that git and its hooks said, in one line."""
        from gonogo.git.words import all_words  # noqa: PLC0415 (as above)

        if self.code < 0 and not (self.err + self.out).strip():
            return f"signal {-self.code} ended it"
        return all_words(self.err + b"\n" + self.out)


class Started:
    """A git command under way."""

    def __init__(self, process: subprocess.Popen[bytes], words: tuple[str, ...]) -> None:
        self._process = process
        self._words = words

    def finish(self, stdin: bytes | None = None, limit_s: float | None = LOOK_S) -> Answer:
        """Wait for its end.

        Raises:
            RepositoryError: it took too long; it was ended.
        """
        try:
            out, err = self._process.communicate(stdin, timeout=limit_s)
        except subprocess.TimeoutExpired:
            self.drop()
            raise RepositoryError(f"git {self._words[0]} took more than {limit_s:g} s.") from None
        except BaseException:
            self.drop()
            raise
        return Answer(self._process.returncode, out, err)

    def drop(self) -> None:
        """Ask it to end, so that git removes its lock files; then end it."""
        self._process.terminate()
        try:
            self._process.communicate(timeout=2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


class DirectGit:
    """Git commands in one folder; hooks, keys and settings are the user's own."""

    def __init__(self, folder: str, env: Mapping[str, str]) -> None:
        self.folder = folder
        self._env = own_environment(env)
        self._plain = {**self._env, "LC_ALL": "C", "LANGUAGE": ""}

    def start(
        self,
        *words: str,
        takes_input: bool = False,
        env: Mapping[str, str] | None = None,
        is_plain: bool = True,
        pass_fds: tuple[int, ...] = (),
    ) -> Started:
        """Start a command, to be waited for later.

        Args:
            words: The words after `git`.
            takes_input: Whether `finish` will give it an input.
            env: More environment.
            is_plain: Whether git speaks English; not where hooks of the user run.
            pass_fds: File descriptors that it inherits.

        Raises:
            RepositoryError: git is not there.
        """
        try:
            process = subprocess.Popen(
                ("git", *words),
                cwd=self.folder,
                env={**(self._plain if is_plain else self._env), **(env or {})},
                stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=pass_fds,
            )
        except OSError as error:
            raise RepositoryError(
                f"git could not be started in {self.folder}: {error.strerror}.",
                advice="Install git; gonogo works through it.",
            ) from None
        return Started(process, words)

    def run(self, *words: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> Answer:
        """Run a command to its end, whatever that is."""
        return self.start(*words, takes_input=stdin is not None, env=env).finish(stdin)

    def must(self, *words: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> Answer:
        """Run a command that is expected to work.

        Raises:
            RepositoryError: it did not, in git's words.
        """
        answer = self.run(*words, stdin=stdin, env=env)
        if answer.code:
            raise RepositoryError(f"git {words[0]} failed: {answer.all_words}")
        return answer
