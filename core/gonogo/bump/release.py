"""A whole release's edits: every file and the changelog, or all that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from gonogo.bump.cargo import find_cargo, find_cargo_lock, lock_namesakes
from gonogo.bump.changelog import has_version, is_unreleased_empty, promote
from gonogo.bump.manifests import find_package_json, find_pyproject
from gonogo.bump.notes import cut, prepend, set_date
from gonogo.bump.patterns import fill, find_pattern, has_pattern, read_pattern
from gonogo.bump.places import Change, apply_changes, line_of, notes_of, trouble
from gonogo.bump.python_source import find_python
from gonogo.bump.requirements import move_requirement
from gonogo.bump.toml import check_only
from gonogo.bump.versions import is_same_version, is_version, to_pep440
from gonogo.errors import BumpError, explain
from gonogo.model.edits import FileEdit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from gonogo.bump.places import Place

Style = Literal["keep-a-changelog", "prepend", "archive"]


class FileRule(NamedTuple):
    """A file that moves with the version.

    Attributes:
        format: `cargo`, `cargo-lock`, `pyproject`, `python`, `package-json` or `pattern`.
        dependencies: For cargo: dependencies whose requirement moves too.
        packages: For cargo-lock: packages whose own entries move.
        pattern: For pattern: the template.
        is_optional: The file, or its pattern, may be missing.
    """

    path: str
    format: str
    dependencies: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    pattern: str = ""
    is_optional: bool = False


class ChangelogRule(NamedTuple):
    """The changelog, and what a bump does to it.

    Attributes:
        heading: Template of a release's heading.
        placeholder: The line under an empty Unreleased.
        style: `keep-a-changelog`: Unreleased is promoted; `prepend`: the template goes on top;
            `archive`: it takes the room of the newest notes, which get a line in the archive.
        mode: `write` as the style says; `date`: the version's section is said to be released.
        template: For prepend and archive: the section of a new version.
        archive: For archive: the line that begins the archive, and the line to put there.
        unreleased: How the line of a section begins that is not released yet.
        released: What takes the room of that, with `{date}`.
        is_optional: The file may be missing.
        dots: Between the tags of a release's compare link where no older link shows it.
    """

    path: str
    heading: str
    placeholder: str = ""
    style: Style = "keep-a-changelog"
    mode: Literal["write", "date"] = "write"
    template: str = ""
    archive: tuple[str, str] = ("", "")
    unreleased: str = "Unreleased"
    released: str = "Released {date}"
    is_optional: bool = False
    dots: str = ""


class ReleaseFiles(NamedTuple):
    """Every file that changes, and what a person should know first."""

    edits: tuple[FileEdit, ...]
    warnings: tuple[str, ...]


def plan_release(
    texts: Mapping[str, str],
    rules: Sequence[FileRule],
    changelog: ChangelogRule | None,
    *,
    old: str,
    new: str,
    date: date,
) -> ReleaseFiles:
    """The edits that move every file from `old` to `new`.

    A file that says `new` already is left as it is, with a warning.

    Args:
        texts: Path → text of every file that the rules name.
        rules: The files that hold the version; several rules may share a path.
        changelog: The changelog; None to leave it alone.
        old: The version that the files say now.
        new: The version that they shall say.
        date: The date of the changelog's heading.

    Raises:
        BumpError: with everything that is wrong; nothing is to be written then.
    """
    _check_versions(old, new)
    bumps: dict[str, _Bump] = {}
    problems: list[BumpError] = []
    warnings: list[str] = []
    for rule in rules:
        if rule.is_optional and not _is_there(texts, rule):
            continue
        try:
            bump = bumps.setdefault(rule.path, _Bump(_text(texts, rule.path)))
            warnings += _apply(bump, rule, old, new)
        except BumpError as error:
            problems.append(error)
    if changelog is not None and not (changelog.is_optional and changelog.path not in texts):
        try:
            bump = bumps.setdefault(changelog.path, _Bump(_text(texts, changelog.path)))
            warnings += _write_notes(bump, changelog, old, new, date)
        except BumpError as error:
            problems.append(error)
    if problems:
        raise _joined(problems)
    edits = (
        FileEdit(path, bump.before, bump.text, bump.notes)
        for path, bump in bumps.items()
        if bump.text != bump.before
    )
    return ReleaseFiles(tuple(edits), tuple(dict.fromkeys(warnings)))


def read_version(text: str, rule: FileRule) -> str:
    """The version that a file says.

    Raises:
        BumpError: it says none, several, or it cannot be read.
    """
    if rule.format == "pattern":
        return read_pattern(text, rule.path, rule.pattern)
    own = [place for place in _find(text, rule) if not place.label.startswith("dependency ")]
    said = {place.text for place in own}
    if len(said) != 1:
        what = (
            f"Two versions stand in this file: {', '.join(sorted(said))}."
            if said
            else "No version stands here."
        )
        raise trouble(rule.path, 0, what)
    if not _is_any_version(own[0].text):
        raise trouble(rule.path, line_of(text, own[0].start), f"{own[0].text!r} is no version.")
    return own[0].text


class _Bump:
    """A file on its way: as it was, as it is now, and what has changed."""

    def __init__(self, text: str) -> None:
        self.before = text
        self.text = text
        self.notes: tuple[str, ...] = ()


def _apply(bump: _Bump, rule: FileRule, old: str, new: str) -> list[str]:
    """Make the changes of one rule; the warnings."""
    text = bump.text
    if rule.format == "pattern":
        changes, warnings = _pattern_changes(text, rule, old, new)
    else:
        places = _find(text, rule)
        moved = [(place, _moved(text, rule, place, old, new)) for place in places]
        changes = [Change(place, fresh) for place, fresh in moved if fresh != place.text]
        warnings = [
            f"{rule.path} says {new} already." for place, fresh in moved if fresh == place.text and old != new
        ]
    if rule.format == "cargo-lock":
        warnings += [
            f"{rule.path} also holds {name} from a registry: check it with cargo build --locked."
            for name in lock_namesakes(text, rule.path, rule.packages)
        ]
    after = apply_changes(text, changes)
    if rule.format in ("cargo", "cargo-lock", "pyproject"):
        check_only(rule.path, text, after, changes)
    bump.text = after
    bump.notes += notes_of(text, changes)
    return warnings


def _find(text: str, rule: FileRule) -> tuple[Place, ...]:
    match rule.format:
        case "cargo":
            return find_cargo(text, rule.path, rule.dependencies)
        case "cargo-lock":
            return find_cargo_lock(text, rule.path, rule.packages)
        case "pyproject":
            return find_pyproject(text, rule.path)
        case "package-json":
            return find_package_json(text, rule.path)
        case "python":
            return find_python(text, rule.path)
        case _:
            raise trouble(rule.path, 0, f"{rule.format!r} is no format that can be bumped.")


def _moved(text: str, rule: FileRule, place: Place, old: str, new: str) -> str:
    """What shall stand in a place; its own text when it says `new` already."""
    if place.is_requirement:
        moved = move_requirement(place.text, old, new)
        if moved is None and move_requirement(place.text, new, new) is not None:
            return place.text
    elif place.text == old:
        moved = new
    elif is_same_version(place.text, new):
        return place.text
    else:  # another spelling of the old version: Python's own
        moved = to_pep440(new) if is_same_version(place.text, old) else None
    if moved is None:
        is_other = place.is_requirement or _is_any_version(place.text)
        what = f"The {place.label} says {place.text!r}, " + (
            f"expected {old}." if is_other else "which is no version."
        )
        raise trouble(rule.path, line_of(text, place.start), what)
    return moved


def _pattern_changes(text: str, rule: FileRule, old: str, new: str) -> tuple[list[Change], list[str]]:
    try:
        places = find_pattern(text, rule.path, rule.pattern, old)
    except BumpError:
        if fill(rule.pattern, old) == fill(rule.pattern, new):
            raise
        try:
            find_pattern(text, rule.path, rule.pattern, new)
        except BumpError:
            pass
        else:
            return [], [f"{rule.path} says {new} already."]
        raise
    fresh = fill(rule.pattern, new)
    return [Change(place, fresh) for place in places if fresh != place.text], []


def _is_there(texts: Mapping[str, str], rule: FileRule) -> bool:
    """Whether an optional file is there, and its pattern stands in it."""
    text = texts.get(rule.path)
    if text is None or rule.format != "pattern":
        return text is not None
    return has_pattern(text, rule.pattern)


def _write_notes(bump: _Bump, rule: ChangelogRule, old: str, new: str, on: date) -> list[str]:
    """What the changelog's rule asks for; the warnings."""
    if rule.mode == "date":
        dated = set_date(bump.text, new, on, rule.unreleased, rule.released)
        if dated is None:
            return [f"{rule.path}: no section of {new} says that it is not released."]
        bump.text = dated.text
        bump.notes += dated.notes
        return []
    if rule.style == "keep-a-changelog":
        return _promote(bump, rule, old, new, on)
    if rule.style == "prepend":
        made = prepend(bump.text, rule.path, rule.template, new)
    else:
        made = cut(bump.text, rule.path, rule.template, rule.archive, old=old, new=new)
    bump.text = made.text
    bump.notes += made.notes
    return []


