"""What jobs do to the world: branches, pull requests with a bump, tags by marker, crates, releases, guards."""

import pytest

from gonogo.rehearsal.people import land_commit
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.simulation.runs import rerun
from gonogo.rehearsal.world import pulls
from gonogo.rehearsal.world.releases import find_release, latest_release
from support.embedded import VIEWER, Small, job_of
from support.trains_embedded import BOT, EFFECTS, MARKER, Trains


@pytest.fixture
def trains(tmp_path):
    return Trains(tmp_path)


def dispatch(trains, branch="main", **inputs):
    sha = trains.git.branch(branch)
    found = next(w for w in events.workflows_at(trains.repo, sha) if w.path.endswith("/release-process.yml"))
    run = events.dispatch(trains.world, trains.repo, found, f"refs/heads/{branch}", sha, VIEWER, inputs)
    trains.settle()
    return run


def merge(trains, pull, method="squash"):
    pulls.refresh(trains.repo, pull)
    before = pull.base_sha
    sha = pulls.merge(trains.world, trains.repo, pull, method, VIEWER, "", "")
    assert sha
    events.on_push(trains.world, trains.repo, VIEWER, [(f"refs/heads/{pull.base}", before, sha)])
    return sha


def newest_pull(trains):
    return list(trains.repo.pulls.values())[-1]


def runs_of(trains, file):
    return [run for run in trains.repo.runs.values() if run.file == file]


def test_a_cut_pushes_the_branch_and_proposes_the_next_major(trains):
    head = trains.head
    assert dispatch(trains, action="cut").conclusion == "success"
    assert trains.git.branch("release-48.0.0") == head
    pull = newest_pull(trains)
    assert (pull.title, pull.login, pull.head, pull.base) == (
        "Bump to 49.0.0",
        BOT,
        "ci/bump-to-49.0.0",
        "main",
    )
    text = {
        path: trains.git.file(pull.head_sha, path).decode()
        for path in ("Cargo.toml", "low/Cargo.toml", "high/Cargo.toml", "Cargo.lock", "RELEASES.md")
    }
    assert 'version = "49.0.0"' in text["Cargo.toml"]
    assert 'version = "0.136.0"' in text["low/Cargo.toml"], "a crate of its own makes the same kind of step"
    assert 'version = "=0.136.0"' in text["high/Cargo.toml"]
    assert 'name = "demo-low"\nversion = "0.136.0"' in text["Cargo.lock"]
    assert text["RELEASES.md"].startswith("## 49.0.0")
    assert "release-48.0.0/RELEASES.md" in text["RELEASES.md"]
    assert {run.event for run in trains.repo.runs_of(pull.head_sha)} == {"pull_request"}, "CI starts on it"


def test_the_same_cut_again_says_that_the_pull_request_is_there(trains):
    dispatch(trains, action="cut")
    again = dispatch(trains, action="cut")
    assert again.conclusion == "failure"
    assert "already exists" in job_of(again, "release").failure


def test_the_twentieth_dates_the_notes_and_marks_the_commit(trains):
    trains.cut()
    dispatch(trains, action="release-latest")
    pull = newest_pull(trains)
    assert (pull.base, pull.head) == ("release-48.0.0", "ci/release-48.0.0")
    changed = trains.git.changes(pull.base_sha, pull.head_sha)
    assert [change.path for change in changed] == ["RELEASES.md"]
    assert b"Released 2026-07-20." in trains.git.file(pull.head_sha, "RELEASES.md")
    assert trains.git.commit(pull.head_sha).message.endswith(MARKER)
    assert pull.body.endswith(MARKER)


def test_a_marker_that_survives_the_squash_is_tagged_and_published(trains):
    trains.cut()
    dispatch(trains, "release-48.0.0", action="release-patch")
    pull = newest_pull(trains)
    assert pull.title == "Release 48.0.1"
    sha = merge(trains, pull)
    assert MARKER in trains.git.commit(sha).message
    trains.settle()
    tag = trains.git.ref("refs/tags/v48.0.1")
    assert (tag.commit, tag.kind) == (sha, "commit")
    (published,) = runs_of(trains, "publish.yml")
    assert (published.actor, published.conclusion) == (BOT, "success")
    shelf = trains.world.shelf
    assert shelf.crate_sha256("demo-high", "48.0.1")
    assert shelf.crate_sha256("demo-low", "0.135.1")
    assert shelf.crate_sha256("demo-own", "0.0.0") is None
    low, high = shelf.crate_versions("demo-low")[0], shelf.crate_versions("demo-high")[0]
    assert low.published_at <= high.published_at
    release = find_release(trains.repo, "v48.0.1")
    assert release
    assert [asset.name for asset in release.assets] == ["demo-v48.0.1.tar.gz"]
    assert not release.is_draft
    assert latest_release(trains.repo) is release


