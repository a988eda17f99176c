"""Stories and colleagues, the lock file of a miniature, and clones whose objects are borrowed."""

from __future__ import annotations

import tomllib
from functools import partial

import pytest

from gonogo.rehearsal import company, people
from gonogo.rehearsal.gitcall import run_git
from gonogo.rehearsal.histories.locks import lock_of
from gonogo.rehearsal.people import newest_run
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.simulation.schedules import arm_schedules, next_schedule
from gonogo.rehearsal.sources import embed_clone, isolated_git_env
from gonogo.rehearsal.stories.acts import merge_as, once, pull_from, start_workflow
from support.embedded import VIEWER, job_of
from support.trains_embedded import EFFECTS, Trains

NOTES = {
    "on": "open",
    "name": "release-*",
    "does": "push",
    "login": "mira",
    "message": "Notes of {next-patch}",
    "unless": "## {next-patch}",
    "files": {"^RELEASES.md": "## {next-patch}\n\nUnreleased.\n\n"},
}


def process(effects, **rehearsal):
    """The trains' automation with other effects of release-process.yml."""
    return {"effects": {**EFFECTS, "release-process.yml": {"release": effects}}, **rehearsal}


def text_at(trains, branch, path):
    """A file on a branch."""
    return (trains.git.file(trains.git.branch(branch) or "", path) or b"").decode()


def start(trains, branch="main", **inputs):
    run = start_workflow(trains.world, trains.repo, VIEWER, "release-process.yml", branch, inputs)
    trains.settle()
    return run


def test_a_colleague_writes_the_notes_of_the_next_patch_once(tmp_path):
    trains = Trains(tmp_path, company=[NOTES])
    trains.cut()
    for _ in range(2):
        company.on_open(trains.world, trains.repo, "release-48.0.0")
        trains.wait(20)
    head = trains.git.branch("release-48.0.0")
    notes = text_at(trains, "release-48.0.0", "RELEASES.md")
    assert notes.startswith("## 48.0.1\n\nUnreleased.\n\n## 48.0.0\n")
    assert notes.count("## 48.0.1") == 1, "where they stand already nothing is pushed"
    assert head is not None
    assert trains.git.commit(head).headline == "Notes of 48.0.1"
    assert trains.git.branch("main") == trains.head


def test_a_story_goes_on_when_what_it_waits_for_has_come(tmp_path):
    trains = Trains(tmp_path)
    told = []
    begun = trains.world.now()
    once(trains.world, lambda: bool(trains.repo.pulls), lambda: told.append(trains.world.now()), after_min=15)
    trains.wait(30)
    assert told == []
    start(trains, action="cut")
    trains.wait(30)
    assert len(told) == 1, "once"
    assert (told[0] - begun).total_seconds() >= 45 * 60


def test_someone_merges_a_pull_request(tmp_path):
    trains = Trains(tmp_path)
    start(trains, action="cut")
    merge_as(trains.world, trains.repo, "mira", "ci/bump-to-49.0.0")
    assert 'version = "49.0.0"' in text_at(trains, "main", "Cargo.toml")
    assert pull_from(trains.repo, "ci/bump-to-49.0.0") is None
    merge_as(trains.world, trains.repo, "mira", "ci/bump-to-49.0.0")


def test_a_pull_request_moves_to_the_very_version_and_drops_a_suffix(tmp_path):
    pull = {"branch": "ci/next", "title": "Next", "base": "main"}
    cut = {"when": {"action": "cut"}, "by": "bot", "pull": {**pull, "to": "{next-major}"}}
    final = {
        "when": {"action": "release-latest"},
        "by": "bot",
        "pull": {**pull, "bump": "final", "branch": "ci/final"},
    }
    trains = Trains(tmp_path, **process([cut, final]))
    text = text_at(trains, "main", "Cargo.toml").replace("48.0.0", "48.0.0-dev")
    lock = text_at(trains, "main", "Cargo.lock").replace("48.0.0", "48.0.0-dev")
    trains.push({"Cargo.toml": text, "Cargo.lock": lock})
    start(trains, action="cut")
    assert 'version = "49.0.0"' in text_at(trains, "ci/next", "Cargo.toml")
    start(trains, action="release-latest")
    assert 'version = "48.0.0"\n' in text_at(trains, "ci/final", "Cargo.toml")


