"""REST: pull requests, reviews and merging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest import git_shapes, pull_shapes
from gonogo.rehearsal.rest.call import Answer, ApiError, Call, not_found, page
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.world import pulls

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.rehearsal.gitobjects import CommitFact
    from gonogo.rehearsal.world.nouns import Pull

_EVENTS = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}


def _pull_of(call: Call) -> Pull:
    found = call.repo.pulls.get(call.number("number"))
    if found is None:
        raise not_found()
    return pulls.refresh(call.repo, found)


def _list(call: Call) -> Answer:
    query, state = call.query, call.query.get("state", "open")
    head = query.get("head", "")
    owner, _, branch = head.rpartition(":")
    kept = [
        pull
        for pull in call.repo.pulls.values()
        if (state == "all" or (state == "open") == (pull.state == "open"))
        and query.get("base") in (None, "", pull.base)
        and (not head or (owner.lower() == call.repo.owner.lower() and branch == pull.head))
    ]
    by = "updated_at" if query.get("sort") == "updated" else "number"
    kept.sort(key=lambda pull: (getattr(pull, by), pull.number), reverse=query.get("direction") != "asc")
    shown, links = page(call, kept)
    rows = [pull_shapes.pull(call.world, call.repo, pulls.refresh(call.repo, pull)) for pull in shown]
    return Answer(rows, headers=links)


def _get(call: Call) -> Answer:
    return Answer(pull_shapes.full_pull(call.world, call.repo, _pull_of(call)))


def _open(call: Call) -> Answer:
    head, base, title = call.text("head").rpartition(":")[2], call.text("base"), call.text("title")
    git = call.repo.git
    for name, field in ((head, "head"), (base, "base")):
        if git.branch(name) is None:
            raise _invalid(field)
    counts = git.ahead_behind(git.branch(base) or "", git.branch(head) or "")
    if counts is None or counts[0] == 0:
        raise _refused(f"No commits between {base} and {head}")
    if any(p.state == "open" and (p.head, p.base) == (head, base) for p in call.repo.pulls.values()):
        raise _refused(f"A pull request already exists for {call.repo.owner}:{head}.")
    pull = pulls.add_pull(
        call.world,
        call.repo,
        call.login or "",
        head,
        base,
        title,
        str(call.body.get("body") or ""),
        is_draft=bool(call.body.get("draft")),
    )
    events.on_pull(call.world, call.repo, pull, "opened", call.login or "")
    return Answer(pull_shapes.full_pull(call.world, call.repo, pull), 201)


def _invalid(field: str) -> ApiError:
    return ApiError(
        422, "Validation Failed", errors=[{"resource": "PullRequest", "field": field, "code": "invalid"}]
    )


def _refused(message: str) -> ApiError:
    return ApiError(
        422, "Validation Failed", errors=[{"resource": "PullRequest", "code": "custom", "message": message}]
    )


def _edit(call: Call) -> Answer:
    pull = _pull_of(call)
    pull.title = str(call.body.get("title") or pull.title)
    pull.body = str(call.body.get("body", pull.body) or "")
    if call.body.get("state") == "closed" and pull.state == "open":
        pull.state, pull.closed_at = "closed", call.world.now()
    pull.updated_at = call.world.now()
    return Answer(pull_shapes.full_pull(call.world, call.repo, pull))


def merge_pull(call: Call, pull: Pull, sha: str, method: str, title: str = "", message: str = "") -> str:
    """Merge a pull request, with GitHub's refusals; the new commit.

    Raises:
        ApiError: 405 or 409.
    """
    if sha and sha != pull.head_sha:
        raise ApiError(409, "Head branch was modified. Review and try the merge again.")
    mergeable, state = pulls.merge_state(call.world, call.repo, pull)
    if pull.state != "open" or mergeable is not True or state == "DRAFT":
        raise ApiError(405, "Pull Request is not mergeable")
    if state == "BLOCKED":
        raise ApiError(405, "At least 1 approving review is required by reviewers with write access.")
    if method not in call.repo.merge_methods:
        raise ApiError(405, f"{method.title()} merges are not allowed on this repository.")
    if call.repo.rule(pull.base).has_queue:
        raise ApiError(
            405, "Repository rule violations found\n\nChanges must be made through the merge queue\n\n"
        )
    before = pull.base_sha
    merged = pulls.merge(call.world, call.repo, pull, method, call.login or "", title, message)
    if merged is None:
        raise ApiError(405, "Base branch was modified. Review and try the merge again.")
    events.on_push(call.world, call.repo, call.login or "", [(f"refs/heads/{pull.base}", before, merged)])
    return merged


def _merge(call: Call) -> Answer:
    pull = _pull_of(call)
    words = {name: str(call.body.get(name) or "") for name in ("sha", "commit_title", "commit_message")}
    method = str(call.body.get("merge_method") or "merge")
    sha = merge_pull(call, pull, words["sha"], method, words["commit_title"], words["commit_message"])
    return Answer({"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


def _is_merged(call: Call) -> Answer:
    if _pull_of(call).merged_at is None:
        raise not_found()
    return Answer(status=204)


def _reviews(call: Call) -> Answer:
    pull = _pull_of(call)
    shown, links = page(call, pull.reviews)
    return Answer([pull_shapes.review(call.world, call.repo, pull, one) for one in shown], headers=links)


def _add_review(call: Call) -> Answer:
    pull, event = _pull_of(call), str(call.body.get("event") or "COMMENT")
    if event not in _EVENTS:
        raise ApiError(422, "Unprocessable Entity", errors=["Event is invalid"])
    if event == "APPROVE" and pull.login == call.login:
        raise ApiError(422, "Unprocessable Entity", errors=["Can not approve your own pull request"])
    body, sha = str(call.body.get("body") or ""), str(call.body.get("commit_id") or "")
    if sha and sha != pull.head_sha and sha not in [one.sha for one in _commits_of(call, pull)]:
        raise ApiError(422, "Unprocessable Entity", errors=["Commit is not part of the pull request"])
    if event == "REQUEST_CHANGES" and not body:
        raise ApiError(422, "Unprocessable Entity", errors=["Body can't be blank"])
    if event == "REQUEST_CHANGES" and pull.login == call.login:
        raise ApiError(
            422, "Unprocessable Entity", errors=["Can not request changes on your own pull request"]
        )
    one = pulls.add_review(call.world, pull, call.login or "", _EVENTS[event], body, sha)
    return Answer(pull_shapes.review(call.world, call.repo, pull, one))


def _commits_of(call: Call, pull: Pull) -> list[CommitFact]:
    return list(call.repo.git.log(f"{pull.base_sha}..{pull.head_sha}")[::-1])


def _commits(call: Call) -> Answer:
    found = _commits_of(call, _pull_of(call))
    shown, links = page(call, found)
    return Answer([git_shapes.commit(call.world, call.repo, one) for one in shown], headers=links)


def _files(call: Call) -> Answer:
    pull = _pull_of(call)
    fork = call.repo.git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    shown, links = page(call, call.repo.git.changes(fork, pull.head_sha))
    rows: list[dict[str, Any]] = git_shapes.changed_files(call.world, call.repo, pull.head_sha, shown)
    for row in rows:
        if patch := call.repo.git.patch(fork, pull.head_sha, row["filename"]):
            row["patch"] = patch
    return Answer(rows, headers=links)


ROUTES: list[tuple[str, str, Callable[[Call], Answer], str]] = [
    ("GET", "R/pulls", _list, "pull_requests:read"),
    ("POST", "R/pulls", _open, "pull_requests:write"),
    ("GET", "R/pulls/{number}", _get, "pull_requests:read"),
    ("PATCH", "R/pulls/{number}", _edit, "pull_requests:write"),
    ("GET", "R/pulls/{number}/merge", _is_merged, "pull_requests:read"),
    ("PUT", "R/pulls/{number}/merge", _merge, "contents:write"),
    ("GET", "R/pulls/{number}/reviews", _reviews, "pull_requests:read"),
    ("POST", "R/pulls/{number}/reviews", _add_review, "pull_requests:any"),
    ("GET", "R/pulls/{number}/commits", _commits, "pull_requests:read"),
    ("GET", "R/pulls/{number}/files", _files, "pull_requests:read"),
]
