"""Pull requests of the embedded GitHub: opened, reviewed, judged mergeable, merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.world.nouns import Pull, Review

if TYPE_CHECKING:
    from gonogo.rehearsal.gitobjects import CommitFact
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

_OPINIONS = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")


def add_pull(
    world: World,
    repo: Repo,
    login: str,
    head: str,
    base: str,
    title: str,
    body: str = "",
    *,
    is_draft: bool = False,
) -> Pull:
    """Record a new pull request; both branches must exist."""
    number = world.next_number(repo)
    pull = Pull(
        number=number,
        pull_id=world.next_id("pull"),
        title=title,
        body=body,
        login=login,
        head=head,
        base=base,
        head_sha=repo.git.branch(head) or "",
        base_sha=repo.git.branch(base) or "",
        created_at=world.now(),
        updated_at=world.now(),
        is_draft=is_draft,
    )
    repo.pulls[number] = pull
    return pull


def refresh(repo: Repo, pull: Pull) -> Pull:
    """Let an open pull request follow its branches."""
    if pull.state == "open":
        pull.head_sha = repo.git.branch(pull.head) or pull.head_sha
        pull.base_sha = repo.git.branch(pull.base) or pull.base_sha
    return pull


def add_review(world: World, pull: Pull, login: str, state: str, body: str, sha: str) -> Review:
    """Record a review."""
    review = Review(world.next_id("review"), login, state, body, sha or pull.head_sha, world.now())
    pull.reviews.append(review)
    pull.updated_at = world.now()
    return review


def opinions(pull: Pull) -> dict[str, Review]:
    """The last opinion of each reviewer."""
    found = {review.login: review for review in pull.reviews if review.state in _OPINIONS}
    return {login: review for login, review in found.items() if review.state != "DISMISSED"}


def approvers(world: World, repo: Repo, pull: Pull) -> list[str]:
    """Who approves as things are, and counts: with write access, and not the author."""
    rule = repo.rule(pull.base)
    return [
        login
        for login, review in opinions(pull).items()
        if review.state == "APPROVED"
        and login != pull.login
        and world.has_role(repo, login, "write")
        and (not rule.dismisses_stale or review.commit_sha == pull.head_sha)
    ]


def decision(world: World, repo: Repo, pull: Pull) -> str | None:
    """What the reviews come to; None where none is required."""
    if any(review.state == "CHANGES_REQUESTED" for review in opinions(pull).values()):
        return "CHANGES_REQUESTED"
    approvals, needed = len(approvers(world, repo, pull)), repo.rule(pull.base).approvals
    if needed == 0:
        return "APPROVED" if approvals else None
    return "APPROVED" if approvals >= needed else "REVIEW_REQUIRED"


def missing_checks(repo: Repo, names: tuple[str, ...], sha: str) -> list[str]:
    """Those of the required checks (names of jobs, or their keys) that are not green at a commit."""
    jobs = [
        job
        for run in repo.runs_of(sha)
        for job in run.jobs
        if job.conclusion in ("success", "skipped", "neutral")
    ]
    green = {job.spec.name for job in jobs} | {job.spec.key for job in jobs}
    return [name for name in names if name not in green]


def merge_state(world: World, repo: Repo, pull: Pull) -> tuple[bool | None, str]:
    """Whether it can be merged (None: being computed), and GitHub's word for how it stands."""
    if pull.state != "open":
        return None, "UNKNOWN"
    key = (pull.head_sha, pull.base_sha)
    if world.switches.lazy_mergeability and pull.looked_at != key:
        pull.looked_at = key
        return None, "UNKNOWN"
    if repo.git.merged_tree(pull.base_sha, pull.head_sha) is None:
        return False, "DIRTY"
    if pull.is_draft:
        return True, "DRAFT"
    if decision(world, repo, pull) in ("REVIEW_REQUIRED", "CHANGES_REQUESTED"):
        return True, "BLOCKED"
    if missing_checks(repo, repo.rule(pull.base).checks, pull.head_sha):
        return True, "BLOCKED"
    newest = {run.workflow.path: run for run in repo.runs_of(pull.head_sha)}
    is_unsure = any(run.conclusion not in ("success", "skipped", "neutral") for run in newest.values())
    return True, "UNSTABLE" if is_unsure else "CLEAN"


