"""runwasi's crates and demo images through the embedded GitHub, and what has gone wrong, or nearly, in such releases."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from gonogo.compose.demos import choices_of
from gonogo.compose.rehearsal import RehearsalWish, open_rehearsal
from gonogo.errors import RefusedError
from gonogo.model.verdicts import Verdict
from gonogo.playbook.find import load_builtin
from gonogo.rehearsal.simulation.run_values import inputs_of
from support.demos import demo, play_demo
from support.rehearsals import Trip

pytestmark = pytest.mark.journey
WASM, TAG = "containerd-shim-wasm", "containerd-shim-wasm/v1.1.0"
TEAM = "github:containerd:runwasi-committers"


@asynccontextmanager
async def releasing(crate, version):
    """A release of another crate than the demo's."""
    inputs = {"version": version, "crate": crate}
    wish = RehearsalWish(
        load_builtin("runwasi"), None, "crate", version, None, miniature="runwasi", inputs=inputs
    )
    opened = open_rehearsal(wish)
    try:
        yield Trip(opened)
    finally:
        await opened.close()


def dispatched(trip, file="release.yml"):
    """The inputs of every run that was started by hand, oldest first."""
    return [inputs_of(run) for run in trip.server.repo.runs.values() if run.file == file]


def release_of(trip, tag):
    found = [one for one in trip.server.repo.releases.values() if one.tag == tag]
    return found[0] if len(found) == 1 else None


async def test_a_crate_goes_dry_first_then_for_real_and_is_tagged_by_the_workflow():
    async with demo("runwasi", "crate") as trip:
        shelf, before = trip.world.shelf, trip.git("show", f"main:crates/{WASM}/CHANGELOG.md")
        await trip.until_done("dry-run")
        evidence = trip.standing("dry-run").finding.evidence
        assert evidence.startswith("DRY: ")
        assert evidence.endswith("nothing is released by it")
        assert shelf.crate_sha256(WASM, "1.1.0") is None, "the dry run published nothing"
        assert trip.git("tag", "--list", TAG) == ""
        assert await play_demo(trip) == 0
        assert trip.lines[-1].text == "DONE"
        assert [(one["crate"], one["dry_run"]) for one in dispatched(trip)] == [
            (WASM, "true"),
            (WASM, "false"),
        ]
        assert trip.git("cat-file", "-t", TAG) == "commit", "a workflow's tag is lightweight"
        assert trip.git("rev-parse", TAG) == trip.main()
        assert shelf.crate_sha256(WASM, "1.1.0")
        release = release_of(trip, TAG)
        assert release is not None
        assert (release.is_draft, release.is_prerelease, release.assets) == (False, False, [])
        assert trip.git("show", f"main:crates/{WASM}/CHANGELOG.md") == _promoted(before)
        manifest = trip.git("show", f"main:crates/{WASM}/Cargo.toml")
        assert manifest.count('version = "1.1.0"') == 1
        assert f'{WASM} = {{ path = "crates/{WASM}", version = "1.1.0" }}' in trip.git(
            "show", "main:Cargo.toml"
        )


def _promoted(text):
    """The changelog as a person would have written it: every other byte stays."""
    page = "https://github.com/containerd/runwasi/compare/containerd-shim-wasm"
    link = f"[Unreleased]: <{page}/v1.0.0..HEAD>"
    links = f"[Unreleased]: <{page}/v1.1.0..HEAD>\n[v1.1.0]: <{page}/v1.0.0...containerd-shim-wasm/v1.1.0>"
    heading = "## [Unreleased]\n"
    return text.replace(heading, f"{heading}\n## [v1.1.0] - 2026-09-24\n").replace(link, links)


async def test_a_shim_comes_as_two_tarballs_and_is_no_crate():
    async with releasing("containerd-shim-wasmtime", "0.7.0") as trip:
        assert await play_demo(trip) == 0
        release = release_of(trip, "containerd-shim-wasmtime/v0.7.0")
        assert release is not None
        assert {asset.name for asset in release.assets} == {
            "containerd-shim-wasmtime-x86_64-linux-musl.tar.gz",
            "containerd-shim-wasmtime-aarch64-linux-musl.tar.gz",
        }
        assert trip.world.shelf.crate_sha256("containerd-shim-wasmtime", "0.7.0") is None
        assert trip.standing("published").is_done, "it is not asked for"
        assert trip.standing("cosign").finding.evidence.startswith("verified")