def _promote(bump: _Bump, rule: ChangelogRule, old: str, new: str, on: date) -> list[str]:
    is_empty = is_unreleased_empty(bump.text, rule.path, rule.placeholder)
    if is_empty and has_version(bump.text, rule.path, new):
        return [f"{rule.path} has {new} already."]
    promotion = promote(
        bump.text,
        rule.path,
        new,
        on,
        rule.heading,
        previous=old,
        placeholder=rule.placeholder,
        dots=rule.dots,
    )
    bump.text = promotion.text
    bump.notes += promotion.notes
    return [f"{rule.path}: nothing stands under Unreleased."] if is_empty else []


def _check_versions(old: str, new: str) -> None:
    for version in (old, new):
        if not _is_any_version(version):
            raise BumpError(f"{version!r} is no version.", advice="Write it like 1.2.3.")


def _is_any_version(text: str) -> bool:
    return is_version(text, "semver") or is_version(text, "pep440")


def _text(texts: Mapping[str, str], path: str) -> str:
    if path not in texts:
        raise trouble(path, 0, "This file is missing.", "Take it out of the playbook's files, or add it.")
    return texts[path]


def _joined(problems: list[BumpError]) -> BumpError:
    unique = list(dict.fromkeys(explain(problem) for problem in problems))
    if len(unique) == 1:
        return problems[0]
    lines = "\n".join(f"  {problem.where}: {problem.what}" for problem in problems)
    return BumpError(f"{len(unique)} things stand in the way of the bump:\n{lines}")