def merge(
    world: World, repo: Repo, pull: Pull, method: str, login: str, title: str, message: str
) -> str | None:
    """Merge a pull request in git.

    Returns:
        The new commit of the base branch; None when it conflicts or the base moved meanwhile.
    """
    sha = merged_commit(world, repo, pull, method, login, title, message)
    if sha is None or not repo.git.move_ref(f"refs/heads/{pull.base}", sha, pull.base_sha):
        return None
    close_merged(world, pull, sha, login)
    return sha


def close_merged(world: World, pull: Pull, sha: str, login: str) -> None:
    """Note that a pull request was merged as a commit."""
    pull.state, pull.merge_sha, pull.merged_by = "merged", sha, login
    pull.merged_at = pull.closed_at = pull.updated_at = world.now()


def merged_commit(
    world: World, repo: Repo, pull: Pull, method: str, login: str, title: str = "", message: str = ""
) -> str | None:
    """The commit that merging would make on the base; None when it conflicts."""
    git = repo.git
    tree = git.merged_tree(pull.base_sha, pull.head_sha)
    if tree is None:
        return None
    account = world.users[login]
    merger = Authorship(account.name, f"{account.user_id}+{login}@users.noreply.github.com", world.now())
    if method == "rebase":
        return _replay(repo, pull, merger)
    is_squash = method == "squash"
    headline = title or (
        _squash_title(repo, pull)
        if is_squash
        else f"Merge pull request #{pull.number} from {repo.owner}/{pull.head}"
    )
    message = message or (_squash_message(repo, pull) if is_squash else "")
    parents = (pull.base_sha,) if is_squash else (pull.base_sha, pull.head_sha)
    text = headline + "\n" + (f"\n{message}\n" if message else "" if is_squash else f"\n{pull.title}\n")
    author = git.commit(pull.head_sha).author if is_squash else merger
    author = Authorship(author.name, author.mail, world.now())
    web = Authorship("GitHub", "noreply@github.com", world.now())
    return git.write_commit(tree, parents, text, author, web)


def _commits_of(repo: Repo, pull: Pull) -> list[CommitFact]:
    return list(reversed(repo.git.log(f"{pull.base_sha}..{pull.head_sha}")))


def _squash_title(repo: Repo, pull: Pull) -> str:
    """Of one commit its own headline, else the pull request's title: what GitHub offers by itself."""
    commits = _commits_of(repo, pull)
    said = commits[0].headline if len(commits) == 1 else pull.title
    return f"{said} (#{pull.number})"


def _squash_message(repo: Repo, pull: Pull) -> str:
    """Of one commit the rest of its message, else a list of all of them."""
    commits = _commits_of(repo, pull)
    if len(commits) == 1:
        return commits[0].message.partition("\n")[2].strip()
    return "\n\n".join(f"* {commit.message.strip()}" for commit in commits)


def _replay(repo: Repo, pull: Pull, merger: Authorship) -> str | None:
    """Write the commits of the head anew, one after the other, on the base."""
    git = repo.git
    tip = pull.base_sha
    for commit in reversed(git.log(f"{pull.base_sha}..{pull.head_sha}")):
        if len(commit.parents) != 1:
            continue
        # A commit with the tip's tree on the old parent: merged with the old commit, it gives the pick.
        stand_in = git.write_commit(git.commit(tip).tree, commit.parents, "stand-in", merger, merger)
        tree = git.merged_tree(stand_in, commit.sha)
        if tree is None:
            return None
        tip = git.write_commit(tree, (tip,), commit.message, commit.author, merger)
    return tip
