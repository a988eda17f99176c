"""One gate: everything that an approver must know, and the keys that decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.errors import GonogoError
from gonogo_tui.commands.drill import GATE_COMMANDS, Spot
from gonogo_tui.present.behind import Behind
from gonogo_tui.present.gate_past import Held, hold, outcome_lines, past_banner, waited_lines, waits_still
from gonogo_tui.present.gate_story import gate_banner, gate_of, ground_lines, waits_lines
from gonogo_tui.present.lines import Line, wrapped
from gonogo_tui.screens.drill import Drill, Home, bindings_of
from gonogo_tui.widgets.rows import Detail

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from gonogo.model.github import RepoName
    from gonogo.model.plans import Plan
    from gonogo.model.stories import GateStory
    from gonogo_tui.present.board import Scene


class GateScreen(Drill):
    """A gate: the one that it was opened for, also when it was decided and the next one waits."""

    BINDINGS = bindings_of(GATE_COMMANDS)
    commands = GATE_COMMANDS

    def __init__(self, home: Home, run_id: int, environment: str) -> None:
        super().__init__(home)
        self.run_id, self.environment = run_id, environment
        self.story: GateStory | None = None
        self.held: Held | None = None
        self._step = ("", "")
        self._repo: RepoName | None = None

    def compose_panes(self) -> ComposeResult:
        """What waits, and what an approval sets off."""
        yield Detail(id="waits", classes="panel")
        yield Detail(id="ground", classes="panel")

    def on_mount(self) -> None:
        """Begin at the left."""
        super().on_mount()
        self.query_one("#waits", Detail).focus()

    async def read(self) -> None:
        """The run, the environment's rules, the commit's CI."""
        self.story = await self.session.gate_story(self.run_id, self.environment)
        self.held = hold(self.story, self.environment, self.held)

    @property
    def past(self) -> Held | None:
        """The gate, when it waits no longer."""
        if self.story is None or self.held is None or waits_still(self.story, self.held):
            return None
        return self.held

    def may_change(self) -> bool:
        """The run is not over."""
        return self.story is not None and self.story.run.detail.run.status != "completed"

    @property
    def step(self) -> tuple[str, str]:
        """The release and the step of the checklist that the gate belongs to; empty for none."""
        if self.past is not None:
            return self._step
        known = self.home.scene.at_gate(f"{self.run_id}/{self.environment}")
        found = gate_of(self.story, self.environment) if self.story else None
        if known is not None:
            self._step = known[0].gate_step(known[1])
        elif found is not None:
            self._step = self.home.scene.gate_step(found)
        return self._step

    @property
    def _scene(self) -> Scene:
        """This moment in the repository that the gate belongs to."""
        known = self.home.scene.at_gate(f"{self.run_id}/{self.environment}")
        if known is not None and known[0].day is not None:
            self._repo = known[0].day.repo
        there = (one for one in self.home.scene.everywhere if one.day and one.day.repo == self._repo)
        return known[0] if known else next(there, self.home.scene)

    @property
    def path(self) -> tuple[str, ...]:
        """The gate."""
        run = self.story.run.detail.run if self.story else None
        return (f"{run.file} #{run.number}" if run else f"run {self.run_id}", self.environment)

    @property
    def spot(self) -> Spot:
        """Where the person is."""
        release_id, step_id = self.step
        return Spot(
            panel="gate",
            release_id=release_id,
            step_id=step_id,
            offers=self.offers_of(release_id, step_id) if step_id and self.past is None else (),
            link=self.story.run.detail.run.url if self.story else "",
            busy=self.home.acting.busy,
            is_read_only=self.session.is_read_only,
        )

    def subject_lines(self, width: int) -> tuple[Line, ...]:
        """Whose turn it is."""
        if self.story is None:
            text = self.problem or f"Reading what waits at {self.environment} …"
            return wrapped(text, width - 2, "bad" if self.problem else "dim", " ")[:3]
        if self.past is not None:
            return past_banner(self.story, self.past, self._scene)
        return gate_banner(self.story, self.environment, self._scene, self.step)

    def repaint_words(self) -> None:
        """The panes tell the time, too."""
        super().repaint_words()
        self.repaint()

    def repaint(self) -> None:
        """Fill both panes."""
        story = self.story
        if story is None:
            return
        scene, step, past = self._scene, self.step, self.past
        waits, ground = self.query_one("#waits", Detail), self.query_one("#ground", Detail)
        if past is not None:
            waits.entitle("What waited")
            waits.show_for_width(lambda width: waited_lines(story, past, scene, width))
            ground.entitle("What it set off")
            ground.show_for_width(lambda width: outcome_lines(story, past, scene, step, width))
            return
        plan = self._plan()
        waits.entitle("What waits")
        waits.show_for_width(lambda width: waits_lines(story, self.environment, scene, width))
        ground.entitle("What it sets off")
        ground.show_for_width(lambda width: ground_lines(story, self.environment, scene, plan, step, width))

    def _plan(self) -> Plan | None:
        """What an approval would do, for its warnings."""
        release_id, step_id = self.step
        if not step_id:
            return None
        try:
            return self.session.plan(release_id, step_id, "approve")
        except GonogoError:
            return None

    # commands

    def command_run(self) -> None:
        """The run behind it."""
        self.home.open_behind(Behind("run", str(self.run_id)))

    def command_across(self) -> None:
        """The other pane."""
        waits, ground = self.query_one("#waits"), self.query_one("#ground")
        (waits if ground.has_focus else ground).focus()
