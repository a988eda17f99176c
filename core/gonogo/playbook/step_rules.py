"""What the keys of single steps must hold to: expressions, cron lines, names of branches and images, defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.model.cron import parse_cron
from gonogo.playbook.checklist import TYPES
from gonogo.playbook.report import quote, suggest
from gonogo.playbook.templates import OF_RELEASE, placeholders
from gonogo.playbook.tree import Entries, Items, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gonogo.playbook.report import Report
    from gonogo.playbook.steps import Step

BRANCHES = ("base", "branch", "at", "ref", "with-branch", "freeze")
_OF_PULL = ("branch", "base")
"""What the title of a pull request may use beside the release's own values."""

_BRANCH = re.compile(r"(?!-|/)(?!.*(?:\.\.|//|@\{))[^\s~^:?*\\\[]+(?<![/.])")
_IMAGE = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+")
_PLACE = re.compile(r"\{[A-Za-z][A-Za-z0-9_.-]*\}")
_WITH_CHANGELOG = ("changelog", "incident")
_MOST_CHARS = 500


def check_steps(root: Entries, report: Report) -> None:
    """Note every key of a step that breaks a rule."""
    has_log = root.get("changelog") is not None
    processes = root.get("processes")
    for _, process in processes.entries if isinstance(processes, Entries) else ():
        if not isinstance(process, Entries):
            continue
        inputs = process.get("inputs")
        names = [key.text for key, _ in inputs.entries] if isinstance(inputs, Entries) else []
        _check_branch(process, "branch", report)
        steps = process.get("steps")
        for step in steps.items if isinstance(steps, Items) else ():
            if isinstance(step, Entries) and step.entries:
                _check_step(step, (*OF_RELEASE, *names), report, has_log=has_log)


def _check_step(step: Entries, known: Sequence[str], report: Report, *, has_log: bool) -> None:
    kind, value = step.entries[0]
    what = value.text if isinstance(value, Scalar) else ""
    for key in BRANCHES:
        _check_branch(step, key, report)
    _check_find(step, what, report)
    _check_cron(step, report)
    _check_image(step, report)
    own = (*known, *_OF_PULL) if what == "pull-request" else known
    for node, text in _texts(step, "message"):
        for name in placeholders(text):
            if name not in own:
                hint = suggest(name, own, form="{{{}}}".format)
                report.add(node.place, f"`{{{name}}}` is not known here.", hint)
    if what in _WITH_CHANGELOG and not has_log and kind.text in ("check", "do"):
        report.add(
            kind.place,
            f"`{kind.text}: {what}` needs the playbook's `changelog`.",
            "Add `changelog:` at the top.",
        )
    cls = TYPES.get((kind.text, what))
    if cls is not None:
        _check_defaults(step, cls, own, report)


def _texts(step: Entries, key: str) -> Iterator[tuple[Scalar, str]]:
    node = step.get(key)
    if isinstance(node, Scalar) and isinstance(node.value, str):
        yield node, node.value


def _check_branch(step: Entries, key: str, report: Report) -> None:
    for node, name in _texts(step, key):
        if name and not _BRANCH.fullmatch(_PLACE.sub("x", name)):
            what = f"{quote(name)} can not be the name of a branch."
            report.add(node.place, what, "Write it like `release-{major}.0.0`.")


def _check_find(step: Entries, what: str, report: Report) -> None:
    """The expression compiles, has the groups that it needs, and ends its search in good time."""
    for node, text in _texts(step, "find"):
        expression = _PLACE.sub("x", text)
        if len(text) > _MOST_CHARS:
            report.add(node.place, f"the expression has {len(text)} characters.", "Write a shorter one.")
            continue
        try:
            groups = re.compile(expression).groups
        except (re.error, OverflowError, RecursionError) as error:
            report.add(
                node.place,
                f"{quote(text)} is no regular expression: {error}.",
                r"Write it as Python does; `\.` is a dot.",
            )
            continue
        if what == "tag-accepted" and groups != 1:
            found = f"{groups} groups" if groups else "no group"
            report.add(
                node.place,
                f"the expression has {found}, and needs one.",
                r"Put the pattern in the file in brackets: `=~ (\S+)`.",
            )
        if has_nested_repeat(expression):
            report.add(
                node.place,
                f"{quote(text)} repeats what repeats: to look for it could take for ever.",
                "Repeat one character or one set at a time.",
            )


