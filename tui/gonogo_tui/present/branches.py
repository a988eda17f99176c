"""Panel 3: branches with CI of their exact head, then the newest tags and the releases of them on GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.text import short_sha
from gonogo_tui.present.ages import age
from gonogo_tui.present.lines import BLANK, Line, Row, Span, line, wrapped
from gonogo_tui.present.words import checks, plural, short_count

if TYPE_CHECKING:
    from gonogo.model.github import Branch, GitHubRelease, RepoName, TagLine
    from gonogo_tui.present.board import Scene


def branch_rows(scene: Scene) -> tuple[Row, ...]:
    """One row for each branch: ahead, behind, checks, commit; and for each tag and release."""
    if scene.board is None:
        return ()
    sha = scene.view.release_sha if scene.view else ""
    repo = scene.board.repo
    rows = [_branch(branch, repo, is_lit=bool(sha) and branch.sha == sha) for branch in scene.board.branches]
    below = [_release(release, scene) for release in scene.board.releases]
    released = {release.tag for release in scene.board.releases}
    below += [_tag(tag, scene) for tag in scene.board.tags if tag.name not in released]
    if below:
        rows += [Row("", (BLANK, line(Span("tags and releases", "dim")))), *below]
    return tuple(rows)


def _tag(tag: TagLine, scene: Scene) -> Row:
    """A tag that has no release."""
    repo = scene.board.repo if scene.board else None
    is_lit = scene.view is not None and scene.view.tag == tag.name
    right = (Span("– no release", "dim"), Span(age(tag.tagged_at, scene.now), "dim", width=7, is_right=True))
    return Row(
        f"tag {tag.name}",
        (line(Span(tag.name), *_commit(tag), right=right, keeps_right=True),),
        f"https://{repo.host}/{repo}/tree/{tag.name}" if repo else "",
        is_lit,
    )


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


def _branch(branch: Branch, repo: RepoName, *, is_lit: bool) -> Row:
    if branch.is_default:
        distance: tuple[Span, ...] = (Span("default", "dim", width=11),)
    else:
        distance = (
            Span(f"↑{short_count(branch.ahead)}", "dim", width=5),
            Span(f"↓{short_count(branch.behind)}", "dim", width=6),
        )
    mark = checks(branch.checks)
    cells = (*distance, Span(mark.text, mark.style, width=9))
    link = f"https://{repo.host}/{repo}/tree/{branch.name}"
    return Row(
        f"branch {branch.name}",
        (line(Span(branch.name, "key" if is_lit else "plain"), right=cells, keeps_right=True),),
        link,
        is_lit,
    )


def _release(release: GitHubRelease, scene: Scene) -> Row:
    word, style = _state(release)
    is_lit = scene.view is not None and scene.view.tag == release.tag
    when = age(release.published_at or release.created_at, scene.now)
    right = (Span(word, style), Span(when, "dim", width=7, is_right=True))
    return Row(
        f"release {release.release_id}",
        (line(Span(release.tag), *_where(release, scene), right=right, keeps_right=True),),
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
    counts = branch.checks
    if counts.is_known and counts.total:
        words = f"{counts.passed} passed, {counts.failed} failed, {counts.running} running, {counts.skipped} skipped"
        out += [BLANK, *wrapped(words, width)]
    return tuple(out)


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
