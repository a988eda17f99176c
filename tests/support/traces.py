"""What a release left behind in its world, without what the clock decides: to compare two worlds by."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.simulation.run_values import inputs_of

if TYPE_CHECKING:
    from support.rehearsals import Trip


def traces(trip: Trip) -> dict[str, Any]:
    """Refs with their trees, pull requests, releases, runs started by hand, and what was told to others."""
    repo = trip.server.repo
    refs = trip.git("for-each-ref", "--format=%(refname)", "refs/tags", "refs/heads").split()
    pulls = Counter((pull.title, pull.base, pull.state, bool(pull.merged_at)) for pull in repo.pulls.values())
    by_hand = [run for run in repo.runs.values() if run.event == "workflow_dispatch"]
    return {
        "refs": {ref: trip.git("rev-parse", f"{ref}^{{tree}}") for ref in refs},
        "commits": {ref: trip.git("log", "--format=%s", ref).splitlines() for ref in refs},
        "pulls": pulls,
        "releases": Counter((one.tag, one.is_draft, one.is_prerelease) for one in repo.releases.values()),
        "started": Counter((run.file, str(sorted(inputs_of(run).items()))) for run in by_hand),
        "told": Counter(talk.title for talk in repo.discussions.values()),
        "approvals": Counter(
            (run.file, str(approval.environments)) for run in repo.runs.values() for approval in run.approvals
        ),
    }
