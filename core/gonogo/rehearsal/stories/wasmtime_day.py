"""Five trains on one day, each at another moment: what Wasmtime's maintainers find at nine in the morning.

48.0.0 must not be merged: a security issue is open. 47.0.4 was merged, and then somebody pushed once more, which
cancelled the run that tags. 46.0.3 can be merged. 36.0.14 has a branch whose CI failed. 24.0.13 was not begun.
Where nobody does anything, a colleague does what is missing, one thing after the other, later in the day.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from gonogo.rehearsal import people
from gonogo.rehearsal.simulation import runs
from gonogo.rehearsal.stories.acts import join, merge_as, start_workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World

TRAINS = ("48.0.0", "47.0.4", "46.0.3", "36.0.14", "24.0.13")
LEAD = timedelta(hours=8, minutes=48)
"""How long before the demo opens the day began: at twelve past midnight."""

_PROCESS = "release-process.yml"
_CI = "main.yml"
_FLAKY = (_CI, "test")
_ISSUE = "RUSTSEC-2026-0117: a list from a guest is made before its length is known"


def tell(world: World, repo: Repo) -> None:
    """Have the night and the morning happen, beginning at the moment at which this is called."""
    for login in ("mira", "jon"):
        join(world, repo, login)
    latest = partial(start_workflow, world, repo, "mira", _PROCESS, "main", {"action": "release-latest"})
    moments: list[tuple[int, Callable[[], object]]] = [
        (0, latest),
        (200, partial(_fail_once, world, repo, "release-36.0.0")),
        (215, partial(world.switches.failing_jobs.discard, _FLAKY)),
        *(
            (360 + 5 * nth, partial(_begin_patch, world, repo, line))
            for nth, line in enumerate(("47", "46", "36"))
        ),
        (430, partial(merge_as, world, repo, "jon", "ci/bump-to-47.0.4")),
        (432, partial(_push_once_more, world, repo)),
        (480, partial(people.open_issue, world, repo, "mira", _ISSUE)),
        (620, partial(_close_issue, world, repo)),
        (640, partial(_rerun, world, repo, "release-36.0.0", "failure")),
        (660, partial(_rerun, world, repo, "release-47.0.0", "cancelled")),
    ]
    midnight = world.now()
    for minutes, act in moments:
        world.schedule(midnight + timedelta(minutes=minutes), act)


def _begin_patch(world: World, repo: Repo, line: str) -> None:
    start_workflow(world, repo, "jon", _PROCESS, f"release-{line}.0.0", {"action": "release-patch"})


def _push_once_more(world: World, repo: Repo) -> None:
    """A harmless push, which cancels the run of the push before it."""
    text = "# Platforms\n\nThe usual ones.\n"
    people.land_commit(
        world, repo, "jon", "release-47.0.0", {"docs/platforms.md": text}, "List the platforms"
    )


def _ci_of(repo: Repo, branch: str, conclusion: str) -> Run | None:
    """The newest run of CI for a push to the branch that ended so."""
    found = [
        run
        for run in repo.runs.values()
        if (run.file, run.event, run.head_branch) == (_CI, "push", branch) and run.conclusion == conclusion
    ]
    return found[-1] if found else None


def _fail_once(world: World, repo: Repo, branch: str) -> None:
    """CI of the branch is run once more, and a test that is not to be relied on fails."""
    if (run := _ci_of(repo, branch, "success")) is not None:
        world.switches.failing_jobs.add(_FLAKY)
        runs.rerun(world, repo, run, "mira", failed_only=False)


def _rerun(world: World, repo: Repo, branch: str, conclusion: str) -> None:
    if (run := _ci_of(repo, branch, conclusion)) is not None:
        runs.rerun(world, repo, run, "mira", failed_only=False)


def _close_issue(world: World, repo: Repo) -> None:
    for issue in [one for one in repo.issues.values() if one.title == _ISSUE and one.state == "open"]:
        people.close_issue(world, repo, "mira", issue.number)
