"""The user's settings on the screen: theme, keys, ASCII, and being told."""

import pytest

from gonogo.model.settings import Settings
from gonogo_tui.commands import keys
from gonogo_tui.commands.board import COMMANDS
from gonogo_tui.present.words import KEYS
from gonogo_tui.widgets.ascii import is_wanted, to_ascii
from support import days
from support.fake_session import FakeSession
from support.screens import running, screen_text


@pytest.fixture(autouse=True)
def as_before():
    """Keys are set for the whole program: put them back."""
    before = [(command, command.keys, command.shown) for command in COMMANDS]
    words = dict(KEYS)
    yield
    for command, own, shown in before:
        command.keys, command.shown = own, shown
    KEYS.update(words)


@pytest.mark.parametrize(("theme", "ground", "name"), [("light", "", "gonogo-light"), ("dark", "0;15", "gonogo-dark"), ("auto", "", "gonogo-dark"), ("auto", "0;15", "gonogo-light"), ("auto", "15;0", "gonogo-dark")])  # fmt: skip
async def test_the_theme(monkeypatch, theme, ground, name):
    monkeypatch.setenv("COLORFGBG", ground)
    async with running(FakeSession(days.rich()), settings=Settings(theme=theme)) as s:
        assert s.app.theme == name


async def test_other_keys_do_it_and_are_what_is_shown():
    session = FakeSession(days.day(days.gate_ready()))
    async with running(
        session, settings=Settings(keys={"do-approve": ("f2",), "look": ("ctrl+l", "f5")})
    ) as s:
        await s.press("2")
        assert " f2 " in s.text
        assert "ctrl+l look" in s.footer()
        await s.press("f5")
        assert session.look_count == 2
        await s.press("R")
        assert session.look_count == 2
        await s.press("a")
        assert not s.has_dialog
        await s.press("f2")
        assert s.has_dialog


def test_every_key_that_can_be_set_is_written_as_it_is_typed():
    own = keys.own_keys()
    assert own["filter"] == ("/",)
    assert own["next"] == (".",)
    assert "panel" not in own


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_in_ascii_nothing_else_is_drawn_and_nothing_moves(size):
    async with running(FakeSession(days.rich()), size, settings=Settings(ascii=True)) as s:
        plain = screen_text(s.app)
        assert plain.isascii()
        assert "NO-GO" in plain
        for key in ("question_mark", "escape", "f1"):
            await s.press(key)
            assert screen_text(s.app).isascii()
    async with running(FakeSession(days.rich()), size, settings=Settings(ascii=False)) as s:
        rows, others = plain.splitlines(), s.text.splitlines()
        assert [len(row) for row in rows[5:]] == [len(row) for row in others[5:]]


def test_ascii_keeps_the_width():
    assert to_ascii("✓ ● ‖ …") == "v * = ~"
    assert to_ascii("日本語 e\u0301") == "?????? e"


@pytest.mark.parametrize(("choice", "encoding", "wanted"), [(None, "utf-8", False), (None, "ANSI_X3.4-1968", True), (None, "ISO-8859-1", True), (True, "utf-8", True), (False, "ascii", False)])  # fmt: skip
def test_the_locale_decides_where_nothing_is_set(monkeypatch, choice, encoding, wanted):
    monkeypatch.setattr("locale.getencoding", lambda: encoding)
    assert is_wanted(choice) is wanted


@pytest.mark.parametrize(("desktop", "sent"), [("off", []), ("osc9", ["\x1b]9;gonogo: NO-GO: it broke\x07"]), ("osc777", ["\x1b]777;notify;gonogo;NO-GO: it broke\x07"])])  # fmt: skip
async def test_the_desktop_is_told_through_the_terminal(monkeypatch, desktop, sent):
    async with running(FakeSession(days.rich()), settings=Settings(desktop=desktop, bell=False)) as s:
        written: list[str] = []
        monkeypatch.setattr(s.app._driver, "write", written.append)
        s.app.tell(("NO-GO: it \x1b]0;x\x07broke",))
        assert [text for text in written if text.startswith("\x1b]")] == sent


async def test_a_release_that_turns_no_go_tells(monkeypatch):
    session = FakeSession(days.day(days.ci_running()), days.day(days.cancelled()))
    async with running(session) as s:
        told: list[tuple[str, ...]] = []
        monkeypatch.setattr(s.app, "tell", told.append)
        await s.look()
        assert told == [("NO-GO: ordvec 0.6.0: fuzz.yml was cancelled and zizmor.yml never ran on 3f9a1c2",)]
        await s.look()
        assert len(told) == 1
