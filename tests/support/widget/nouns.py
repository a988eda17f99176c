"""What the small repository has, piece by piece, as it stands on a good day."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from gonogo.model.github import (
    Asset,
    CheckCounts,
    DeployPolicy,
    Environment,
    Gate,
    GitHubRelease,
    Job,
    PullRequest,
    RemoteTag,
    RepoName,
    Run,
    RunDetail,
)
from gonogo.model.local import (
    Published,
    RegistryFile,
    TagSignature,
    WorkflowFile,
    WorkflowJob,
)
from gonogo.model.releases import Release
from gonogo.playbook.load import load_playbook
from gonogo.playbook.shape import Playbook

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REPO = RepoName("acme", "widget")
OLD, NEW = "0.5.0", "0.6.0"
TAG = "v0.6.0"
BASE = "a" * 40
"""main before the bump."""
BUMPED = "b" * 40
"""main after the merge: the release commit."""
PULL_HEAD = "c" * 40
TAG_OID = "d" * 40
PATTERN = "v[0-9]*.[0-9]*.[0-9]*"

PLAYBOOK = """
gonogo: 1
repository: acme/widget
version:
  scheme: semver
  read: Cargo.toml
  files:
    - {path: Cargo.toml, format: cargo}
    - {path: Cargo.lock, format: cargo-lock, packages: [widget]}
tag: {name: "v{version}", signed: true}
changelog: {path: CHANGELOG.md, heading: "## {version} - {date}", placeholder: _Nothing yet._}
processes:
  release:
    inputs: {version: {next: [patch, minor]}}
    steps:
      - check: worktree
        until: bump
      - check: lock-in-sync
        needs: []
        locks: {Cargo.lock: [Cargo.toml]}
        until: tag
      - check: environments
        needs: []
        expect:
          crates-io: {reviewers: required, tags: "v[0-9]*.[0-9]*.[0-9]*"}
          pypi: {reviewers: required, tags: "v[0-9]*.[0-9]*.[0-9]*"}
        until: github-release
      - confirm: Review the impact
        id: impact
        needs: [worktree, lock-in-sync]
        choices: [patch-compatible, minor-breaking]
      - do: bump
      - do: merge
      - check: old-version
        decides: false
      - check: workflows-green
        needs: [merge]
        workflows: [ci.yml, fuzz.yml]
      - confirm: The maintainer's go
        id: go
        needs: [workflows-green, environments, lock-in-sync]
        choices: [go, no-go]
        blocks: [no-go]
        about: head
        until: tag
      - do: tag
        freeze: main
      - wait: workflow
        run: release.yml
      - gate: crates-io
        run: release.yml
        job: publish-crate
        needs: [tag]
      - gate: pypi
        run: release.yml
        job: publish-pypi
        needs: [tag]
      - check: crates-io
        crate: widget
        same-bytes-as: widget-{version}.crate
        needs: [approve-publish-crate]
      - check: pypi
        project: widget
        files: ["widget-{version}-*.whl", "widget-{version}.tar.gz"]
        same-bytes-as: release-assets
        needs: [approve-publish-pypi]
      - check: github-release
        assets: ["*.crate", "*.whl", "*.tar.gz"]
        needs: [workflow, crates-io, pypi]
        only-after: [crates-io, pypi]
      - check: attestations
        assets: ["*.crate"]
        decides: false
      - confirm: Told the world
        id: told
        needs: [github-release]
