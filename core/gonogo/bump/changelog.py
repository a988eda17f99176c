"""Keep a Changelog: what stands under Unreleased moves under the new version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gonogo.bump.places import trouble

if TYPE_CHECKING:
    from datetime import date

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}##?(?!#)\s*(.*)")
_UNRELEASED = re.compile(r" {0,3}##\s+\[?unreleased\]?", re.IGNORECASE)
_LINK = re.compile(r" {0,3}\[(?P<label>[^\]]+)\]:\s*(?P<url>\S.*?)\s*$")
_COMPARE = re.compile(
    r"(?P<head><?\S*/compare/)(?P<before>[^\s<>]+?)(?P<dots>\.{2,3})(?P<after>[^\s<>]+?)(?P<tail>>?)"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_VERSION_END = re.compile(r"\d+\.\d+[^/]*$")


class Promotion(NamedTuple):
    """A promoted changelog.

    Attributes:
        text: The whole new text.
        notes: What changed, in words, with lines of the old text.
        is_empty: Nothing stood under Unreleased but headings, comments and the placeholder.
    """

    text: str
    notes: tuple[str, ...]
    is_empty: bool


class _Outline(NamedTuple):
    """The lines of a changelog, with their endings, and what they are.

    Attributes:
        unreleased: Index of the Unreleased heading.
        end: Index of the line after what stands under it.
        links: Index → (label, URL) of link definitions.
        newline: The line ending of the Unreleased heading.
    """

    lines: tuple[str, ...]
    unreleased: int
    end: int
    headings: dict[int, str]
    links: dict[int, tuple[str, str]]
    newline: str


def promote(
    text: str,
    path: str,
    version: str,
    on: date,
    heading: str,
    *,
    previous: str,
    placeholder: str = "",
    dots: str = "",
) -> Promotion:
    """Move what stands under Unreleased under a new heading.

    Args:
        text: The changelog.
        path: Its name, for errors.
        version: The version that is released.
        on: The date for the heading.
        heading: Template with `{version}` and `{date}`.
        previous: The version before, for compare links.
        placeholder: The line that stands under an empty Unreleased; none when empty.
        dots: Between the tags of the release's compare link where no older one shows it.

    Raises:
        BumpError: no Unreleased heading, two of them, or the version is there already.
    """
    outline = _read(text, path)
    rendered = heading.replace("{version}", version).replace("{date}", on.isoformat())
    _refuse_repeated(outline, path, version)
    newline = outline.newline
    body = _without_placeholder(outline.lines[outline.unreleased + 1 : outline.end], placeholder)
    if body and body[0].strip():
        body = (newline, *body)
    opening = (newline, placeholder + newline, newline) if placeholder else (newline,)
    top = outline.lines[: outline.unreleased + 1]
    if not top[-1].endswith("\n"):
        top = (*top[:-1], top[-1] + newline)
    rest, link_notes = _move_links(outline, version, previous, rendered, dots)
    note = f"Unreleased becomes {rendered.lstrip('# ')}, line {outline.unreleased + 1}"
    return Promotion(
        "".join((*top, *opening, rendered + newline, *body, *rest)),
        (note, *link_notes),
        is_unreleased_empty(text, path, placeholder),
    )


def is_unreleased_empty(text: str, path: str, placeholder: str = "") -> bool:
    """Whether Unreleased holds nothing but blank lines, headings, comments and the placeholder.

    Raises:
        BumpError: no Unreleased heading, or two of them.
    """
    outline = _read(text, path)
    body = "".join(outline.lines[outline.unreleased + 1 : outline.end])
    lines = (line.strip() for line in _COMMENT.sub("", body).splitlines())
    return not any(line and not line.startswith("#") and line != placeholder.strip() for line in lines)


def has_version(text: str, path: str, version: str) -> bool:
    """Whether a heading names the version already."""
    return any(_names(title, version) for title in _read(text, path).headings.values())


def _read(text: str, path: str) -> _Outline:
    lines = tuple(re.findall(r"[^\n]*\n|[^\n]+$", text))
    headings, links = _headings_and_links(lines)
    tops = [index for index in headings if _UNRELEASED.match(lines[index].removeprefix("\ufeff"))]
    if not tops:
        raise trouble(
            path, 0, "No Unreleased heading stands here.", "Add ## [Unreleased] above the newest version."
        )
    if len(tops) > 1:
        raise trouble(path, tops[1] + 1, f"Unreleased stands here twice, first on line {tops[0] + 1}.")
    top = tops[0]
    after = [index for index in headings if index > top]
    footer = next((index for index in links if index > top and _is_footer(lines, links, index)), len(lines))
    end = min(after[0] if after else len(lines), footer)
    return _Outline(lines, top, end, headings, links, "\r\n" if lines[top].endswith("\r\n") else "\n")


def _headings_and_links(lines: tuple[str, ...]) -> tuple[dict[int, str], dict[int, tuple[str, str]]]:
    """Headings of the first two levels and link definitions, outside code and comments."""
    headings: dict[int, str] = {}
    links: dict[int, tuple[str, str]] = {}
    fence = ""
    in_comment = False
    for index, raw in enumerate(lines):
        line = raw.rstrip("\r\n").removeprefix("\ufeff")
        mark = _FENCE.match(line)
        if fence:
            is_end = mark is not None and mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = "" if is_end else fence
        elif in_comment:
            in_comment = "-->" not in line
        elif mark:
            fence = mark[1]
        elif line.lstrip().startswith("<!--"):
            in_comment = "-->" not in line
        elif found := _HEADING.match(line):
            headings[index] = found[1]
        elif link := _LINK.match(line):
            links[index] = (link["label"], link["url"])
    return headings, links


def _is_footer(lines: tuple[str, ...], links: dict[int, tuple[str, str]], start: int) -> bool:
    """Only link definitions and blank lines follow."""
    return all(index in links or not lines[index].strip() for index in range(start, len(lines)))


def _refuse_repeated(outline: _Outline, path: str, version: str) -> None:
    for index, title in outline.headings.items():
        if _names(title, version):
            raise trouble(path, index + 1, f"A heading for {version} stands here already.")


def _names(title: str, version: str) -> bool:
    return bool(re.search(rf"(?<![\w.+-])v?{re.escape(version)}(?![\w+-]|\.\d)", title))


def _without_placeholder(body: tuple[str, ...], placeholder: str) -> tuple[str, ...]:
    """The body without the placeholder's line and the blank line after it."""
    kept: list[str] = []
    was_placeholder = False
    for line in body:
        is_placeholder = bool(placeholder) and line.strip() == placeholder.strip()
        if not is_placeholder and not (was_placeholder and not line.strip()):
            kept.append(line)
        was_placeholder = is_placeholder
    return tuple(kept)