async def test_the_demo_images_are_one_image_each_and_nothing_is_tagged_in_git():
    async with demo("runwasi", "wasi-demo-app") as trip:
        tags = trip.git("tag", "--list")
        assert await play_demo(trip) == 0
        for name in ("wasi-demo-app", "wasi-demo-oci", "wasi-demo-oci-artifact", "wasi-demo-http"):
            tags_of = trip.world.images.tags(f"containerd/runwasi/{name}")
            assert tags_of["0.5.0"] == tags_of["latest"]
            assert "2 platforms" in trip.standing(name).finding.evidence
        assert [one["dry_run"] for one in dispatched(trip, "release-wasi-demo-app.yml")] == ["false"]
        assert trip.git("tag", "--list") == tags


async def test_a_first_release_says_so_and_ends_with_the_team_as_owner():
    async with demo("runwasi", fault="no-team") as trip:
        shelf, crate = trip.world.shelf, "containerd-shimkit"
        assert not shelf.has_crate(crate)
        assert await play_demo(trip) == 4
        assert f"{TEAM} does not own {crate}" in trip.reason
        assert f"cargo owner --add {TEAM} {crate}" in trip.standing("crate-owners").finding.advice
        assert {one["initial_release"] for one in dispatched(trip)} == {"true"}
        shelf.add_owner(crate, TEAM)
        trip.opened.rest(10)
        assert await play_demo(trip) == 0
        assert f"{TEAM} owns {crate}" in trip.standing("crate-owners").finding.evidence


@pytest.mark.parametrize(
    ("fault", "sentence", "advice"),
    [
        (
            "rc-becomes-latest",
            "would publish this pre-release as a normal one, and as the latest",
            "Land another pattern",
        ),
        ("equal-dependency", "release.yml counts such lines", "Ask for the dependency in other words"),
        (
            "helper-first",
            "crates.io lacks oci-tar-builder 0.5.0; release first: oci-tar-builder",
            "Release oci-tar-builder",
        ),
        ("one-approval", "has 1 of 2 approvals at", "Ask for a review of the head commit"),
        ("stale-approval", "has 1 of 2 approvals at", "Ask for a review of the head commit"),
        ("dry-run-fails", "DRY: release.yml: build-and-sign failed", "Look at the job's log"),
        (
            "died-before-release",
            "no release is visible, the run failed: RECOVERY",
            f"gh release create {TAG}",
        ),
        ("split-images", "expected as 0.5.0", "Put the tag right by copying the manifest"),
    ],
)
async def test_what_goes_wrong_has_its_sentence_and_says_what_to_do(fault, sentence, advice):
    async with demo("runwasi", fault=fault) as trip:
        assert await play_demo(trip, choices_of("runwasi", "", fault)) != 0
        end = trip.lines[-1]
        assert sentence in end.data["reason"]
        told = [line.data["advice"] for line in trip.lines if line.kind == "advice"]
        assert len(told) == 1
        assert advice in told[0]
        published = trip.world.shelf.crate_sha256(WASM, "1.1.0")
        assert (published is None) == (fault != "died-before-release"), (
            "nothing is published before it may be"
        )
        if fault == "stale-approval":
            assert "@mira approved an earlier commit" in end.data["reason"]


async def test_published_and_not_tagged_is_gone_on_with_and_never_started_again():
    async with demo("runwasi", fault="died-before-tag") as trip:
        assert await play_demo(trip) == 4
        assert trip.verdict is Verdict.NO_GO
        run = list(trip.server.repo.runs.values())[-1]
        assert f"on crates.io {WASM}, not tagged: resume with the tag on {run.head_sha[:7]}" in trip.reason
        assert trip.standing("release").offers == (), "it would fail at what is published"
        with pytest.raises(RefusedError):
            trip.plan("release")
        served = trip.world.shelf.crate_sha256(WASM, "1.1.0")
        assert await play_demo(trip, choices_of("runwasi", "", "died-before-tag")) == 0
        assert trip.git("rev-parse", TAG) == run.head_sha
        assert len(dispatched(trip)) == 2, "one dry, one real"
        assert trip.world.shelf.crate_sha256(WASM, "1.1.0") == served
