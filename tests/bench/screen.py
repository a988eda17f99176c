"""What the screen costs on a crowded day, as ratios. Run by `make bench`; asserts nothing.

- Start to first paint in a terminal, against a bare Textual app with one word on it.
- A key with 1,000 pull requests, 5,000 jobs, 50 branches and 50 releases, and a refresh each second: all in
  one repository, and with a release in each of 50 repositories.
- A refresh in which nothing moved, and one in which 5 % moved.
- Memory.
"""

# What Textual reads of the environment is set before it is loaded, as the command does.
# ruff: noqa: E402

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import resource
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gonogo_tui.__main__ import hasten

hasten()

from textual import events

from gonogo.model.day import Day
from gonogo_tui.app import GonogoApp
from support import crowds, days
from support.fake_session import FakeSession

WIDTH, HEIGHT = 160, 48
FRAME_S = 1 / 60
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("bare-first-paint")
Bare().run()
"""
WORDS, PICTURE, NOTHING = "the last screen's words", "the last look's picture", "nothing"
KEEP = """
import sys; sys.path.insert(0, {tests!r})
from pathlib import Path
from gonogo.compose.pictures import Curtain, PictureFile, place_of
from gonogo.model.picture import Picture
from support import crowds, days
file = PictureFile(place_of(None, Path({checkout!r})))
if {kept!r} != {NOTHING!r}:
    file.keep(Picture(crowds.crowd(), days.NOW))
if {kept!r} == {WORDS!r}:
    file.keep_curtain(Curtain(days.NOW, str(days.REPO), {width}, ("a row of words " * 10,) * {height}))
"""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def paint_s(words: list[str], marks: tuple[bytes, ...], home: Path, cwd: Path) -> list[float]:
    """Seconds from the start of a command to each of its marks on a terminal."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    env |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "GIT_CEILING_DIRECTORIES": str(home)}
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execvpe(words[0], words, env)  # noqa: S606 (a terminal of its own is what is measured)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    shown, took = b"", dict.fromkeys(marks, float("nan"))
    waiting = set(marks)
    while waiting and time.perf_counter() - start < 20 and select.select([terminal], [], [], 20)[0]:
        shown += os.read(terminal, 65536)
        for mark in [mark for mark in waiting if mark in shown]:
            took[mark] = time.perf_counter() - start
            waiting.remove(mark)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return [took[mark] for mark in marks]


