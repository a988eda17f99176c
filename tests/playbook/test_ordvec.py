"""ordvec's playbook says what ordvec's release needs, and hangs together."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

import pytest

from gonogo.playbook.find import load_builtin
from gonogo.playbook.steps import (
    CratesIoCheck,
    EnvironmentGate,
    EnvironmentsCheck,
    GitHubReleaseCheck,
    PersonConfirm,
    PyPICheck,
    Step,
    TagDo,
    WorkflowsGreenCheck,
)
from gonogo.playbook.templates import release_values, render
from support.trains import release_of

PLAYBOOK = load_builtin("ordvec")
STEPS = PLAYBOOK.processes["release"].steps
BY_ID: dict[str, Any] = {step.id: step for step in STEPS}
VALUES = release_values(PLAYBOOK, release_of("release", "0.6.0", "0.5.0"))
SIX = ("ci.yml", "python.yml", "fuzz.yml", "codeql.yml", "actionlint.yml", "zizmor.yml")
EFFECTS = {
    job: PLAYBOOK.rehearsal.effects_of("release.yml", job)[0]
    for job in PLAYBOOK.rehearsal.workflows["release.yml"]
}


def needed_by(step_id: str) -> set[str]:
    """Every step that must be done before this one."""
    found: set[str] = set()
    todo = [step_id]
    while todo:
        for need in BY_ID[todo.pop()].needs:
            if need not in found:
                found.add(need)
                todo.append(need)
    return found


def rendered(names: tuple[str, ...]) -> list[str]:
    return [render(name, VALUES) for name in names]


def test_the_steps_in_order() -> None:
    assert [(step.phase, step.id) for step in STEPS] == [
        ("prepare", "worktree"),
        ("prepare", "lock-in-sync"),
        ("prepare", "compatibility"),
        ("prepare", "environments"),
        ("bump", "bump"),
        ("bump", "bump-is-mechanical"),
        ("bump", "merge"),
        ("bump", "old-version"),
        ("ready", "workflows-green"),
        ("ready", "sde-pin"),
        ("ready", "trusted-publishers"),
        ("ready", "go"),
        ("tag", "tag"),
        ("publish", "workflow"),
        ("publish", "approve-publish-crate"),
        ("publish", "approve-publish-pypi"),
        ("publish", "approve-publish-manifest-crate"),
        ("publish", "approve-publish-manifest-pypi"),
        ("verify", "crates-io-ordvec"),
        ("verify", "pypi-ordvec"),
        ("verify", "crates-io-ordvec-manifest"),
        ("verify", "pypi-ordvec-manifest"),
        ("verify", "github-release"),
        ("verify", "attestations"),
        ("verify", "zenodo"),
    ]


def test_the_tag_needs_everything_that_decides_before_it() -> None:
    before = {step.id for step in STEPS[: list(BY_ID).index("tag")] if step.decides}
    assert needed_by("tag") == before


def test_nothing_after_the_tag_lapses_when_main_moves_on() -> None:
    bound = [step for step in STEPS if isinstance(step, PersonConfirm) and step.about == "head"]
    assert [step.id for step in bound] == ["sde-pin", "go"]
    assert {step.until for step in bound} == {"tag"}


def test_the_six_workflows_are_asked_twice_by_the_same_names() -> None:
    green = BY_ID["workflows-green"]
    assert isinstance(green, WorkflowsGreenCheck)
    assert green.workflows == SIX
    assert EFFECTS["require-ci-green"].require_green == SIX


def test_environments_are_seen_from_the_start_and_match_the_rehearsal() -> None:
    audit = BY_ID["environments"]
    assert isinstance(audit, EnvironmentsCheck)
    assert audit.needs == ()
    assert list(audit.expect) == list(PLAYBOOK.rehearsal.environments) == ["crates-io", "pypi"]
    for name, expected in audit.expect.items():
        assert PLAYBOOK.rehearsal.environments[name].tags == (expected.tags,)
        assert "{viewer}" in PLAYBOOK.rehearsal.environments[name].reviewers
    gates = [step for step in STEPS if isinstance(step, EnvironmentGate)]
    assert {gate.environment for gate in gates} == set(audit.expect)


def test_each_gate_is_a_job_that_publishes_and_a_registry_check_waits_for_it() -> None:
    gates = [step for step in STEPS if isinstance(step, EnvironmentGate)]
    published = [EFFECTS[gate.job].crates_io or EFFECTS[gate.job].pypi for gate in gates]
    assert published == ["ordvec", "ordvec", "ordvec-manifest", "ordvec-manifest"]
    checks = [step for step in STEPS if isinstance(step, CratesIoCheck | PyPICheck)]
    assert [check.needs for check in checks] == [(gate.id,) for gate in gates]
    names = [check.crate if isinstance(check, CratesIoCheck) else check.project for check in checks]
    assert names == published


def test_the_tag_is_signed_from_main_which_is_frozen() -> None:
    tag = BY_ID["tag"]
    assert isinstance(tag, TagDo)
    assert (tag.at, tag.freeze, PLAYBOOK.tag.signed) == ("main", "main", True)


def test_the_release_is_public_only_after_all_four_registries() -> None:
    release = BY_ID["github-release"]
    assert isinstance(release, GitHubReleaseCheck)
    checks = [step.id for step in STEPS if isinstance(step, CratesIoCheck | PyPICheck)]
    assert list(release.only_after) == checks
    assert {*checks, "workflow"} <= set(release.needs or ())


ATTACHED = rendered(EFFECTS["release-assets-draft"].attach + EFFECTS["release-manifest-assets-draft"].attach)


def test_every_attached_file_is_expected_and_every_expected_one_attached() -> None:
    expected = rendered(BY_ID["github-release"].assets)
    for pattern in expected:
        assert len([name for name in ATTACHED if fnmatch(name, pattern)]) == 1, pattern
    for name in ATTACHED:
        assert any(fnmatch(name, pattern) for pattern in expected), name


@pytest.mark.parametrize(
    ("job", "step"), [("publish-pypi", "pypi-ordvec"), ("publish-manifest-pypi", "pypi-ordvec-manifest")]
)
def test_what_is_uploaded_to_pypi_is_attached_attested_and_looked_for(job: str, step: str) -> None:
    uploaded = rendered(EFFECTS[job].files)
    assert set(uploaded) <= set(ATTACHED)
    assert set(uploaded) <= set(rendered(EFFECTS["attest"].attest + EFFECTS["attest-manifest"].attest))
    for pattern in rendered(BY_ID[step].files):
        assert len([name for name in uploaded if fnmatch(name, pattern)]) == 1, pattern
    assert len(uploaded) == len(BY_ID[step].files) == 5


def test_crates_are_compared_with_an_asset_that_is_attached() -> None:
    checks = [step for step in STEPS if isinstance(step, CratesIoCheck)]
    for check in checks:
        assert render(check.same_bytes_as, VALUES) == f"{check.crate}-0.6.0.crate"
        assert render(check.same_bytes_as, VALUES) in ATTACHED


def test_exactly_one_job_drafts_and_one_publishes_the_release() -> None:
    assert [job for job, effects in EFFECTS.items() if effects.draft_release] == ["notes"]
    assert [job for job, effects in EFFECTS.items() if effects.undraft] == ["publish-github-release"]


def test_the_lock_files_are_bumped_where_they_are_checked() -> None:
    locks = BY_ID["lock-in-sync"].locks
    files = {file.path: file for file in PLAYBOOK.version.files}
    assert {lock: len(manifests) for lock, manifests in locks.items()} == {
        "Cargo.lock": 5,
        "fuzz/Cargo.lock": 1,
    }
    for lock, manifests in locks.items():
        assert len(files[lock].packages) == len(manifests)
        assert all(files[manifest].format == "cargo" for manifest in manifests)


@pytest.mark.parametrize("step", STEPS, ids=BY_ID.keys())
def test_every_step_has_a_title_that_fits_and_can_be_filled_in(step: Step) -> None:
    assert 0 < len(render(step.title, VALUES)) <= 60