def test_a_push_without_the_marker_is_not_tagged(trains):
    trains.cut()
    trains.push({"a": "1"}, "release-48.0.0")
    trains.settle()
    assert job_of(runs_of(trains, "main.yml")[-1], "push-tag").conclusion == "success"
    assert trains.git.refs("refs/tags/") == ()


def test_another_push_cancels_the_markers_run_and_only_the_original_run_tags(trains):
    trains.cut()
    trains.push({"a": "1"}, "release-48.0.0", f"Release 48.0.0\n\n{MARKER}")
    trains.wait(0.5)
    marked = trains.git.branch("release-48.0.0")
    first = runs_of(trains, "main.yml")[-1]
    land_commit(trains.world, trains.repo, "jon", "release-48.0.0", {"b": "2"}, "Fix a word")
    trains.settle()
    assert first.conclusion == "cancelled"
    assert trains.git.refs("refs/tags/") == (), "the newer push does not hold the marker"
    second = runs_of(trains, "main.yml")[-1]
    assert rerun(trains.world, trains.repo, second, VIEWER, failed_only=False)
    trains.settle()
    assert trains.git.refs("refs/tags/") == ()
    assert rerun(trains.world, trains.repo, first, VIEWER, failed_only=False)
    trains.settle()
    assert trains.git.ref("refs/tags/v48.0.0").commit == marked


def test_the_newest_marked_commit_of_a_push_is_tagged(trains):
    trains.cut()
    old = trains.git.branch("release-48.0.0")
    shas = []
    for text in (f"Release 48.0.0\n\n{MARKER}", f"Release 48.0.0 for real\n\n{MARKER}", "A word more"):
        base = trains.git.branch("release-48.0.0")
        commit = trains.git.commit(base)
        tree = trains.git.write_tree(base, {"a": text})
        sha = trains.git.write_commit(tree, (base,), text, commit.author, commit.author)
        trains.git.move_ref("refs/heads/release-48.0.0", sha, base)
        shas.append(sha)
    moves = [("refs/heads/release-48.0.0", old, shas[-1])]
    events.on_push(trains.world, trains.repo, VIEWER, moves)
    trains.settle()
    assert trains.git.ref("refs/tags/v48.0.0").commit == shas[1]


def changed_effects(file, job, **changes):
    effects = {name: dict(jobs) for name, jobs in EFFECTS.items()}
    effects[file][job] = {**effects[file][job], **changes}
    return effects


def test_a_tag_by_the_workflows_own_token_starts_nothing(tmp_path):
    trains = Trains(tmp_path, effects=changed_effects("main.yml", "push-tag", by=""))
    trains.cut()
    trains.push({"a": "1"}, "release-48.0.0", f"Release 48.0.0\n\n{MARKER}")
    trains.settle()
    assert trains.git.ref("refs/tags/v48.0.0")
    assert runs_of(trains, "publish.yml") == []


def test_a_publish_that_is_cut_off_goes_on_when_it_is_run_again(trains):
    trains.world.switches.crates_stop_after = 1
    run = trains.tag("v48.0.0")
    trains.settle()
    assert run.conclusion == "failure"
    assert "demo-high 48.0.0" in job_of(run, "publish").failure
    assert trains.world.shelf.crate_sha256("demo-low", "0.135.0")
    trains.world.switches.crates_stop_after = None
    rerun(trains.world, trains.repo, run, VIEWER, failed_only=True)
    trains.settle()
    assert trains.world.shelf.crate_sha256("demo-high", "48.0.0")


@pytest.mark.parametrize(("kind", "job"), [("registries", "publish"), ("release", "artifacts")])
def test_a_kind_of_effect_fails_on_demand(trains, kind, job):
    trains.world.switches.failing_effects.add(kind)
    run = trains.tag("v48.0.0")
    trains.settle()
    assert job_of(run, job).conclusion == "failure"


def test_a_silent_effect_leaves_its_job_green(trains):
    trains.cut()
    trains.world.switches.silent_effects.add("tag")
    trains.push({"a": "1"}, "release-48.0.0", f"Release 48.0.0\n\n{MARKER}")
    trains.settle()
    assert runs_of(trains, "main.yml")[-1].conclusion == "success"
    assert trains.git.refs("refs/tags/") == ()


CRATE = """
name: Release a crate
on:
  workflow_dispatch:
    inputs:
      crate: {required: true, type: string}
      version: {required: true, type: string}
      dry_run: {type: boolean, default: true}
jobs:
  pre: {runs-on: x, steps: [{run: echo}]}
  release: {runs-on: x, needs: pre, steps: [{run: echo}]}
"""
CRATE_EFFECTS = {
    "release.yml": {
        "pre": {
            "fails-unless": [
                {"path": "crates/{crate}/Cargo.toml", "find": '^version = "{version}"$', "count": 1}
            ],
            "fails-when": [{"value": "{ref}", "find": "^(?!main$)", "says": "Releases are made from main."}],
        },
        "release": {
            "dry-when": {"dry_run": "true"},
            "crates-io": "{crate}",
            "tag": {"name": "{crate}/v{version}"},
            "release": {"tag": "{crate}/v{version}", "prerelease": ".+-pre.*"},
        },
    }
}


