"""REST answers about environments, tags, releases and attestations, and the nouns they become."""

from __future__ import annotations

import base64
import json
from typing import Any

from pydantic import Field, TypeAdapter

from gonogo.github.answers import LATE, Answer, Line, MaybeLine, Moment, Sha, Text
from gonogo.github.run_answers import ReviewerEntry, words_of
from gonogo.model.github import Asset, DeployPolicy, Environment, GitHubRelease, RemoteTag
from gonogo.model.text import clean_line, clean_text


class RuleBody(Answer):
    """A protection rule of an environment."""

    type: Line
    wait_timer: int = 0
    prevent_self_review: bool = False
    reviewers: tuple[ReviewerEntry, ...] = ()


class BranchPolicyBody(Answer):
    """Which refs may deploy."""

    protected_branches: bool
    custom_branch_policies: bool


class EnvironmentBody(Answer):
    """An environment with its rules."""

    id: int
    name: Line
    html_url: MaybeLine = ""
    protection_rules: tuple[RuleBody, ...] = ()
    deployment_branch_policy: BranchPolicyBody | None = None

    @property
    def restricts(self) -> str:
        """`none`, `protected` or `custom`."""
        policy = self.deployment_branch_policy
        if policy is None:
            return "none"
        return "custom" if policy.custom_branch_policies else "protected"

    def noun(self, policies: tuple[DeployPolicy, ...], owner: str) -> Environment:
        """As an environment with the policies that were read for it."""
        entries = tuple(entry for rule in self.protection_rules for entry in rule.reviewers)
        return Environment(
            name=self.name,
            environment_id=self.id,
            reviewers=words_of(entries, owner),
            prevents_self_review=any(rule.prevent_self_review for rule in self.protection_rules),
            timer_min=max((rule.wait_timer for rule in self.protection_rules), default=0),
            restricts=self.restricts,
            policies=policies,
            url=self.html_url,
        )


class PolicyBody(Answer):
    """A pattern of refs that may deploy."""

    name: Line
    type: MaybeLine = ""

    def noun(self) -> DeployPolicy:
        """As a policy; older servers know branches only and leave the type out."""
        return DeployPolicy(self.name, self.type or "branch")


class PolicyPage(Answer):
    """A page of policies."""

    branch_policies: tuple[PolicyBody, ...]


class ObjectBody(Answer):
    """What a ref or a tag points at."""

    type: Line
    sha: Sha


class RefBody(Answer):
    """A ref."""

    object: ObjectBody


class TaggerBody(Answer):
    """Who tagged, and when."""

    name: MaybeLine = ""
    date: Moment | None = None


class VerificationBody(Answer):
    """What GitHub says of a signature."""

    verified: bool
    reason: MaybeLine = ""


class TagBody(Answer):
    """An annotated tag object."""

    message: Text = ""
    tagger: TaggerBody | None = None
    object: ObjectBody
    verification: VerificationBody | None = None

    def noun(self, name: str, oid: str, commit: str) -> RemoteTag:
        """As a tag of that name, whose ref points at `oid`."""
        return RemoteTag(
            name=name,
            oid=oid,
            commit=commit,
            is_annotated=True,
            is_verified=self.verification.verified if self.verification else None,
            reason=self.verification.reason if self.verification else "",
            message=self.message,
            tagger=self.tagger.name if self.tagger else "",
            tagged_at=self.tagger.date if self.tagger else None,
        )


class AssetBody(Answer):
    """A release asset."""

    name: Line
    size: int
    state: MaybeLine = ""
    digest: MaybeLine = ""
    browser_download_url: MaybeLine = ""

    def noun(self) -> Asset:
        """As an asset."""
        return Asset(self.name, self.size, self.state, sha256_of(self.digest), self.browser_download_url)


class ReleaseBody(Answer):
    """A release."""

    id: int
    tag_name: Line
    name: MaybeLine = ""
    draft: bool
    prerelease: bool
    immutable: bool | None = None
    created_at: Moment | None = None
    published_at: Moment | None = None
    html_url: MaybeLine = ""
    assets: tuple[AssetBody, ...] = ()
    body: str | None = None

    def noun(self, *, is_latest: bool) -> GitHubRelease:
        """As a release."""
        return GitHubRelease(
            release_id=self.id,
            tag=self.tag_name,
            name=self.name,
            is_draft=self.draft,
            is_prerelease=self.prerelease,
            is_latest=is_latest,
            is_immutable=bool(self.immutable),
            created_at=self.created_at,
            published_at=self.published_at,
            assets=tuple(asset.noun() for asset in self.assets),
            url=self.html_url,
            body=clean_text(self.body or ""),
        )


def sha256_of(digest: str) -> str:
    """The hex part of `sha256:…`; empty for none, and for other algorithms."""
    algorithm, _, value = digest.partition(":")
    return value.lower() if algorithm == "sha256" else ""


class EnvelopeBody(Answer):
    """A DSSE envelope."""

    payload: str = ""


class BundleBody(Answer):
    """The part of a Sigstore bundle that names the statement."""

    envelope: EnvelopeBody | None = Field(None, alias="dsseEnvelope")


class AttestationBody(Answer):
    """An attestation; newer servers give no bundle here."""

    bundle: BundleBody | None = None

    @property
    def predicate_type(self) -> str:
        """What kind of statement it is, as the server has it; empty when it does not say."""
        if self.bundle is None or self.bundle.envelope is None:
            return ""
        try:
            statement: Any = json.loads(base64.b64decode(self.bundle.envelope.payload))
        except (ValueError, RecursionError):
            return ""
        kind = statement.get("predicateType") if isinstance(statement, dict) else None
        return clean_line(kind, 200) if isinstance(kind, str) else ""


class AttestationPage(Answer):
    """A page of attestations."""

    attestations: tuple[AttestationBody, ...]


class StatusBody(Answer):
    """A commit status."""

    state: Line


class StatusPage(Answer):
    """The statuses of a commit, the newest for each context."""

    statuses: tuple[StatusBody, ...]


class PullMade(Answer):
    """A pull request that was opened."""

    number: int


class MergeMade(Answer):
    """A pull request that was merged."""

    sha: Sha
    merged: bool


ENVIRONMENT = TypeAdapter(EnvironmentBody)
POLICY_PAGE = TypeAdapter(PolicyPage)
REF = TypeAdapter(RefBody)
TAG = TypeAdapter(TagBody)
RELEASE = TypeAdapter(ReleaseBody)
RELEASES = TypeAdapter(tuple[ReleaseBody, ...], config=LATE)
ATTESTATION_PAGE = TypeAdapter(AttestationPage)
STATUS_PAGE = TypeAdapter(StatusPage)
PULL_MADE = TypeAdapter(PullMade)
MERGE_MADE = TypeAdapter(MergeMade)
