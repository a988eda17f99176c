"""The client against the embedded GitHub, over real HTTP: neither knows the other's code."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator

import pytest

from gonogo.errors import ActError, LookError, MovedError, OutcomeUnknownError
from gonogo.github.client import GitHubClient
from gonogo.model.github import CheckCounts, RepoName
from gonogo.model.secret import Token
from gonogo.registries.client import RegistryClient
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.host import Rehearsal
from gonogo.rehearsal.simulation.events import on_push
from support.embedded import ORDVEC, SECOND, VIEWER, push_tag, run_out, serving

NOBODY = RepoName("nobody", "nothing")
TAG = "v0.6.0"


@pytest.fixture
def rehearsal(tmp_path) -> Iterator[Rehearsal]:
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
async def client(rehearsal: Rehearsal) -> AsyncIterator[GitHubClient]:
    one = client_of(rehearsal, rehearsal.token(VIEWER))
    yield one
    await one.close()


def client_of(rehearsal: Rehearsal, token: str, repo: RepoName = ORDVEC) -> GitHubClient:
    return GitHubClient(repo, Token(token), api_url=rehearsal.url, clock=rehearsal.clock)


def head_of(rehearsal: Rehearsal) -> str:
    head = rehearsal.repo.git.branch("main")
    assert head
    return head


def push_branch(rehearsal: Rehearsal, branch: str, text: str = "later\n") -> str:
    """A commit on main, pushed to a branch."""
    git, base = rehearsal.repo.git, head_of(rehearsal)
    old = git.branch(branch) or ZERO
    someone = Authorship("Someone", "someone@example.org", rehearsal.clock.now())
    parent = base if old == ZERO else old
    sha = git.write_commit(git.write_tree(parent, {"NEWS.md": text}), (parent,), "News", someone, someone)
    assert git.move_ref(f"refs/heads/{branch}", sha, old)
    on_push(rehearsal.world, rehearsal.repo, VIEWER, [(f"refs/heads/{branch}", old, sha)])
    return sha


async def test_the_board_of_a_release_that_waits_at_a_gate(
    rehearsal: Rehearsal, client: GitHubClient
) -> None:
    push_tag(rehearsal)
    run_out(rehearsal)
    push_branch(rehearsal, "release/v0.7.0")
    board = await client.board()
    assert (board.viewer, board.permission, board.default_branch) == (VIEWER, "ADMIN", "main")
    assert board.head_sha == head_of(rehearsal)
    assert board.gaps == ()
    main, train = board.branches
    assert main.is_default
    assert main.checks.passed > 0
    assert main.checks.failed == 0
    assert (train.name, train.ahead, train.behind) == ("release/v0.7.0", 1, 0)
    release = next(run for run in board.runs if run.file == "release.yml")
    assert (release.status, release.head_branch, release.actor) == ("waiting", TAG, VIEWER)
    assert [(gate.run_id, gate.environment, gate.can_approve) for gate in board.gates] == [
        (release.run_id, "crates-io", True)
    ]
    assert board.gates[0].reviewers == (VIEWER, SECOND)
    assert board.releases[0].is_draft
    assert all(len(asset.sha256) == 64 for asset in board.releases[0].assets)
    assert TAG in {tag.name for tag in board.tags}
    assert "\x1b" not in board.pulls[0].title
    assert "[@click=app.quit]" in board.pulls[0].title
    assert board.rate is not None
    assert board.rate.cost <= 4
    sent = [place for place in rehearsal.faults.requests if place[0] == "POST"]
    assert sent == [("POST", "/graphql")]


async def test_a_fine_grained_token_sees_the_board_with_gaps(rehearsal: Rehearsal) -> None:
    client = client_of(rehearsal, rehearsal.world.add_token(VIEWER, kind="fine-grained"))
    board = await client.board()
    assert board.branches[0].checks == CheckCounts(is_known=False)
    assert board.gaps
    assert all("FORBIDDEN" in gap for gap in board.gaps)
    sha = push_branch(rehearsal, "release/v0.7.0")
    await client.open_pull("release/v0.7.0", "main", "Release 0.7.0", "")
    run_out(rehearsal)
    pull = await client.pull("release/v0.7.0", "main")
    assert pull is not None
    assert pull.head_sha == sha
    assert pull.checks.is_known  # from runs and statuses
    await client.close()


async def test_runs_and_their_detail_agree_with_the_board(rehearsal: Rehearsal, client: GitHubClient) -> None:
    run_id = push_tag(rehearsal).run_id
    run_out(rehearsal)
    sha = head_of(rehearsal)
    runs = await client.runs(sha, "push")
    assert {run.file for run in runs} >= {"ci.yml", "release.yml"}
    assert all(run.head_sha == sha and run.event == "push" for run in runs)
    assert await client.runs(sha, "schedule") == ()
    detail = await client.run_detail("release.yml", sha, "push", TAG)
    assert detail is not None
    assert detail.run.run_id == run_id
    assert detail == await client.run_by_id(run_id)
    assert detail.run.started_at == detail.run.created_at, "its first attempt"
    waiting = [job.name for job in detail.jobs if job.status == "waiting"]
    assert len(waiting) == 1
    assert [gate.environment for gate in detail.gates] == ["crates-io"]
    assert detail.gates[0].environment_id == rehearsal.repo.environments["crates-io"].environment_id
    assert await client.run_detail("release.yml", sha, "push", "v9.9.9") is None
    assert await client.run_detail("nowhere.yml", sha, "push", TAG) is None
    with pytest.raises(LookError, match="GitHub has no run 99999"):
        await client.run_by_id(99999)


async def test_a_gate_is_approved_once(rehearsal: Rehearsal, client: GitHubClient) -> None:
    run_id = push_tag(rehearsal).run_id
    run_out(rehearsal)
    gate = (await client.run_by_id(run_id)).gates[0]
    await client.review_gate(run_id, gate.environment_id, "approved", "go for 0.6.0")
    detail = await client.run_by_id(run_id)
    assert detail.gates == ()
    assert [(r.environment, r.state, r.author, r.comment) for r in detail.reviews] == [
        ("crates-io", "approved", VIEWER, "go for 0.6.0")
    ]
    with pytest.raises(ActError, match="No pending deployment requests") as caught:
        await client.review_gate(run_id, gate.environment_id, "approved", "again")
    assert "not a reviewer" in caught.value.advice


async def test_an_approval_whose_answer_is_lost_is_unknown_and_then_seen(
    rehearsal: Rehearsal, client: GitHubClient
) -> None:
    run_id = push_tag(rehearsal).run_id
    run_out(rehearsal)
    gate = (await client.run_by_id(run_id)).gates[0]
    rehearsal.faults.add("POST", "*/pending_deployments", "drop-after")
    with pytest.raises(OutcomeUnknownError):
        await client.review_gate(run_id, gate.environment_id, "approved", "go")
    assert [review.state for review in (await client.run_by_id(run_id)).reviews] == ["approved"]
    sent = [place for place in rehearsal.faults.requests if place[0] == "POST" and "pending" in place[1]]
    assert len(sent) == 1


async def test_environments_with_their_rules(rehearsal: Rehearsal, client: GitHubClient) -> None:
    found = await client.environment("pypi")
    assert found is not None
    assert (found.name, found.reviewers, found.timer_min) == ("pypi", (VIEWER, SECOND), 10)
    assert (found.restricts, [(p.name, p.kind) for p in found.policies]) == (
        "custom",
        [("v[0-9]*.[0-9]*.[0-9]*", "tag")],
    )
    assert await client.environment("nowhere") is None


async def test_tags_and_releases(rehearsal: Rehearsal, client: GitHubClient) -> None:
    assert await client.tag(TAG) is None
    assert await client.release(TAG) is None
    push_tag(rehearsal)
    run_out(rehearsal)
    light = await client.tag(TAG)
    assert light is not None
    assert (light.is_annotated, light.commit) == (False, head_of(rehearsal))
    draft = await client.release(TAG)
    assert draft is not None
    assert (draft.is_draft, draft.is_latest) == (True, False)
    assert all(asset.state == "uploaded" and len(asset.sha256) == 64 for asset in draft.assets)
    older = next(release for release in (await client.board()).releases if release.is_latest)
    published = await client.release(older.tag)
    assert published is not None
    assert (published.is_latest, published.is_draft) == (True, False)
    counts = await client.attestations((draft.assets[0].sha256, "0" * 64))
    assert counts[1].count == 0


async def test_a_pull_request_from_opening_to_merging(rehearsal: Rehearsal, client: GitHubClient) -> None:
    sha = push_branch(rehearsal, "release/v0.7.0")
    assert await client.pull("release/v0.7.0", "main") is None
    number = await client.open_pull("release/v0.7.0", "main", "Release 0.7.0", "All of it")
    with pytest.raises(ActError, match="already exists"):
        await client.open_pull("release/v0.7.0", "main", "Release 0.7.0", "All of it")
    run_out(rehearsal)
    pull = await client.pull("release/v0.7.0", "main")
    assert pull is not None
    assert (pull.number, pull.state, pull.head_sha, pull.author, pull.merge_sha) == (
        number,
        "OPEN",
        sha,
        VIEWER,
        "",
    )
    with pytest.raises(MovedError):
        await client.merge_pull(number, "0" * 40, "squash")
    merged = await client.merge_pull(number, sha, "squash")
    assert merged == head_of(rehearsal)
    after = await client.pull("release/v0.7.0", "main")
    assert after is not None
    assert (after.number, after.state, after.merge_sha) == (number, "MERGED", merged)
    assert await client.pull_by_number(number) == after
    with pytest.raises(ActError):
        await client.merge_pull(number, sha, "squash")
    with pytest.raises(LookError, match="#999"):
        await client.pull_by_number(999)


async def test_a_merge_whose_answer_is_lost_is_unknown_and_then_seen(
    rehearsal: Rehearsal, client: GitHubClient
) -> None:
    sha = push_branch(rehearsal, "release/v0.7.0")
    number = await client.open_pull("release/v0.7.0", "main", "Release 0.7.0", "")
    run_out(rehearsal)
    rehearsal.faults.add("PUT", "*/merge", "drop-after")
    with pytest.raises(OutcomeUnknownError):
        await client.merge_pull(number, sha, "squash")
    assert (await client.pull_by_number(number)).state == "MERGED"


async def test_a_run_is_run_again_once_it_is_completed(rehearsal: Rehearsal, client: GitHubClient) -> None:
    run_id = push_tag(rehearsal).run_id
    with pytest.raises(ActError, match="403"):
        await client.rerun(run_id, failed_only=False)
    run_out(rehearsal)
    detail = await client.run_by_id(run_id)
    await client.review_gate(run_id, detail.gates[0].environment_id, "rejected", "not today")
    run_out(rehearsal)
    assert (await client.run_by_id(run_id)).run.conclusion == "failure"
    await client.rerun(run_id, failed_only=True)
    again = await client.run_by_id(run_id)
    assert (again.run.attempt, again.run.conclusion) == (2, "")


async def test_an_unchanged_answer_is_free(rehearsal: Rehearsal, client: GitHubClient) -> None:
    sha = head_of(rehearsal)
    first = await client.runs(sha, "push")
    before = client.rate()
    assert await client.runs(sha, "push") == first
    after = client.rate()
    assert before is not None
    assert after is not None
    assert after.remaining == before.remaining


@pytest.mark.parametrize("kind", ["status", "drop-before", "drop-after", "truncate"])
async def test_a_look_survives_one_broken_answer(
    rehearsal: Rehearsal, client: GitHubClient, kind: str
) -> None:
    rehearsal.faults.add("GET", "*/actions/runs", kind)  # type: ignore[arg-type]
    assert await client.runs(head_of(rehearsal), "push")


async def test_a_secondary_limit_is_told_on(rehearsal: Rehearsal, client: GitHubClient) -> None:
    rehearsal.faults.limit_secondary("GET", "*/actions/runs", retry_after_s=120)
    with pytest.raises(LookError, match="rate limit") as caught:
        await client.runs(head_of(rehearsal), "push")
    assert caught.value.retry_after_s == 120


async def test_who_may_not_see_or_do_is_told_so(rehearsal: Rehearsal) -> None:
    wrong = client_of(rehearsal, "ghp_" + "0" * 40)
    with pytest.raises(LookError, match="does not accept the token"):
        await wrong.board()
    await wrong.close()
    elsewhere = client_of(rehearsal, rehearsal.token(VIEWER), NOBODY)
    with pytest.raises(LookError, match="has no repository nobody/nothing"):
        await elsewhere.board()
    with pytest.raises(LookError, match="has no runs"):
        await elsewhere.runs("0" * 40, "push")
    await elsewhere.close()
    run_id = push_tag(rehearsal).run_id
    run_out(rehearsal)
    stranger = client_of(rehearsal, rehearsal.token("stranger"))
    with pytest.raises(ActError):
        await stranger.rerun(run_id, failed_only=False)
    assert await stranger.release(TAG) is None  # a draft is shown to those who may push
    await stranger.close()


async def test_registries_and_release_assets_hold_the_same_bytes(
    rehearsal: Rehearsal, client: GitHubClient
) -> None:
    registries = RegistryClient(
        rehearsal.clock,
        crates_index_url=rehearsal.crates_index_url,
        pypi_simple_url=rehearsal.pypi_simple_url,
    )
    assert not (await registries.crate("ordvec", "0.6.0")).is_there
    assert not (await registries.pypi("ordvec", "0.6.0")).is_there
    run_id = push_tag(rehearsal).run_id
    for _ in range(12):
        run_out(rehearsal)
        gates = (await client.run_by_id(run_id)).gates
        if not gates:
            break
        for gate in gates:
            await client.review_gate(run_id, gate.environment_id, "approved", "")
    detail = await client.run_by_id(run_id)
    assert (detail.run.status, detail.run.conclusion) == ("completed", "success")
    release = await client.release(TAG)
    assert release is not None
    assert (release.is_draft, release.is_latest) == (False, True)
    assets = {asset.name: asset.sha256 for asset in release.assets}
    crate = await registries.crate("ordvec", "0.6.0")
    wheels = await registries.pypi("ordvec", "0.6.0")
    for file in (*crate.files, *wheels.files):
        assert file.served_sha256 == file.sha256 == assets[file.name]
    assert len(wheels.files) > 1
    counts = await client.attestations((crate.files[0].sha256,))
    assert counts[0].count >= 1
    assert hashlib.sha256(b"").hexdigest() not in assets.values()
    await registries.close()
