"""What texts in a job's effects are filled in with: the run's inputs, its tag, and the tree at its commit."""

from __future__ import annotations

import json
import re
from copy import copy
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gonogo.bump.described import version_of, wanted_paths
from gonogo.errors import BumpError, PlaybookError
from gonogo.playbook.templates import placeholders, read_tag, render, version_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.playbook.shape import Playbook
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World

STABLE = re.compile(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)")
_PYPI_SOURCE = re.compile(r"\{pypi-source:([A-Za-z0-9._-]+)\}")

_MATRIX = re.compile(r"\{matrix:(\d{1,3})\}")


class CannotFillError(Exception):
    """A text names a value that this run does not have: the job fails, and says so."""


class RunValues:
    """Fills in texts for one run of a job.

    Attributes:
        values: Name → text.
    """

    def __init__(self, world: World, repo: Repo, run: Run, sha: str = "") -> None:
        """The values of a run; at another commit than its own where `sha` is given."""
        self._world = world
        self.values = _values(world, repo, run, sha or run.head_sha, is_own=not sha)

    @property
    def version(self) -> str:
        """The version that the run is about; empty where it is about none."""
        return self.values.get("version", "")

    @property
    def tag(self) -> str:
        """The tag that the run is about."""
        return self.values.get("tag", "")

    @classmethod
    def of(cls, world: World, values: Mapping[str, str]) -> RunValues:
        """Values without a run: of a tag that was there before."""
        made = cls.__new__(cls)
        made._world = world  # noqa: SLF001 (its own)
        made.values = {**values, **values_of_version(values.get("version", ""))}
        return made

    def without_metadata(self) -> RunValues:
        """The same values for the version without its build metadata."""
        made = copy(self)
        version = self.version.partition("+")[0]
        made.values = {**self.values, **values_of_version(version)}
        return made

    @property
    def is_stable(self) -> bool:
        """Whether the version has neither a pre-release part nor build metadata."""
        return STABLE.fullmatch(self.version) is not None

    def fill(self, text: str) -> str:
        """A text with its placeholders filled in.

        Raises:
            CannotFillError: the run has no such value.
        """

        def source(match: re.Match[str]) -> str:
            return "pypi" if self._world.shelf.pypi_files(match[1], self.version) else "build"

        try:
            return render(_MATRIX.sub(_matrix, _PYPI_SOURCE.sub(source, text)), self.values)
        except PlaybookError:
            lacking = [name for name in placeholders(text) if name not in self.values]
            raise CannotFillError(f"This run has no value for {{{lacking[0]}}} in {text!r}.") from None

    def pattern(self, text: str) -> re.Pattern[str]:
        """A regular expression with the values taken literally.

        Raises:
            CannotFillError: the run has no such value, or it is no regular expression.
        """
        literal = {name: re.escape(value) for name, value in self.values.items()}
        try:
            return re.compile(render(text, literal))
        except (PlaybookError, re.error):
            raise CannotFillError(f"{text!r} is no regular expression for this run.") from None


def _matrix(match: re.Match[str]) -> str:
    """A matrix of so many jobs, as JSON that `fromJSON` reads."""
    count = int(match[1])
    return json.dumps({"include": [{"name": f"{place} of {count}"} for place in range(1, count + 1)]})


def inputs_of(run: Run) -> dict[str, str]:
    """The dispatch inputs of a run."""
    event = run.github.get("event") or {}
    return {name: str(value) for name, value in (event.get("inputs") or {}).items()}


def is_meant(run: Run, tests: Mapping[str, str] | tuple[Mapping[str, str], ...]) -> bool:
    """Whether a run is one that a `when` speaks of; an empty one speaks of every run."""
    if isinstance(tests, tuple):
        return any(is_meant(run, one) for one in tests) or not tests
    event = run.github.get("event") or {}
    said = {**inputs_of(run), "event": run.event, "schedule": str(event.get("schedule", ""))}
    return all(
        fnmatchcase(run.head_branch, wanted) if name == "ref" else said.get(name) == wanted
        for name, wanted in tests.items()
    )


def tree_version(repo: Repo, playbook: Playbook, sha: str) -> str:
    """The version that the tree says at a commit; empty where it says none."""
    words = playbook.version
    data = repo.git.file(sha, words.read)
    if data is None or (words.packages is not None and words.packages.versions == "separate"):
        return ""
    try:
        return version_of(words, {words.read: data.decode("utf-8", "replace")})
    except BumpError:
        return ""


def tree_texts(repo: Repo, playbook: Playbook, sha: str) -> dict[str, str]:
    """Every file that a bump by the playbook reads, at a commit."""
    from gonogo.bump.described import is_wanted  # noqa: PLC0415 (a rehearsal without bumps needs none)

    wanted = wanted_paths(playbook.version, playbook.changelog)
    found = {}
    for path in repo.git.paths(sha):
        if is_wanted(path, wanted) and (data := repo.git.file(sha, path)) is not None:
            try:
                found[path] = data.decode()
            except UnicodeDecodeError:
                continue
    return found


def _values(world: World, repo: Repo, run: Run, sha: str, *, is_own: bool) -> dict[str, str]:
    values = {"ref": run.head_branch, "sha": sha, "date": world.now().date().isoformat()}
    playbook = world.playbook
    if playbook is None:
        return values
    told = (read_tag(playbook, run.head_branch) or {}) if run.ref.startswith("refs/tags/") else {}
    given = {name: value for name, value in inputs_of(run).items() if value}
    values |= told | (given if is_own else {key: value for key, value in given.items() if key != "version"})
    if not values.get("version"):
        values["version"] = tree_version(repo, playbook, sha)
    values["version"] = values["version"].removeprefix("v")
    values |= values_of_version(values["version"])
    if run.ref.startswith("refs/tags/"):
        values["tag"] = run.head_branch
    else:
        values["tag"] = _tag_of(playbook, values)
    return values


def values_of_version(version: str) -> dict[str, str]:
    """What a version says: its numbers, and the versions after it."""
    found = version_values(version)
    major, minor, patch = (int(found[part]) for part in ("major", "minor", "patch"))
    return {
        **found,
        "is-stable": "true" if STABLE.fullmatch(version) else "false",
        "next-major": f"{major + 1}.0.0",
        "next-minor": f"{major}.{minor + 1}.0",
        "next-patch": f"{major}.{minor}.{patch + 1}",
        "previous-major": f"{max(major - 1, 0)}.0.0",
    }


def _tag_of(playbook: Playbook, values: Mapping[str, str]) -> str:
    """The tag's name by the first template of the playbook that these values fill."""
    parts = (*(process.tag for process in playbook.processes.values() if process.tag), playbook.tag)
    for part in sorted(parts, key=lambda one: -len(placeholders(one.name))):
        if all(values.get(name) for name in placeholders(part.name)):
            return render(part.name, values)
    return ""
