"""The client's newer looks and writes against the embedded GitHub and its registries, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from gonogo.errors import ActError, LookError, MovedError, RefusedError
from gonogo.github.client import GitHubClient
from gonogo.model.github import BranchRules
from gonogo.model.secret import Token
from gonogo.registries.client import RegistryClient
from gonogo.rehearsal import people
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.host import Rehearsal
from gonogo.rehearsal.simulation.events import on_push
from gonogo.rehearsal.world.nouns import BranchRule
from support.embedded import ORDVEC, SECOND, VIEWER, push_tag, run_out, serving

TAG = "v0.6.0"
TITLE = "ordvec 0.6.0 is out"
IMAGE = "ghcr.io/fieldnote-echo/ordvec"
PATH = "fieldnote-echo/ordvec"


@pytest.fixture
def rehearsal(tmp_path) -> Iterator[Rehearsal]:
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
async def client(rehearsal: Rehearsal) -> AsyncIterator[GitHubClient]:
    one = client_of(rehearsal, rehearsal.token(VIEWER))
    yield one
    await one.close()


@pytest.fixture
async def registries(rehearsal: Rehearsal) -> AsyncIterator[RegistryClient]:
    one = RegistryClient(
        rehearsal.clock,
        crates_index_url=rehearsal.crates_index_url,
        crates_api_url=rehearsal.crates_api_url,
        image_registry_url=rehearsal.image_registry_url,
        image_token=Token(rehearsal.token(VIEWER)),
    )
    yield one
    await one.close()


def client_of(rehearsal: Rehearsal, token: str) -> GitHubClient:
    return GitHubClient(ORDVEC, Token(token), api_url=rehearsal.url, clock=rehearsal.clock)


def push_branch(rehearsal: Rehearsal, branch: str, text: str = "later\n") -> str:
    git = rehearsal.repo.git
    base = git.branch("main")
    assert base
    old = git.branch(branch) or ZERO
    someone = Authorship("Someone", "someone@example.org", rehearsal.clock.now())
    parent = base if old == ZERO else old
    sha = git.write_commit(git.write_tree(parent, {"NEWS.md": text}), (parent,), "News", someone, someone)
    assert git.move_ref(f"refs/heads/{branch}", sha, old)
    on_push(rehearsal.world, rehearsal.repo, VIEWER, [(f"refs/heads/{branch}", old, sha)])
    return sha


async def test_a_dispatched_run_is_the_very_run(rehearsal: Rehearsal, client: GitHubClient) -> None:
    run_id = await client.dispatch("ci.yml", "main", {})
    assert run_id is not None
    detail = await client.run(run_id)
    assert detail is not None
    assert (detail.run.event, detail.run.file, detail.run.head_branch) == (
        "workflow_dispatch",
        "ci.yml",
        "main",
    )
    listed = await client.workflow_runs("ci.yml", "main")
    assert run_id in {run.run_id for run in listed}
    assert len({run.head_branch for run in listed}) == 1
    assert await client.workflow_runs("nowhere.yml", "main") == ()
    assert await client.run(999_999) is None
    run_out(rehearsal)
    after = await client.run(run_id)
    assert after is not None
    assert after.run.status == "completed"


@pytest.mark.parametrize(
    ("file", "ref", "inputs", "words"),
    [
        ("ci.yml", "nowhere", {}, "No ref found for"),
        ("ci.yml", "main", {"surprise": "1"}, "Unexpected inputs provided"),
        ("release.yml", "main", {}, "workflow_dispatch"),
        ("nowhere.yml", "main", {}, "404"),
    ],
)
async def test_a_dispatch_that_is_refused_says_why(
    client: GitHubClient, file: str, ref: str, inputs: dict[str, str], words: str
) -> None:
    with pytest.raises(ActError, match=f"did not start {file} on {ref}") as caught:
        await client.dispatch(file, ref, inputs)
    assert words in caught.value.what


async def test_reviews_are_bound_to_their_commit(rehearsal: Rehearsal, client: GitHubClient) -> None:
    first = push_branch(rehearsal, "release/v0.7.0")
    number = await client.open_pull("release/v0.7.0", "main", "Release 0.7.0", "")
    assert await client.reviews(number) == ()
    people.approve_pull(rehearsal.world, rehearsal.repo, SECOND, number)
    (review,) = await client.reviews(number)
    assert (review.author, review.state, review.commit, review.can_write) == (SECOND, "APPROVED", first, True)
    second = push_branch(rehearsal, "release/v0.7.0", "later still\n")
    (review,) = await client.reviews(number)
    assert (review.commit, second) == (first, (await client.pull_by_number(number)).head_sha)
    people.approve_pull(rehearsal.world, rehearsal.repo, SECOND, number, "CHANGES_REQUESTED")
    assert [(r.state, r.commit) for r in await client.reviews(number)] == [("CHANGES_REQUESTED", second)]


async def test_a_queue_takes_a_pull_request_at_its_head(rehearsal: Rehearsal, client: GitHubClient) -> None:
    assert not (await client.branch_rules("main")).has_queue
    with rehearsal.world.lock:
        rehearsal.repo.rules["main"] = BranchRule(has_queue=True)
    rules = await client.branch_rules("main")
    assert isinstance(rules, BranchRules)
    assert rules.has_queue
    sha = push_branch(rehearsal, "release/v0.7.0")
    number = await client.open_pull("release/v0.7.0", "main", "Release 0.7.0", "")
    run_out(rehearsal)
    with pytest.raises(ActError, match="merge queue"):
        await client.merge_pull(number, sha, "squash")
    with pytest.raises(MovedError):
        await client.enqueue_pull(number, "0" * 40)
    assert await client.enqueue_pull(number, sha) == 1
    pull = await client.pull_by_number(number)
    assert (pull.state, pull.in_merge_queue, pull.queue_position) == ("OPEN", True, 1)
    assert pull.queue_state in ("QUEUED", "AWAITING_CHECKS")
    assert pull.queued_at is not None
    run_out(rehearsal)
    assert (await client.pull_by_number(number)).state == "MERGED"
    with pytest.raises(RefusedError, match="nothing was sent"):
        await client.enqueue_pull(9999, sha)


async def test_rules_tell_approvals_and_checks(rehearsal: Rehearsal, client: GitHubClient) -> None:
    with rehearsal.world.lock:
        rehearsal.repo.rules["main"] = BranchRule(is_protected=True, approvals=2, checks=("ci",))
    assert await client.branch_rules("main") == BranchRules("main", False, 2, ("ci",))
    free = await client.branch_rules("nobody-rules-here")
    assert free == BranchRules("nobody-rules-here", False, 0, ())


async def test_issues_are_searched_and_announced_once(rehearsal: Rehearsal, client: GitHubClient) -> None:
    people.open_issue(
        rehearsal.world, rehearsal.repo, SECOND, "RUSTSEC-2026-0001: widget", labels=("security",)
    )
    closed = people.open_issue(rehearsal.world, rehearsal.repo, SECOND, "RUSTSEC-2026-0002: done")
    people.close_issue(rehearsal.world, rehearsal.repo, SECOND, closed.number)
    (found,) = await client.issues("RUSTSEC in:title")
    assert (found.title, found.labels, found.is_open) == ("RUSTSEC-2026-0001: widget", ("security",), True)
    assert await client.announcement("issue", TITLE) is None
    url = await client.announce("issue", "", TITLE, "It is out.")
    made = await client.announcement("issue", TITLE)
    assert made is not None
    assert (made.url, made.title) == (url, TITLE)


async def test_a_discussion_is_announced_once(client: GitHubClient) -> None:
    assert await client.announcement("discussion", TITLE) is None
    with pytest.raises(RefusedError, match="no category 'Nonsense'"):
        await client.announce("discussion", "Nonsense", TITLE, "It is out.")
    url = await client.announce("discussion", "Announcements", TITLE, "It is out.")
    made = await client.announcement("discussion", TITLE)
    assert made is not None
    assert (made.url, made.is_open) == (url, True)


async def test_advisories_are_shown_to_maintainers(rehearsal: Rehearsal, client: GitHubClient) -> None:
    assert await client.advisories() == ()
    made = people.write_advisory(rehearsal.world, rehearsal.repo, SECOND, "A hole", severity="critical")
    (found,) = await client.advisories()
    assert (found.ghsa, found.state, found.severity, found.summary) == (
        made.ghsa,
        "draft",
        "critical",
        "A hole",
    )
    assert found.published_at is None
    people.publish_advisory(rehearsal.world, rehearsal.repo, SECOND, made.ghsa)
    (found,) = await client.advisories()
    assert found.state == "published"
    assert found.published_at == rehearsal.clock.now()


async def test_more_advisories_than_a_page_are_all_read(rehearsal: Rehearsal, client: GitHubClient) -> None:
    for number in range(130):
        people.write_advisory(rehearsal.world, rehearsal.repo, SECOND, f"Hole {number}")
    assert len({one.ghsa for one in await client.advisories()}) == 130


async def test_drafts_are_not_shown_to_strangers(rehearsal: Rehearsal) -> None:
    people.write_advisory(rehearsal.world, rehearsal.repo, SECOND, "A hole")
    rehearsal.world.add_user("stranger")
    stranger = client_of(rehearsal, rehearsal.token("stranger"))
    try:
        assert await stranger.advisories() == ()
    except LookError as error:
        assert "repository_advisories" in error.advice  # noqa: PT017  both are what GitHub does
    await stranger.close()


async def released(rehearsal: Rehearsal, client: GitHubClient) -> None:
    run_id = push_tag(rehearsal).run_id
    for _ in range(12):
        run_out(rehearsal)
        gates = (await client.run_by_id(run_id)).gates
        for gate in gates:
            await client.review_gate(run_id, gate.environment_id, "approved", "")
        if not gates:
            break


async def test_notes_are_changed_and_nothing_else(rehearsal: Rehearsal, client: GitHubClient) -> None:
    await released(rehearsal, client)
    before = await client.release(TAG)
    assert before is not None
    assert before == await client.latest_release()
    banner = f"> [!WARNING]\n> Withdrawn.\n\n{before.body}"
    await client.edit_release(before.release_id, body=banner, makes_latest=False)
    after = await client.release(TAG)
    assert after is not None
    assert after.body == banner
    assert (after.is_latest, after.assets, after.is_draft) == (True, before.assets, False)
    await client.edit_release(before.release_id, body=None, makes_latest=True)
    again = await client.release(TAG)
    assert again is not None
    assert (again.body, again.is_latest) == (banner, True)
    with pytest.raises(ActError):
        await client.edit_release(10**9, body=None, makes_latest=True)


async def test_versions_and_owners_of_a_crate(
    rehearsal: Rehearsal, client: GitHubClient, registries: RegistryClient
) -> None:
    assert "0.6.0" not in await registries.crate_versions("ordvec")
    await released(rehearsal, client)
    assert "0.6.0" in await registries.crate_versions("ordvec")
    assert await registries.crate_versions("nobody-has-this") == ()
    assert await registries.owners("nobody-has-this") == ()
    assert len(await registries.owners("ordvec")) >= 1


async def test_an_images_tag_goes_back_with_every_platform(
    rehearsal: Rehearsal, registries: RegistryClient
) -> None:
    shelf = rehearsal.world.images
    old = shelf.build(PATH, "0.5.0", ("linux/amd64", "linux/arm64"))
    new = shelf.build(PATH, "0.6.0", ("linux/amd64",))
    for tag, digest in (("0.5.0", old), ("0.6.0", new), ("latest", new)):
        shelf.tag(PATH, tag, digest)
    assert (await registries.image(IMAGE, "latest")).digest == new
    assert not (await registries.image(IMAGE, "0.7.0")).is_there
    await registries.copy_image(IMAGE, old, "latest")
    latest = await registries.image(IMAGE, "latest")
    assert (latest.digest, latest.platforms) == (old, ("linux/amd64", "linux/arm64"))
    assert latest.digest == (await registries.image(IMAGE, "0.5.0")).digest
    with pytest.raises(RefusedError, match="the registry has no"):
        await registries.copy_image(IMAGE, f"sha256:{'0' * 64}", "latest")


async def test_whoever_may_not_push_images_is_refused(rehearsal: Rehearsal) -> None:
    shelf = rehearsal.world.images
    digest = shelf.build(PATH, "0.5.0", ("linux/amd64",))
    shelf.tag(PATH, "0.5.0", digest)
    rehearsal.world.add_user("stranger")
    for token in (None, Token(rehearsal.token("stranger"))):
        one = RegistryClient(
            rehearsal.clock, image_registry_url=rehearsal.image_registry_url, image_token=token
        )
        with pytest.raises((RefusedError, ActError)) as caught:
            await one.copy_image(IMAGE, digest, "latest")
        assert "gonogo auth login" in caught.value.advice or "write:packages" in caught.value.advice
        assert not (await one.image(IMAGE, "latest")).is_there
        await one.close()
