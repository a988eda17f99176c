"""A bump of the checkout at hand: what it consists of, by its playbook or by what is found in it."""

# Without pathlib, and with much imported late: most checkouts need little of this, and it starts often.
# ruff: noqa: PTH112, PTH113, PTH118, PTH120, PTH123, PTH208

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

import gonogo
from gonogo.bump.tree import discover, next_of, plan_tree, wants
from gonogo.errors import BumpError, UsageError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    import datetime as dt

    from gonogo.bump.units import TreeRules
    from gonogo.git.checkout import Checkout
    from gonogo.model.edits import FileEdit
    from gonogo.playbook.shape import Playbook
    from gonogo.playbook.steps import BumpDo, BumpIsMechanicalCheck

_ORIGIN = re.compile(r"[/:]([^/:\s]+/[^/:\s]+?)(?:\.git)?/?$")
IN_REPOSITORY = os.path.join(".github", "gonogo.yml")


class Wish(NamedTuple):
    """What was asked for.

    Attributes:
        to: A version, or `major`, `minor`, `patch`, `rc`, `final`.
        crate: The package, where each has a version of its own.
        process: The playbook's process; found by the version when empty.
        message: Message of the commit; the playbook's, or a plain one, when empty.
        can_go_down: A lower version is meant.
        date: For the changelog's heading.
    """

    to: str
    crate: str
    process: str
    message: str
    can_go_down: bool
    date: dt.date


class TreeBump(NamedTuple):
    """What a bump of a checkout consists of.

    Attributes:
        old: The version that the tree says.
        new: The version that it shall say.
        tree: By which rules.
        edits: Every file.
        warnings: What a person should know first.
        message: Message of the commit.
        tags: Names that the tag may have: the playbook's; or with and without `v`.
        tag_message: Message of the tag; empty for its name.
        must_sign: The playbook wants the tag signed.
        sign_off: The playbook wants the commit signed off.
        is_known: The rules are a playbook's, not found.
    """

    old: str
    new: str
    tree: TreeRules
    edits: tuple[FileEdit, ...]
    warnings: tuple[str, ...]
    message: str
    tags: tuple[str, ...]
    tag_message: str
    must_sign: bool
    is_known: bool
    sign_off: bool = False


def plan_here(checkout: Checkout, wish: Wish) -> TreeBump:
    """Compute a bump of the checkout's files as they are.

    Raises:
        BumpError: it can not be done; nothing was changed.
        PlaybookError: the playbook has mistakes.
        UsageError: the playbook has no such process.
    """
    if _may_have_playbook(checkout.root, checkout.origin):
        playbook = _find_playbook(checkout.root, checkout.origin)
        if playbook is not None:
            return _by_playbook(checkout, playbook, wish)
    if wish.process:
        raise UsageError(
            "a process is a playbook's, and this checkout has none", advice="Leave --process out."
        )
    texts = checkout.read_texts(filter(wants, checkout.paths), skip_links=True)
    tree = discover(texts)
    tree = tree.only(wish.crate) if wish.crate else tree
    new = next_of(tree, wish.to)
    files = plan_tree(texts, tree, to=new, date=wish.date, can_go_down=wish.can_go_down)
    message = wish.message or f"Release {new}"
    tags = (f"v{new}", new)
    return TreeBump(tree.version, new, tree, files.edits, files.warnings, message, tags, "", False, False)


def _by_playbook(checkout: Checkout, playbook: Playbook, wish: Wish) -> TreeBump:
    from gonogo.plan.tree_rules import tree_rules  # noqa: PLC0415 (only with a playbook)
    from gonogo.playbook.steps import TagDo  # noqa: PLC0415
    from gonogo.playbook.templates import bare_values, render  # noqa: PLC0415

    texts = checkout.read_texts(_paths_of(checkout, playbook, wish), skip_links=False)
    if playbook.version.packages is not None:
        others = (path for path in checkout.paths if path not in texts and wants(path))
        texts |= checkout.read_texts(others, skip_links=True)
    tree = tree_rules(playbook, texts, crate=wish.crate)
    new = next_of(tree, wish.to)
    step = _bump_step(playbook, wish, tree, new)
    if step is not None and step.changelog != "write":
        tree = tree_rules(playbook, texts, notes=step.changelog, crate=wish.crate)
    files = plan_tree(texts, tree, to=new, date=wish.date, can_go_down=wish.can_go_down)
    values = bare_values(playbook, new, tree.version) | ({"crate": wish.crate} if wish.crate else {})
    message = wish.message or render(getattr(step, "message", "Release {version}"), values)
    steps = (one for process in playbook.processes.values() for one in process.steps)
    tagging = next((one for one in steps if isinstance(one, TagDo)), None)
    return TreeBump(
        old=tree.version,
        new=new,
        tree=tree,
        edits=files.edits,
        warnings=files.warnings,
        message=message,
        tags=(values["tag"],),
        tag_message=render(tagging.message, values) if tagging else "",
        must_sign=playbook.tag.signed,
        is_known=True,
        sign_off=playbook.sign_off,
    )


