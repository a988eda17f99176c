"""What jobs do to the world: declared in the playbook's `rehearsal:` part, done when a job succeeds."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from gonogo.rehearsal.artifacts import build_artifact
from gonogo.rehearsal.world.nouns import Attestation
from gonogo.rehearsal.world.releases import add_asset, draft_release, find_release, publish_release

if TYPE_CHECKING:
    from gonogo.playbook.shape import JobEffects
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Job, Run
    from gonogo.rehearsal.world.state import World

_STABLE = re.compile(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)")
_PYPI_SOURCE = re.compile(r"\{pypi-source:([A-Za-z0-9._-]+)\}")
PROVENANCE = "https://slsa.dev/provenance/v1"


def apply_effects(world: World, repo: Repo, run: Run, job: Job) -> str:
    """Let a job do its work.

    Returns:
        Why the job failed; empty when it succeeded.
    """
    effects = _effects_of(world, run, job)
    if effects is None:
        return ""
    tag = run.head_branch
    version = version_of(world, tag)
    checks = (
        _check_green(repo, run, effects),
        _check_head(repo, run, effects),
    )
    if failure := next((why for why in checks if why), ""):
        return failure
    job.outputs = {key: _fill(world, text, tag, version) for key, text in effects.outputs.items()}
    _stage(world, repo, run, effects, tag, version)
    failure = _publish(world, run, effects, version)
    if not failure and effects.undraft:
        release = find_release(repo, tag)
        if release is None:
            return f"There is no release of {tag} to publish."
        publish_release(world, repo, release)
    return failure


def version_of(world: World, tag: str) -> str:
    """The version that a tag names, by the playbook's template; the tag itself when it does not fit."""
    template = world.playbook.tag.name if world.playbook else "v{version}"
    before, _, after = template.partition("{version}")
    if tag.startswith(before) and tag.endswith(after):
        return tag[len(before) : len(tag) - len(after)]
    return tag


def _effects_of(world: World, run: Run, job: Job) -> JobEffects | None:
    if world.playbook is None:
        return None
    return world.playbook.rehearsal.workflows.get(run.file, {}).get(job.spec.key)


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


def _stage(world: World, repo: Repo, run: Run, effects: JobEffects, tag: str, version: str) -> None:
    if effects.draft_release:
        draft_release(world, repo, tag, run.triggering_actor, is_prerelease=not _STABLE.fullmatch(version))
    release = find_release(repo, tag)
    for pattern in effects.attach:
        name = _fill(world, pattern, tag, version)
        if release is not None and all(asset.name != name for asset in release.assets):
            add_asset(world, release, name, build_artifact(name, run.head_sha), "github-actions[bot]")
    for pattern in effects.attest:
        name = _fill(world, pattern, tag, version)
        digest = hashlib.sha256(build_artifact(name, run.head_sha)).hexdigest()
        attestation_id = world.next_id("attestation")
        repo.attestations.append(
            Attestation(attestation_id, digest, name, PROVENANCE, run.run_id, world.now())
        )


def _publish(world: World, run: Run, effects: JobEffects, version: str) -> str:
    if effects.crates_io and (failure := _publish_crate(world, run, effects.crates_io, version)):
        return failure
    for pattern in effects.files if effects.pypi else ():
        name = _fill(world, pattern, run.head_branch, version)
        if failure := _publish_file(world, run, effects.pypi, version, name):
            return failure
    return ""


def _publish_crate(world: World, run: Run, crate: str, version: str) -> str:
    name = f"{crate}-{version}.crate"
    data = _built(world, name, run.head_sha)
    served = world.shelf.crate_sha256(crate, version)
    if served is None:
        world.shelf.publish_crate(crate, version, data, world.now())
    elif served != hashlib.sha256(data).hexdigest():
        return f"crates.io already serves {crate} {version} with other bytes."
    return ""


def _publish_file(world: World, run: Run, project: str, version: str, name: str) -> str:
    data = _built(world, name, run.head_sha)
    served = world.shelf.pypi_files(project, version).get(name)
    if served is None:
        world.shelf.publish_wheel(project, version, name, data, world.now())
    elif served != data:
        return f"PyPI already serves {name} with other bytes."
    return ""


def _built(world: World, name: str, sha: str) -> bytes:
    data = build_artifact(name, sha)
    return data + b"\n" if name in world.switches.other_bytes else data


def _fill(world: World, text: str, tag: str, version: str) -> str:
    def source(match: re.Match[str]) -> str:
        return "pypi" if world.shelf.pypi_files(match[1], version) else "build"

    filled = _PYPI_SOURCE.sub(source, text)
    stable = "true" if _STABLE.fullmatch(version) else "false"
    return filled.replace("{is-stable}", stable).replace("{version}", version).replace("{tag}", tag)