def test_the_date_of_another_version_than_the_trees_is_written(tmp_path):
    pull = {
        "branch": "ci/date",
        "title": "Date",
        "base": "main",
        "changelog": "date",
        "notes-of": "{previous-major}",
    }
    trains = Trains(tmp_path, **process({"by": "bot", "pull": pull}))
    notes = text_at(trains, "main", "RELEASES.md")
    both = f"## 49.0.0\n\nUnreleased.\n\n{notes}"
    manifest = text_at(trains, "main", "Cargo.toml").replace("48.0.0", "49.0.0")
    trains.push({"RELEASES.md": both, "Cargo.toml": manifest})
    start(trains, action="release-latest")
    dated = text_at(trains, "ci/date", "RELEASES.md")
    newer, older = dated.split("## 48.0.0")
    assert "Unreleased." in newer
    assert older.lstrip().startswith("Released 20")


def test_a_job_that_always_runs_fails_with_what_it_needs(tmp_path):
    effects = {**EFFECTS, "main.yml": {**EFFECTS["main.yml"], "ci-status": {"needs-green": True}}}
    trains = Trains(tmp_path, effects=effects)
    text = text_at(trains, "main", ".github/workflows/main.yml")
    always = text.replace(
        "ci-status: {runs-on: x, needs: test,", 'ci-status: {runs-on: x, needs: test, if: "always()",'
    )
    assert always != text
    trains.push({".github/workflows/main.yml": always})
    trains.cut()
    trains.world.switches.failing_jobs.add(("main.yml", "test"))
    people.land_commit(trains.world, trains.repo, "mira", "release-48.0.0", {"a.md": "a\n"}, "A")
    trains.settle()
    run = newest_run(trains.world, trains.repo, "main.yml", trains.git.branch("release-48.0.0"))
    assert run is not None
    assert job_of(run, "ci-status").conclusion == "failure"
    assert run.conclusion == "failure"


def test_the_schedule_of_one_workflow_is_asked_for(tmp_path):
    trains = Trains(tmp_path)
    often = "on: {schedule: [{cron: '*/5 * * * *'}]}\njobs: {a: {runs-on: x, steps: [{run: echo}]}}\n"
    trains.push({".github/workflows/often.yml": often})
    with trains.world.lock:
        arm_schedules(trains.world, trains.repo)
    first, own = next_schedule(trains.repo), next_schedule(trains.repo, "release-process.yml")
    assert first is not None
    assert own is not None
    assert first < own
    assert own.day in (5, 20)
    assert next_schedule(trains.repo, "nothing.yml") is None


def test_the_lock_file_is_what_the_manifests_say():
    tree = {
        "Cargo.toml": (
            '[workspace.package]\nversion = "1.2.3"\n[workspace.dependencies]\n'
            "low = {path = 'low', version = '=1.2.3', package = 'really-low'}\nanyhow = '1'\n"
        ),
        "low/Cargo.toml": '[package]\nname = "really-low"\nversion.workspace = true\n[dependencies]\nanyhow = {workspace = true}\n',
        "high/Cargo.toml": '[package]\nname = "high"\nversion = "0.4.0"\n[build-dependencies]\nlow = {workspace = true}\n',
    }
    packages = tomllib.loads(lock_of(tree, {"anyhow": "1.0.100"}))["package"]
    assert [(one["name"], one["version"], one.get("dependencies", [])) for one in packages] == [
        ("anyhow", "1.0.100", []),
        ("high", "0.4.0", ["really-low"]),
        ("really-low", "1.2.3", ["anyhow"]),
    ]
    assert [one["name"] for one in packages if "source" in one] == ["anyhow"]


@pytest.mark.parametrize("borrows", [True, False], ids=["borrowed", "copied"])
def test_branches_of_a_clone_come_along_and_its_objects_may_be_borrowed(tmp_path, borrows):
    trains = Trains(tmp_path / "source")
    trains.cut()
    source = trains.git.path
    before = {path: path.stat().st_mtime_ns for path in source.rglob("*") if path.is_file()}
    bare = tmp_path / "bare.git"
    embed_clone(source, bare, ["release-48.0.0", "release-1.0.0"], borrows=borrows)
    env = isolated_git_env(tmp_path / "home")
    git = partial(run_git, env=env)
    branches = git(
        ["--git-dir", str(bare), "for-each-ref", "--format=%(refname:short)", "refs/heads"]
    ).split()
    assert branches == ["main", "release-48.0.0"]
    assert git(["--git-dir", str(bare), "fsck", "--connectivity-only"]) == ""
    assert (bare / "objects" / "info" / "alternates").is_file() is borrows
    assert {path: path.stat().st_mtime_ns for path in source.rglob("*") if path.is_file()} == before


def test_nobody_starts_a_workflow_that_is_not_there(tmp_path):
    trains = Trains(tmp_path)
    with pytest.raises(Exception, match=r"has no nothing\.yml on main"):
        start_workflow(trains.world, trains.repo, "mira", "nothing.yml", "main", {})
    assert not any(run.event == "workflow_dispatch" for run in trains.repo.runs.values())
    assert events.workflows_at(trains.repo, trains.head)
