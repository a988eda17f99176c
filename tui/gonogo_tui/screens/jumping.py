"""Where one can go: the screens behind rows, and the goals of the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo_tui.present.board import gate_key
from gonogo_tui.present.releases import release_name
from gonogo_tui.present.runs import run_order
from gonogo_tui.screens.gate import GateScreen
from gonogo_tui.screens.pull import PullScreen
from gonogo_tui.screens.run import RunScreen

if TYPE_CHECKING:
    from gonogo_tui.present.behind import Behind
    from gonogo_tui.present.board import Scene
    from gonogo_tui.screens.drill import Drill, Home


def screen_behind(home: Home, behind: Behind) -> Drill | None:
    """The screen that shows something whole; None for nothing."""
    first, _, second = behind.key.partition("/")
    if not first.isdigit():
        return None
    if behind.kind == "gate":
        return GateScreen(home, int(first), second)
    if behind.kind == "pull":
        return PullScreen(home, int(first))
    if behind.kind in ("run", "job"):
        return RunScreen(home, int(first), int(second) if second.isdigit() else 0)
    return None


def goals_of(scene: Scene) -> tuple[tuple[str, str], ...]:
    """Key (`release ID`, `gate RUN/ENVIRONMENT`, `pull NUMBER`, `run ID`) and name of all that can be gone to."""
    goals = [
        (f"release {view.release.release_id}", release_name(view))
        for view in (scene.day.views if scene.day else ())
    ]
    goals += [(f"gate {gate_key(gate)}", f"the gate {gate.environment}") for gate in scene.gates()]
    pulls = scene.board.pulls if scene.board else ()
    goals += [(f"pull {pull.number}", f"#{pull.number} {pull.title}") for pull in pulls]
    goals += [
        (f"run {run.run_id}", f"{run.file} #{run.number} of {run.head_branch}") for run in run_order(scene)
    ]
    return tuple(goals)
