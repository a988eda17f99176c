"""What the core needs of the outside, as Protocols. Each has one real implementation and honest fakes.

Looks raise `LookError` when the source could not be read. Writes raise
`RefusedError` (nothing was sent), `ActError` (sent, failed) or
`OutcomeUnknownError` (sent, may have worked). Nothing else leaves an edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

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
    from gonogo.model.local import (
        ChangedFiles,
        CommandEnd,
        CommitLine,
        Divide,
        FileSet,
        Hits,
        Image,
        Landing,
        Published,
        RefLine,
        TagSignature,
        WorkflowFile,
        Worktree,
    )
    from gonogo.model.plans import FileEdit
    from gonogo.model.releases import Event
    from gonogo.model.secret import Token
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


class Git(Protocol):
    """The maintainer's clone, and its `origin`, through the git command."""

    async def worktree(self) -> Worktree:
        """The checkout as it is."""
        ...

    async def head(self, branch: str) -> str | None:
        """The commit of origin's branch (`ls-remote`, nothing cached); None: no such branch."""
        ...

    async def signature(self, name: str) -> TagSignature | None:
        """Fetch a tag object of origin and verify it; None when origin has no such tag."""
        ...

    async def files(self, sha: str, paths: tuple[str, ...], globs: tuple[str, ...] = ()) -> FileSet:
        """Files at a commit (fetched from origin when it is not here), and whatever the globs find."""
        ...

    async def changes(self, base: str, head: str) -> ChangedFiles:
        """Every file that `head` changes since it parted from `base`."""
        ...

    async def hits(self, sha: str, needle: str) -> Hits:
        """Lines of text files at a commit that hold `needle` as a whole version."""
        ...

    async def workflow_file(self, file: str, sha: str) -> WorkflowFile | None:
        """`.github/workflows/<file>` at a commit, parsed; None when it is not there."""
        ...

    async def push_bump(
        self, base: str, base_sha: str, branch: str, message: str, edits: tuple[FileEdit, ...]
    ) -> str:
        """Commit the edits on `base_sha` in a temporary worktree and push to `branch`; the commit.

        The checkout is not touched. Hooks and signing are the user's own.

        Raises:
            MovedError: origin's `base` has moved, or a file no longer reads as `before`.
        """
        ...

    async def branches(self, pattern: str) -> tuple[RefLine, ...]:
        """Branches of origin whose names match a glob (`ls-remote`, nothing cached)."""
        ...

    async def tags(self, pattern: str) -> tuple[RefLine, ...]:
        """Tags of origin whose names match a glob, peeled (`ls-remote`, nothing cached)."""
        ...

    async def commits(self, base: str, head: str) -> tuple[CommitLine, ...]:
        """Commits that `head` has and `base` lacks, newest first, at most 500; no `base`: the newest 500."""
        ...

    async def divide(self, base: str, head: str) -> Divide:
        """Where two commits part, and how many commits `head` is ahead and behind."""
        ...

    async def landings(self, base: str, head: str, source: str) -> tuple[Landing, ...]:
        """Commits of `head` since `base`, and where the same change stands on `source`."""
        ...

    def standing_at(self, sha: str) -> AbstractAsyncContextManager[str]:
        """A clean worktree of its own at a commit (fetched when it is not here), for as long as it is held: its folder.

        Raises:
            RefusedError: it could not be made.
        """
        ...

    async def locked_key(self) -> str:
        """The name of the signing key whose passphrase would be asked for; empty when none would be."""
        ...

    def unlock_key(self, terminal: str) -> str:
        """Let that key's own program ask for the passphrase on a terminal, and wait for it.

        What went wrong, in one line; empty when the key is unlocked.
        """
        ...

    async def push_branch(self, branch: str, target: str) -> None:
        """Create a branch on origin.

        Raises:
            MovedError: origin has a branch of that name.
        """
        ...

    async def push_backport(self, base: str, base_sha: str, branch: str, commits: tuple[str, ...]) -> str:
        """Cherry-pick (`-x`) onto `base_sha` in a temporary worktree and push to a new branch; the commit.

        Raises:
            MovedError: origin's `base` has moved, or the branch is there already.
            RefusedError: a conflict; the sentence names the commit and the files. Nothing is left behind.
        """
        ...

    async def push_tag(
        self, name: str, message: str, target: str, branch: str, *, is_signed: bool = True
    ) -> str:
        """Sign, verify and push an annotated tag (or a lightweight one); what the ref points at.

        Origin's `branch` is checked against `target` before signing and again just before the
        push. The tag is made in a scratch repository and fetched here only after the push.

        Raises:
            MovedError: origin's branch moved, or origin already has the tag.
            RefusedError: the signature did not verify (git says why).
        """
        ...


class Registries(Protocol):
    """crates.io, PyPI, and registries of container images."""

    async def crate(self, crate: str, version: str) -> Published:
        """A version on crates.io: index entry, and the digest of the served bytes."""
        ...

    async def pypi(self, project: str, version: str) -> Published:
        """A version on PyPI: its files, and the digests of the served bytes."""
        ...

    async def crate_versions(self, crate: str) -> tuple[str, ...]:
        """Every version of a crate that is not yanked; empty: it was never published."""
        ...

    async def owners(self, crate: str) -> tuple[str, ...]:
        """The owners of a crate: logins, and teams as `github:org:team`."""
        ...

    async def image(self, image: str, tag: str) -> Image:
        """A tag of a container image: the digest of its manifest."""
        ...

    async def copy_image(self, image: str, digest: str, tag: str) -> None:
        """Put a tag on a manifest that is there, byte for byte; the digest is checked afterwards."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class Commands(Protocol):
    """Command lines on this machine, run only when their exact text was trusted by hand."""

    def is_trusted(self, command: str) -> bool:
        """Whether this exact text was trusted."""
        ...

    def trust(self, command: str) -> None:
        """Trust this exact text from now on."""
        ...

    async def run(
        self, command: str, head: str, timeout_s: float, progress: Callable[[str], None]
    ) -> CommandEnd:
        """Run it at exactly `head`, line by line to `progress`; a log is kept.

        In the checkout where that is clean and there, else in a worktree of its own. Stopped, with
        everything it started, when cancelled or after `timeout_s`.

        Raises:
            RefusedError: the text is not trusted, or no clean place at `head` could be made.
        """
        ...


class Journal(Protocol):
    """The append-only record. Written ahead of every act."""

    def append(self, event: Event) -> Event:
        """Write one event durably (fsynced) and return it with its id."""
        ...

    def events(self, release_id: str | None = None) -> tuple[Event, ...]:
        """Events of one release, or of all, oldest first."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class Secrets(Protocol):
    """Where tokens are kept."""

    def token(self, host: str) -> Token | None:
        """The token for a host: environment, keyring, `gh auth token`; None when there is none."""
        ...

    def keep(self, host: str, token: Token) -> None:
        """Keep a token in the keyring.

        Raises:
            NoTokenError: there is no keyring to keep it in.
        """
        ...

    def forget(self, host: str) -> bool:
        """Remove the token from the keyring; False when there was none."""
        ...


class Clock(Protocol):
    """The time of the world that is looked at."""

    def now(self) -> datetime:
        """The time now, UTC, aware."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of this clock."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The sources that a look asks, and that acts are sent to."""

    github: GitHub
    git: Git
    registries: Registries
    commands: Commands