def _paths_of(checkout: Checkout, playbook: Playbook, wish: Wish) -> list[str]:
    """The files that the playbook names and the checkout has; what lacks is the plan's to say."""
    named = [file.path for file in playbook.version.files]
    if playbook.changelog is not None:
        named.append(playbook.changelog.path.replace("{crate}", wish.crate))
    tracked = set(checkout.paths)
    return [path for path in dict.fromkeys(named) if path in tracked]


def _bump_step(
    playbook: Playbook, wish: Wish, tree: TreeRules, new: str
) -> BumpDo | BumpIsMechanicalCheck | None:
    """The bump of the process that is meant: by its name, or by the version that it leads to.

    Where automation bumps, the check of its pull request says how.
    """
    from gonogo.plan.reviewing import parts_of_step  # noqa: PLC0415 (only with a playbook)
    from gonogo.playbook.steps import BumpDo, BumpIsMechanicalCheck  # noqa: PLC0415

    if wish.process and wish.process not in playbook.processes:
        names = ", ".join(playbook.processes)
        raise UsageError(f"the playbook has no process {wish.process!r}", advice=f"It has: {names}.")
    first: BumpDo | BumpIsMechanicalCheck | None = None
    for name, process in playbook.processes.items():
        asked = process.inputs.get("version")
        bumps = [one for one in process.steps if isinstance(one, BumpDo) and one.files == "all"]
        checks = [one for one in process.steps if isinstance(one, BumpIsMechanicalCheck)]
        for step in bumps or checks:
            first = first or (step if not wish.process else None)
            leads = any(
                _leads_to(tree, part, new) for part in parts_of_step(step, asked.next if asked else ())
            )
            if name == wish.process or (not wish.process and leads):
                return step
    return first


def _leads_to(tree: TreeRules, part: str, new: str) -> bool:
    try:
        return next_of(tree, part) == new
    except BumpError:
        return False


def _may_have_playbook(root: str, origin: str) -> bool:
    """Whether it is worth to look: reading YAML and checking it takes longer than most bumps."""
    if os.path.isfile(os.path.join(root, IN_REPOSITORY)) or _has_own_playbooks():
        return True
    found = _ORIGIN.search(origin)
    if found is None:
        return False
    folder = os.path.join(os.path.dirname(gonogo.__file__), "playbooks")
    named = re.compile(rf"(?<![\w./-]){re.escape(found[1])}(?![\w.-])", re.IGNORECASE)
    try:
        names = [name for name in os.listdir(folder) if name.endswith(".yml")]
        return any(named.search(_text_of(os.path.join(folder, name))) for name in names)
    except OSError:
        return True  # installed in some other way: let the real search tell


def _has_own_playbooks() -> bool:
    """Whether the user keeps playbooks. The folder's place is asked for only where it may exist."""
    if sys.platform == "linux":
        base = os.environ.get("XDG_CONFIG_HOME", "") or os.path.expanduser("~/.config")  # noqa: PTH111
        return os.path.isdir(os.path.join(base, "gonogo", "playbooks"))
    from gonogo.compose.playbooks import own_folder  # noqa: PLC0415 (slow to load)

    return own_folder().is_dir()


def _text_of(path: str) -> str:
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def _find_playbook(root: str, origin: str) -> Playbook | None:
    from pathlib import Path  # noqa: PLC0415 (as above)

    from gonogo.compose.playbooks import find_here, parse_remote  # noqa: PLC0415
    from gonogo.playbook.load import load_playbook  # noqa: PLC0415

    repo = parse_remote(origin)
    if repo is not None:
        return find_here(repo, Path(root))
    own = Path(root) / IN_REPOSITORY
    return load_playbook(own.read_bytes(), clean_line(IN_REPOSITORY)) if own.is_file() else None
