"""Several releases under way: in which order to turn to them, and why to the first."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from gonogo.bump.versions import compare, is_version
from gonogo.model.text import clean_line
from gonogo.model.verdicts import Verdict
from gonogo.playbook.steps import GitHubReleaseCheck

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.model.day import Day, ReleaseView
    from gonogo.playbook.shape import Playbook

_ORDER = (Verdict.NO_GO, Verdict.GO, Verdict.HOLD, Verdict.UNKNOWN, Verdict.DONE)
"""What needs you comes first."""


def in_order(playbook: Playbook, views: tuple[ReleaseView, ...]) -> tuple[ReleaseView, ...]:
    """What is to be done next first: by verdict, then old lines before new ones where that matters, then by age."""

    def rank(one: ReleaseView, other: ReleaseView) -> int:
        by_verdict = _ORDER.index(one.assessment.verdict) - _ORDER.index(other.assessment.verdict)
        if by_verdict:
            return by_verdict
        if competes(playbook, one) and competes(playbook, other):
            by_line = _compare(playbook, one, other)
            if by_line:
                return by_line
        first, second = one.release.started_at, other.release.started_at
        return (first > second) - (first < second)

    return tuple(sorted(views, key=cmp_to_key(rank)))


def competes(playbook: Playbook, view: ReleaseView) -> bool:
    """GitHub gives "latest" to what is published last, unless told: the order of publishing matters."""
    process = playbook.processes.get(view.release.process)
    checks = [step for step in process.steps if isinstance(step, GitHubReleaseCheck)] if process else []
    return any(step.latest == "highest" for step in checks)


def next_up(playbook: Playbook, views: tuple[ReleaseView, ...]) -> tuple[str, str] | None:
    """The release to turn to next, and why that one; None when nothing waits for a person.

    Args:
        playbook: The repository's processes.
        views: The releases, in order.
    """
    broken = [view for view in views if view.assessment.verdict is Verdict.NO_GO]
    ready = [view for view in views if view.assessment.verdict is Verdict.GO]
    mendable = [view for view in broken if _offer(view)]
    chosen = next(iter(mendable), None) or next(iter(ready), None) or next(iter(broken), None)
    if chosen is None:
        return None
    return chosen.release.release_id, clean_line(". ".join(_why(playbook, chosen, views, broken)), 300)


def all_in_order(groups: Iterable[tuple[ReleaseView, ...]]) -> tuple[ReleaseView, ...]:
    """The releases of several repositories: by verdict, then by age, each repository's in its own order."""
    found = []
    for views in groups:
        for place, view in enumerate(views):
            verdict = view.assessment.verdict
            begun = min(v.release.started_at for v in views if v.assessment.verdict is verdict)
            found.append(((_ORDER.index(verdict), begun, str(view.release.repo), place), view))
    return tuple(view for _, view in sorted(found, key=lambda one: one[0]))


def next_of_all(days: Iterable[Day], ordered: tuple[ReleaseView, ...]) -> tuple[str, str] | None:
    """The release to turn to next of several repositories, and why that one.

    Args:
        days: The day of each repository.
        ordered: The releases of all, in order.
    """
    whys = dict(day.next_up for day in days if day.next_up is not None)
    candidates = [view for view in ordered if view.release.release_id in whys]
    if not candidates:
        return None
    chosen = min(candidates, key=_is_stuck)
    release_id = chosen.release.release_id
    said = [f"{chosen.release.repo.name}: {whys[release_id]}"]
    stuck = [
        f"{view.release.repo.name} {view.release.version}"
        for view in ordered[: ordered.index(chosen)]
        if view.release.repo != chosen.release.repo and _is_stuck(view)
    ]
    if stuck:
        said.append(
            f"{', '.join(stuck)} {'is' if len(stuck) == 1 else 'are'} NO-GO too, and no key puts that right"
        )
    return release_id, clean_line(". ".join(said), 300)


def _why(
    playbook: Playbook, chosen: ReleaseView, views: tuple[ReleaseView, ...], broken: list[ReleaseView]
) -> list[str]:
    """Sentences: what is to be done, why before the others, and what is not forgotten."""
    version, verdict = chosen.release.version, chosen.assessment.verdict
    offered = _offer(chosen)
    if verdict is Verdict.NO_GO:
        next_id = chosen.assessment.next_step
        found = chosen.assessment.standing(next_id).finding.evidence if next_id else ""
        reason = found or chosen.assessment.reason
        said = [f"{version} is NO-GO: {reason}" + (f". {offered} puts it right" if offered else "")]
    else:
        said = [f"{version} is ready: {offered or chosen.assessment.reason}"]
    if verdict is Verdict.GO and competes(playbook, chosen):
        said += _of_lines(playbook, chosen, views)
    others = [view.release.version for view in broken if view is not chosen]
    if others:
        names = f"{', '.join(others)} {'is' if len(others) == 1 else 'are'} NO-GO"
        said.append(f"{names} as well" if verdict is Verdict.NO_GO else f"{names}, and holds nobody else up")
    return said


def _of_lines(playbook: Playbook, chosen: ReleaseView, views: tuple[ReleaseView, ...]) -> list[str]:
    """Where the order of publishing decides which release is GitHub's latest."""

    def by_version(one: ReleaseView, other: ReleaseView) -> int:
        return _compare(playbook, one, other)

    others = (view for view in views if view is not chosen and view.assessment.verdict is not Verdict.DONE)
    under_way = sorted(
        (view for view in others if competes(playbook, view)),
        key=cmp_to_key(by_version),
    )
    newer = [view.release.version for view in under_way if _compare(playbook, view, chosen) > 0]
    older = [view.release.version for view in under_way if _compare(playbook, view, chosen) < 0]
    if older:
        names = ", ".join(older)
        return [
            f"{names} {'is' if len(older) == 1 else 'are'} not out yet: what is published last may take `latest`"
        ]
    if newer:
        return [f"Old lines go first, so that {newer[-1]} is published last and stays the latest"]
    return []


def _is_stuck(view: ReleaseView) -> bool:
    """It is wrong, and gonogo has nothing to offer for it."""
    return view.assessment.verdict is Verdict.NO_GO and not _offer(view)


def _offer(view: ReleaseView) -> str:
    """What can be done about the step that decides; empty when nothing can from here."""
    step = view.assessment.next_step
    offers = view.assessment.standing(step).offers if step else ()
    return next((o.title for o in offers if not o.refused and o.verb not in ("reject", "waive")), "")


def _compare(playbook: Playbook, one: ReleaseView, other: ReleaseView) -> int:
    scheme, first, second = playbook.version.scheme, one.release.version, other.release.version
    if not is_version(first, scheme) or not is_version(second, scheme):
        return 0
    return compare(first, second, scheme)
