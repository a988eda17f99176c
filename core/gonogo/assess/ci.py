"""Judge of CI: each workflow green for exactly this commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.words import count
from gonogo.model.asks import BoardAsk, RunsAsk
from gonogo.model.runs import can_rerun, newest_run, run_began
from gonogo.model.text import short_sha
from gonogo.model.verdicts import WORST_FIRST, Fact, Offer, Tier, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import Run
    from gonogo.playbook.steps import WorkflowsGreenCheck

_RUNS_BEGIN = timedelta(minutes=5)
"""By then GitHub has created the runs of a push."""

_CONCLUDED = {
    "failure": "failed",
    "timed_out": "timed out",
    "startup_failure": "could not start",
    "cancelled": "was cancelled",
    "skipped": "was skipped",
    "neutral": "ended neutral, not green",
    "stale": "went stale",
    "action_required": "waits for an action",
}


@dataclass(frozen=True, slots=True)
class _State:
    workflow: str
    verdict: Verdict
    words: str
    run: Run | None


def judge_workflows_green(step: WorkflowsGreenCheck, look: Look) -> Judged:
    """Absent, pending, cancelled, skipped and stale are not green, nor is green on another commit."""
    look.want(BoardAsk())
    commit = look.commit(step.at)
    runs = look.need(RunsAsk(commit, step.event))
    is_new = _is_new(commit, runs, look)
    branch = look.context.render(step.at) if step.event == "push" else ""
    states = [_state(name, newest_run(runs, name, commit, branch), is_new=is_new) for name in step.workflows]
    facts = tuple(_fact(state) for state in states)
    worst = min((state.verdict for state in states), key=WORST_FIRST.index, default=Verdict.DONE)
    bad = [state for state in states if state.verdict is worst]
    green = sum(state.verdict is Verdict.DONE for state in states)
    summary = f"{green} of {len(states)} green on {short_sha(commit)}"
    if worst is Verdict.DONE:
        return look.say(Verdict.DONE, summary, facts=facts)
    first = bad[0]
    link = first.run.url if first.run else ""
    if worst is Verdict.HOLD:
        going = sum(state.run is not None for state in bad)
        words = f"{going} running" if going else "not started yet"
        judged = look.say(Verdict.HOLD, f"{summary} · {words}", facts=facts, link=link)
        return judged.so_since(_since(bad))
    more = f" · and {len(bad) - 1} more" if len(bad) > 1 else ""
    return look.say(
        Verdict.NO_GO,
        f"{first.workflow} {first.words} {'for' if first.run is None else 'on'} {short_sha(commit)}{more}",
        facts=facts,
        link=link,
        advice=_advice(first),
        offers=_offers(step, states, commit),
    ).so_since(_since(bad))


def _since(states: list[_State]) -> datetime | None:
    """Since when the first of them runs, or is over; None where GitHub does not tell it of all."""
    moments = []
    for state in states:
        run = state.run
        moment = None if run is None else run.updated_at if run.status == "completed" else run_began(run)
        if moment is None:
            return None
        moments.append(moment)
    return min(moments, default=None)


def _state(workflow: str, run: Run | None, *, is_new: bool) -> _State:
    if run is None:
        return _State(
            workflow, *((Verdict.HOLD, "not started yet") if is_new else (Verdict.NO_GO, "never ran")), None
        )
    if run.status != "completed":
        return _State(workflow, Verdict.HOLD, run.status.replace("_", " "), run)
    if run.conclusion == "success":
        return _State(workflow, Verdict.DONE, "green", run)
    return _State(workflow, Verdict.NO_GO, _CONCLUDED.get(run.conclusion, f"ended {run.conclusion}"), run)


def _is_new(commit: str, runs: tuple[Run, ...], look: Look) -> bool:
    """The commit came so lately that a missing run may still begin; False when that is not known."""
    board = look.board()
    times = [run.created_at for run in runs if run.head_sha == commit]
    times += [b.committed_at for b in (board.branches if board else ()) if b.sha == commit and b.committed_at]
    # A run that began before is the surer sign of when the commit was pushed.
    return bool(times) and look.context.is_before(min(times) + _RUNS_BEGIN)


def _fact(state: _State) -> Fact:
    run = state.run
    found = state.words
    if run is not None and run.attempt > 1:
        found = f"{found} (attempt {run.attempt})"
    is_ok = {Verdict.DONE: True, Verdict.HOLD: None}.get(state.verdict, False)
    return Fact(state.workflow, found, "green", is_ok=is_ok, link=run.url if run else "")


def _advice(state: _State) -> str:
    if state.run is None:
        return "Green on another commit does not count: have it run for exactly this one."
    if can_rerun(state.run):
        return "Run it again; it must be green on exactly this commit."
    return "Look at the run: only a success counts."


def _offers(step: WorkflowsGreenCheck, states: list[_State], commit: str) -> tuple[Offer, ...]:
    again = [state for state in states if state.run is not None and can_rerun(state.run)]
    if not again or step.remedy != "rerun":
        return ()
    what = again[0].workflow if len(again) == 1 else count(len(again), "workflow")
    return (Offer("rerun", f"Run {what} again on {short_sha(commit)}", Tier.ASK),)
