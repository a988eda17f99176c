"""What stands behind a row of the board: a run, a pull request or a gate that can be opened whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gonogo_tui.present.board import gate_key

if TYPE_CHECKING:
    from gonogo_tui.present.board import Scene

_RUN = re.compile(r"/actions/runs/(\d{1,18})(?:/job/(\d{1,18}))?")
_PULL = re.compile(r"/pull/(\d{1,9})(?:$|[/?#])")


class Behind(NamedTuple):
    """Something that can be opened.

    Attributes:
        kind: `run`, `job` (a run's), `pull` or `gate`; empty for nothing.
        key: A run's id, `run/job`, a pull request's number, or a gate's key.
    """

    kind: str = ""
    key: str = ""


NOTHING = Behind()
WORD = {"run": "run", "job": "job", "pull": "pull request", "gate": "gate"}
"""Kind → what it is called."""


def behind_row(scene: Scene, panel: str, key: str) -> Behind:
    """What stands behind a row of a panel."""
    if panel == "runs" and key.isdigit():
        return Behind("run", key)
    if panel == "pulls" and key.startswith("#"):
        return Behind("pull", key[1:])
    if panel == "gates" and scene.at_gate(key) is not None:
        return Behind("gate", key)
    if panel in ("checklist", "releases"):
        return _behind_step(scene)
    return NOTHING


def _behind_step(scene: Scene) -> Behind:
    """A gate's step leads to the gate while it waits; any other to what its evidence links to."""
    for gate in scene.gates():
        if scene.step_id and scene.gate_step(gate) == (scene.release_id, scene.step_id):
            return Behind("gate", gate_key(gate))
    return behind_link(scene.standing.finding.link) if scene.standing else NOTHING


def behind_link(link: str) -> Behind:
    """The run, the job or the pull request that an address of GitHub's leads to."""
    if found := _RUN.search(link):
        return Behind("job", f"{found[1]}/{found[2]}") if found[2] else Behind("run", found[1])
    found = _PULL.search(link)
    return Behind("pull", found[1]) if found else NOTHING
