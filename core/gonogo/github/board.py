"""From GraphQL answers to the board and its pull requests. What was withheld is never green."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.github.answers import login_of
from gonogo.github.repo_answers import sha256_of
from gonogo.model.github import (
    Asset,
    Board,
    Branch,
    CheckCounts,
    Gate,
    GitHubRelease,
    PullRequest,
    RateBudget,
    Review,
    Run,
    TagLine,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gonogo.github.gaps import Gaps, Path
    from gonogo.github.graph_answers import (
        BoardData,
        BranchNode,
        CommitNode,
        PullNode,
        RateNode,
        ReleaseNode,
        RepositoryNode,
        RequestNode,
        RollupNode,
        RunNode,
        SuiteNode,
        TagNode,
    )
    from gonogo.model.github import RepoName

_PASSED = frozenset({"SUCCESS", "NEUTRAL"})
_FAILED = frozenset(
    {"FAILURE", "ERROR", "TIMED_OUT", "CANCELLED", "ACTION_REQUIRED", "STALE", "STARTUP_FAILURE"}
)
_REPOSITORY: Path = ("repository",)


def make_board(repo: RepoName, data: BoardData, node: RepositoryNode, gaps: Gaps) -> Board:
    """The board, from the data of its query."""
    default = node.default_branch_ref
    runs, gates = _runs_and_gates(_suites(node))
    return Board(
        repo=repo,
        viewer=data.viewer.login,
        permission=node.viewer_permission,
        default_branch=default.name if default else "",
        head_sha=default.target.oid if default and default.target else "",
        branches=tuple(_branches(node, gaps)),
        pulls=tuple(
            make_pull(pull, gaps, (*_REPOSITORY, "pullRequests", "nodes", i))
            for i, pull in (node.pull_requests.numbered() if node.pull_requests else ())
        ),
        runs=runs,
        gates=gates,
        releases=tuple(_release(release) for release in (node.releases.all() if node.releases else ())),
        tags=tuple(line for tag in (node.tags.all() if node.tags else ()) if (line := _tag_line(tag))),
        rate=_rate(data.rate_limit) if data.rate_limit else None,
        gaps=gaps.words(),
    )


def make_pull(node: PullNode, gaps: Gaps, path: Path) -> PullRequest:
    """A pull request; `path` is where it stands in the answer."""
    commit = next((c.commit for c in (node.commits.all() if node.commits else ()) if c.commit), None)
    rollup = commit.status_check_rollup if commit else None
    reviews, place = node.latest_opinionated_reviews, node.merge_queue_entry
    return PullRequest(
        number=node.number,
        title=node.title,
        url=node.url,
        author=login_of(node.author),
        state=node.state,
        is_draft=node.is_draft,
        base=node.base_ref_name,
        head=node.head_ref_name,
        head_sha=node.head_ref_oid,
        mergeable=node.mergeable,
        merge_state=node.merge_state_status,
        review_decision=node.review_decision,
        reviews=tuple(Review(login_of(r.author), r.state) for r in (reviews.all() if reviews else ())),
        labels=tuple(label.name for label in (node.labels.all() if node.labels else ())),
        checks=_checks(rollup, is_withheld=gaps.covers((*path, "commits"))),
        updated_at=node.updated_at,
        merge_sha=node.merge_commit.oid if node.merge_commit and node.state == "MERGED" else "",
        in_merge_queue=node.is_in_merge_queue,
        queue_position=place.position if place else None,
        queue_state=place.state if place else "",
        queued_at=place.enqueued_at if place else None,
    )


def count_states(states: Iterable[tuple[str, int]]) -> CheckCounts:
    """States of checks and statuses (upper case) with their counts, by outcome.

    A state that is not known counts as running: it is not green.
    """
    passed = failed = running = skipped = 0
    for state, count in states:
        if state in _PASSED:
            passed += count
        elif state in _FAILED:
            failed += count
        elif state == "SKIPPED":
            skipped += count
        else:
            running += count
    return CheckCounts(passed, failed, running, skipped)


def _checks(rollup: RollupNode | None, *, is_withheld: bool) -> CheckCounts:
    if is_withheld:
        return CheckCounts(is_known=False)
    if rollup is None:
        return CheckCounts()
    contexts = rollup.contexts
    if contexts is None:
        return CheckCounts(is_known=False)
    runs, statuses = contexts.check_run_counts_by_state, contexts.status_context_counts_by_state
    if runs is None and statuses is None:
        return CheckCounts(is_known=False)
    return count_states((node.state, node.count) for node in (*(runs or ()), *(statuses or ())))


def _branches(node: RepositoryNode, gaps: Gaps) -> Iterator[Branch]:
    default = node.default_branch_ref
    if default and default.target:
        path = (*_REPOSITORY, "defaultBranchRef", "target", "statusCheckRollup")
        yield _branch(default, default.target, is_withheld=gaps.covers(path), is_default=True)
    for i, train in node.trains.numbered() if node.trains else ():
        if train.target is None or (default and train.name == default.name):
            continue
        path = (*_REPOSITORY, "trains", "nodes", i, "target", "statusCheckRollup")
        yield _branch(train, train.target, is_withheld=gaps.covers(path))


def _branch(node: BranchNode, commit: CommitNode, *, is_withheld: bool, is_default: bool = False) -> Branch:
    author = commit.author
    compare = node.compare
    return Branch(
        name=node.name,
        sha=commit.oid,
        headline=commit.message_headline,
        committed_at=commit.committed_date,
        author=(author.user.login if author.user else author.name) if author else "",
        # GraphQL compares from the branch: what the default branch is ahead by, the branch lacks.
        ahead=0 if is_default else compare.behind_by if compare else None,
        behind=0 if is_default else compare.ahead_by if compare else None,
        checks=_checks(commit.status_check_rollup, is_withheld=is_withheld),
        is_default=is_default,
    )


def _suites(node: RepositoryNode) -> Iterator[tuple[str, SuiteNode]]:
    """The check suites of the default branch's head and of the newest tag's commit, with the commit."""
    default = node.default_branch_ref
    if default and default.target and default.target.check_suites:
        for suite in default.target.check_suites.all():
            yield default.target.oid, suite
    for tag in node.newest.all() if node.newest else ():
        commit = tag.target.target or tag.target if tag.target else None
        if commit and commit.oid and commit.check_suites:
            for suite in commit.check_suites.all():
                yield commit.oid, suite


def _runs_and_gates(
    suites: Iterable[tuple[str, SuiteNode]],
) -> tuple[tuple[Run, ...], tuple[Gate, ...]]:
    runs: dict[int, Run] = {}
    gates: list[Gate] = []
    for sha, suite in suites:
        node = suite.workflow_run
        if node is None or node.database_id is None or node.database_id in runs:
            continue
        runs[node.database_id] = _run(node.database_id, node, suite, sha)
        requests = node.pending_deployment_requests
        gates += [_gate(node.database_id, request) for request in (requests.all() if requests else ())]
    newest_first = sorted(runs.values(), key=lambda run: (run.created_at, run.run_id), reverse=True)
    return tuple(newest_first), tuple(gates)


def _run(run_id: int, node: RunNode, suite: SuiteNode, sha: str) -> Run:
    return Run(
        run_id=run_id,
        name=node.workflow.name,
        path=node.file.path if node.file else "",
        number=node.run_number,
        attempt=0,  # GraphQL does not tell
        event=node.event,
        status=suite.status.lower(),
        conclusion=suite.conclusion.lower(),
        head_sha=sha,
        head_branch=suite.branch.name if suite.branch else "",
        actor=login_of(suite.creator),
        created_at=suite.created_at,
        updated_at=node.updated_at,
        url=node.url,
    )


def _gate(run_id: int, node: RequestNode) -> Gate:
    reviewers = node.reviewers.all() if node.reviewers else ()
    return Gate(
        run_id=run_id,
        environment_id=node.environment.database_id or 0,
        environment=node.environment.name,
        timer_min=node.wait_timer,
        timer_started_at=node.wait_timer_started_at,
        reviewers=tuple(word for r in reviewers if (word := r.login or r.combined_slug)),
        can_approve=node.current_user_can_approve,
    )


def _release(node: ReleaseNode) -> GitHubRelease:
    assets = node.release_assets.all() if node.release_assets else ()
    return GitHubRelease(
        release_id=node.database_id or 0,
        tag=node.tag_name,
        name=node.name,
        is_draft=node.is_draft,
        is_prerelease=node.is_prerelease,
        is_latest=node.is_latest,
        is_immutable=node.immutable,
        created_at=node.created_at,
        published_at=node.published_at,
        assets=tuple(Asset(a.name, a.size, "", sha256_of(a.digest), a.download_url) for a in assets),
        url=node.url,
    )


def _tag_line(node: TagNode) -> TagLine | None:
    target = node.target
    if target is None or target.oid is None:
        return None
    is_annotated = target.typename == "Tag"
    return TagLine(
        name=node.name,
        oid=target.oid,
        commit=(target.target.oid or "" if target.target else "") if is_annotated else target.oid,
        is_annotated=is_annotated,
        tagged_at=target.tagger.date if target.tagger else None,
    )


def _rate(node: RateNode) -> RateBudget:
    return RateBudget(node.limit, node.remaining, node.reset_at, node.cost)
