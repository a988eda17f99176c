"""One job: its steps, and its log with search, errors and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textual.widgets import Input

from gonogo.errors import LookError
from gonogo_tui.commands.drill import LOG_COMMANDS, Spot
from gonogo_tui.present.graph import job_mark, job_took
from gonogo_tui.present.lines import Line, Span, line
from gonogo_tui.present.log import LogText, read_log
from gonogo_tui.present.run_story import broken_step, run_name, step_rows
from gonogo_tui.present.words import count, plural
from gonogo_tui.screens.drill import Drill, Home, bindings_of
from gonogo_tui.widgets.logview import LogView
from gonogo_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from gonogo.model.github import Job
    from gonogo.model.stories import RunStory
    from gonogo_tui.messages import RowChosen, RowOpened
    from gonogo_tui.present.graph import Graph


class Above(Protocol):
    """The run's screen: it keeps the run."""

    story: RunStory | None
    graph: Graph

    async def read(self) -> None:
        """Read the run again."""


class LogScreen(Drill):
    """A job and its log."""

    BINDINGS = bindings_of(LOG_COMMANDS)
    commands = LOG_COMMANDS
    typed = "search"

    def __init__(self, home: Home, above: Above, job_id: int, step: int = 0) -> None:
        """Open on a job.

        Args:
            home: The board.
            above: The run's screen.
            job_id: The job.
            step: The number of the step to begin at; 0 for the end, or the first error.
        """
        super().__init__(home)
        self._above = above
        self.job_id = job_id
        self._step = step
        self._text = LogText()
        self._raw: str | None = None
        self._is_final = False
        self._why = "Reading the log …"
        self.is_following = False
        self._has_begun = False

    def compose_panes(self) -> ComposeResult:
        """The steps, and the log."""
        yield Rows("steps")
        yield LogView("log")

    def on_mount(self) -> None:
        """Begin in the log."""
        super().on_mount()
        self._log.focus()

    @property
    def _log(self) -> LogView:
        return self.query_one(LogView)

    @property
    def _steps(self) -> Rows:
        return self.query_one("#steps", Rows)

    @property
    def job(self) -> Job | None:
        """The job, as the run was read last."""
        return self._above.graph.job(self.job_id)

    # reading

    async def read(self) -> None:
        """The log; while the job runs, its steps too."""
        job = self.job
        if job is None or (self._has_begun and job.status != "completed"):
            await self._above.read()
            job = self.job
        if self._is_final:
            return
        try:
            raw = await self.session.job_log(self.job_id)
        except LookError as error:
            if error.status != 404:
                raise
            self._why = _why_none(job)
            self._is_final = job is not None and job.status == "completed"
        else:
            self._is_final = job is not None and job.status == "completed"
            if raw != self._raw:
                self._raw, self._text = raw, read_log(raw)
            self._why = ""
        self._has_begun = True

    def may_change(self) -> bool:
        """The job is not over, or its log was not read to its end."""
        return self.job is None or self.job.status != "completed" or not self._is_final

    # painting

    @property
    def path(self) -> tuple[str, ...]:
        """Run and job."""
        run = run_name(self._above.story) if self._above.story else "run"
        return (run, self.job.name if self.job else f"job {self.job_id}")

    @property
    def spot(self) -> Spot:
        """Where the person is."""
        job = self.job
        none = self._why or ("" if self._text.lines else "The log is empty.")
        refusals = dict.fromkeys(("search", "stamps", "follow"), none) if none else {}
        if none or not self._text.errors:
            refusals["error"] = refusals["error_back"] = none or "No line of this log is marked as an error."
        if not self._log.needle or not self._log.hits:
            sentence = f"Nothing holds “{self._log.needle}”." if self._log.needle else "Search first: /"
            refusals["hit"] = refusals["hit_back"] = none or sentence
        if none or not self._log.is_wide:
            refusals["aside"] = refusals["aside_back"] = (
                none or "Every line of this log fits: nothing is aside."
            )
        if job is not None and job.status == "completed" and not none:
            refusals["follow"] = "The job is over: its log does not grow."
        return Spot(
            panel="log",
            link=job.url if job else "",
            busy=self.home.acting.busy,
            is_read_only=self.session.is_read_only,
            refusals=refusals,
            words={"follow": "stop following" if self.is_following else "follow"},
        )

    def subject_lines(self, width: int) -> tuple[Line, ...]:  # noqa: ARG002 (lines are cut to the width)
        """What came of the job."""
        job = self.job
        if job is None:
            return (line(Span(" Reading …", "dim")),)
        glyph, look, word = job_mark(job)
        took = job_took(job, self.session.now())
        step = broken_step(job)
        left = [
            Span("▌ ", look),
            Span(f" {word.upper()} ", f"chip-{look}"),
            Span("  "),
            Span(job.name, "strong"),
        ]
        if step is not None:
            left += [Span(f"  {glyph} at “{step.name}”", look)]
        elif job.status == "in_progress":
            now = next((one.name for one in job.steps if one.status == "in_progress"), "")
            left += [Span(f"  ● {now}", look)] if now else []
        return (line(*left, right=(Span(f"{took} ", "dim"),), keeps_right=True),)

    def repaint(self) -> None:
        """Fill steps and log."""
        job = self.job
        if job is not None:
            self._steps.show_rows(step_rows(job, self.session.now()), ("It has no steps.",))
        self._steps.entitle("Steps")
        log = self._log
        is_first = not log.text.lines and bool(self._text.lines)
        log.show_log(self._text, follows=self.is_following)
        if is_first:
            self.call_after_refresh(self._begin)
        self._entitle()

    def _begin(self) -> None:
        """Where a person wants to be first: at the error; in a running job, at its end."""
        job = self.job
        if job is not None and job.status != "completed":
            self.is_following = True
            self._log.scroll_end(animate=False, immediate=True, x_axis=False)
        elif self._text.errors:
            self._log.go_to_line(self._text.errors[0])
        elif self._step:
            self._go_to_step(self._step)
        self._entitle()
        self.repaint_words()

    def _entitle(self) -> None:
        log = self._log
        lines, errors = len(self._text.lines), len(self._text.errors)
        words = f"Log · {count(lines)} lines" if lines else "Log"
        if errors:
            words += f" · {plural(errors, 'error')}"
        corner = ""
        if log.needle:
            at = log.hits.index(log.here) + 1 if log.here in log.hits else 0
            corner = f"/ {log.needle} · {at or '–'} of {len(log.hits)}"
        elif log.here in self._text.errors:
            corner = f"error {self._text.errors.index(log.here) + 1} of {errors}"
        elif self.is_following:
            corner = "following"
        self.entitle(log, words, corner)

    def status_line(self) -> Line:
        """Why there is no log."""
        if self._why and not self.problem:
            return line(Span(" ● ", "wait"), Span(self._why))
        return line()

    # moving

    def on_row_chosen(self, message: RowChosen) -> None:
        """A step was chosen: the log goes there. The log was moved: it no longer follows."""
        message.stop()
        if message.panel == "steps" and self._steps.has_focus and message.key:
            self._go_to_step(int(message.key.rsplit(" ", 1)[1]))
        elif message.panel == "log" and self.is_following and not self._log.is_at_end:
            self.is_following = False
        self._entitle()
        self.repaint_words()

    def on_row_opened(self, message: RowOpened) -> None:
        """A step was double-clicked."""
        message.stop()
        self._log.focus()

    def on_descendant_focus(self) -> None:
        """The footer follows."""
        if self.is_mounted:
            self.set_class(self._steps.has_focus, "-steps")
            self.repaint_words()

    def _go_to_step(self, number: int) -> None:
        step = next((one for one in self.job.steps if one.number == number), None) if self.job else None
        if step is None or step.started_at is None:
            return
        self.is_following = False
        self._log.go_to_line(self._text.line_at(step.started_at))

    # commands

    def command_across(self) -> None:
        """The other pane."""
        (self._log if self._steps.has_focus else self._steps).focus()

    def command_error(self) -> None:
        """The next error."""
        self.is_following = False
        self._log.go_by(self._text.errors, 1)

    def command_error_back(self) -> None:
        """The error before."""
        self._log.go_by(self._text.errors, -1)

    def command_hit(self) -> None:
        """The next place that was found."""
        self._log.go_by(self._log.hits, 1)

    def command_hit_back(self) -> None:
        """The place before."""
        self._log.go_by(self._log.hits, -1)

    def command_search(self) -> None:
        """Open the line to type in."""
        box = self.query_one("#search", Input)
        box.value = self._log.needle
        self.add_class("-searching")
        box.focus()

    def on_input_changed(self, message: Input.Changed) -> None:
        """Search while it is typed."""
        if self.has_class("-searching"):
            self.is_following = False
            self._log.search(message.value)
            self._entitle()

    def on_input_submitted(self) -> None:
        """Keep what was found."""
        self.remove_class("-searching")
        self._log.focus()
        self.repaint_words()

    def end_search(self) -> None:
        """Forget the search."""
        super().end_search()
        self._log.search("")
        self._log.focus()
        self._entitle()

    def command_leave(self) -> None:
        """Out of the search, the steps, then back."""
        if not self.has_class("-searching") and self._log.needle:
            self.end_search()
            self.repaint_words()
        else:
            super().command_leave()

    def command_follow(self) -> None:
        """Follow the end, or stop."""
        self.is_following = not self.is_following
        if self.is_following:
            self._log.scroll_end(animate=False, immediate=True, x_axis=False)
        self._entitle()
        self.repaint_words()

    def command_stamps(self) -> None:
        """Show or hide timestamps."""
        self._log.toggle_stamps()

    def command_aside(self) -> None:
        """Sideways, to where long lines go on."""
        self._log.go_aside(is_right=True)

    def command_aside_back(self) -> None:
        """Back to where lines begin."""
        self._log.go_aside(is_right=False)

    def command_whole(self) -> None:
        """Give the whole screen to the log, and back."""
        self.toggle_class("-whole")
        self._log.focus()


def _why_none(job: Job | None) -> str:
    if job is None or job.status == "completed":
        return "GitHub has no log of this job: it is too old, or the job never ran."
    if job.status == "in_progress":
        return "GitHub gives the log of a job when it is over. Its steps are live."
    return "The job has not begun."
