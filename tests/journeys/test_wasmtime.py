"""Wasmtime's six processes through the embedded GitHub, what went wrong on such days, and five trains at once."""

from __future__ import annotations

import subprocess

import pytest

from gonogo.compose.demos import choices_of
from gonogo.compose.faults import FAULTS
from gonogo.errors import MovedError
from gonogo.model.verdicts import Verdict
from gonogo.rehearsal import people
from gonogo.rehearsal.sources import embed_miniature, isolated_git_env
from support.demos import demo, play_demo, played

pytestmark = pytest.mark.journey
MARKER = "[automatically-tag-and-release-this-commit]"
PROCESSES = [
    ("wasmtime", "major", "49.0.0", "release-49.0.0"),
    ("wasmtime", "patch", "48.0.1", "release-48.0.0"),
    ("wasmtime", "security", "48.0.1", "release-48.0.0"),
    ("wasmtime-12", "major", "12.0.0", "release-12.0.0"),
    ("wasmtime-12", "patch", "11.0.1", "release-11.0.0"),
    ("wasmtime-12", "security", "11.0.1", "release-11.0.0"),
]


@pytest.mark.parametrize(("name", "process", "version", "branch"), PROCESSES)
async def test_each_process_from_its_first_step_to_done(name, process, version, branch):
    async with demo(name, process) as trip:
        assert await play_demo(trip, choices_of(name, process, "")) == 0
        assert trip.lines[-1].text == "DONE"
        tag = trip.git("rev-parse", f"refs/tags/v{version}")
        assert trip.git("cat-file", "-t", tag) == "commit", "automation's tags are lightweight"
        assert tag == trip.git("rev-parse", branch)
        assert MARKER in trip.git("log", "-1", "--format=%B", tag), "the marker survived the merge"
        notes = trip.git("show", f"{tag}:RELEASES.md").partition(f"## {version}\n")[2].lstrip()
        assert notes.startswith("Released 20"), "the notes say the day"
        cranelift = f"0.{int(version.split('.')[0]) + 87}.{version.rsplit('.', 1)[1]}"
        for crate, served in (
            ("wasmtime", version),
            ("wasmtime-cli", version),
            ("cranelift-codegen", cranelift),
        ):
            assert trip.world.shelf.crate_sha256(crate, served), f"{crate} {served}"
        assert not trip.world.shelf.crate_sha256("wasmtime-c-api", version), "it is not published"
        (release,) = [one for one in trip.server.repo.releases.values() if one.tag == f"v{version}"]
        assert not release.is_draft
        assert len(release.assets) == 7


async def test_a_major_release_is_cut_and_dated_by_the_schedule_and_goes_through_the_queue():
    async with demo("wasmtime", "major") as trip:
        assert await play_demo(trip) == 0
        runs = [run for run in trip.server.repo.runs.values() if run.file == "release-process.yml"]
        assert [(run.event, f"{run.created_at:%d}") for run in runs] == [
            ("schedule", "05"),
            ("schedule", "20"),
        ]
        assert 'version = "50.0.0"' in trip.git("show", "main:Cargo.toml")
        queued = [run for run in trip.server.repo.runs.values() if run.event == "merge_group"]
        assert [run.conclusion for run in queued] == ["success"]
        archive = trip.git("show", "main:RELEASES.md")
        assert archive.startswith("## 50.0.0\n\nUnreleased.")
        assert "* [49.0.x](" in archive


