"""One repository on GitHub, as the rest of gonogo sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.github import acts, logs, project, publishing, pulls, releases, runs, stories
from gonogo.github.asking import Asker
from gonogo.github.place import Place

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
        RepoName,
        Run,
        RunDetail,
    )
    from gonogo.model.secret import Token
    from gonogo.model.stories import PullStory
    from gonogo.ports import Clock


class GitHubClient:
    """One repository on GitHub: satisfies `gonogo.ports.GitHub`.

    Connects, and imports what it needs for that, with the first request. Every
    look raises `LookError` when GitHub could not be read; every write raises
    `ActError` when it was refused and `OutcomeUnknownError` when it may have worked.

    Args:
        repo: The repository.
        token: For the API.
        api_url: `https://api.github.com/`, or `https://HOST/api/v3/` of an Enterprise server.
        clock: The time of the world that is looked at.
        trains: Branches whose name contains this are on the board, beside the default branch.
    """

    def __init__(
        self,
        repo: RepoName,
        token: Token,
        *,
        api_url: str = "https://api.github.com/",
        clock: Clock,
        trains: str = "release",
    ) -> None:
        self._place = Place(repo, Asker(token, api_url, clock))
        self._trains = trains

    def __repr__(self) -> str:
        return f"GitHubClient({self._place.repo})"

    # looks

    async def board(self) -> Board:
        """The whole board in one GraphQL request; partial data is accepted and named in `gaps`."""
        return await pulls.read_board(self._place, self._trains)

    async def pull(self, head: str, base: str) -> PullRequest | None:
        """The newest open or merged pull request from `head` into `base`, with fresh mergeability."""
        return await pulls.read_pull(self._place, head, base)

    async def pull_by_number(self, number: int) -> PullRequest:
        """One pull request in whatever state, read afresh."""
        return await pulls.read_pull_by_number(self._place, number)

    async def runs(self, sha: str, event: str) -> tuple[Run, ...]:
        """All runs of a commit for an event, newest first, every page."""
        return await runs.read_runs(self._place, sha, event)

    async def run_detail(self, file: str, sha: str, event: str, ref: str) -> RunDetail | None:
        """The newest run of a workflow file for commit, event and ref, with all pages of its jobs."""
        return await runs.read_run_detail(self._place, file, sha, event, ref)

    async def run_by_id(self, run_id: int) -> RunDetail:
        """One run with jobs, gates and decisions, read afresh (no cache)."""
        return await runs.read_run(self._place, run_id)

    async def job_log(self, job_id: int) -> str:
        """A job's log, cleaned; `LookError` with status 404 while there is none."""
        return await logs.read_job_log(self._place, job_id)

    async def pull_story(self, number: int) -> PullStory:
        """One pull request, whole, read afresh."""
        return await stories.read_pull_story(self._place, number)

    async def environment(self, name: str) -> Environment | None:
        """An environment with its rules and deployment policies."""
        return await releases.read_environment(self._place, name)

    async def tag(self, name: str) -> RemoteTag | None:
        """A tag, with GitHub's own verification of an annotated one."""
        return await releases.read_tag(self._place, name)

    async def release(self, tag: str) -> GitHubRelease | None:
        """The release of a tag, drafts included (looked up through the list)."""
        return await releases.read_release(self._place, tag)

    async def attestations(self, digests: tuple[str, ...]) -> tuple[AttestationCount, ...]:
        """How many attestations GitHub lists for each digest."""
        return await releases.read_attestations(self._place, digests)

    async def workflow_runs(self, file: str, branch: str) -> tuple[Run, ...]:
        """The newest 50 runs of a workflow file on a branch, every event, newest first."""
        return await runs.read_workflow_runs(self._place, file, branch)

    async def run(self, run_id: int) -> RunDetail | None:
        """One run with jobs, gates and decisions; None: no such run."""
        return await runs.read_run_or_none(self._place, run_id)

    async def reviews(self, number: int) -> tuple[HeadReview, ...]:
        """The last opinionated review of each person on a pull request, with its commit."""
        return await project.read_reviews(self._place, number)

    async def branch_rules(self, branch: str) -> BranchRules:
        """The rules that hold for a branch, rulesets and classic protection together."""
        return await project.read_branch_rules(self._place, branch)

    async def issues(self, query: str) -> tuple[Issue, ...]:
        """Open issues of the repository that match a search."""
        return await project.read_issues(self._place, query)

    async def announcement(self, via: str, heading: str) -> Issue | None:
        """The discussion or issue (`via`) with exactly this title, open or closed."""
        return await project.read_announcement(self._place, via, heading)

    async def advisories(self) -> tuple[Advisory, ...]:
        """The repository's security advisories; those not public need a permission."""
        return await project.read_advisories(self._place)

    async def latest_release(self) -> GitHubRelease | None:
        """The release that GitHub calls the latest."""
        return await releases.read_latest(self._place)

    # writes

    async def open_pull(self, head: str, base: str, title: str, body: str) -> int:
        """Open a pull request; its number."""
        return await acts.open_pull(self._place, head, base, title, body)

    async def merge_pull(self, number: int, head_sha: str, method: str) -> str:
        """Merge, guarded by the head SHA; the merge commit. `MovedError` when the head moved."""
        return await acts.merge_pull(self._place, number, head_sha, method)

    async def review_gate(self, run_id: int, environment_id: int, state: str, comment: str) -> None:
        """Approve or reject what waits at an environment of a run."""
        await acts.review_gate(self._place, run_id, environment_id, state, comment)

    async def rerun(self, run_id: int, *, failed_only: bool) -> None:
        """Run a completed run again."""
        await acts.rerun(self._place, run_id, failed_only=failed_only)

    async def dispatch(self, file: str, ref: str, inputs: Mapping[str, str]) -> int | None:
        """Start a workflow by hand; the id of its run, None where GitHub does not tell."""
        return await publishing.dispatch(self._place, file, ref, inputs)

    async def enqueue_pull(self, number: int, head_sha: str) -> int | None:
        """Put a pull request into the merge queue, guarded by its head; its position."""
        return await publishing.enqueue_pull(self._place, number, head_sha)

    async def edit_release(self, release_id: int, *, body: str | None, makes_latest: bool) -> None:
        """Change a release's notes (None: leave them), or make it the latest."""
        await publishing.edit_release(self._place, release_id, body=body, makes_latest=makes_latest)

    async def announce(self, via: str, category: str, heading: str, body: str) -> str:
        """Open a discussion or an issue; its address."""
        return await publishing.announce(self._place, via, category, heading, body)

    # the connection

    def rate(self) -> RateBudget | None:
        """The REST budget as of the last answer; None before the first."""
        return self._place.ask.rate

    async def close(self) -> None:
        """Let go of connections; a later request connects again."""
        await self._place.ask.close()
