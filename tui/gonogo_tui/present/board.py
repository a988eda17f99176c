"""What the whole board knows at one moment: the input of every panel's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from gonogo.model.asks import RunDetailAsk, WorkflowFileAsk

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from gonogo.model.day import Day, ReleaseView
    from gonogo.model.github import Board, Gate, Run, RunDetail
    from gonogo.model.local import WorkflowFile
    from gonogo.model.snapshot import Seen
    from gonogo.model.verdicts import Standing


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of the board.

    Attributes:
        day: The last look; None before the first.
        board: The last board that GitHub gave; kept when a later look failed.
        now: The world's time.
        release_id: The selected release.
        step_id: The selected step.
        as_of: When the picture was taken that `day` was read from; None when it is a look of now.
    """

    day: Day | None
    board: Board | None
    now: datetime
    release_id: str = ""
    step_id: str = ""
    as_of: datetime | None = None
    others: tuple[Scene, ...] = field(default=(), compare=False, repr=False)
    """This moment in the other repositories, where several stand side by side."""
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out from `day` and `board` alone; shared by all scenes of one look."""

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives; made once for each look. It may rest on `day` and `board` only."""
        if name not in self.memory:
            self.memory[name] = make()
        return cast("T", self.memory[name])

    @property
    def view(self) -> ReleaseView | None:
        """The selected release."""
        return self.day.view(self.release_id) if self.day else None

    @property
    def turn_to(self) -> ReleaseView | None:
        """The release to turn to, of all that are under way."""
        up = self.day.next_up if self.day else None
        return self.day.view(up[0]) if self.day and up else None

    @property
    def standing(self) -> Standing | None:
        """Where the selected step stands."""
        view = self.view
        return find_standing(view, self.step_id) if view else None

    @property
    def everywhere(self) -> tuple[Scene, ...]:
        """This moment in every repository, the chosen one first."""
        return (self, *self.others)

    @property
    def is_many(self) -> bool:
        """Several repositories stand side by side."""
        return bool(self.others)

    def is_old(self, view: ReleaseView) -> bool:
        """A release is shown as a kept picture has it."""
        own = next((one for one in self.everywhere if one.day and one.day.repo == view.release.repo), self)
        return own.as_of is not None

    def at_gate(self, key: str) -> tuple[Scene, Gate] | None:
        """A gate of any repository by its key, and this moment there."""
        found = ((scene, gate) for scene in self.everywhere for gate in scene.gates())
        return next(((scene, gate) for scene, gate in found if gate_key(gate) == key), None)

    def details(self) -> dict[int, RunDetail]:
        """Runs that were read with their jobs, by run id."""
        return self.once("details", self._details)

    def _details(self) -> dict[int, RunDetail]:
        if self.day is None:
            return {}
        answers = self.day.snapshot.answers
        found = (seen.value for ask, seen in answers.items() if isinstance(ask, RunDetailAsk))
        return {detail.run.run_id: detail for detail in found if detail is not None}

    def file_of(self, run: Run) -> WorkflowFile | None:
        """The workflow file of a run at its commit, where a look read it."""
        seen = self.day.snapshot.answers.get(WorkflowFileAsk(run.file, run.head_sha)) if self.day else None
        return cast("Seen[WorkflowFile | None]", seen).value if seen else None

    def gates(self) -> tuple[Gate, ...]:
        """Every gate that waits: those of the board, and those of the runs that were read closely."""
        return self.once("gates", self._gates)

    def _gates(self) -> tuple[Gate, ...]:
        gates = {(gate.run_id, gate.environment): gate for gate in (self.board.gates if self.board else ())}
        for detail in self.details().values():
            gates |= {(gate.run_id, gate.environment): gate for gate in detail.gates}
        return tuple(gates.values())

    def gate_step(self, gate: Gate) -> tuple[str, str]:
        """Release id and step id of the checklist's step for a gate; empty when no release has it."""
        return self.once(f"step of {gate_key(gate)}", lambda: self._gate_step(gate))

    def _gate_step(self, gate: Gate) -> tuple[str, str]:
        detail = self.details().get(gate.run_id)
        found: list[tuple[bool, str, str]] = []
        for view in self.day.own_views if self.day else ():
            if detail is not None and detail.run.head_branch != view.tag:
                continue
            for step in view.steps:
                standing = find_standing(view, step.step_id)
                is_gate = step.kind == "gate" and step.what == gate.environment
                if is_gate and standing is not None and not standing.is_done:
                    found.append((not _can_review(standing), view.release.release_id, step.step_id))
        _, release_id, step_id = min(found, key=lambda one: one[0], default=(True, "", ""))
        return release_id, step_id


def _can_review(standing: Standing) -> bool:
    return any(offer.verb == "approve" for offer in standing.offers)


def standing_of(gate: Gate, scene: Scene) -> Standing | None:
    """The standing of the checklist's step for a gate; None when no release has one."""
    release_id, step_id = scene.gate_step(gate)
    view = scene.day.view(release_id) if scene.day else None
    return find_standing(view, step_id) if view else None


def is_for_you(gate: Gate, scene: Scene) -> bool:
    """You may approve it, here and now: GitHub lets you, and nothing speaks against it."""
    standing = standing_of(gate, scene)
    if not gate.can_approve or standing is None:
        return False
    return any(offer.verb == "approve" and not offer.refused for offer in standing.offers)


def find_standing(view: ReleaseView, step_id: str) -> Standing | None:
    """The standing of one step; None when the release has no such step."""
    return next((s for s in view.assessment.standings if s.step_id == step_id), None)


def gate_key(gate: Gate) -> str:
    """The identity of a gate on the screen."""
    return f"{gate.run_id}/{gate.environment}"
