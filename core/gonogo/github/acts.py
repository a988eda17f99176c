"""Writes, each one request that is sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.errors import ActError
from gonogo.github.repo_answers import MERGE_MADE, PULL_MADE
from gonogo.model.text import short_sha

if TYPE_CHECKING:
    from gonogo.github.place import Place

_GATE_ADVICE = {
    403: "The token needs the permission deployments: write (a classic token: the scope repo).",
    422: "Either nothing waits there any more, or you are not a reviewer, "
    "or the environment bars whoever started the run. Look again.",
}
_MERGE_ADVICE = {405: "See on the pull request's page what GitHub still wants before it can be merged."}
_RERUN_ADVICE = {
    403: "Only a completed run of the last month can run again, and the token needs actions: write."
}
_OPEN_ADVICE = {422: "See whether it is open already, and whether both branches are there."}


async def open_pull(place: Place, head: str, base: str, title: str, body: str) -> int:
    """Open a pull request; its number.

    Raises:
        ActError: GitHub refused.
        OutcomeUnknownError: it may have been opened.
    """
    deed = f"open the pull request from {head}"
    json = {"head": head, "base": base, "title": title, "body": body}
    reply = await place.ask.write("POST", place.path("pulls"), deed, json, _OPEN_ADVICE)
    return place.ask.understand(reply, deed, PULL_MADE).number


async def merge_pull(place: Place, number: int, head_sha: str, method: str) -> str:
    """Merge a pull request whose head is still `head_sha`; the merge commit.

    Raises:
        MovedError: its head moved; nothing was merged.
        ActError: GitHub refused.
        OutcomeUnknownError: it may have been merged.
    """
    deed = f"merge #{number} at {short_sha(head_sha)}"
    json = {"sha": head_sha, "merge_method": method}
    path = place.path("pulls", number, "merge")
    reply = await place.ask.write("PUT", path, deed, json, _MERGE_ADVICE, moved_status=409)
    made = place.ask.understand(reply, deed, MERGE_MADE)
    if not made.merged:
        raise ActError(f"GitHub did not {deed}, and gave no reason", advice=_MERGE_ADVICE[405])
    return made.sha


async def review_gate(place: Place, run_id: int, environment_id: int, state: str, comment: str) -> None:
    """Approve or reject what waits at one environment of a run.

    Raises:
        ActError: GitHub refused.
        OutcomeUnknownError: it may have been recorded.
    """
    word = "approve" if state == "approved" else "reject"
    json = {"environment_ids": [environment_id], "state": state, "comment": comment}
    path = place.path("actions", "runs", run_id, "pending_deployments")
    await place.ask.write("POST", path, f"{word} the gate of run {run_id}", json, _GATE_ADVICE)


async def rerun(place: Place, run_id: int, *, failed_only: bool) -> None:
    """Run a completed run again.

    Raises:
        ActError: GitHub refused.
        OutcomeUnknownError: it may run again.
    """
    call = "rerun-failed-jobs" if failed_only else "rerun"
    path = place.path("actions", "runs", run_id, call)
    await place.ask.write("POST", path, f"run {run_id} again", advice=_RERUN_ADVICE)
