"""The packages of a tree whose version moves, and everything else that moves with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from gonogo.bump.versions import follow
from gonogo.errors import BumpError

if TYPE_CHECKING:
    from gonogo.bump.release import ChangelogRule, FileRule
    from gonogo.bump.versions import Scheme

Move = tuple[str, str]
"""The old version and the new one."""

Ecosystem = Literal["cargo", "npm", "python", "file"]


class Unit(NamedTuple):
    """A package whose version moves.

    Attributes:
        name: Its name in its ecosystem; for a plain file its path.
        path: The file that its version stands in, or is inherited to.
        version: What it says now.
        ecosystem: `cargo`, `npm`, `python` or `file`.
    """

    name: str
    path: str
    version: str
    ecosystem: Ecosystem


class TreeRules(NamedTuple):
    """How a tree is bumped.

    Attributes:
        rules: Files that hold the version beside the manifests of the units.
        changelog: The changelog; None to leave it alone.
        units: Packages that move, with their manifests and every lock file that names them.
        scheme: How versions are compared and made.
        version: The version that the tree says now.
        is_separate: Each unit has a version of its own, and moves when it is named.
        ends_lines: Manifests of units get a final newline, as the project's own tool writes them.
    """

    rules: tuple[FileRule, ...]
    changelog: ChangelogRule | None
    units: tuple[Unit, ...]
    scheme: Scheme
    version: str
    is_separate: bool = False
    ends_lines: bool = False

    def moves(self, new: str) -> dict[str, Move]:
        """Unit → its old and its new version, for a release of `new`.

        A unit that says another version than the tree makes the same kind of step from its own.

        Raises:
            BumpError: each unit has a version of its own, or the step can not be told.
        """
        if self.is_separate:
            names = ", ".join(unit.name for unit in self.units)
            raise BumpError(
                "Every package here has a version of its own.", advice=f"Name the one to bump: {names}."
            )
        return {
            unit.name: (
                unit.version,
                new if unit.version == self.version else follow(unit.version, self.version, new),
            )
            for unit in self.units
        }

    def only(self, name: str) -> TreeRules:
        """The rules for one package, where each has a version of its own.

        Raises:
            BumpError: there is none of that name.
        """
        unit = next((unit for unit in self.units if unit.name == name), None)
        if unit is None:
            names = ", ".join(unit.name for unit in self.units)
            raise BumpError(f"There is no package {name} here.", advice=f"There are: {names}.")
        return self._replace(units=(unit,), version=unit.version, is_separate=False)
