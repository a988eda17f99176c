"""The board by its keys: what each does, what is kept when the world moves, and what it says when it can not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.errors import JournalError
from gonogo.model.day import Day
from gonogo.model.verdicts import Tier
from support import days
from support.fake_session import FakeSession
from support.screens import running

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)])


@BOTH
async def test_one_sentence_first(size):
    async with running(FakeSession(days.rich()), size) as s:
        await s.press("2")
        assert "NO-GO" in s.text
        assert "fuzz.yml was cancelled and zizmor.yml never ran on 3f9a1c2" in s.text
        assert "CI is green for exactly this commit" in s.text
        assert "r  rerun" in s.text


@BOTH
async def test_nothing_is_wider_than_the_screen(size):
    async with running(FakeSession(days.rich()), size) as s:
        for key in ("1", "2", "3", "4", "5", "6", "7", "e", "escape", "z"):
            await s.press(key)
            assert all(len(line) <= size[0] for line in s.text.splitlines())
            assert s.text.splitlines()[0].startswith(" gonogo")


async def test_small_screens_show_one_panel_at_a_time_and_the_pane_below_lists():
    async with running(FakeSession(days.rich()), (80, 24)) as s:
        seen = []
        for key in "1234567":
            await s.press(key)
            seen.append([name for _, name in on_screen(s)])
        lists = ("branches", "pulls", "runs", "gates", "journal")
        assert seen == [["releases"], ["checklist"], *([name, "detail"] for name in lists)]


async def test_the_pane_below_is_taken_whole_by_e_and_left_out_by_z():
    async with running(FakeSession(days.rich()), (80, 24)) as s:
        await s.press("4", "j")
        assert [name for _, name in on_screen(s)] == ["pulls", "detail"]
        assert "rank-q → main" in s.text, "what the pane says is of the row that is chosen"
        await s.press("e")
        assert [name for _, name in on_screen(s)] == ["detail"]
        await s.press("escape")
        assert s.board.panel("pulls").chosen == "#58"
        await s.press("z")
        assert [name for _, name in on_screen(s)] == ["pulls"]
        await s.press("escape")
        assert [name for _, name in on_screen(s)] == ["pulls", "detail"]


def on_screen(s):
    """Panels that are shown, from top to bottom."""
    return sorted((w.region.y, w.id) for w in s.board.query(".panel") if w.display)


async def test_wide_but_low_screens_show_the_pane_beside_the_panel():
    async with running(FakeSession(days.rich()), (120, 30)) as s:
        await s.press("4")
        shown = sorted((w.region.x, w.id) for w in s.board.query(".panel") if w.display)
        assert [name for _, name in shown] == ["pulls", "detail"]
        assert "by @second-maintainer" in s.text


async def test_numbers_go_to_panels_and_z_zooms():
    async with running(FakeSession(days.rich())) as s:
        for key, name in zip(
            "1234567", ("releases", "checklist", "branches", "pulls", "runs", "gates", "journal"), strict=True
        ):
            await s.press(key)
            assert s.focus == name
        await s.press("4", "z")
        assert [w.id for w in s.board.query(".panel") if w.display] == ["pulls", "detail"]
        await s.press("e")
        assert [w.id for w in s.board.query(".panel") if w.display] == ["detail"], "the pane alone"
        await s.press("escape", "escape")
        assert len([w for w in s.board.query(".panel") if w.display]) == 8


async def test_tab_and_h_go_across_and_back():
    async with running(FakeSession(days.rich())) as s:
        await s.press("tab")
        assert s.focus == "checklist"
        await s.press("h")
        assert s.focus == "releases"


async def test_the_cursor_steps_over_headings():
    async with running(FakeSession(days.rich())) as s:
        await s.press("2", "g")
        assert s.board.panel("checklist").chosen == "worktree"
        await s.press("j", "j", "j", "j")
        assert s.board.panel("checklist").chosen == "bump"
        await s.press("k")
        assert s.board.panel("checklist").chosen == "environments"
        await s.press("G")
        assert s.board.panel("checklist").chosen == "attestations"
        await s.press("down")
        assert s.board.panel("checklist").chosen == "attestations"


async def test_choosing_a_release_shows_its_next_step():
    async with running(FakeSession(days.rich())) as s:
        await s.press("j")
        assert s.board.panel("releases").chosen == "ordvec-release-0.7.0"
        assert s.board.panel("checklist").chosen == "approve-publish-crate"
        assert "ordvec 0.7.0" in s.text.splitlines()[2]


async def test_enter_on_a_release_goes_to_its_checklist():
    async with running(FakeSession(days.rich())) as s:
        await s.press("enter")
        assert s.focus == "checklist"
        assert not s.has_dialog


async def test_the_pane_follows_the_list_with_the_focus():
    async with running(FakeSession(days.rich())) as s:
        await s.press("3")
        assert "Last commit of main" in s.text
        await s.press("4", "j")
        assert "rank-q → main" in s.text
        await s.press("5")
        assert "enter reads its jobs" in s.text.replace("\n", " ")
        await s.press("6")
        assert "crates-io waits" in s.text
        await s.press("7")
        assert "merge-pull" in s.text


async def test_a_run_that_a_step_follows_shows_its_jobs():
    async with running(FakeSession(days.day(days.gate_ready()))) as s:
        await s.press("5", "g", "j")
        assert s.board.panel("runs").chosen == "9412"
        assert "Publish ordvec to PyPI" in s.text
        assert "Build with maturin" in s.text


async def test_the_dot_goes_to_what_is_next():
    async with running(FakeSession(days.rich())) as s:
        await s.press("2", "g")
        assert ".  go to" in s.text
        await s.press(".")
        assert s.board.panel("checklist").chosen == "workflows-green"


async def test_selection_and_focus_are_kept_by_identity():
    first, second = days.cancelled(), replace(days.gate_ready(), release=days.release("0.7.0"))
    session = FakeSession(days.day(first, second))
    async with running(session) as s:
        await s.press("j", "2", "k")
        chosen = s.board.panel("checklist").chosen
        session.next_is(days.day(days.unseen(), second, first))
        await s.look()
        assert s.board.panel("releases").chosen == "ordvec-release-0.7.0"
        assert s.board.panel("checklist").chosen == chosen
        assert s.focus == "checklist"


async def test_a_row_that_comes_above_does_not_move_the_cursor():
    session = FakeSession(days.day(days.ci_running()))
    async with running(session) as s:
        await s.press("4", "j")
        assert s.board.panel("pulls").chosen == "#58"
        more = tuple(days.pull(n, f"New {n}", f"new-{n}") for n in range(70, 90))
        session.next_is(days.day(days.ci_running(), seen=days.board(pulls=more + days.board().pulls)))
        await s.look()
        assert s.board.panel("pulls").chosen == "#58"
        assert "rank-q → main" in s.text
        session.next_is(days.day(days.ci_running(), seen=days.board(pulls=more)))
        await s.look()
        assert s.board.panel("pulls").chosen in {f"#{n}" for n in range(70, 90)}


async def test_an_unchanged_look_draws_no_list_again(monkeypatch):
    session = FakeSession(days.rich())
    async with running(session) as s:
        drawn = []
        for name in ("releases", "checklist", "pulls", "runs"):
            panel = s.board.panel(name)
            monkeypatch.setattr(panel, "refresh", lambda *a, name=name, **k: drawn.append(name))
            monkeypatch.setattr(panel, "refresh_lines", lambda *a, name=name, **k: drawn.append(name))
        await s.look()
        assert session.look_count == 2
        assert drawn == []


async def test_a_failing_source_keeps_the_board_and_says_so():
    session = FakeSession(days.day(days.ci_running()))
    async with running(session) as s:
        session.next_is(days.day(days.ci_running(), problem="GitHub answered 503"))
        await s.look()
        assert "? stale" in s.text
        assert "GitHub answered 503" in s.text
        assert "#61 Release 0.6.0" in s.text
        assert "retry in" in s.text
        session.next_is(days.day(days.ci_running()))
        await s.look()
        assert "● live" in s.text


@pytest.mark.parametrize(
    "error", [JournalError("the journal could not be read"), ValueError("secret-token-text")]
)
async def test_a_look_that_raises_keeps_the_board_and_goes_on(error, monkeypatch):
    session = FakeSession(days.day(days.ci_running()))
    async with running(session) as s:

        async def broken() -> Day:
            raise error

        monkeypatch.setattr(session, "look", broken)
        await s.look()
        assert "? stale" in s.text
        assert "secret-token-text" not in s.text
        assert "ci.yml is running" in s.text
        monkeypatch.undo()
        await s.press("R")
        await s.pilot.pause()
        assert "● live" in s.text


async def test_a_first_look_that_fails_says_what_to_do():
    async with running(FakeSession(JournalError("the journal could not be read"))) as s:
        assert "Could not look" in s.text
        assert "the journal could not be read" in s.text
        assert "R looks again" in s.text


async def test_no_release_says_how_to_start_one():
    async with running(FakeSession(days.day()), (80, 24)) as s:
        assert "No release is under way." in s.text
        assert "n new release" in s.footer()


async def test_filter_shows_what_holds_the_text_and_esc_shows_all():
    async with running(FakeSession(days.rich())) as s:
        await s.press("4", "slash")
        await s.type("quant")
        assert [row.key for row in s.board.panel("pulls").rows] == ["#58"]
        await s.press("enter")
        assert s.focus == "pulls"
        await s.press("escape")
        assert len(s.board.panel("pulls").rows) == 3
        await s.press("slash")
        await s.type("nothing")
        assert "Nothing holds “nothing”." in s.text


async def test_browser_opens_web_pages_only(monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    bad = days.pull(99, "Bad link", "bad", url="file:///etc/passwd")
    session = FakeSession(
        days.day(days.ci_running(), seen=days.board(pulls=(days.pull(61, "Good", "good"), bad)))
    )
    async with running(session) as s:
        await s.press("4", "g", "o")
        assert "it is not opened" in s.toasts()
        await s.press("j", "o")
        assert opened == ["https://github.com/Fieldnote-Echo/ordvec/pull/61"]


async def test_y_copies_the_link():
    async with running(FakeSession(days.rich())) as s:
        await s.press("4", "y")
        assert s.app.clipboard == "https://github.com/Fieldnote-Echo/ordvec/pull/61"


async def test_help_is_true_for_where_you_are():
    async with running(FakeSession(days.rich())) as s:
        await s.press("2", "question_mark")
        assert "Run the failed or cancelled run again." in s.text
        assert "No gate waits for your approval here." in s.text
        await s.press("escape", "6", "question_mark")
        assert "No gate waits for your approval here." not in s.text


async def test_the_footer_shows_only_keys_that_work():
    async with running(FakeSession(days.rich())) as s:
        await s.press("2")
        assert "enter rerun" in s.footer()
        assert "approve" not in s.footer()
        await s.press("6")
        assert "enter open  a approve" in s.footer()
        assert "x reject" in s.footer()


async def test_read_only_says_so_and_gives_the_reason():
    session = FakeSession(replace(days.rich(), is_read_only=True), is_read_only=True)
    async with running(session) as s:
        assert "READ-ONLY" in s.text
        for key in ("enter", "r", "w", "n"):
            await s.press("2", key)
            assert not s.has_dialog
        assert "read-only" in s.toasts()
        assert session.performed == []


async def test_the_palette_runs_a_command():
    async with running(FakeSession(days.rich())) as s:
        await s.press("colon")
        await s.type("zoom")
        for _ in range(500):
            if "Zoom  (z)" in s.text:
                break
            await s.pilot.pause()
        await s.press("enter")
        await s.pilot.pause()
        assert s.board.is_zoomed


async def test_the_theme_switches():
    async with running(FakeSession(days.rich())) as s:
        await s.press("T")
        assert s.app.theme == "gonogo-light"
        await s.press("T")
        assert s.app.theme == "gonogo-dark"


async def test_the_mouse_chooses_and_runs_what_is_shown():
    async with running(FakeSession(days.rich())) as s:
        await s.pilot.click("#releases", offset=(5, 8))
        assert s.board.panel("releases").chosen == "ordvec-release-0.7.0"
        line = s.footer().index("quit")
        await s.pilot.click("#footer", offset=(line, 0))
        await s.pilot.pause()
    assert s.session.is_closed


async def test_q_leaves_and_closes_the_session():
    session = FakeSession(days.rich())
    async with running(session) as s:
        await s.press("q")
        await s.pilot.pause()
    assert session.is_closed
    assert s.app.return_code == 0


@BOTH
async def test_hostile_text_is_only_text(size):
    bad = days.HOSTILE
    view = days.cancelled()
    finding = replace(view.assessment.standing("workflows-green").finding, evidence=bad, advice=bad, link=bad)
    offers = (days.offer("rerun", bad, Tier.ASK, refused=bad),)
    hostile = days.view("workflows-green", finding, offers)
    hostile = replace(hostile, assessment=replace(hostile.assessment, reason=bad))
    hostile = replace(
        hostile, steps=tuple(replace(step, title=bad, notes=bad, phase=bad) for step in hostile.steps)
    )
    session = FakeSession(days.day(hostile))
    async with running(session, size) as s:
        for key in ("1", "2", "e", "3", "4", "e", "5", "6", "7", "z"):
            await s.press(key)
            assert s.board.is_attached
        await s.press("2", "r")
        assert bad.split()[0] in s.toasts()
        await s.press("4")
        assert "[@click=app.quit]x[/]" in s.text
        session.next_is(days.day(hostile, problem=bad))
        await s.look()
        assert "[/nope]" in s.text
        await s.press("question_mark")
        assert s.has_dialog
        await s.press("escape", "colon")
        await s.pilot.pause()
        await s.press("escape")
        assert s.app.is_running