async def test_the_older_era_brings_the_date_to_main_too():
    async with demo("wasmtime-12", "major") as trip:
        assert await play_demo(trip) == 0
        merged = {pull.head for pull in trip.server.repo.pulls.values() if pull.merged_at}
        assert {"ci/bump-to-13.0.0", "ci/release-date-for-12.0.0", "ci/release-12.0.0"} <= merged
        on_main = trip.git("show", "main:RELEASES.md").partition("## 12.0.0\n")[2]
        assert on_main.lstrip().startswith("Released 2023-07-20")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("cancelled-by-a-push", "release-48.0.0 moved"),
        ("marker-without-tag", "stalled: main.yml is green and pushed no v48.0.1"),
        ("marker-lost", "without the marker: nothing will tag it"),
        ("partial-publish", "3/7 on crates.io"),
        ("kicked-out-of-the-queue", "put out of the merge queue"),
        ("security-issue-open", "RUSTSEC-2026-0117"),
        ("fix-in-the-bump", "crates/wasi/src/lib.rs"),
        ("fix-breaks-the-branch", "main.yml failed"),
    ],
)
async def test_what_goes_wrong_ends_with_its_verdict_and_its_sentence(fault, sentence):
    verdict, reason = await played("wasmtime", FAULTS[fault].process, fault)
    assert verdict == FAULTS[fault].expects == Verdict.NO_GO
    assert sentence in reason


@pytest.mark.parametrize("fault", ["marker-twice", "main-moves-on", "schedule-forgotten", "advisory-first"])
async def test_what_only_looks_wrong_comes_to_its_end(fault):
    assert (await played("wasmtime", FAULTS[fault].process, fault))[0] == Verdict.DONE


async def test_the_cancelled_run_is_run_again_itself_and_tags():
    async with demo("wasmtime", "patch", "cancelled-by-a-push") as trip:
        await play_demo(trip)
        standing = trip.standing("tag")
        assert "push" in f"{standing.finding.evidence} {standing.finding.advice}"
        assert [offer.verb for offer in standing.offers if not offer.refused] == ["rerun"]
        runs = [r for r in trip.server.repo.runs.values() if (r.file, r.event) == ("main.yml", "push")]
        cancelled = next(run for run in runs if run.conclusion == "cancelled")
        await trip.do("tag", "rerun")
        assert cancelled.attempt == 2, "the original run: only its event knows the commits that were pushed"
        assert await play_demo(trip) == 0
        assert trip.git("rev-parse", "refs/tags/v48.0.1") == cancelled.head_sha


async def test_the_newest_commit_with_the_marker_is_the_one_that_is_tagged():
    async with demo("wasmtime", "patch", "marker-twice") as trip:
        assert await play_demo(trip) == 0
        subjects = trip.git("log", "-2", "--format=%s", "refs/tags/v48.0.1").splitlines()
        assert subjects[0].startswith("List the platforms")
        assert subjects[1].startswith("Release Wasmtime 48.0.1")


async def test_a_patch_of_an_old_line_takes_the_latest_mark_and_it_is_put_back():
    async with demo("wasmtime", "patch", "latest-drifts") as trip:
        await trip.until(lambda view: "v48.0.0 is higher" in view.assessment.reason)
        assert trip.verdict is Verdict.NO_GO
        offers = {offer.verb for offer in trip.standing("github-release").offers if not offer.refused}
        assert "latest" in offers
        assert await trip.do("github-release", "latest")
        assert await play_demo(trip) == 0


async def test_how_the_fix_becomes_public_is_asked_with_both_ways_shown():
    async with demo("wasmtime", "security") as trip:
        await trip.until_ready("disclosure")
        text = trip.view.step("disclosure")
        assert text.choices == ("public pull requests", "publish the advisory")
        assert "the document" in text.notes
        assert "runbook" in text.notes
        for step in ("published-first", "published-last"):
            assert trip.standing(step).finding.verdict is Verdict.HOLD, (
                "which of them is there is not decided"
            )
        merge = trip.standing("merge-release")
        assert not any(offer.verb == "do" and not offer.refused for offer in merge.offers), (
            "not before the fix"
        )


async def test_the_test_suite_is_run_once_its_text_is_trusted():
    async with demo("wasmtime", "security") as trip:
        await trip.look()
        tests = trip.standing("tests")
        assert "not trusted" in tests.finding.evidence
        plan = trip.plan("tests")
        assert any("./ci/run-tests.sh" in line for action in plan.actions for line in action.commands)
        await trip.session.perform(plan)
        await trip.look()
        if not trip.standing("tests").is_done:  # trusted first, run then
            await trip.session.perform(trip.plan("tests"))
            await trip.look()
        assert trip.standing("tests").is_done


