"""REST: issues and their search, security advisories, the rules of branches, and who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest import talk_shapes
from gonogo.rehearsal.rest.call import Answer, ApiError, Call, not_found, page
from gonogo.rehearsal.world import talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.rehearsal.world.nouns import Advisory, Issue, Pull, Repo

_ADVISORY_STATES = ("triage", "draft", "published", "closed")


def _things(call: Call) -> list[Issue | Pull]:
    """Issues and pull requests, newest first: GitHub's issues are both."""
    return sorted(_all(call.repo), key=lambda one: one.number, reverse=True)


def _all(repo: Repo) -> list[Issue | Pull]:
    return [*repo.issues.values(), *repo.pulls.values()]


def _issues(call: Call) -> Answer:
    query, state = call.query, call.query.get("state", "open")
    labels = {name for name in query.get("labels", "").split(",") if name}
    found = [
        one
        for one in _things(call)
        if (state == "all" or (state == "open") == (one.state == "open"))
        and labels <= set(one.labels)
        and query.get("creator") in (None, "", one.login)
    ]
    if query.get("sort") == "updated":
        found.sort(key=lambda one: one.updated_at, reverse=True)
    if query.get("direction") == "asc":
        found.reverse()
    shown, links = page(call, found)
    return Answer([talk_shapes.issue(call.world, call.repo, one) for one in shown], headers=links)


def _open_issue(call: Call) -> Answer:
    labels = [str(name) for name in call.body.get("labels") or () if call.can_push]
    made = talk.add_issue(
        call.world,
        call.repo,
        call.login or "",
        call.text("title"),
        str(call.body.get("body") or ""),
        labels,
    )
    return Answer(talk_shapes.issue(call.world, call.repo, made), 201)


def _issue_of(call: Call) -> Issue | Pull:
    number = call.number("number")
    found = call.repo.issues.get(number) or call.repo.pulls.get(number)
    if found is None:
        raise not_found()
    return found


def _issue(call: Call) -> Answer:
    return Answer(talk_shapes.issue(call.world, call.repo, _issue_of(call)))


def _edit_issue(call: Call) -> Answer:
    number = call.number("number")
    issue = call.repo.issues.get(number)
    if issue is None:
        raise not_found()
    issue.title = str(call.body.get("title") or issue.title)
    issue.body = str(call.body.get("body", issue.body) or "")
    if call.body.get("state") in ("open", "closed") and call.body["state"] != issue.state:
        talk.set_issue_state(call.world, issue, call.body["state"], call.login or "")
    issue.updated_at = call.world.now()
    return Answer(talk_shapes.issue(call.world, call.repo, issue))


def _search(call: Call) -> Answer:
    query = call.query.get("q", "")
    if not query:
        errors = [{"resource": "Search", "field": "q", "code": "missing"}]
        raise ApiError(422, "Validation Failed", errors=errors)
    found: list[tuple[Repo, Issue | Pull]] = [
        (repo, one)
        for repo in call.world.repos.values()
        if call.world.role(repo, call.login) is not None
        for one in _all(repo)
        if talk.is_found(repo, one, query)
    ]
    found.sort(
        key=lambda pair: (pair[1].created_at, pair[1].number), reverse=call.query.get("order") != "asc"
    )
    shown, links = page(call, found)
    items = [{**talk_shapes.issue(call.world, repo, one), "score": 1.0} for repo, one in shown]
    return Answer(
        {"total_count": len(found), "incomplete_results": False, "items": items, "search_type": "lexical"},
        headers=links,
    )


def _advisories(call: Call) -> Answer:
    wanted = call.query.get("state")
    if wanted is not None and wanted not in _ADVISORY_STATES:
        raise ApiError(422, "Validation Failed")
    found = [one for one in _visible(call) if wanted in (None, one.state)]
    by = "published_at" if call.query.get("sort") == "published" else "updated_at"
    by = "created_at" if call.query.get("sort", "created") == "created" else by
    newest_first = call.query.get("direction", "desc") != "asc"
    found.sort(key=lambda one: str(getattr(one, by) or ""), reverse=newest_first)
    shown, links = _cursor_page(call, found)
    return Answer([talk_shapes.advisory(call.world, call.repo, one) for one in shown], headers=links)


