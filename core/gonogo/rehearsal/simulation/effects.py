"""What jobs do to the world: declared in the playbook's `rehearsal:` part, done when a job succeeds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gonogo.errors import GonogoError
from gonogo.rehearsal.artifacts import build_artifact
from gonogo.rehearsal.simulation.changes import open_pull_of, push_branch_of, push_tag_of
from gonogo.rehearsal.simulation.publishing import (
    publish_images,
    publish_packages,
    publish_release_of,
)
from gonogo.rehearsal.simulation.run_values import CannotFillError, RunValues, is_meant
from gonogo.rehearsal.world.nouns import Attestation
from gonogo.rehearsal.world.releases import add_asset, draft_release, find_release, publish_release

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.playbook.rehearsal import RunGuard
    from gonogo.playbook.shape import JobEffects
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Job, Run
    from gonogo.rehearsal.world.state import World

PROVENANCE = "https://slsa.dev/provenance/v1"
WORKFLOW_TOKEN = "github-actions[bot]"  # noqa: S105 (a login)


def apply_effects(world: World, repo: Repo, run: Run, job: Job) -> str:
    """Let a job do its work.

    Returns:
        Why the job failed; empty when it succeeded.
    """
    if world.playbook is None:
        return ""
    for effects in world.playbook.rehearsal.effects_of(run.file, job.spec.key):
        if not is_meant(run, effects.when):
            continue
        try:
            failure = _apply(world, repo, run, job, effects)
        except CannotFillError as error:
            failure = str(error)
        except GonogoError as error:
            failure = error.what
        if failure:
            return failure
    return ""


def _apply(world: World, repo: Repo, run: Run, job: Job, effects: JobEffects) -> str:
    values = RunValues(world, repo, run)
    checks = (
        *(_check_guard(repo, run, values, guard, wants=False) for guard in effects.fails_when),
        *(_check_guard(repo, run, values, guard, wants=True) for guard in effects.fails_unless),
        _check_needs(run, job, effects),
        _check_green(repo, run, effects),
        _check_head(repo, run, effects),
    )
    if failure := next((why for why in checks if why), ""):
        return failure
    outputs = {key: values.fill(text) for key, text in effects.outputs.items()}
    if run.file in world.switches.empty_outputs:
        outputs = dict.fromkeys(outputs, "")
    job.outputs = {**job.outputs, **outputs}
    if effects.dry_when and is_meant(run, effects.dry_when):
        return ""
    return _work(world, repo, run, effects, values)


def _work(world: World, repo: Repo, run: Run, effects: JobEffects, values: RunValues) -> str:
    """All that is seen outside of the run, in order, up to the first failure."""
    login = effects.by or WORKFLOW_TOKEN
    if effects.by:
        world.add_user(effects.by)
        repo.roles.setdefault(effects.by, "write")
    packages = bool(effects.crates_io or effects.crates or effects.pypi)
    works: tuple[tuple[str, bool, Callable[[], str]], ...] = (
        ("branch", bool(effects.branch), lambda: push_branch_of(world, repo, run, effects, values, login)),
        ("pull", effects.pull is not None, lambda: open_pull_of(world, repo, effects, values, login)),
        ("draft", True, lambda: _stage(world, repo, run, effects, values)),
        ("registries", packages, lambda: publish_packages(world, repo, run, effects, values)),
        ("images", bool(effects.images), lambda: publish_images(world, run, effects, values)),
        ("tag", effects.tag is not None, lambda: push_tag_of(world, repo, run, effects, login)),
        (
            "release",
            effects.release is not None,
            lambda: publish_release_of(world, repo, run, effects, values, login),
        ),
        ("undraft", effects.undraft, lambda: _undraft(world, repo, values)),
    )
    for name, is_wanted, act in works:
        if not is_wanted or name in world.switches.silent_effects:
            continue
        if name in world.switches.failing_effects:
            return f"The rehearsal was asked to let this fail ({name})."
        if failure := act():
            return failure
    return ""


def _check_guard(repo: Repo, run: Run, values: RunValues, guard: RunGuard, *, wants: bool) -> str:
    pattern = values.pattern(guard.find)
    if guard.path:
        path = values.fill(guard.path)
        text = (repo.git.file(run.head_sha, path) or b"").decode("utf-8", "replace")
        count = sum(1 for line in text.splitlines() if pattern.search(line))
        is_found = count == guard.count if guard.count else count > 0
        told = f"{count} lines of {path} hold {pattern.pattern!r}."
    else:
        value = values.fill(guard.value)
        is_found = pattern.search(value) is not None
        told = f"{value!r} {'fits' if is_found else 'does not fit'} {pattern.pattern!r}."
    return "" if is_found == wants else (guard.says or told)


def _check_needs(run: Run, job: Job, effects: JobEffects) -> str:
    if not effects.needs_green:
        return ""
    bad = [
        one
        for one in run.jobs
        if one.spec.key in job.spec.needs and one.conclusion in ("failure", "cancelled")
    ]
    return f"{bad[0].spec.key}: {bad[0].conclusion}." if bad else ""


def _check_green(repo: Repo, run: Run, effects: JobEffects) -> str:
    for file in effects.require_green:
        runs = [
            r
            for r in repo.runs.values()
            if r.file == file and r.head_sha == run.head_sha and r.event == "push" and r is not run
        ]
        if not any(r.conclusion == "success" for r in runs):
            return f"{file} has no successful run for {run.head_sha}."
    return ""


def _check_head(repo: Repo, run: Run, effects: JobEffects) -> str:
    branch = effects.require_head_of
    if branch and repo.git.branch(branch) != run.head_sha:
        return f"{run.head_sha} is not the head of {branch}."
    return ""


def _stage(world: World, repo: Repo, run: Run, effects: JobEffects, values: RunValues) -> str:
    if effects.draft_release:
        is_prerelease = not values.is_stable
        draft_release(world, repo, values.tag, run.triggering_actor, is_prerelease=is_prerelease)
    release = find_release(repo, values.tag)
    for pattern in effects.attach:
        name = values.fill(pattern)
        if release is not None and all(asset.name != name for asset in release.assets):
            add_asset(world, release, name, build_artifact(name, run.head_sha), WORKFLOW_TOKEN)
    for pattern in effects.attest:
        name = values.fill(pattern)
        digest = hashlib.sha256(build_artifact(name, run.head_sha)).hexdigest()
        attestation_id = world.next_id("attestation")
        repo.attestations.append(
            Attestation(attestation_id, digest, name, PROVENANCE, run.run_id, world.now())
        )
    return ""


def _undraft(world: World, repo: Repo, values: RunValues) -> str:
    release = find_release(repo, values.tag)
    if release is None:
        return f"There is no release of {values.tag} to publish."
    publish_release(world, repo, release)
    return ""
