"""Looks at environments, tags, releases and attestations."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gonogo.errors import LookError
from gonogo.github.asking import part
from gonogo.github.repo_answers import (
    ATTESTATION_PAGE,
    ENVIRONMENT,
    POLICY_PAGE,
    REF,
    RELEASE,
    RELEASES,
    TAG,
)
from gonogo.model.github import AttestationCount, RemoteTag

if TYPE_CHECKING:
    from gonogo.github.place import Place
    from gonogo.github.repo_answers import ReleaseBody
    from gonogo.model.github import DeployPolicy, Environment, GitHubRelease

_DEEPEST_TAG = 5
_AT_ONCE = 5


async def read_environment(place: Place, name: str) -> Environment | None:
    """An environment with its rules and deployment policies; None when there is none.

    Raises:
        LookError: it could not be read.
    """
    path = place.path("environments", name)
    body = await place.ask.read_or_none(path, f"the environment {name}", ENVIRONMENT)
    if body is None:
        return None
    policies: tuple[DeployPolicy, ...] = ()
    if body.restricts == "custom":
        what = f"the deployment policies of {name}"
        pages = await place.ask.pages(f"{path}/deployment-branch-policies", what, POLICY_PAGE)
        policies = tuple(policy.noun() for page in pages for policy in page.branch_policies)
    return body.noun(policies, place.repo.owner)


async def read_tag(place: Place, name: str) -> RemoteTag | None:
    """A tag, with GitHub's own verification of an annotated one; None when there is none.

    Raises:
        LookError: it could not be read.
    """
    what = f"the tag {name}"
    path = f"{place.path('git', 'ref', 'tags')}/{part(name, keep='/')}"
    ref = await place.ask.read_or_none(path, what, REF)
    if ref is None:
        return None
    target = ref.object
    if target.type != "tag":
        return RemoteTag(
            name=name,
            oid=target.sha,
            commit=target.sha,
            is_annotated=False,
            is_verified=None,
            reason="",
            message="",
            tagger="",
            tagged_at=None,
        )
    first = await place.ask.read(place.path("git", "tags", target.sha), what, TAG)
    peeled = first.object
    for _ in range(_DEEPEST_TAG):
        if peeled.type != "tag":
            return first.noun(name, target.sha, peeled.sha)
        peeled = (await place.ask.read(place.path("git", "tags", peeled.sha), what, TAG)).object
    raise LookError(f"the tag {name} points at a tag of a tag, more than {_DEEPEST_TAG} deep")


async def read_release(place: Place, tag: str) -> GitHubRelease | None:
    """The release of a tag, drafts included; None when there is none.

    Looked up through the list: a draft is not found by its tag.

    Raises:
        LookError: it could not be read.
    """

    def of_tag(page: tuple[ReleaseBody, ...]) -> list[ReleaseBody]:
        return [body for body in page if body.tag_name == tag]

    async def latest_id() -> int | None:
        path = place.path("releases", "latest")
        latest = await place.ask.read_or_none(path, "the latest release", RELEASE)
        return latest.id if latest else None

    pages, latest = await asyncio.gather(
        place.ask.pages(
            place.path("releases"),
            f"the release {tag}",
            RELEASES,
            is_enough=lambda page: bool(of_tag(page)),
        ),
        latest_id(),
    )
    # A published release counts before a draft of the same tag.
    found = sorted((body for page in pages for body in of_tag(page)), key=lambda body: body.draft)
    return found[0].noun(is_latest=found[0].id == latest) if found else None


async def read_latest(place: Place) -> GitHubRelease | None:
    """The release that GitHub calls the latest; None when nothing is released.

    Raises:
        LookError: it could not be read.
    """
    body = await place.ask.read_or_none(place.path("releases", "latest"), "the latest release", RELEASE)
    return body.noun(is_latest=True) if body else None


async def read_attestations(place: Place, digests: tuple[str, ...]) -> tuple[AttestationCount, ...]:
    """How many attestations GitHub lists for each digest (hex sha256).

    Raises:
        LookError: one of them could not be read.
    """
    slots = asyncio.Semaphore(_AT_ONCE)

    async def count(digest: str) -> AttestationCount:
        async with slots:
            path = place.path("attestations", f"sha256:{digest}")
            try:
                pages = await place.ask.pages(path, f"attestations of {digest[:12]}", ATTESTATION_PAGE)
            except LookError as error:
                if error.status != 404:
                    raise
                pages = []
        bodies = [body for page in pages for body in page.attestations]
        kinds = sorted({body.predicate_type for body in bodies} - {""})
        return AttestationCount(digest, len(bodies), tuple(kinds))

    return tuple(await asyncio.gather(*(count(digest) for digest in digests)))
