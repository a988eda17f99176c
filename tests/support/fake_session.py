"""A session for the screen's tests: days that are given, plans that are counted, nothing outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from gonogo.errors import GonogoError, RefusedError
from gonogo.model.day import Day, ProcessText
from gonogo.model.local import Hit
from gonogo.model.plans import (
    Action,
    FileEdit,
    MergePull,
    OpenPull,
    Outcome,
    Plan,
    PushBump,
    PushTag,
    Rerun,
    ReviewGate,
)
from gonogo.model.releases import Event, OutcomeState
from gonogo.model.verdicts import Tier
from support import days
from support.stories import FakeStories

BEFORE = '[package]\nname = "ordvec"\nversion = "0.5.0"\nedition = "2021"\n'


def make_plan(release_id: str, step_id: str, verb: str, tier: Tier, typed: str) -> Plan:
    edits = (
        FileEdit("Cargo.toml", BEFORE, BEFORE.replace("0.5.0", "0.6.0"), ("version 0.5.0 → 0.6.0, line 3",)),
        FileEdit("CHANGELOG.md", "## Unreleased\n\n- Faster\n", "## Unreleased\n\n_No unreleased changes._\n\n## 0.6.0 - 2026-08-20\n\n- Faster\n"),
    )  # fmt: skip
    known: dict[str, tuple[Action, ...]] = {
        "bump": (
            PushBump("main", "9b1d3f5a" * 5, "release/v0.6.0", "Release 0.6.0", edits),
            OpenPull("release/v0.6.0", "main", "Release 0.6.0", "…"),
        ),
        "merge": (MergePull(61, "77aa01c0" * 5, "squash"),),
        "tag": (PushTag("v0.6.0", "v0.6.0", days.HEAD, "main"),),
        "workflows-green": (Rerun(9303, 1, "fuzz.yml", days.HEAD, failed_only=False),),
    }
    state = "approved" if verb == "approve" else "rejected"
    review = ReviewGate(9412, "crates-io", 1, state, "0.6.0", days.HEAD, ("publish-crate",))
    actions = known.get(step_id, (review,))
    warnings = {
        "tag": ("A pushed tag starts release.yml and is never deleted here.",),
        "approve-publish-crate": ("What is published to crates.io can be yanked, never replaced.",),
    }
    leftovers = (Hit("docs/install.md", 12, 'ordvec = "0.5"  [/nope]'),) if step_id == "bump" else ()
    rests_on = MappingProxyType({"main": days.HEAD[:12], "files": "12 hashes"})
    return Plan(
        release_id, step_id, verb, actions[0].title, actions, tier, typed, warnings.get(step_id, ()), leftovers, rests_on
    )  # fmt: skip


class FakeSession(FakeStories):
    """Answers what it was given, and remembers what it was asked."""

    def __init__(
        self, *looks: Day | GonogoError, is_read_only: bool = False, is_rehearsal: bool = False
    ) -> None:
        super().__init__()
        self.repo = days.REPO
        self.is_read_only = is_read_only
        self.is_rehearsal = is_rehearsal
        self.day: Day | None = None
        self.as_of: datetime | None = None
        self.looks = list(looks)
        self.look_count = 0
        self.performed: list[Plan] = []
        self.confirmed: list[tuple[str, str, str, str]] = []
        self.waived: list[tuple[str, str, str]] = []
        self.withdrawn: list[tuple[str, str]] = []
        self.started: list[tuple[str, Mapping[str, str]]] = []
        self.refusal: GonogoError | None = None
        self.failure: GonogoError | None = None
        self.is_closed = False
        self.locked = ""
        self.unlocked: list[str] = []
        self.unlocking_fails = ""
        self.time = days.NOW

    def next_is(self, *looks: Day | GonogoError) -> None:
        """What the next looks give; the last one stays."""
        self.looks = list(looks)

    async def look(self) -> Day:
        self.look_count += 1
        found = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        if isinstance(found, GonogoError):
            raise found
        self.day, self.as_of = found, None
        return found

    def plan(self, release_id: str, step_id: str, verb: str, *, is_preview: bool = False) -> Plan:
        if self.refusal:
            raise self.refusal
        view = self.day.view(release_id) if self.day else None
        standing = view.assessment.standing(step_id) if view else None
        found = next((o for o in standing.offers if o.verb == verb), None) if standing else None
        if found is None:
            raise RefusedError(f"{step_id} has nothing to {verb}")
        typed = {"tag": "v0.6.0", "approve-publish-crate": "crates-io"}.get(step_id, "")
        if found.refused and not is_preview:
            raise RefusedError(f"{step_id}: can not {verb} now, {found.refused}")
        plan = make_plan(release_id, step_id, verb, found.tier, typed)
        return replace(plan, refused=found.refused or ("this is read-only" if self.is_read_only else ""))

    async def perform(
        self, plan: Plan, progress: Callable[[str], None] = lambda _: None
    ) -> tuple[Outcome, ...]:
        if self.failure:
            raise self.failure
        self.performed.append(plan)
        for action in plan.actions:
            progress(action.title)
        return tuple(Outcome(action, OutcomeState.DONE, f"{action.title}: done") for action in plan.actions)

    async def locked_key(self, plan: Plan) -> str:
        return self.locked

    def unlock_key(self, terminal: str) -> str:
        self.unlocked.append(terminal)
        return self.unlocking_fails

    async def confirm(self, release_id: str, step_id: str, choice: str, note: str = "") -> None:
        self.confirmed.append((release_id, step_id, choice, note))

    async def waive(self, release_id: str, step_id: str, reason: str) -> None:
        self.waived.append((release_id, step_id, reason))

    async def withdraw(self, release_id: str, reason: str) -> None:
        if self.refusal:
            raise self.refusal
        self.withdrawn.append((release_id, reason))

    def processes(self) -> tuple[ProcessText, ...]:
        title = "Crates, wheels and the GitHub release, from one tag on main"
        return (ProcessText("release", title, (("patch", "0.5.1"), ("minor", "0.6.0"))),)

    async def start(self, process: str, inputs: Mapping[str, str]) -> str:
        self.started.append((process, inputs))
        return f"ordvec-{process}-{inputs['version']}"

    def turn_to(self, key: str) -> None:
        return

    def journal(self, release_id: str | None = None) -> tuple[Event, ...]:
        return ()

    def next_look_s(self) -> float:
        return 3600.0

    def now(self) -> datetime:
        return self.time

    async def close(self) -> None:
        self.is_closed = True
