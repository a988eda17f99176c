"""GitHub, as the core needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.github import (
        Advisory,
        AttestationCount,
        Board,
        BranchRules,
        Environment,
        GitHubRelease,
        HeadReview,
        Issue,
        PullRequest,
        RateBudget,
        RemoteTag,
        Run,
        RunDetail,
    )
    from gonogo.model.stories import PullStory


class GitHub(Protocol):
    """One repository on GitHub. All text it returns is cleaned."""

    async def board(self) -> Board:
        """The whole board in one GraphQL request; partial data is accepted and named in `gaps`."""
        ...

    async def pull(self, head: str, base: str) -> PullRequest | None:
        """The newest open or merged pull request from `head` into `base`, with fresh mergeability."""
        ...

    async def pull_by_number(self, number: int) -> PullRequest:
        """One pull request in whatever state, read afresh (no cache)."""
        ...

    async def runs(self, sha: str, event: str) -> tuple[Run, ...]:
        """All runs of a commit for an event, newest first, every page."""
        ...

    async def run_detail(self, file: str, sha: str, event: str, ref: str) -> RunDetail | None:
        """The newest run of a workflow file for commit, event and ref, with all pages of its jobs."""
        ...

    async def run_by_id(self, run_id: int) -> RunDetail:
        """One run with jobs, gates and decisions, read afresh (no cache)."""
        ...

    async def job_log(self, job_id: int) -> str:
        """A job's log, as `gonogo.model.logs` cleans it; `LookError` with status 404 while there is none."""
        ...

    async def pull_story(self, number: int) -> PullStory:
        """One pull request, whole, read afresh: description, files, checks, reviews."""
        ...

    async def environment(self, name: str) -> Environment | None:
        """An environment with its rules and deployment policies."""
        ...

    async def tag(self, name: str) -> RemoteTag | None:
        """A tag, with GitHub's own verification of an annotated one."""
        ...

    async def release(self, tag: str) -> GitHubRelease | None:
        """The release of a tag, drafts included (looked up through the list)."""
        ...

    async def attestations(self, digests: tuple[str, ...]) -> tuple[AttestationCount, ...]:
        """How many attestations GitHub lists for each digest."""
        ...

    async def open_pull(self, head: str, base: str, title: str, body: str) -> int:
        """Open a pull request; its number."""
        ...

    async def merge_pull(self, number: int, head_sha: str, method: str) -> str:
        """Merge, guarded by the head SHA; the merge commit."""
        ...

    async def review_gate(self, run_id: int, environment_id: int, state: str, comment: str) -> None:
        """Approve or reject what waits at an environment of a run."""
        ...

    async def workflow_runs(self, file: str, branch: str) -> tuple[Run, ...]:
        """The newest 50 runs of a workflow file on a branch, every event, newest first."""
        ...

    async def run(self, run_id: int) -> RunDetail | None:
        """One run with jobs, gates and decisions; None: no such run."""
        ...

    async def reviews(self, number: int) -> tuple[HeadReview, ...]:
        """The last opinionated review of each person on a pull request, with its commit."""
        ...

    async def branch_rules(self, branch: str) -> BranchRules:
        """The rules that hold for a branch, rulesets and classic protection together."""
        ...

    async def issues(self, query: str) -> tuple[Issue, ...]:
        """Open issues of the repository that match a search."""
        ...

    async def announcement(self, via: str, heading: str) -> Issue | None:
        """The discussion or issue (`via`) with exactly this title, open or closed."""
        ...

    async def advisories(self) -> tuple[Advisory, ...]:
        """The repository's security advisories; those not public need a permission."""
        ...

    async def latest_release(self) -> GitHubRelease | None:
        """The release that GitHub calls the latest."""
        ...

    async def dispatch(self, file: str, ref: str, inputs: Mapping[str, str]) -> int | None:
        """Start a workflow by hand; the id of its run, None where GitHub does not tell."""
        ...

    async def enqueue_pull(self, number: int, head_sha: str) -> int | None:
        """Put a pull request into the merge queue, guarded by its head; its position."""
        ...

    async def edit_release(self, release_id: int, *, body: str | None, makes_latest: bool) -> None:
        """Change a release's notes (None: leave them), or make it the latest."""
        ...

    async def announce(self, via: str, category: str, heading: str, body: str) -> str:
        """Open a discussion or an issue; its address."""
        ...

    async def rerun(self, run_id: int, *, failed_only: bool) -> None:
        """Run a completed run again."""
        ...

    def rate(self) -> RateBudget | None:
        """The REST budget as of the last answer; None before the first."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