def _visible(call: Call) -> list[Advisory]:
    """What is public, and for those who keep the repository the rest."""
    is_keeper = call.world.has_role(call.repo, call.login, "admin")
    return [one for one in call.repo.advisories.values() if is_keeper or one.state == "published"]


def _cursor_page(call: Call, found: list[Advisory]) -> tuple[list[Advisory], dict[str, str]]:
    size = int(call.query.get("per_page", "30")) if call.query.get("per_page", "30").isdecimal() else 30
    size = min(max(size, 1), 100)
    names = [one.ghsa for one in found]
    after = call.query.get("after", "")
    start = names.index(after) + 1 if after in names else 0
    shown = found[start : start + size]
    if start + size >= len(found):
        return shown, {}
    more = [f"{key}={value}" for key, value in call.query.items() if key != "after"]
    target = "&".join([*more, f"after={shown[-1].ghsa}"])
    return shown, {"Link": f'<{call.url}?{target}>; rel="next"'}


def _advisory_of(call: Call) -> Advisory:
    found = next((one for one in _visible(call) if one.ghsa == call.path["ghsa"]), None)
    if found is None:
        raise not_found()
    return found


def _advisory(call: Call) -> Answer:
    return Answer(talk_shapes.advisory(call.world, call.repo, _advisory_of(call)))


def _edit_advisory(call: Call) -> Answer:
    from gonogo.rehearsal.people import publish_advisory  # noqa: PLC0415  they know each other

    found = _advisory_of(call)
    if not call.world.has_role(call.repo, call.login, "admin"):
        raise ApiError(403, "Resource not accessible by personal access token")
    state = call.body.get("state")
    if state == "published" and found.state in ("triage", "draft"):
        publish_advisory(call.world, call.repo, call.login or "", found.ghsa)
    elif state in ("closed", "draft"):
        found.state = state
    found.summary = str(call.body.get("summary") or found.summary)
    found.updated_at = call.world.now()
    return Answer(talk_shapes.advisory(call.world, call.repo, found))


def _branch_rules(call: Call) -> Answer:
    """The active rules of a branch, whether or not there is a branch of that name."""
    shown, links = page(call, talk_shapes.branch_rules(call.repo, call.path["branch"]))
    return Answer(shown, headers=links)


def _permission(call: Call) -> Answer:
    login = call.path["login"]
    if login not in call.world.users:
        raise not_found()
    role = call.world.role(call.repo, login) or "none"
    shown: dict[str, Any] = {
        "permission": {"maintain": "write", "triage": "read"}.get(role, role),
        "role_name": role,
        "user": talk_shapes.collaborator(call.world, call.repo, login),
    }
    return Answer(shown)


ROUTES: list[tuple[str, str, Callable[[Call], Answer], str]] = [
    ("GET", "/search/issues", _search, ""),
    ("GET", "R/issues", _issues, "issues:read"),
    ("POST", "R/issues", _open_issue, "issues:any"),
    ("GET", "R/issues/{number}", _issue, "issues:read"),
    ("PATCH", "R/issues/{number}", _edit_issue, "issues:write"),
    ("GET", "R/security-advisories", _advisories, "repository_advisories:read"),
    ("GET", "R/security-advisories/{ghsa}", _advisory, "repository_advisories:read"),
    ("PATCH", "R/security-advisories/{ghsa}", _edit_advisory, "repository_advisories:write"),
    ("GET", "R/rules/branches/{branch:path}", _branch_rules, "metadata:read"),
    ("GET", "R/collaborators/{login}/permission", _permission, "metadata:read"),
]
