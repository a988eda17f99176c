"""Panel 3: branches with CI of their exact head, then the newest tags and the releases of them on GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.day import BranchHead
from gonogo.model.text import short_sha
from gonogo_tui.present.ages import age
from gonogo_tui.present.lines import BLANK, Line, Row, Span, cells, line, wrapped
from gonogo_tui.present.words import checks, plural, short_count

if TYPE_CHECKING:
    from gonogo.model.github import Branch, GitHubRelease, TagLine
    from gonogo_tui.present.board import Scene


_TABLE = 64
"""From this width on a branch takes one line of a table, below it two lines."""
_VERSION, _TAG, _AHEAD, _BEHIND, _CHECKS = 11, 15, 6, 7, 12
"""Cells of the table's columns."""


def branch_rows(scene: Scene, width: int = 0) -> tuple[Row, ...]:
    """A row for each branch: version at its head, last tag, ahead, behind, checks; and for each tag and release.

    Args:
        scene: This moment.
        width: Cells of the panel; 0 for not known.
    """
    if scene.board is None:
        return ()
    sha = scene.view.release_sha if scene.view else ""
    repo = scene.board.repo
    branches = scene.board.branches
    make = _as_line if width >= _TABLE else _as_two
    rows = [
        Row(
            f"branch {branch.name}",
            make(branch, _head_of(branch, scene), "key" if sha and branch.sha == sha else "plain", width),
            f"https://{repo.host}/{repo}/tree/{branch.name}",
            is_lit=bool(sha) and branch.sha == sha,
        )
        for branch in branches
    ]
    if branches and width >= _TABLE:
        rows.insert(0, Row("", (_headings(width),)))
    below = [_release(release, scene, width) for release in scene.board.releases]
    released = {release.tag for release in scene.board.releases}
    below += [_tag(tag, scene, width) for tag in scene.board.tags if tag.name not in released]
    if below:
        rows += [Row("", (BLANK, line(Span("tags and releases", "dim")))), *below]
    return tuple(rows)


def _tag(tag: TagLine, scene: Scene, width: int) -> Row:
    """A tag that has no release."""
    repo = scene.board.repo if scene.board else None
    is_lit = scene.view is not None and scene.view.tag == tag.name
    right = (Span("– no release", "dim"), Span(age(tag.tagged_at, scene.now), "dim", width=7, is_right=True))
    return Row(
        f"tag {tag.name}",
        (_named(tag.name, _commit(tag), right, width),),
        f"https://{repo.host}/{repo}/tree/{tag.name}" if repo else "",
        is_lit,
    )


def _named(name: str, where: tuple[Span, ...], right: tuple[Span, ...], width: int) -> Line:
    """Name, commit and state; the commit whole or not at all."""
    needed = cells(name) + 1 + sum(span.width or cells(span.text) for span in (*where, *right))
    return line(Span(name), *(where if not width or needed <= width else ()), right=right, keeps_right=True)


def _commit(tag: TagLine | None) -> tuple[Span, ...]:
    """Where a tag stands; a lightweight one says so."""
    if tag is None:
        return (Span("  not tagged", "wait"),)
    return (
        Span(f"  {short_sha(tag.commit)}", "dim"),
        *(() if tag.is_annotated else (Span(" light", "dim"),)),
    )


def _tag_of(name: str, scene: Scene) -> TagLine | None:
    return next((tag for tag in (scene.board.tags if scene.board else ()) if tag.name == name), None)


