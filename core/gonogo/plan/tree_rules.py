"""How a playbook's tree is bumped, as rules over the files that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.bump import described

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.bump.described import Notes
    from gonogo.bump.tree import TreeRules
    from gonogo.playbook.shape import Playbook


def tree_rules(
    playbook: Playbook, texts: Mapping[str, str], *, notes: Notes = "write", crate: str = ""
) -> TreeRules:
    """What a bump by this playbook consists of.

    Args:
        playbook: The playbook.
        texts: Path → text of its files and, where packages move, of every manifest.
        notes: What is done to the changelog.
        crate: The package that moves, where each has a version of its own; empty for the rules of all.

    Raises:
        BumpError: a file is missing or can not be read, or there is no such package.
    """
    return described.tree_rules(playbook.version, playbook.changelog, texts, notes=notes, crate=crate)