async def test_backports_are_picked_and_merged_from_here():
    async with demo("wasmtime", "patch") as trip:
        await trip.look()
        fix = trip.git("log", "-1", "--format=%H", "--grep", "Say what a module", "main")
        await trip.session.start("patch", {"version": "36.0.15", "backports": fix})
        await trip.session.look()
        release = "wasmtime-patch-36.0.15"
        await trip.session.confirm(release, "changes", "to be picked from main")
        await trip.session.look()
        await trip.session.perform(trip.session.plan(release, "backport", "do"))
        day = await trip.session.look()
        view = day.view(release)
        assert view is not None
        backport = view.assessment.standing("backport")
        assert "open" in backport.finding.evidence or backport.is_done
        subject = trip.git("log", "-1", "--format=%s", "backport/36.0.15")
        assert subject.startswith("Say what a module would run with")


async def test_five_trains_are_told_apart_and_each_comes_to_done():
    async with demo("wasmtime-day") as trip:
        day = await trip.session.look()
        verdicts = {view.release.version: view.assessment.verdict for view in day.views}
        assert set(verdicts) == {"48.0.0", "47.0.4", "46.0.3", "36.0.14", "24.0.13"}
        reasons = {view.release.version: view.assessment.reason for view in day.views}
        assert verdicts["48.0.0"] is Verdict.NO_GO
        assert "security issue" in reasons["48.0.0"]
        assert verdicts["47.0.4"] is Verdict.NO_GO
        assert "no v47.0.4 will come" in reasons["47.0.4"]
        assert verdicts["36.0.14"] is Verdict.NO_GO
        assert "CI is green for the branch" in reasons["36.0.14"]
        assert verdicts["46.0.3"] is Verdict.GO
        assert verdicts["24.0.13"] is Verdict.GO
        assert await play_demo(trip) == 0
        tags = trip.git("tag", "--list").split()
        assert {f"v{version}" for version in verdicts} <= set(tags)
        latest = next(
            r for r in trip.server.repo.releases.values() if r.release_id == trip.server.repo.latest_id
        )
        assert latest.tag == "v48.0.0", "the last of the old lines gave the mark back"


async def test_the_stuck_train_is_taken_on_by_hand():
    async with demo("wasmtime-day") as trip:
        day = await trip.session.look()
        release = next(view.release.release_id for view in day.views if view.release.version == "47.0.4")
        await trip.session.perform(trip.session.plan(release, "tag", "rerun"))
        for _ in range(40):
            trip.opened.advance()
        day = await trip.session.look()
        view = day.view(release)
        assert view is not None
        assert view.assessment.standing("tag").is_done


async def test_a_second_maintainer_merges_meanwhile():
    async with demo("wasmtime", "patch") as trip:
        await trip.until_ready("merge-release")
        plan = trip.plan("merge-release")
        head = "ci/bump-to-48.0.1"
        people.land_commit(trip.world, trip.server.repo, "mira", head, {"docs/late.md": "late\n"}, "One more")
        with pytest.raises(MovedError):
            await trip.session.perform(plan)
        assert "docs/late.md" not in trip.git("ls-tree", "-r", "--name-only", "release-48.0.0")


def test_the_miniatures_are_what_they_say(tmp_path):
    env = isolated_git_env(tmp_path / "home")
    for name, tags in (("wasmtime", 13), ("wasmtime-day", 8), ("wasmtime-12", 1)):
        bare = tmp_path / f"{name}.git"
        embed_miniature(name, bare)

        def git(*words, where=bare):
            return subprocess.run(
                ["git", "--git-dir", str(where), *words], env=env, capture_output=True, text=True, check=True
            ).stdout.strip()

        found = git("tag", "--list").split()
        assert len(found) == tags
        for tag in found:
            assert f'version = "{tag[1:]}"' in git("show", f"{tag}:Cargo.toml")
            assert f'name = "wasmtime"\nversion = "{tag[1:]}"' in git("show", f"{tag}:Cargo.lock")
            assert f'#define WASMTIME_VERSION "{tag[1:]}"' in git(
                "show", f"{tag}:crates/c-api/include/wasmtime.h"
            )