def _move_links(
    outline: _Outline, version: str, previous: str, heading: str, dots: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What follows Unreleased's body, its compare links brought up to date, and notes."""
    rest = list(outline.lines[outline.end :])
    bracketed = re.search(r"\[([^\]]+)\](?!\()", heading)
    compares = {
        index: (label, compare)
        for index, (label, url) in outline.links.items()
        if index >= outline.end
        and (compare := _COMPARE.fullmatch(url))
        and any(map(_VERSION_END.search, compare.group("before", "after")))
    }
    for index, (label, compare) in compares.items():
        if label.lower() == "unreleased":
            before = _tag(compare["before"], previous)
            now = _tag(compare["before"], version)
            line = outline.lines[index]
            line = line if line.endswith("\n") else line + outline.newline
            updated = line.replace(
                compare[0], compare.expand(rf"\g<head>{_safe(now)}\g<dots>\g<after>\g<tail>")
            )
            added = [updated]
            if bracketed:
                added.append(
                    _version_link(
                        bracketed[1], compare, before, now, _dots(compares, previous) or dots, outline
                    )
                )
            rest[index - outline.end : index - outline.end + 1] = added
            return tuple(rest), (f"compare links, line {index + 1}",)
    for index, (label, compare) in compares.items():
        if bracketed and _names(label, previous):
            before, now = compare["after"], _tag(compare["after"], version)
            rest.insert(
                index - outline.end,
                _version_link(bracketed[1], compare, before, now, compare["dots"], outline),
            )
            return tuple(rest), (f"compare link, line {index + 1}",)
    return tuple(rest), ()


def _version_link(
    label: str, like: re.Match[str], before: str, now: str, dots: str, outline: _Outline
) -> str:
    return f"[{label}]: {like['head']}{before}{dots or like['dots']}{now}{like['tail']}{outline.newline}"


def _dots(compares: dict[int, tuple[str, re.Match[str]]], previous: str) -> str:
    """Two or three dots, as the previous version's own link has them; empty without one."""
    return next((compare["dots"] for label, compare in compares.values() if _names(label, previous)), "")


def _tag(like: str, version: str) -> str:
    """The tag of a version, with the prefix that another tag has."""
    return _VERSION_END.sub("", like) + version


def _safe(text: str) -> str:
    return text.replace("\\", r"\\")
