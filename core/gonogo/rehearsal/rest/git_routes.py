"""REST: people, the repository, refs, commits, files and commit statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest import action_shapes, git_shapes, shapes
from gonogo.rehearsal.rest.call import Answer, ApiError, Call, not_found, page
from gonogo.rehearsal.rest.rates import budget
from gonogo.rehearsal.world.nouns import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.rehearsal.gitobjects import RefFact

_STATES = ("error", "failure", "pending", "success")


def _top(call: Call) -> Answer:
    places = {"current_user_url": "/user", "rate_limit_url": "/rate_limit", "user_url": "/users/{user}"}
    places["repository_url"] = "/repos/{owner}/{repo}"
    return Answer({name: call.api + path for name, path in places.items()})


def _rate_limit(call: Call) -> Answer:
    core = budget(call.world, call.login or "")
    named = {name: budget(call.world, call.login or "", name) for name in ("core", "graphql", "search")}
    return Answer({"resources": named, "rate": core})


def _user(call: Call) -> Answer:
    return Answer(shapes.account(call.world, call.login or ""))


def _user_by_login(call: Call) -> Answer:
    if call.path["login"] not in call.world.users:
        raise not_found()
    return Answer(shapes.account(call.world, call.path["login"]))


def _repo(call: Call) -> Answer:
    return Answer(shapes.full_repo(call.world, call.repo, call.login))


def _branches(call: Call) -> Answer:
    refs, links = page(call, call.repo.git.refs("refs/heads/"))
    return Answer([_short_branch(call, ref) for ref in refs], headers=links)


def _short_branch(call: Call, ref: RefFact) -> dict[str, Any]:
    url = f"{shapes.repo_url(call.world, call.repo)}/commits/{ref.commit}"
    is_protected = call.repo.rule(ref.short).is_protected
    return {"name": ref.short, "commit": {"sha": ref.commit, "url": url}, "protected": is_protected}


def _branch(call: Call) -> Answer:
    ref = call.repo.git.ref(f"refs/heads/{call.path['branch']}")
    if ref is None:
        raise ApiError(404, "Branch not found")
    url = f"{shapes.repo_url(call.world, call.repo)}/branches/{ref.short}"
    is_protected, checks = call.repo.rule(ref.short).is_protected, call.repo.rule(ref.short).checks
    shown = {
        **_short_branch(call, ref),
        "commit": git_shapes.commit(call.world, call.repo, call.repo.git.commit(ref.commit)),
        "_links": {"self": url, "html": shapes.html_url(call.world, call.repo, f"/tree/{ref.short}")},
        "protection": {
            "enabled": is_protected,
            "required_status_checks": {
                "enforcement_level": "everyone" if checks else "off",
                "contexts": list(checks),
                "checks": [{"context": name, "app_id": None} for name in checks],
            },
        },
        "protection_url": f"{url}/protection",
    }
    return Answer(shown)


def _ref(call: Call) -> Answer:
    found = call.repo.git.ref(f"refs/{call.path['ref']}")
    if found is None:
        raise not_found()
    return Answer(_git_ref(call, found))


def _matching_refs(call: Call) -> Answer:
    start = f"refs/{call.path['ref']}"
    refs, links = page(call, [r for r in call.repo.git.refs("refs/") if r.name.startswith(start)])
    return Answer([_git_ref(call, ref) for ref in refs], headers=links)


def _git_ref(call: Call, ref: RefFact) -> dict[str, Any]:
    url = shapes.repo_url(call.world, call.repo)
    return {
        "ref": ref.name,
        "node_id": shapes.node_id("REF", ref.name),
        "url": f"{url}/git/{ref.name}",
        "object": {"sha": ref.oid, "type": ref.kind, "url": f"{url}/git/{ref.kind}s/{ref.oid}"},
    }


def _tags(call: Call) -> Answer:
    refs, links = page(call, call.repo.git.refs("refs/tags/")[::-1])
    url = shapes.repo_url(call.world, call.repo)
    shown = [
        {
            "name": ref.short,
            "commit": {"sha": ref.commit, "url": f"{url}/commits/{ref.commit}"},
            "zipball_url": f"{url}/zipball/{ref.name}",
            "tarball_url": f"{url}/tarball/{ref.name}",
            "node_id": shapes.node_id("REF", ref.name),
        }
        for ref in refs
    ]
    return Answer(shown, headers=links)


def _tag_object(call: Call) -> Answer:
    tag = call.repo.git.tag_object(call.path["sha"])
    if tag is None:
        raise not_found()
    return Answer(git_shapes.git_tag(call.world, call.repo, tag))


def _git_commit(call: Call) -> Answer:
    if call.repo.git.kind(call.path["sha"]) != "commit":
        raise not_found()
    return Answer(git_shapes.git_commit(call.world, call.repo, call.repo.git.commit(call.path["sha"])))


def commit_sha(call: Call, name: str = "ref") -> str:
    """The commit that a part of the path names.

    Raises:
        ApiError: 422, there is no such commit.
    """
    ref = call.path[name]
    sha = call.repo.git.resolve(ref)
    if sha is None:
        raise ApiError(422, f"No commit found for SHA: {ref}")
    return sha


def _commits(call: Call) -> Answer:
    start = call.query.get("sha") or call.repo.default_branch
    sha = call.repo.git.resolve(start)
    if sha is None:
        raise not_found()
    commits, links = page(call, call.repo.git.log(sha, limit=1000))
    return Answer([git_shapes.commit(call.world, call.repo, one) for one in commits], headers=links)


def _commit(call: Call) -> Answer:
    sha = commit_sha(call)
    if call.headers.get("accept") == "application/vnd.github.sha":
        return Answer(sha.encode(), media="application/vnd.github.sha")
    fact = call.repo.git.commit(sha)
    changes = call.repo.git.changes(fact.parents[0], sha) if fact.parents else ()
    plus, minus = sum(c.additions for c in changes), sum(c.deletions for c in changes)
    shown = {
        **git_shapes.commit(call.world, call.repo, fact),
        "stats": {"total": plus + minus, "additions": plus, "deletions": minus},
        "files": git_shapes.changed_files(call.world, call.repo, sha, changes),
    }
    return Answer(shown)


def _compare(call: Call) -> Answer:
    base_name, dots, head_name = call.path["span"].partition("...")
    git = call.repo.git
    base, head = git.resolve(base_name), git.resolve(head_name)
    if not dots or base is None or head is None:
        raise not_found()
    fork, counts = git.merge_base(base, head), git.ahead_behind(base, head)
    if fork is None or counts is None:
        raise ApiError(404, f"No common ancestor between {base_name} and {head_name}.")
    ahead, behind = counts
    words = {(False, False): "identical", (True, False): "ahead", (False, True): "behind"}
    commits, links = page(call, git.log(f"{base}..{head}")[::-1])
    url = f"{shapes.repo_url(call.world, call.repo)}/compare/{call.path['span']}"
    html = shapes.html_url(call.world, call.repo, f"/compare/{call.path['span']}")
    shown = {
        "url": url,
        "html_url": html,
        "permalink_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "base_commit": git_shapes.commit(call.world, call.repo, git.commit(base)),
        "merge_base_commit": git_shapes.commit(call.world, call.repo, git.commit(fork)),
        "status": words.get((ahead > 0, behind > 0), "diverged"),
        "ahead_by": ahead,
        "behind_by": behind,
        "total_commits": ahead,
        "commits": [git_shapes.commit(call.world, call.repo, one) for one in commits],
        "files": git_shapes.changed_files(call.world, call.repo, head, git.changes(fork, head)[:300]),
    }
    return Answer(shown, headers=links)


def _contents(call: Call) -> Answer:
    sha = call.repo.git.resolve(call.query.get("ref") or call.repo.default_branch)
    path = call.path.get("path", "").strip("/")
    if sha is None:
        raise ApiError(404, f"No commit found for the ref {call.query.get('ref')}")
    folder = path.rpartition("/")[0]
    entry = next((e for e in call.repo.git.entries(sha, folder) if e.path == path), None)
    if path and entry is None:
        raise not_found()
    if entry is None or entry.kind == "tree":
        return Answer([_listed(call, sha, e.path) for e in call.repo.git.entries(sha, path)])
    data = call.repo.git.blob(entry.oid) or b""
    if "raw" in call.headers.get("accept", ""):
        return Answer(data, media="application/vnd.github.raw; charset=utf-8")
    return Answer(git_shapes.content_file(call.world, call.repo, sha, path, entry.oid, data))


def _listed(call: Call, sha: str, path: str) -> dict[str, Any]:
    entry = next(e for e in call.repo.git.entries(sha, path.rpartition("/")[0]) if e.path == path)
    shown = git_shapes.content_file(call.world, call.repo, sha, path, entry.oid, b"")
    shown |= {"size": entry.size, "type": "dir" if entry.kind == "tree" else "file"}
    return {name: value for name, value in shown.items() if name not in ("content", "encoding")}


def _readme(call: Call) -> Answer:
    sha = call.repo.git.resolve(call.query.get("ref") or call.repo.default_branch) or ""
    names = [e for e in call.repo.git.entries(sha, "") if e.path.lower().startswith("readme")]
    if not names:
        raise not_found()
    data = call.repo.git.blob(names[0].oid) or b""
    return Answer(git_shapes.content_file(call.world, call.repo, sha, names[0].path, names[0].oid, data))


def _combined_status(call: Call) -> Answer:
    sha = commit_sha(call)
    newest = {s.context: s for s in call.repo.statuses if s.sha == sha}
    states = {status.state for status in newest.values()}
    state = "pending"
    if states & {"failure", "error"}:
        state = "failure"
    elif states == {"success"}:
        state = "success"
    shown, links = page(call, list(newest.values()))
    url = shapes.repo_url(call.world, call.repo)
    body = {
        "state": state,
        "statuses": [action_shapes.status(call.world, call.repo, s, has_creator=False) for s in shown],
        "sha": sha,
        "total_count": len(newest),
        "repository": shapes.minimal_repo(call.world, call.repo),
        "commit_url": f"{url}/commits/{sha}",
        "url": f"{url}/commits/{sha}/status",
    }
    return Answer(body, headers=links)


def _add_status(call: Call) -> Answer:
    sha, state = commit_sha(call, "sha"), call.text("state")
    if state not in _STATES:
        raise ApiError(
            422, "Validation Failed", errors=[{"resource": "Status", "field": "state", "code": "custom"}]
        )
    status = Status(
        call.world.next_id("status"),
        sha,
        str(call.body.get("context") or "default"),
        state,
        str(call.body.get("description") or ""),
        str(call.body.get("target_url") or ""),
        call.login or "",
        call.world.now(),
    )
    call.repo.statuses.append(status)
    return Answer(action_shapes.status(call.world, call.repo, status, has_creator=True), 201)


ROUTES: list[tuple[str, str, Callable[[Call], Answer], str]] = [
    ("GET", "/", _top, ""),
    ("GET", "/rate_limit", _rate_limit, ""),
    ("GET", "/user", _user, "user:read"),
    ("GET", "/users/{login}", _user_by_login, ""),
    ("GET", "R", _repo, "metadata:read"),
    ("GET", "R/branches", _branches, "contents:read"),
    ("GET", "R/branches/{branch:path}", _branch, "contents:read"),
    ("GET", "R/tags", _tags, "contents:read"),
    ("GET", "R/git/ref/{ref:path}", _ref, "contents:read"),
    ("GET", "R/git/matching-refs/{ref:path}", _matching_refs, "contents:read"),
    ("GET", "R/git/tags/{sha}", _tag_object, "contents:read"),
    ("GET", "R/git/commits/{sha}", _git_commit, "contents:read"),
    ("GET", "R/commits", _commits, "contents:read"),
    ("GET", "R/commits/{ref:path}/status", _combined_status, "statuses:read"),
    ("POST", "R/statuses/{sha}", _add_status, "statuses:write"),
    ("GET", "R/compare/{span:path}", _compare, "contents:read"),
    ("GET", "R/readme", _readme, "contents:read"),
    ("GET", "R/contents", _contents, "contents:read"),
    ("GET", "R/contents/{path:path}", _contents, "contents:read"),
]
LATE_ROUTES: list[tuple[str, str, Callable[[Call], Answer], str]] = [
    ("GET", "R/commits/{ref:path}", _commit, "contents:read"),
]
"""Below all that hangs on a commit, as its path may hold slashes."""
