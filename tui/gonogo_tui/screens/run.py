"""One run: its jobs as a graph in the order of their needs, the steps of each, and the way to their logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.runs import jobs_so_far
from gonogo_tui.commands.drill import RUN_COMMANDS, Spot
from gonogo_tui.present.behind import Behind
from gonogo_tui.present.graph import Graph, Node, make_graph
from gonogo_tui.present.lines import Line, Span, line, wrapped
from gonogo_tui.present.run_story import broken_step, no_rows, node_facts, node_rows, run_banner, run_name
from gonogo_tui.screens.drill import Drill, Home, bindings_of
from gonogo_tui.screens.log import LogScreen
from gonogo_tui.widgets.graph import GraphView
from gonogo_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from gonogo.model.github import Job
    from gonogo.model.stories import RunStory
    from gonogo_tui.messages import RowChosen, RowOpened


class RunScreen(Drill):
    """A run."""

    BINDINGS = bindings_of(RUN_COMMANDS)
    commands = RUN_COMMANDS

    def __init__(self, home: Home, run_id: int, job_id: int = 0) -> None:
        """Open on a run.

        Args:
            home: The board.
            run_id: The run.
            job_id: A job of it to begin at; 0 for whatever needs a person.
        """
        super().__init__(home)
        self.run_id = run_id
        self._wish = job_id
        self.story: RunStory | None = None
        self.graph = Graph()

    def compose_panes(self) -> ComposeResult:
        """The graph, and what is in the chosen node."""
        yield GraphView("graph")
        yield Rows("legs")

    def on_mount(self) -> None:
        """Begin at the graph."""
        super().on_mount()
        self._view.focus()

    @property
    def _view(self) -> GraphView:
        return self.query_one(GraphView)

    @property
    def _legs(self) -> Rows:
        return self.query_one("#legs", Rows)

    async def read(self) -> None:
        """The run, its jobs, its workflow file."""
        self.story = await self.session.run_story(self.run_id)
        self.graph = make_graph(self.story)

    def may_change(self) -> bool:
        """It is not over."""
        return self.story is not None and self.story.detail.run.status != "completed"

    # what is chosen

    @property
    def node(self) -> Node | None:
        """The chosen node."""
        return self.graph.nodes.get(self._view.chosen)

    @property
    def job(self) -> Job | None:
        """The chosen job: the chosen leg, or the worst of the chosen node."""
        kind, _, rest = self._legs.chosen.partition(" ")
        if kind and rest and self._legs.has_focus:
            found = self.graph.job(int(rest.split(" ")[0]))
            if found is not None:
                return found
        node = self.node
        return node.jobs[0] if node and node.jobs else None

    @property
    def path(self) -> tuple[str, ...]:
        """The run."""
        return (run_name(self.story) if self.story else f"run {self.run_id}",)

    @property
    def spot(self) -> Spot:
        """Where the person is."""
        job, run = self.job, self.story.detail.run if self.story else None
        release_id, step_id = self._step()
        refusals = {} if self.node else {"open": "Nothing was read yet.", "trouble": "Nothing was read yet."}
        if self.node is not None and job is None:
            refusals["open"] = "It is not reached yet: it has no log."
        elif job is not None and job.conclusion == "skipped":
            refusals["open"] = "It was skipped: it has no log."
        return Spot(
            panel="run",
            release_id=release_id,
            step_id=step_id,
            offers=self.offers_of(release_id, step_id) if step_id else (),
            link=(job.url if job else "") or (run.url if run else ""),
            busy=self.home.acting.busy,
            is_read_only=self.session.is_read_only,
            refusals=refusals,
            words={"open": "gate" if job is not None and job.status == "waiting" else "log"},
        )

    def _step(self) -> tuple[str, str]:
        """The checklist's step that can run this run again."""
        day = self.home.scene.day
        for view in day.views if day else ():
            for standing in view.assessment.standings:
                is_mine = f"/actions/runs/{self.run_id}" in standing.finding.link
                if is_mine and any(offer.verb == "rerun" for offer in standing.offers):
                    return view.release.release_id, standing.step_id
        return "", ""

    # painting

    def subject_lines(self, width: int) -> tuple[Line, ...]:
        """What came of the run."""
        if self.story is None:
            text = self.problem or "Reading the run, its jobs and its workflow file …"
            return wrapped(text, width - 2, "bad" if self.problem else "dim", " ")[:3]
        room = width - 2 if self.is_beside else width  # its margins
        return run_banner(self.story, self.graph, self.session.now(), room)

    def repaint(self) -> None:
        """Fill graph and legs."""
        if self.story is None:
            self._legs.show_rows((), ("",))
            return
        if self._wish and (node := self.graph.node_of(self._wish)) is not None:
            self._view.chosen = node.key
        self._view.show_graph(self.graph, self.session.now())
        over, total = jobs_so_far(self.story.detail, self.story.file)
        self.entitle(
            self._view,
            "Jobs in the order of their needs" if self.story.file else "Jobs",
            f"{over} of {total} over",
        )
        self._paint_legs()
        if self._wish:
            if self._legs.choose(f"job {self._wish}"):
                self._legs.focus()
            self._wish = 0

    def _paint_legs(self) -> None:
        node = self.node
        legs = self._legs
        legs.show_rows(node_rows(node, self.session.now()), no_rows(node))
        if node is None:
            return
        what = f"{len(node.jobs)} jobs of its matrix" if len(node.jobs) > 1 else "Steps"
        self.entitle(legs, f"{what} · {node.title}", legs.filter_words)

    def status_line(self) -> Line:
        """What the chosen node needs, and what needs it."""
        node = self.node
        if node is None or self.problem:
            return line()
        needs, after = node_facts(node, self.graph)
        parts: list[Span | str] = [" "]
        if needs:
            parts += [Span("needs ", "dim"), needs, "   "]
        if after:
            parts += [Span("then ", "dim"), after]
        return line(*parts)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Another node: its legs follow."""
        message.stop()
        if message.panel == "graph":
            self._legs.filter_text = ""
            self._legs.chosen = ""
            self._paint_legs()
            self._legs.scroll_home(animate=False)
        self.repaint_words()

    def on_row_opened(self, message: RowOpened) -> None:
        """A row was double-clicked."""
        message.stop()
        self.run_command("open")

    def on_descendant_focus(self) -> None:
        """The footer follows."""
        if self.is_mounted:
            self.repaint_words()

    # commands

    def command_open(self) -> None:
        """The log of the chosen job, or the gate at which it waits."""
        job, node = self.job, self.node
        if job is None or node is None or self.story is None:
            return
        if job.status == "waiting" and node.environment:
            gates = [gate.environment for gate in self.story.detail.gates]
            name = node.environment if node.environment in gates else gates[0] if len(gates) == 1 else ""
            if name:
                self.home.open_behind(Behind("gate", f"{self.run_id}/{name}"))
                return
        number = 0
        kind, _, rest = self._legs.chosen.partition(" ")
        if kind == "step" and self._legs.has_focus:
            number = int(rest.split(" ")[1])
        elif (step := broken_step(job)) is not None:
            number = step.number
        self.app.push_screen(LogScreen(self.home, self, job.job_id, number))

    def command_trouble(self) -> None:
        """Go to what needs a person."""
        self._view.choose(self.graph.first())
        self._view.focus()

    def command_across(self) -> None:
        """The other pane."""
        (self._view if self._legs.has_focus else self._legs).focus()

    def command_narrow(self) -> None:
        """Filter the legs."""
        self._legs.focus()
        self.add_class("-searching")
        box = self.query_one("#search")
        box.focus()

    def end_search(self) -> None:
        """Back from the filter."""
        super().end_search()
        self._legs.set_filter("")
        self._legs.focus()

    def on_input_changed(self, message: object) -> None:
        """Filter while it is typed."""
        if self.has_class("-searching"):
            self._legs.set_filter(getattr(message, "value", ""))
            self._paint_legs()

    def on_input_submitted(self) -> None:
        """Keep the filter."""
        self.remove_class("-searching")
        self._legs.focus()