def _cells_of(width: int) -> tuple[int, ...]:
    """Widths of the table's columns after the name; names of tags that have a crate in them get what is left."""
    room = max(0, width - 76)
    return _VERSION + min(room, 4), min(34, _TAG + room // 2), _AHEAD, _BEHIND, _CHECKS


def _boxes(columns: tuple[Span, ...], width: int) -> tuple[Span, ...]:
    """The columns of one line; what is cut does not touch the next one."""
    pairs = zip(columns, _cells_of(width), strict=True)
    return tuple(
        box for cell, room in pairs for box in (Span(cell.text, cell.style, width=room - 1), Span(" "))
    )


def _headings(width: int) -> Line:
    words = ("at head", "last tag", "ahead", "behind", "CI")
    columns = tuple(Span(word, "dim") for word in words)
    return line(Span("branch", "dim"), right=_boxes(columns, width), keeps_right=True)


def _head_of(branch: Branch, scene: Scene) -> BranchHead:
    """What is known of this very head; nothing where the branch has moved since."""
    heads = scene.day.heads if scene.day else ()
    found = next((head for head in heads if (head.branch, head.sha) == (branch.name, branch.sha)), None)
    return found or BranchHead(branch.name, branch.sha)


def _version(head: BranchHead) -> Span:
    if head.version is None:
        return Span("version ?", "unseen")
    return Span(head.version) if head.version else Span("no version", "dim")


def _last_tag(head: BranchHead) -> Span:
    """On the head itself, or before it."""
    if head.tag is None:
        return Span("tag ?", "unseen")
    if not head.tag:
        return Span("no tag", "dim")
    return Span(f"{'at' if head.is_at_head else 'after'} {head.tag}", "good" if head.is_at_head else "dim")


def _distance(branch: Branch) -> tuple[Span, Span]:
    if branch.is_default:
        return Span("default", "dim"), Span("")
    return Span(f"↑{short_count(branch.ahead)}", "dim"), Span(f"↓{short_count(branch.behind)}", "dim")


def _as_line(branch: Branch, head: BranchHead, style: str, width: int) -> tuple[Line, ...]:
    """The branch in a line of the table."""
    ahead, behind = (Span("–", "dim"), Span("")) if branch.is_default else _distance(branch)
    columns = (_version(head), _last_tag(head), ahead, behind, checks(branch.checks))
    return (line(Span(branch.name, style), right=_boxes(columns, width), keeps_right=True),)


def _as_two(branch: Branch, head: BranchHead, style: str, _width: int) -> tuple[Line, ...]:
    """The branch in two lines: its checks beside its name, the rest below."""
    ahead, behind = _distance(branch)
    gap = (Span(" "),) if behind.text else ()
    mark = checks(branch.checks)
    return (
        line(Span(branch.name, style), right=(Span(mark.text, mark.style),), keeps_right=True),
        line("  ", _version(head), " ", _last_tag(head), right=(ahead, *gap, behind), keeps_right=True),
    )


def _release(release: GitHubRelease, scene: Scene, width: int) -> Row:
    word, style = _state(release)
    is_lit = scene.view is not None and scene.view.tag == release.tag
    when = age(release.published_at or release.created_at, scene.now)
    right = (Span(word, style), Span(when, "dim", width=7, is_right=True))
    return Row(
        f"release {release.release_id}",
        (_named(release.tag, _where(release, scene), right, width),),
        release.url,
        is_lit,
    )


def _where(release: GitHubRelease, scene: Scene) -> tuple[Span, ...]:
    """The commit of its tag; that there is none only where all tags were seen."""
    tag = _tag_of(release.tag, scene)
    return _commit(tag) if tag is not None or release.is_draft else ()


def _state(release: GitHubRelease) -> tuple[str, str]:
    if release.is_draft:
        return "● draft", "wait"
    words = [
        word
        for word, holds in (
            ("latest", release.is_latest),
            ("pre-release", release.is_prerelease),
            ("immutable", release.is_immutable),
        )
        if holds
    ]
    return f"✓ {' · '.join(words) or 'published'}", "good" if release.is_latest else "dim"


def branch_lines(scene: Scene, key: str, width: int) -> tuple[Line, ...]:
    """One branch or one release in full."""
    if scene.board is None:
        return ()
    kind, _, name = key.partition(" ")
    if kind == "branch":
        branch = next((b for b in scene.board.branches if b.name == name), None)
        return _branch_detail(branch, scene, width) if branch else ()
    if kind == "tag":
        tag = _tag_of(name, scene)
        return _tag_detail(tag, scene, width) if tag else ()
    release = next((r for r in scene.board.releases if str(r.release_id) == name), None)
    return _release_detail(release, scene, width) if release else ()


def _branch_detail(branch: Branch, scene: Scene, width: int) -> tuple[Line, ...]:
    out = [*wrapped(branch.name, width, "strong"), line(Span("branch", "dim")), BLANK]
    out.append(line(Span(short_sha(branch.sha), "key"), " ", checks(branch.checks)))
    out += wrapped(branch.headline, width)
    when = age(branch.committed_at, scene.now)
    out.append(line(Span(f"@{branch.author or '?'}" + (f" · {when} ago" if when else ""), "dim")))
    if not branch.is_default:
        default = scene.board.default_branch if scene.board else "the default branch"
        ahead = "?" if branch.ahead is None else plural(branch.ahead, "commit")
        behind = "?" if branch.behind is None else plural(branch.behind, "commit")
        out += [BLANK, *wrapped(f"{ahead} that {default} lacks, {behind} of {default} that it lacks", width)]
    out += [BLANK, *_head_lines(_head_of(branch, scene), width)]
    counts = branch.checks
    if counts.is_known and counts.total:
        out += [BLANK, *wrapped(counts.in_words, width)]
    return tuple(out)


def _head_lines(head: BranchHead, width: int) -> tuple[Line, ...]:
    """The version of the tree, and the last tag, in words."""
    said = "could not be read" if head.version is None else head.version or "the tree says none"
    tag = "could not be looked for" if head.tag is None else head.tag or "none on the branch"
    where = "" if not head.tag else ", on this commit" if head.is_at_head else ", before this commit"
    return (
        *wrapped(f"version at head  {said}", width, "unseen" if head.version is None else "plain"),
        *wrapped(f"last tag         {tag}{where}", width, "unseen" if head.tag is None else "plain"),
    )


def _tag_detail(tag: TagLine, scene: Scene, width: int) -> tuple[Line, ...]:
    when = age(tag.tagged_at, scene.now)
    kind = "annotated tag" if tag.is_annotated else "lightweight tag: it carries no signature"
    return (
        *wrapped(tag.name, width, "strong"),
        *wrapped(kind, width, "dim" if tag.is_annotated else "wait"),
        BLANK,
        line(Span("commit ", "dim"), Span(short_sha(tag.commit), "key")),
        *(wrapped(f"made {when} ago", width, "dim") if when else ()),
        *wrapped("No release on GitHub among the newest has this tag.", width, "dim"),
    )


def _release_detail(release: GitHubRelease, scene: Scene, width: int) -> tuple[Line, ...]:
    word, style = _state(release)
    out = [*wrapped(release.name or release.tag, width, "strong"), line(Span(word, style)), BLANK]
    when = age(release.published_at or release.created_at, scene.now)
    tag = _tag_of(release.tag, scene)
    if tag is not None:
        kind = "annotated" if tag.is_annotated else "lightweight"
        out.append(
            line(Span("commit ", "dim"), Span(short_sha(tag.commit), "key"), Span(f"  {kind} tag", "dim"))
        )
    elif release.is_draft:
        out += wrapped(f"{release.tag} is not tagged yet, or not among the newest tags.", width, "wait")
    out += wrapped(f"tag {release.tag} · {when} ago · {plural(len(release.assets), 'asset')}", width, "dim")
    out += [line("  ", Span(asset.name), right=(Span(asset.sha256[:12], "dim"),)) for asset in release.assets]
    return tuple(out)