_PIECES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+\}|\{\d*,\d*\}|\(\?[:=!<>a-zA-Z]*|.", re.DOTALL)
_MARK = re.compile(r"\\?[^\w\s\\.^$]|\\\.|\[(?:\\?[^\w\s\\^])+\]")


_FEW = 4
"""So many times over, even what repeats without end is through in good time."""


@dataclass(slots=True)
class _Group:
    """What stood in a group so far: may it take the same text in several ways, or without end?"""

    is_endless: bool = False
    is_open: bool = False
    """It holds a choice, or something that may stand there or not."""
    begins_with_mark: bool = False
    is_empty: bool = True


def has_nested_repeat(expression: str) -> bool:
    """Whether a repetition repeats what can take the same text in several ways: its end may never be found.

    A group that begins with a mark of its own may be repeated: `(-[a-z]+)*`.
    """
    groups, ended = [_Group()], None
    for piece in _PIECES.findall(expression):
        is_endless = piece in ("*", "+") or piece.endswith(",}")
        if is_endless or piece == "?" or (piece[0] == "{" and piece[-1] == "}"):
            if ended is not None and not ended.begins_with_mark:
                is_many = is_endless or int(re.findall(r"\d+", piece)[-1] if piece != "?" else 1) > _FEW
                if (is_many and ended.is_endless) or (is_endless and ended.is_open):
                    return True
            groups[-1].is_endless |= is_endless
            groups[-1].is_open = True
        elif piece.startswith("("):
            groups[-1].is_empty = False
            groups.append(_Group())
        elif piece == ")" and len(groups) > 1:
            ended = groups.pop()
            groups[-1].is_endless |= ended.is_endless
            groups[-1].is_open |= ended.is_open
            continue
        elif piece == "|":
            groups[-1].is_open, groups[-1].begins_with_mark, groups[-1].is_empty = True, False, False
        elif groups[-1].is_empty:
            groups[-1].begins_with_mark, groups[-1].is_empty = bool(_MARK.fullmatch(piece)), False
        ended = None
    return False


def _check_cron(step: Entries, report: Report) -> None:
    for node, line in _texts(step, "schedule"):
        if line and parse_cron(line) is None:
            what = f"{quote(line)} is no cron line."
            report.add(node.place, what, "Write minute, hour, day, month and weekday, in UTC: `0 0 5 * *`.")


def _check_image(step: Entries, report: Report) -> None:
    for node, name in _texts(step, "image"):
        if not _IMAGE.fullmatch(_PLACE.sub("x", name)):
            what = f"{quote(name)} is no image."
            report.add(node.place, what, "Write registry and name, without a tag: `ghcr.io/owner/name`.")


def _check_defaults(step: Entries, cls: type[Step], known: Sequence[str], report: Report) -> None:
    """What a key means when it is left out must be known, too: `{backports}` is an input of some processes only."""
    kind, value = step.entries[0]
    for name, field in cls.model_fields.items():
        key = field.alias or name
        if not isinstance(field.default, str) or step.get(key) is not None:
            continue
        for needed in placeholders(field.default):
            if needed not in known and not (cls.what == "pull-request" and needed in _OF_PULL):
                what = (
                    f"`{kind.text}: {value.text if isinstance(value, Scalar) else ''}` uses `{{{needed}}}`."
                )
                report.add(kind.place, what, f"Add `{needed}` to the process's `inputs`, or say `{key}:`.")
