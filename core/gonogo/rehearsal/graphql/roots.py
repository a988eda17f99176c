"""What a query starts from: the viewer, a repository, a node; and the mutations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.graphql import check_objects, git_objects, pull_objects, talk_objects
from gonogo.rehearsal.graphql.paging import connection, pager, refusal
from gonogo.rehearsal.rest.call import ApiError, Call, stamp
from gonogo.rehearsal.rest.pull_routes import merge_pull
from gonogo.rehearsal.rest.rates import budget, resets_at
from gonogo.rehearsal.rest.shapes import html_url, node_id
from gonogo.rehearsal.simulation import runs
from gonogo.rehearsal.world import pulls
from gonogo.rehearsal.world.releases import find_release, latest_release

if TYPE_CHECKING:
    from gonogo.rehearsal.graphql.cost import Cost
    from gonogo.rehearsal.graphql.look import Look
    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.run_nouns import Environment, Run

_CLOSED = "Resource not accessible by personal access token"


def root(look: Look, cost: Cost) -> dict[str, Any]:
    """The root of queries and mutations."""
    return {
        "rateLimit": lambda _info: rate_limit(look, cost),
        "viewer": lambda _info: git_objects.user(look, look.login),
        "user": lambda _info, login: _user(look, login),
        "repository": lambda _info, owner, name, **_: repository(look, _visible(look, owner, name)),
        "node": lambda _info, id: _node(look, id),  # noqa: A006
        "approveDeployments": lambda _info, input: _review(look, input, "approved"),  # noqa: A006
        "rejectDeployments": lambda _info, input: _review(look, input, "rejected"),  # noqa: A006
        "mergePullRequest": lambda _info, input: _merge(look, input),  # noqa: A006
        "enqueuePullRequest": lambda _info, input: talk_objects.enqueue(  # noqa: A006
            look, *_pull_by_id(look, input["pullRequestId"]), input
        ),
        "dequeuePullRequest": lambda _info, input: talk_objects.dequeue(  # noqa: A006
            look, *_pull_by_id(look, input["id"]), input
        ),
        "createDiscussion": lambda _info, input: talk_objects.create_discussion(look, input),  # noqa: A006
        "search": lambda _info, **asked: talk_objects.search(look, asked),
    }


def rate_limit(look: Look, cost: Cost) -> dict[str, Any]:
    """The GraphQL budget, this query already taken off."""
    left = budget(look.world, look.login, "graphql")
    return {
        "cost": cost.points,
        "limit": left["limit"],
        "remaining": left["remaining"],
        "used": left["used"],
        "resetAt": stamp(resets_at(look.world, look.login, "graphql")),
        "nodeCount": cost.nodes,
    }


def _user(look: Look, login: str) -> dict[str, Any]:
    if login not in look.world.users:
        raise refusal("NOT_FOUND", f"Could not resolve to a User with the login of '{login}'.")
    return git_objects.user(look, login)


def _visible(look: Look, owner: str, name: str) -> Repo:
    repo = look.world.repo(owner, name)
    if repo is None or look.world.role(repo, look.login) is None:
        raise refusal("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    return repo


def repository(look: Look, repo: Repo) -> dict[str, Any]:
    """A repository."""
    world = look.world
    role = world.role(repo, look.login) or "read"
    head = repo.git.branch(repo.default_branch)
    pushed = stamp(repo.git.commit(head).committer.at if head else repo.created_at)

    def branch_or_tag(_info: Any, qualifiedName: str) -> dict[str, Any] | None:  # noqa: N803
        for name in (qualifiedName, f"refs/heads/{qualifiedName}", f"refs/tags/{qualifiedName}"):
            if name.startswith("refs/") and (fact := repo.git.ref(name)):
                return git_objects.ref(look, repo, fact)
        return None

    def default_branch(_info: Any) -> dict[str, Any] | None:
        return branch_or_tag(_info, f"refs/heads/{repo.default_branch}")

    def release(_info: Any, tagName: str) -> dict[str, Any] | None:  # noqa: N803
        found = find_release(repo, tagName)
        return pull_objects.release(look, repo, found) if found and not found.is_draft else None

    def latest(_info: Any) -> dict[str, Any] | None:
        found = latest_release(repo)
        return pull_objects.release(look, repo, found) if found else None

    def environment(_info: Any, name: str) -> dict[str, Any] | None:
        found = repo.environments.get(name)
        return check_objects.environment(look, repo, found) if found else None

    def nothing(_info: Any, **asked: Any) -> dict[str, Any]:
        return connection((), lambda one: one, asked)

    return {
        "__typename": "Repository",
        "id": node_id("R", repo.repo_id),
        "databaseId": repo.repo_id,
        "name": repo.name,
        "nameWithOwner": repo.full_name,
        "owner": git_objects.user(look, repo.owner),
        "url": html_url(world, repo),
        "description": repo.description or None,
        "isPrivate": repo.is_private,
        "visibility": "PRIVATE" if repo.is_private else "PUBLIC",
        **dict.fromkeys(
            ("isFork", "isArchived", "isEmpty", "autoMergeAllowed", "deleteBranchOnMerge"), False
        ),
        **dict.fromkeys(("hasIssuesEnabled", "hasWikiEnabled", "hasProjectsEnabled"), True),
        "hasDiscussionsEnabled": repo.has_discussions,
        "createdAt": stamp(repo.created_at),
        "pushedAt": pushed,
        "updatedAt": pushed,
        "viewerPermission": role.upper(),
        "viewerCanAdminister": role == "admin",
        "mergeCommitAllowed": "merge" in repo.merge_methods,
        "squashMergeAllowed": "squash" in repo.merge_methods,
        "rebaseMergeAllowed": "rebase" in repo.merge_methods,
        "stargazerCount": 0,
        "forkCount": 0,
        "defaultBranchRef": default_branch,
        "ref": branch_or_tag,
        "refs": lambda _info, **asked: git_objects.select_refs(look, repo, asked),
        "object": lambda _info, oid=None, expression=None: git_objects.find_object(
            look, repo, oid, expression
        ),
        "pullRequest": lambda _info, number: _pull(look, repo, number),
        "pullRequests": lambda _info, **asked: pull_objects.select_pulls(look, repo, asked),
        "release": release,
        "releases": lambda _info, **asked: pull_objects.select_releases(look, repo, asked),
        "latestRelease": latest,
        "environment": environment,
        "environments": pager(
            list(repo.environments.values()), lambda one: check_objects.environment(look, repo, one)
        ),
        "milestones": nothing,
        "issues": lambda _info, **asked: talk_objects.select_issues(look, repo, asked),
        "issue": lambda _info, number: _issue(look, repo, number),
        "discussions": lambda _info, **asked: talk_objects.select_discussions(look, repo, asked),
        "discussion": lambda _info, number: _discussion(look, repo, number),
        "discussionCategories": pager(
            repo.categories if repo.has_discussions else (), lambda name: talk_objects.category(repo, name)
        ),
        "mergeQueue": lambda _info, branch=None: talk_objects.merge_queue(
            look, repo, branch or repo.default_branch
        ),
    }


def _issue(look: Look, repo: Repo, number: int) -> dict[str, Any]:
    found = repo.issues.get(number)
    if found is None:
        raise refusal("NOT_FOUND", f"Could not resolve to an Issue with the number of {number}.")
    return talk_objects.issue(look, repo, found)


def _discussion(look: Look, repo: Repo, number: int) -> dict[str, Any]:
    found = repo.discussions.get(number)
    if found is None:
        raise refusal("NOT_FOUND", f"Could not resolve to a Discussion with the number of {number}.")
    return talk_objects.discussion(look, repo, found)


def _pull(look: Look, repo: Repo, number: int) -> dict[str, Any]:
    found = repo.pulls.get(number)
    if found is None:
        raise refusal("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
    return pull_objects.pull_request(look, repo, pulls.refresh(repo, found))


def _node(look: Look, wanted: str) -> dict[str, Any]:
    kind, _, number = wanted.partition("_")
    if kind == "R":
        for repo in look.world.repos.values():
            if str(repo.repo_id) == number:
                return repository(look, repo)
    if kind == "WFR":
        repo, run = _run(look, wanted)
        return check_objects.workflow_run(look, repo, run)
    if kind == "PR":
        repo, pull = _pull_by_id(look, wanted)
        return pull_objects.pull_request(look, repo, pull)
    if kind == "EN":
        for repo in look.world.repos.values():
            for one in _environments(repo, [wanted]):
                return check_objects.environment(look, repo, one)
    raise _no_node(wanted)


def _no_node(wanted: str) -> Exception:
    return refusal("NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'")


def _run(look: Look, wanted: str) -> tuple[Repo, Run]:
    for repo in look.world.repos.values():
        for run in repo.runs.values():
            if node_id("WFR", run.run_id) == wanted and look.world.role(repo, look.login):
                return repo, run
    raise _no_node(wanted)


def _pull_by_id(look: Look, wanted: str) -> tuple[Repo, Pull]:
    for repo in look.world.repos.values():
        for pull in repo.pulls.values():
            if node_id("PR", pull.pull_id) == wanted and look.world.role(repo, look.login):
                return repo, pulls.refresh(repo, pull)
    raise _no_node(wanted)


def _environments(repo: Repo, wanted: list[str]) -> list[Environment]:
    return [one for one in repo.environments.values() if node_id("EN", one.environment_id) in wanted]


def _review(look: Look, asked: dict[str, Any], state: str) -> dict[str, Any]:
    if not look.may("deployments:write"):
        raise refusal("FORBIDDEN", _CLOSED)
    repo, run = _run(look, asked["workflowRunId"])
    environments = _environments(repo, asked["environmentIds"])
    comment = asked.get("comment") or ""
    decided = None
    if len(environments) == len(set(asked["environmentIds"])):
        decided = runs.review_gates(look.world, repo, run, environments, state, look.login, comment)
    if decided is None:
        raise refusal("UNPROCESSABLE", "No pending deployment requests to approve or reject")
    return {
        "clientMutationId": asked.get("clientMutationId"),
        "deployments": [check_objects.deployment(one) for one in decided],
    }


def _merge(look: Look, asked: dict[str, Any]) -> dict[str, Any]:
    repo, pull = _pull_by_id(look, asked["pullRequestId"])
    if not look.may("contents:write") or not look.world.has_role(repo, look.login, "write"):
        raise refusal(
            "FORBIDDEN", f"{look.login} does not have the correct permissions to execute `MergePullRequest`"
        )
    call = Call(look.world, {}, {}, {}, {}, "", look.credential, repo)
    sha, method = asked.get("expectedHeadOid") or "", (asked.get("mergeMethod") or "MERGE").lower()
    words = (asked.get("commitHeadline") or "", asked.get("commitBody") or "")
    try:
        merge_pull(call, pull, sha, method, *words)
    except ApiError as error:
        raise refusal("UNPROCESSABLE", error.message) from None
    return {
        "clientMutationId": asked.get("clientMutationId"),
        "actor": git_objects.user(look, look.login),
        "pullRequest": pull_objects.pull_request(look, repo, pull),
    }
