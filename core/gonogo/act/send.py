"""Sending one action, once: which port does it, and what came of it in words and small facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.errors import ActError
from gonogo.model.plans import (
    Action,
    Announce,
    CopyImage,
    Dispatch,
    EditRelease,
    EnqueuePull,
    MergePull,
    OpenPull,
    PushBackport,
    PushBranch,
    PushBump,
    PushTag,
    Rerun,
    ReviewGate,
    RunCommand,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gonogo.ports import Ports


async def send(
    action: Action, ports: Ports, progress: Callable[[str], None]
) -> tuple[str, Mapping[str, str]]:
    """Send it, once. Returns what came of it, in words and as small facts."""
    for of_kind in (_push, _ask_github, _publish):
        if (done := await of_kind(action, ports)) is not None:
            return done
    if isinstance(action, RunCommand):
        return await _run_command(action, ports, progress)
    raise ActError(f"gonogo does not know how to do {type(action).__name__}")


async def _push(action: Action, ports: Ports) -> tuple[str, Mapping[str, str]] | None:
    """What git pushes."""
    git = ports.git
    match action:
        case PushBump():
            commit = await git.push_bump(
                action.base,
                action.base_sha,
                action.branch,
                action.message,
                action.edits,
                sign_off=action.sign_off,
            )
            return f"pushed {commit[:7]} to {action.branch}", {"commit": commit, "branch": action.branch}
        case PushBranch():
            await git.push_branch(action.branch, action.target)
            return f"created {action.branch} at {action.target[:7]}", {"commit": action.target}
        case PushBackport():
            commit = await git.push_backport(
                action.base, action.base_sha, action.branch, action.commits, sign_off=action.sign_off
            )
            return f"pushed {commit[:7]} to {action.branch}", {"commit": commit, "branch": action.branch}
        case PushTag():
            oid = await git.push_tag(
                action.name, action.message, action.target, action.branch, is_signed=action.is_signed
            )
            return f"pushed {action.name} ({oid[:7]}) on {action.target[:7]}", {
                "tag_oid": oid,
                "commit": action.target,
            }
        case _:
            return None


async def _ask_github(action: Action, ports: Ports) -> tuple[str, Mapping[str, str]] | None:
    """What GitHub is asked to do to pull requests, runs and gates."""
    github = ports.github
    match action:
        case OpenPull():
            return await _open_pull(action, ports)
        case MergePull():
            commit = await github.merge_pull(action.number, action.head_sha, action.method)
            return f"merged #{action.number} as {commit[:7]}", {"commit": commit}
        case EnqueuePull():
            position = await github.enqueue_pull(action.number, action.head_sha)
            where = f", position {position}" if position is not None else ""
            return f"#{action.number} is in the merge queue{where}", {}
        case ReviewGate():
            await github.review_gate(action.run_id, action.environment_id, action.state, action.comment)
            return f"{action.state} {action.environment} for {', '.join(action.jobs)}", {
                "state": action.state
            }
        case Rerun():
            await github.rerun(action.run_id, failed_only=action.failed_only)
            return f"{action.file} runs again", {"run": str(action.run_id)}
        case Dispatch():
            run_id = await github.dispatch(action.file, action.ref, action.inputs)
            word = "started DRY" if action.is_dry else "started"
            return f"{word} {action.file} on {action.ref}", {"run": str(run_id)} if run_id else {}
        case _:
            return None


async def _publish(action: Action, ports: Ports) -> tuple[str, Mapping[str, str]] | None:
    """What changes what is published, and who is told."""
    match action:
        case EditRelease():
            body = action.after if action.after != action.before else None
            await ports.github.edit_release(action.release_id, body=body, makes_latest=action.makes_latest)
            word = "is the latest release" if action.makes_latest else "has new notes"
            return f"{action.tag} {word}", {}
        case CopyImage():
            await ports.registries.copy_image(action.image, action.digest, action.tag)
            return f"{action.image}:{action.tag} is on {action.source}", {"digest": action.digest}
        case Announce():
            url = await ports.github.announce(action.via, action.category, action.heading, action.body)
            return f"opened {action.heading}", {"url": url}
        case _:
            return None


async def _run_command(
    action: RunCommand, ports: Ports, progress: Callable[[str], None]
) -> tuple[str, Mapping[str, str]]:
    if not action.is_trusted:
        ports.commands.trust(action.command)
    end = await ports.commands.run(action.command, action.head, action.timeout_min * 60.0, progress)
    if end.exit_code != 0:
        last = end.tail[-1] if end.tail else "no output"
        raise ActError(
            f"ended with {end.exit_code} after {end.seconds:.0f} s: {last}",
            advice=f"Its output is in {end.log}.",
        )
    data = {"exit": "0", "log": end.log, "commit": action.head}
    return f"ended with 0 after {end.seconds:.0f} s", data


async def _open_pull(action: OpenPull, ports: Ports) -> tuple[str, Mapping[str, str]]:
    github = ports.github
    there = await github.pull(action.branch, action.base)
    # One that was merged before the branch went on brings nothing of what came since.
    if there is not None and (there.state == "OPEN" or there.head_sha == await ports.git.head(action.branch)):
        return f"#{there.number} is there already", {"pull": str(there.number)}
    number = await github.open_pull(action.branch, action.base, action.heading, action.body)
    return f"opened #{number}", {"pull": str(number)}