@pytest.fixture
def crates(tmp_path):
    manifest = '[package]\nname = "one"\nversion = "1.2.0-rc.1"\n'
    files = {".github/workflows/release.yml": CRATE, "crates/one/Cargo.toml": manifest}
    return Small(tmp_path, files, workflows=CRATE_EFFECTS)


def start(small, branch="main", **inputs):
    sha = small.git.branch(branch)
    (found,) = events.workflows_at(small.repo, sha)
    run = events.dispatch(small.world, small.repo, found, f"refs/heads/{branch}", sha, VIEWER, inputs)
    small.settle()
    return run


def test_a_dry_run_checks_and_publishes_nothing(crates):
    run = start(crates, crate="one", version="1.2.0-rc.1", dry_run="true")
    assert run.conclusion == "success"
    assert crates.world.shelf.crate_sha256("one", "1.2.0-rc.1") is None
    assert crates.git.refs("refs/tags/") == ()


def test_a_real_run_publishes_then_tags_then_releases(crates):
    run = start(crates, crate="one", version="1.2.0-rc.1", dry_run="false")
    assert run.conclusion == "success"
    assert crates.world.shelf.crate_sha256("one", "1.2.0-rc.1")
    assert crates.git.ref("refs/tags/one/v1.2.0-rc.1").commit == crates.head
    release = find_release(crates.repo, "one/v1.2.0-rc.1")
    assert release
    assert not release.is_prerelease, "the project's own pattern does not know `rc`"
    assert latest_release(crates.repo) is release


def test_a_version_that_the_manifest_does_not_say_is_refused(crates):
    run = start(crates, crate="one", version="1.3.0", dry_run="false")
    assert "0 lines of crates/one/Cargo.toml" in job_of(run, "pre").failure
    assert job_of(run, "release").conclusion == "skipped"


def test_a_guard_says_its_own_words(crates):
    crates.push({"a": "1"}, "side")
    run = start(crates, "side", crate="one", version="1.2.0-rc.1", dry_run="false")
    assert job_of(run, "pre").failure == "Releases are made from main."


def test_published_and_no_tag_when_the_tag_fails(crates):
    crates.world.switches.failing_effects.add("tag")
    run = start(crates, crate="one", version="1.2.0-rc.1", dry_run="false")
    assert run.conclusion == "failure"
    assert crates.world.shelf.crate_sha256("one", "1.2.0-rc.1")
    assert crates.git.refs("refs/tags/") == ()


def test_a_text_that_this_run_can_not_fill_fails_the_job(tmp_path):
    effects = {"release.yml": {"pre": {"outputs": {"x": "{nowhere}"}}}}
    small = Small(tmp_path, {".github/workflows/release.yml": CRATE}, workflows=effects)
    run = start(small, crate="one", version="1.0.0")
    assert job_of(run, "pre").failure == "This run has no value for {nowhere} in '{nowhere}'."


MATRIX = """
name: Matrix
on: {push: {branches: [main]}}
jobs:
  determine: {runs-on: x, outputs: {m: x, full: x}, steps: [{run: echo}]}
  test:
    needs: determine
    name: ${{ matrix.name }}
    strategy: {matrix: "${{ fromJson(needs.determine.outputs.m) }}"}
    runs-on: x
    steps: [{run: echo}]
  full: {needs: determine, if: needs.determine.outputs.full, runs-on: x, steps: [{run: echo}]}
  status: {needs: [determine, test, full], if: always(), runs-on: x, steps: [{run: echo}]}
"""


def test_a_matrix_that_hangs_on_an_output_grows_when_the_output_is_there(tmp_path):
    effects = {"matrix.yml": {"determine": {"outputs": {"m": "{matrix:91}", "full": "true"}}}}
    small = Small(tmp_path, {".github/workflows/matrix.yml": MATRIX}, workflows=effects)
    (run,) = small.push({"a": "1"})
    assert len(run.specs) == 4, "what is not known yet is one"
    small.settle()
    assert run.conclusion == "success"
    assert len(run.specs) == len(run.jobs) == 94
    names = [job.spec.name for job in run.jobs if job.spec.key == "test"]
    assert names[:2] == ["1 of 91", "2 of 91"]
    assert job_of(run, "status").conclusion == "success"
    tested = [job.completed_at for job in run.jobs if job.spec.key == "test"]
    assert all(at is not None and at <= job_of(run, "status").created_at for at in tested)


def test_a_matrix_of_an_output_that_is_empty_stays_one_job(tmp_path):
    small = Small(tmp_path, {".github/workflows/matrix.yml": MATRIX})
    (run,) = small.push({"a": "1"})
    small.settle()
    assert len(run.jobs) == 4
    assert job_of(run, "full").conclusion == "skipped"
