"""One pull request, whole: why it can or can not be merged, checks, reviews, files with their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from gonogo_tui.commands.drill import PULL_COMMANDS, Spot
from gonogo_tui.present.behind import behind_link
from gonogo_tui.present.lines import Line, wrapped
from gonogo_tui.present.pull_story import pull_banner, pull_detail, pull_rows
from gonogo_tui.screens.drill import Drill, Home, bindings_of
from gonogo_tui.widgets.rows import Detail, Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from gonogo.model.stories import PullStory
    from gonogo_tui.messages import RowChosen, RowOpened


class PullScreen(Drill):
    """A pull request."""

    BINDINGS = bindings_of(PULL_COMMANDS)
    commands = PULL_COMMANDS

    def __init__(self, home: Home, number: int) -> None:
        super().__init__(home)
        self.number = number
        self.story: PullStory | None = None

    def compose_panes(self) -> ComposeResult:
        """What there is to see, and the chosen one whole."""
        yield Rows("parts", stays_lit=True)
        yield Detail(id="part", classes="panel")

    def on_mount(self) -> None:
        """Begin in the list."""
        super().on_mount()
        self._parts.focus()

    @property
    def _parts(self) -> Rows:
        return self.query_one("#parts", Rows)

    @property
    def _part(self) -> Detail:
        return self.query_one(Detail)

    async def read(self) -> None:
        """The pull request."""
        self.story = await self.session.pull_story(self.number)

    def may_change(self) -> bool:
        """It is open, and its checks run or GitHub is still working it out."""
        if self.story is None or self.story.pull.state != "OPEN":
            return False
        pull = self.story.pull
        return bool(pull.checks.running) or pull.mergeable == "UNKNOWN" or pull.in_merge_queue

    @property
    def path(self) -> tuple[str, ...]:
        """The pull request."""
        return (f"#{self.number}",)

    @property
    def spot(self) -> Spot:
        """Where the person is."""
        row = self._parts.row
        link = row.link if row and row.link else self.story.pull.url if self.story else ""
        refusals = {}
        if row is None:
            refusals["open"] = "Nothing was read yet."
        is_run = bool(row and row.key.startswith("check ") and behind_link(row.link).kind)
        return Spot(
            panel="pull",
            link=link,
            busy=self.home.acting.busy,
            is_read_only=self.session.is_read_only,
            filter_text=self._parts.filter_text,
            refusals=refusals,
            words={"open": "see run" if is_run else "read"},
        )

    def subject_lines(self, width: int) -> tuple[Line, ...]:
        """What it is."""
        if self.story is None:
            text = self.problem or f"Reading #{self.number} …"
            return wrapped(text, width - 2, "bad" if self.problem else "dim", " ")[:3]
        return pull_banner(self.story, self.home.scene)

    def repaint(self) -> None:
        """Fill list and pane."""
        if self.story is None:
            self._parts.show_rows((), ("",))
            return
        self._parts.show_rows(pull_rows(self.story, self.session.now()))
        self.entitle(self._parts, f"#{self.number}", self._parts.filter_words)
        self._paint_part()

    def _paint_part(self) -> None:
        story, key = self.story, self._parts.chosen
        if story is None:
            return
        scene = self.home.scene
        self._part.show_for_width(lambda width: pull_detail(story, scene, key, width))
        kind, _, rest = key.partition(" ")
        names = {
            "body": "Description",
            "check": "Check",
            "review": "Review",
            "file": rest,
            "merge": "Can it be merged?",
        }
        self._part.entitle(names.get(kind, ""))

    def on_row_chosen(self, message: RowChosen) -> None:
        """Another row: the pane follows."""
        message.stop()
        self._paint_part()
        self._part.scroll_home(animate=False)
        self.repaint_words()

    def on_row_opened(self, message: RowOpened) -> None:
        """A row was double-clicked."""
        message.stop()
        self.run_command("open")

    def on_descendant_focus(self) -> None:
        """On small screens the pane with the focus is the larger one."""
        if self.is_mounted:
            self.set_class(self._part.has_focus, "-reading")
            self.repaint_words()

    # commands

    def command_open(self) -> None:
        """The run behind a check; else give the pane the floor."""
        row = self._parts.row
        behind = behind_link(row.link) if row and row.key.startswith("check ") else None
        if behind is not None and behind.kind:
            self.home.open_behind(behind)
        else:
            self._part.focus()

    def command_leave(self) -> None:
        """Out of the search, the pane, then back."""
        if self._part.has_focus:
            self._parts.focus()
        elif self._parts.filter_text and not self.has_class("-searching"):
            self._parts.set_filter("")
            self.repaint()
        else:
            super().command_leave()

    def command_across(self) -> None:
        """The other pane."""
        (self._parts if self._part.has_focus else self._part).focus()

    def command_whole(self) -> None:
        """Give the whole screen to the pane, and back."""
        self.toggle_class("-whole")
        (self._part if self.has_class("-whole") else self._parts).focus()

    def command_narrow(self) -> None:
        """Filter the list."""
        self.add_class("-searching")
        box = self.query_one("#search", Input)
        box.value = self._parts.filter_text
        box.focus()

    def on_input_changed(self, message: Input.Changed) -> None:
        """Filter while it is typed."""
        if self.has_class("-searching"):
            self._parts.set_filter(message.value)
            self.repaint()

    def on_input_submitted(self) -> None:
        """Keep the filter."""
        self.remove_class("-searching")
        self._parts.focus()

    def end_search(self) -> None:
        """Forget the filter."""
        super().end_search()
        self._parts.set_filter("")
        self._parts.focus()
        self.repaint()
