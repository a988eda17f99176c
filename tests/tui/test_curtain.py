"""The first paint: the words of the last screen, grey, before anything else is loaded."""

import os
import subprocess
import sys

import pytest
from textual.screen import Screen as TextualScreen

from gonogo.compose.pictures import Curtain, PictureFile
from gonogo_tui.app import GonogoApp
from gonogo_tui.screens.board import Board
from gonogo_tui.widgets.curtain import CurtainScreen
from support import days
from support.fake_session import FakeSession
from support.screens import running, screen_text

SIZE = (100, 30)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return PictureFile("here")


def curtain(width=SIZE[0], height=SIZE[1]):
    return Curtain(days.NOW, "o/n", width, tuple(f"row {n}" for n in range(height)))


def behind(file) -> GonogoApp:
    """An app whose board is not put up yet."""
    app = GonogoApp(FakeSession(days.rich()), file=file)
    app._show_board = lambda: None  # type: ignore[method-assign]
    return app


def looks(app) -> set[str]:
    strips = app.screen._compositor.render_strips()
    return {str(segment.style.color.name) for strip in strips[1:] for segment in strip if segment.style and segment.style.color and segment.text.strip()}  # fmt: skip


async def test_the_old_words_come_first_all_grey_with_their_age(file):
    file.keep_curtain(curtain())
    app = behind(file)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, CurtainScreen)
        first, *rest = screen_text(app).splitlines()
        assert "o/n" in first
        assert "as of 20 Aug 14:32" in first
        assert rest[0] == "row 1"
        assert looks(app) == {app.theme_variables["quiet"]}


async def test_the_board_takes_its_place(file):
    file.keep_curtain(curtain())
    made = []

    def make():
        made.append(FakeSession(days.rich()))
        return made[0]

    app = GonogoApp(make, file=file)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, Board)
        assert "● live" in screen_text(app)
    assert len(made) == 1
    assert made[0].is_closed


@pytest.mark.parametrize("kept", [None, curtain(width=SIZE[0] - 1), curtain(height=SIZE[1] + 1)])
async def test_without_one_for_this_size_the_board_comes_at_once(file, kept):
    if kept:
        file.keep_curtain(kept)
    app = behind(file)
    async with app.run_test(size=SIZE):
        assert type(app.screen) is TextualScreen


@pytest.mark.parametrize("kept", [None, curtain(width=SIZE[0] - 1)])
async def test_without_words_for_this_size_the_first_paint_says_whose_they_are(file, kept):
    if kept:
        file.keep_curtain(kept)
    app = GonogoApp(lambda: FakeSession(days.rich()), file=file)
    app._show_board = lambda: None  # type: ignore[method-assign]
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        first, *rest = screen_text(app).splitlines()
        assert ("o/n" in first and "as of 20 Aug 14:32" in first) if kept else "gonogo   opening" in first
        assert not "".join(rest).strip()


async def test_a_screen_that_is_killed_has_kept_its_words(file):
    async with running(FakeSession(days.rich()), SIZE, file=file) as s:
        await s.settle()
        kept = file.read_curtain()
        assert kept is not None
        assert list(kept.rows)[2:5] == s.text.splitlines()[2:5]


async def test_leaving_keeps_the_words_of_the_screen(file):
    async with running(FakeSession(days.rich()), SIZE, file=file) as s:
        words = s.text.splitlines()
        await s.press("q")
    kept = file.read_curtain()
    assert kept is not None
    assert (kept.repo, kept.width) == (str(days.REPO), SIZE[0])
    assert list(kept.rows)[2:5] == words[2:5]


async def test_what_was_never_seen_is_not_kept(file):
    session = FakeSession(days.day(problem="GitHub answered 500"))
    async with running(session, SIZE, file=file) as s:
        await s.press("q")
    assert file.read_curtain() is None


def test_a_hostile_curtain_is_cleaned(file):
    file.keep_curtain(curtain()._replace(repo="o/\x1b]0;x\x07n", rows=("a\x1b[2Jb\nc", "\u202ed")))
    kept = file.read_curtain()
    assert kept is not None
    assert kept.repo == "o/n"
    assert kept.rows == ("ab c", "\ufffdd")


def test_the_first_paint_loads_neither_the_board_nor_the_core():
    code = (
        "import gonogo_tui.app, gonogo_tui.widgets.curtain, gonogo.compose.pictures, sys;"
        "late = {'gonogo_tui.screens', 'gonogo_tui.palette', 'gonogo.session', 'gonogo.model.github', 'httpx', 'ruamel'};"
        "sys.exit(', '.join(sorted(late & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_board_loads_neither_what_its_keys_open_nor_what_looks():
    code = (
        "import gonogo_tui.screens.board, sys;"
        "late = {'markdown_it', 'gonogo_tui.screens.run', 'gonogo_tui.screens.confirm', 'gonogo.session',"
        " 'gonogo.github', 'githubkit', 'pydantic', 'httpx', 'ruamel', 'starlette', 'keyring'};"
        "sys.exit(', '.join(sorted(late & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("set_by_hand", "frames"), [({}, 120), ({"TEXTUAL_FPS": "30"}, 30)])
def test_a_key_never_waits_for_a_slow_frame_unless_that_is_wished(set_by_hand, frames):
    """What `show` does before it loads Textual, which reads the rate once."""
    code = (
        "import sys; from gonogo_tui.__main__ import show; assert 'textual' not in sys.modules\n"
        "class App:\n"
        "    def __init__(self, *_, **__): pass\n"
        "    def run(self): from textual import screen; print(round(1 / screen.UPDATE_PERIOD))\n"
        "import types; sys.modules['gonogo_tui.app'] = types.SimpleNamespace(GonogoApp=App)\n"
        "show(None, None, None)"
    )
    env = {key: value for key, value in os.environ.items() if key != "TEXTUAL_FPS"} | set_by_hand
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert done.stdout.split() == [str(frames)], done.stderr
