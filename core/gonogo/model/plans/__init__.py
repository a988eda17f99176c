"""Plans: the actions that a step would perform, each with what it rests on."""

from __future__ import annotations

from gonogo.model.plans.action import Action
from gonogo.model.plans.plan import Outcome, Plan
from gonogo.model.plans.publishing import Announce, CopyImage, EditRelease, RunCommand
from gonogo.model.plans.pulls import EnqueuePull, MergePull, OpenPull
from gonogo.model.plans.pushes import FileEdit, PushBackport, PushBranch, PushBump, PushTag
from gonogo.model.plans.runs import Dispatch, Rerun, ReviewGate

__all__ = [
    "Action",
    "Announce",
    "CopyImage",
    "Dispatch",
    "EditRelease",
    "EnqueuePull",
    "FileEdit",
    "MergePull",
    "OpenPull",
    "Outcome",
    "Plan",
    "PushBackport",
    "PushBranch",
    "PushBump",
    "PushTag",
    "Rerun",
    "ReviewGate",
    "RunCommand",
]