def first_paint() -> None:
    """Start to first paint beside a bare app: with what was kept, with less, and with nothing."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        checkout = home / "checkout"
        (checkout / ".git").mkdir(parents=True)
        (home / "bare.py").write_text(BARE)
        for kept in (WORDS, PICTURE, NOTHING):
            own = home / kept.replace(" ", "-")
            own.mkdir()
            _keep(kept, checkout, own)
            first, board = _paints(home, own, checkout)
            say(
                f"start, {kept} kept: first paint {first:.2f} times a bare Textual app's (aim: 1.25), the board {board:.2f}"
            )


def _keep(kept: str, checkout: Path, home: Path) -> None:
    code = KEEP.format(
        tests=str(Path(__file__).resolve().parents[1]),
        checkout=str(checkout),
        kept=kept,
        WORDS=WORDS,
        NOTHING=NOTHING,
        width=WIDTH,
        height=HEIGHT,
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "HOME": str(home)})


def _paints(home: Path, own: Path, checkout: Path) -> tuple[float, float]:
    """First paint, and the board's own, as shares of a bare app's first paint, each measured beside one."""
    pairs = []
    for _ in range(5):
        (bare,) = paint_s([sys.executable, str(home / "bare.py")], (b"bare-first-paint",), home, home)
        first, board = paint_s(
            [sys.executable, "-m", "gonogo_tui"], (b" gonogo ", b"1 Releases"), own, checkout
        )
        pairs.append((first / bare, board / bare))
    return statistics.median(one for one, _ in pairs), statistics.median(one for _, one in pairs)


class Crowd(FakeSession):
    """Looks that go round through crowded days."""

    def __init__(self, day: Day) -> None:
        self.days = [day]
        self.rest_s = 3600.0
        super().__init__(*self.days)

    async def look(self):
        self.look_count += 1
        self.day = self.days[self.look_count % len(self.days)]
        return self.day

    def next_look_s(self) -> float:
        return self.rest_s


class Watched:
    """An app whose paints are counted."""

    def __init__(self, app: GonogoApp) -> None:
        self.app = app
        self.paints: list[float] = []
        display = app._display

        def counted(screen, renderable) -> None:
            display(screen, renderable)
            self.paints.append(time.perf_counter())

        app._display = counted  # type: ignore[method-assign]

    async def quiet(self) -> None:
        """Until nothing was painted for a while."""
        before = -1
        while before != len(self.paints):
            before = len(self.paints)
            await asyncio.sleep(0.05)

    async def key_s(self, key: str) -> float | None:
        """Seconds from a key to the paint that shows it; None where it moved nothing."""
        was, before, start = self._cursor(), len(self.paints), time.perf_counter()
        self.app.post_message(events.Key(key, key if len(key) == 1 else None))
        while self._cursor() == was:  # what the key moves is what it is answered by, not a refresh's paint
            if time.perf_counter() - start > 0.3:
                return None
            before = len(self.paints)
            await asyncio.sleep(0)
        while len(self.paints) == before:
            await asyncio.sleep(0)
        return self.paints[before] - start

    def _cursor(self) -> tuple[str, str]:
        board = self.app.screen
        panel = board.current  # type: ignore[attr-defined]
        return panel, board.panel(panel).chosen  # type: ignore[attr-defined]


async def crowded(make: Callable[..., Day]) -> None:
    """Keys, refreshes and memory on a crowded day."""
    session = Crowd(make())
    app = GonogoApp(session)
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        watched = Watched(app)
        await pilot.pause()
        await watched.quiet()
        board = app.screen
        for name, looks in (("nothing moved", [make(n) for n in range(3)]), ("5 % moved", [make(n, 0.05) for n in range(3)])):  # fmt: skip
            session.days = looks
            costs, paints = [], []
            for _ in range(7):
                before, start = len(watched.paints), time.process_time()
                await board._look()  # type: ignore[attr-defined]
                await watched.quiet()
                costs.append(time.process_time() - start)
                paints.append(len(watched.paints) - before)
            cost = statistics.median(costs)
            say(
                f"a refresh in which {name}: {cost / FRAME_S:.1f} frames of work, {statistics.median(paints):.0f} paints"
            )
        session.rest_s = 1.0
        board.look_soon()  # type: ignore[attr-defined]
        times: list[float] = []
        for panel in "1234567":
            await watched.key_s(panel)
            for key in ("j", "j", "j", "k", "pagedown", "G", "k", "k", "g") * 3:
                took = await watched.key_s(key)
                times += [took] if took is not None else []
                await asyncio.sleep(0.02)
        times.sort()
        median, last = statistics.median(times), times[int(len(times) * 0.99)]
        say(
            f"a key, {len(times)} pressed, a refresh each second: median {median / FRAME_S:.2f} frames, 99th {last / FRAME_S:.2f} (aim: 2)"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"memory at its peak: {peak / 150:.2f} of 150 MB")


def main() -> None:
    say(
        f"the crowd: {crowds.PULLS} pull requests, {crowds.JOBS} jobs, {crowds.BRANCHES} branches, {crowds.RELEASES} releases of {len(days.STEPS)} steps"
    )
    asyncio.run(crowded(crowds.crowd))
    say(f"the same with {crowds.REPOSITORIES} repositories, a release in each:")
    asyncio.run(crowded(crowds.crowds))
    first_paint()


if __name__ == "__main__":
    main()