"""


def playbook(text: str = PLAYBOOK) -> Playbook:
    """The small playbook, or another text."""
    return load_playbook(text.encode(), "worlds.yml")


def release(version: str = NEW, process: str = "release") -> Release:
    """0.6.0, begun an hour before noon."""
    inputs = MappingProxyType({"version": version})
    return Release("widget-release-0.6.0", REPO, process, inputs, OLD, NOON - timedelta(hours=1), "mira")


def sha256(name: str) -> str:
    """The digest of a built file of this world."""
    return hashlib.sha256(name.encode()).hexdigest()


def tree(version: str) -> dict[str, str]:
    """The files of the repository, saying a version."""
    return {
        "Cargo.toml": f'[package]\nname = "widget"\nversion = "{version}"\n',
        "Cargo.lock": f'version = 4\n\n[[package]]\nname = "widget"\nversion = "{version}"\n',
        "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n- Faster.\n\n## 0.5.0 - 2026-09-01\n\n- First.\n",
    }


def run(file: str, sha: str = BUMPED, **changes: Any) -> Run:
    """A green push run on main."""
    base = Run(
        run_id=sum(map(ord, file)),
        name=file.removesuffix(".yml"),
        path=f".github/workflows/{file}",
        number=7,
        attempt=1,
        event="push",
        status="completed",
        conclusion="success",
        head_sha=sha,
        head_branch="main",
        actor="mira",
        created_at=NOON - timedelta(minutes=30),
        updated_at=NOON - timedelta(minutes=20),
        url=f"https://example.invalid/runs/{file}",
    )
    return replace(base, **changes)


def job(name: str, state: str, job_id: int = 0) -> Job:
    """A job; `state` is a conclusion, or a status while it is not finished."""
    is_open = state in ("queued", "in_progress", "waiting", "pending")
    ended = None if is_open else NOON - timedelta(minutes=1)
    return Job(
        job_id=job_id or sum(map(ord, name)),
        run_id=900,
        name=name,
        status=state if is_open else "completed",
        conclusion="" if is_open else state,
        started_at=NOON - timedelta(minutes=5),
        completed_at=ended,
        url=f"https://example.invalid/jobs/{name.replace(' ', '-')}",
    )


WORKFLOW = WorkflowFile(
    path=".github/workflows/release.yml",
    commit=BUMPED,
    jobs=(
        WorkflowJob("guard", "gate on a stable tag", "", ()),
        WorkflowJob("build", "wheel ${{ matrix.os }}", "", ("guard",)),
        WorkflowJob("publish-crate", "publish to crates.io", "crates-io", ("build",)),
        WorkflowJob("publish-pypi", "publish to PyPI", "pypi", ("build", "publish-crate")),
        WorkflowJob("undraft", "publish the release", "", ("publish-crate", "publish-pypi")),
    ),
    tag_patterns=(PATTERN,),
    branch_patterns=(),
    events=("push",),
)

JOB_NAMES = {
    "guard": "gate on a stable tag",
    "build": "wheel linux",
    "publish-crate": "publish to crates.io",
    "publish-pypi": "publish to PyPI",
    "undraft": "publish the release",
}


def release_run(**states: str) -> RunDetail:
    """release.yml's run; each job's state by its key, `publish_crate="waiting"`; unnamed ones are not there."""
    jobs = tuple(job(JOB_NAMES[key.replace("_", "-")], state) for key, state in states.items())
    is_open = any(one.status != "completed" for one in jobs)
    is_bad = any(one.conclusion in ("failure", "cancelled") for one in jobs)
    conclusion = "" if is_open else "failure" if is_bad else "success"
    status = "completed"
    if is_open:
        status = "waiting" if any(one.status == "waiting" for one in jobs) else "in_progress"
    made = run("release.yml", run_id=900, status=status, conclusion=conclusion, head_branch=TAG)
    environments = {"publish_crate": "crates-io", "publish_pypi": "pypi"}
    gates = tuple(gate(name) for key, name in environments.items() if states.get(key) == "waiting")
    return RunDetail(made, jobs, gates)


def gate(environment: str, **changes: Any) -> Gate:
    """A gate that the viewer may open."""
    number = {"crates-io": 51, "pypi": 52}[environment]
    return replace(Gate(900, number, environment, 0, None, ("mira", "jo"), can_approve=True), **changes)


ALL_PASSED = dict.fromkeys(("guard", "build", "publish_crate", "publish_pypi", "undraft"), "success")

ASSETS = tuple(
    Asset(name, 100, "uploaded", sha256(name), f"https://example.invalid/{name}")
    for name in ("widget-0.6.0.crate", "widget-0.6.0-py3-none-any.whl", "widget-0.6.0.tar.gz")
)


def github_release(*, is_draft: bool = False, **changes: Any) -> GitHubRelease:
    """The release of the tag with all assets."""
    base = GitHubRelease(
        release_id=1,
        tag=TAG,
        name=TAG,
        is_draft=is_draft,
        is_prerelease=False,
        is_latest=not is_draft,
        is_immutable=not is_draft,
        created_at=NOON,
        published_at=None if is_draft else NOON,
        assets=ASSETS,
        url="https://example.invalid/release",
    )
    return replace(base, **changes)


def published(registry: str, *names: str) -> Published:
    """A version on a registry with these files, with the bytes of the release's assets."""
    files = tuple(RegistryFile(name, sha256(name), sha256(name)) for name in names)
    return Published(registry, "widget", NEW, files, f"https://example.invalid/{registry}")


CRATE = published("crates.io", "widget-0.6.0.crate")
WHEELS = published("PyPI", "widget-0.6.0-py3-none-any.whl", "widget-0.6.0.tar.gz")

PULL = PullRequest(
    number=212,
    title="Release 0.6.0",
    url="https://example.invalid/pull/212",
    author="mira",
    state="OPEN",
    is_draft=False,
    base="main",
    head="release/v0.6.0",
    head_sha=PULL_HEAD,
    mergeable="MERGEABLE",
    merge_state="CLEAN",
    review_decision="APPROVED",
    reviews=(),
    labels=(),
    checks=CheckCounts(passed=8),
    updated_at=NOON - timedelta(minutes=40),
)
MERGED = replace(PULL, state="MERGED", merge_sha=BUMPED)

GOOD_TAG = RemoteTag(TAG, TAG_OID, BUMPED, True, True, "valid", TAG, "Mira", NOON - timedelta(minutes=10))
SIGNED = TagSignature(TAG, TAG_OID, BUMPED, True, True, "mira@example.invalid", "Good signature", TAG)


def environment(name: str, **changes: Any) -> Environment:
    """An environment as expected."""
    base = Environment(
        name=name,
        environment_id=51,
        reviewers=("mira", "jo"),
        prevents_self_review=False,
        timer_min=0,
        restricts="custom",
        policies=(DeployPolicy(PATTERN, "tag"),),
        url=f"https://example.invalid/environments/{name}",
    )
    return replace(base, **changes)
