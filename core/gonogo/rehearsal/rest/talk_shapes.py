"""Issues, security advisories and rules of branches as the REST API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.shapes import base, html_url, node_id, repo_url, user
from gonogo.rehearsal.world.nouns import Issue

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Advisory, Pull, Repo
    from gonogo.rehearsal.world.state import World

_REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket")


def issue(world: World, repo: Repo, one: Issue | Pull) -> dict[str, Any]:
    """An issue, or a pull request as the issue that it is too."""
    api = repo_url(world, repo)
    url = f"{api}/issues/{one.number}"
    is_issue = isinstance(one, Issue)
    html = html_url(world, repo, f"/{'issues' if is_issue else 'pull'}/{one.number}")
    closer = one.closed_by if isinstance(one, Issue) else one.merged_by
    number = one.issue_id if isinstance(one, Issue) else one.pull_id
    shown = {
        "url": url,
        "repository_url": api,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": html,
        "id": number,
        "node_id": node_id("I" if is_issue else "PR", number),
        "number": one.number,
        "title": one.title,
        "user": user(world, one.login),
        "labels": [_label(api, place, name) for place, name in enumerate(one.labels, 1)],
        "state": "open" if one.state == "open" else "closed",
        "state_reason": "completed" if is_issue and one.state != "open" else None,
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": 0,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "closed_at": stamp(one.closed_at),
        "closed_by": user(world, closer) if closer else None,
        "author_association": association(world, repo, one.login),
        "active_lock_reason": None,
        "body": one.body,
        "reactions": {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(_REACTIONS, 0)},
    }
    if not isinstance(one, Issue):
        pull = f"{api}/pulls/{one.number}"
        words = {"url": pull, "html_url": html, "diff_url": f"{html}.diff", "patch_url": f"{html}.patch"}
        shown["pull_request"] = {**words, "merged_at": stamp(one.merged_at)}
        shown["draft"] = one.is_draft
    return shown


def _label(api: str, place: int, name: str) -> dict[str, Any]:
    return {
        "id": place,
        "node_id": node_id("LA", place),
        "url": f"{api}/labels/{name}",
        "name": name,
        "color": "ededed",
        "default": False,
        "description": None,
    }


def association(world: World, repo: Repo, login: str) -> str:
    """What an author is to the repository."""
    if login == repo.owner:
        return "OWNER"
    if world.has_role(repo, login, "write"):
        return "MEMBER"
    return "CONTRIBUTOR" if login in repo.roles else "NONE"


def advisory(world: World, repo: Repo, one: Advisory) -> dict[str, Any]:
    """A security advisory."""
    return {
        "ghsa_id": one.ghsa,
        "cve_id": None,
        "url": f"{repo_url(world, repo)}/security-advisories/{one.ghsa}",
        "html_url": html_url(world, repo, f"/security/advisories/{one.ghsa}"),
        "summary": one.summary,
        "description": one.description,
        "severity": one.severity,
        "author": user(world, one.login),
        "publisher": user(world, one.login) if one.published_at else None,
        "identifiers": [{"type": "GHSA", "value": one.ghsa}],
        "state": one.state,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "published_at": stamp(one.published_at),
        "closed_at": stamp(one.updated_at) if one.state == "closed" else None,
        "withdrawn_at": None,
        "submission": None,
        "vulnerabilities": [],
        "cvss": {"vector_string": None, "score": None},
        "cwes": [],
        "cwe_ids": [],
        "credits": [],
        "credits_detailed": [],
        "collaborating_users": [],
        "collaborating_teams": [],
        "private_fork": None,
    }


def branch_rules(repo: Repo, branch: str) -> list[dict[str, Any]]:
    """The rules of rulesets that hold for a branch."""
    rule = repo.rule(branch)
    source = {
        "ruleset_source_type": "Repository",
        "ruleset_source": repo.full_name,
        "ruleset_id": 1,
    }
    found: list[dict[str, Any]] = []
    if rule.is_protected:
        found += [{"type": "deletion"}, {"type": "non_fast_forward"}]
        wishes = {
            "allowed_merge_methods": sorted(repo.merge_methods),
            "dismiss_stale_reviews_on_push": rule.dismisses_stale,
            "require_code_owner_review": False,
            "require_last_push_approval": False,
            "required_approving_review_count": rule.approvals,
            "required_review_thread_resolution": False,
        }
        found.append({"type": "pull_request", "parameters": wishes})
    if rule.checks:
        checks = [{"context": name, "integration_id": 15368} for name in rule.checks]
        wishes = {"required_status_checks": checks, "strict_required_status_checks_policy": False}
        found.append({"type": "required_status_checks", "parameters": wishes})
    if rule.has_queue:
        wishes = {
            "check_response_timeout_minutes": 60,
            "grouping_strategy": "ALLGREEN",
            "max_entries_to_build": 1,
            "max_entries_to_merge": 1,
            "merge_method": "SQUASH",
            "min_entries_to_merge": 1,
            "min_entries_to_merge_wait_minutes": 0,
        }
        found.append({"type": "merge_queue", "parameters": wishes})
    return [{**one, **source} for one in found]


def collaborator(world: World, repo: Repo, login: str) -> dict[str, Any]:
    """An account with what it may do in the repository."""
    least = {"admin": "admin", "maintain": "maintain", "push": "write", "triage": "triage", "pull": "read"}
    may = {name: world.has_role(repo, login, wanted) for name, wanted in least.items()}
    return {
        **user(world, login),
        "permissions": may,
        "role_name": world.role(repo, login) or "none",
        "email": None,
        "name": world.users[login].name,
        "url": f"{base(world)}/users/{login}",
    }
