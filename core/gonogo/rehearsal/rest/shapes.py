"""People, repositories and git objects as the REST API shows them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.world.signatures import verification

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.rehearsal.gitstore import Authorship, Change, CommitFact, TagFact
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_REPO_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def node_id(kind: str, number: int | str) -> str:
    """The id that GraphQL knows a thing by."""
    return f"{kind}_{number}"


def base(world: World) -> str:
    """Address of this server, without a slash at its end."""
    return world.url.rstrip("/")


def repo_url(world: World, repo: Repo) -> str:
    """A repository's address in the API."""
    return f"{base(world)}/repos/{repo.full_name}"


def html_url(world: World, repo: Repo, path: str = "") -> str:
    """A page of a repository."""
    return f"{base(world)}/{repo.full_name}{path}"


def user(world: World, login: str) -> dict[str, Any]:
    """An account, simple."""
    known = world.users.get(login)
    number = known.user_id if known else 41898282
    url = f"{base(world)}/users/{login}"
    return {
        "login": login,
        "id": number,
        "node_id": node_id("U", number),
        "avatar_url": f"{base(world)}/avatars/{number}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{base(world)}/{login}",
        **{name: url + rest for name, rest in _USER_LINKS.items()},
        "type": "Bot" if login.endswith("[bot]") else "User",
        "user_view_type": "public",
        "site_admin": False,
    }


def account(world: World, login: str) -> dict[str, Any]:
    """An account with its profile."""
    known = world.users[login]
    profile = dict.fromkeys(("company", "blog", "location", "email", "hireable", "bio", "twitter_username"))
    started = stamp(world.only_repo().created_at)
    return {
        **user(world, login),
        "name": known.name,
        **profile,
        "public_repos": len(world.repos),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": started,
        "updated_at": started,
    }


def minimal_repo(world: World, repo: Repo) -> dict[str, Any]:
    """A repository inside of another thing."""
    url = repo_url(world, repo)
    return {
        "id": repo.repo_id,
        "node_id": node_id("R", repo.repo_id),
        "name": repo.name,
        "full_name": repo.full_name,
        "private": repo.is_private,
        "owner": user(world, repo.owner),
        "html_url": html_url(world, repo),
        "description": repo.description or None,
        "fork": False,
        "url": url,
        **{name: url + rest for name, rest in _REPO_LINKS.items()},
    }


def full_repo(world: World, repo: Repo, login: str | None) -> dict[str, Any]:
    """A repository on its own."""
    head = repo.git.branch(repo.default_branch)
    pushed = repo.git.commit(head).committer.at if head else repo.created_at
    html = html_url(world, repo)
    open_pulls = sum(pull.state == "open" for pull in repo.pulls.values())
    role = world.role(repo, login) or "read"
    least = {"admin": "admin", "maintain": "maintain", "push": "write", "triage": "triage", "pull": "read"}
    return {
        **minimal_repo(world, repo),
        "git_url": f"git:{html.partition(':')[2]}.git",
        "ssh_url": f"git@localhost:{repo.full_name}.git",
        "clone_url": f"{html}.git",
        "svn_url": html,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "default_branch": repo.default_branch,
        "size": 100,
        "is_template": False,
        "topics": [],
        "visibility": "private" if repo.is_private else "public",
        "archived": False,
        "disabled": False,
        "license": None,
        "pushed_at": stamp(pushed),
        "created_at": stamp(repo.created_at),
        "updated_at": stamp(pushed),
        **dict.fromkeys(("has_issues", "has_projects", "has_wiki", "has_downloads"), True),
        **dict.fromkeys(("has_pages", "has_discussions"), False),
        **dict.fromkeys(("forks", "forks_count", "watchers", "watchers_count", "stargazers_count"), 0),
        **dict.fromkeys(("network_count", "subscribers_count"), 0),
        "open_issues": open_pulls,
        "open_issues_count": open_pulls,
        "allow_merge_commit": "merge" in repo.merge_methods,
        "allow_squash_merge": "squash" in repo.merge_methods,
        "allow_rebase_merge": "rebase" in repo.merge_methods,
        "allow_auto_merge": False,
        "delete_branch_on_merge": False,
        **(
            {"permissions": {name: world.has_role(repo, login, wanted) for name, wanted in least.items()}}
            if login
            else {}
        ),
        **({"role_name": role} if login else {}),
    }


def login_of(world: World, person: Authorship) -> str | None:
    """The account behind an author, where it can be told."""
    for login, known in world.users.items():
        if person.mail.split("@")[0].split("+")[-1] == login or person.name in (login, known.name):
            return login
    return None


def _signed_by(person: Authorship) -> dict[str, Any]:
    return {"name": person.name, "email": person.mail, "date": stamp(person.at)}


def git_commit(world: World, repo: Repo, commit: CommitFact) -> dict[str, Any]:
    """A commit as `git/commits` shows it."""
    url = repo_url(world, repo)
    return {
        "sha": commit.sha,
        "node_id": node_id("C", commit.sha),
        "url": f"{url}/git/commits/{commit.sha}",
        "html_url": html_url(world, repo, f"/commit/{commit.sha}"),
        "author": _signed_by(commit.author),
        "committer": _signed_by(commit.committer),
        "tree": {"sha": commit.tree, "url": f"{url}/git/trees/{commit.tree}"},
        "message": commit.message,
        "parents": [
            {
                "sha": parent,
                "url": f"{url}/git/commits/{parent}",
                "html_url": html_url(world, repo, f"/commit/{parent}"),
            }
            for parent in commit.parents
        ],
        "verification": verification(world, commit.signature, commit.payload, commit.committer.at),
    }


def commit(world: World, repo: Repo, fact: CommitFact) -> dict[str, Any]:
    """A commit as `commits` shows it."""
    url = f"{repo_url(world, repo)}/commits/{fact.sha}"
    git = git_commit(world, repo, fact)
    people = {}
    for role, person in (("author", fact.author), ("committer", fact.committer)):
        login = login_of(world, person)
        people[role] = user(world, login) if login else None
    return {
        "sha": fact.sha,
        "node_id": git["node_id"],
        "commit": {
            **{name: git[name] for name in ("author", "committer", "message", "tree", "verification")},
            "url": git["url"],
            "comment_count": 0,
        },
        "url": url,
        "html_url": git["html_url"],
        "comments_url": f"{url}/comments",
        **people,
        "parents": [{**parent, "url": parent["url"].replace("/git/", "/")} for parent in git["parents"]],
    }


def simple_commit(world: World, repo: Repo, sha: str) -> dict[str, Any]:
    """A commit inside of a run or a check suite."""
    del world
    fact = repo.git.commit(sha)
    return {
        "id": fact.sha,
        "tree_id": fact.tree,
        "message": fact.message,
        "timestamp": stamp(fact.committer.at),
        "author": {"name": fact.author.name, "email": fact.author.mail},
        "committer": {"name": fact.committer.name, "email": fact.committer.mail},
    }


def git_tag(world: World, repo: Repo, tag: TagFact) -> dict[str, Any]:
    """An annotated tag object."""
    url = repo_url(world, repo)
    return {
        "node_id": node_id("TA", tag.sha),
        "tag": tag.name,
        "sha": tag.sha,
        "url": f"{url}/git/tags/{tag.sha}",
        "message": tag.message,
        "tagger": _signed_by(tag.tagger),
        "object": {
            "type": tag.target_type,
            "sha": tag.target,
            "url": f"{url}/git/{tag.target_type}s/{tag.target}",
        },
        "verification": verification(world, tag.signature, tag.payload, tag.tagger.at),
    }


def changed_files(world: World, repo: Repo, sha: str, changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Files that differ, without their patches."""
    return [
        {
            "sha": change.oid,
            "filename": change.path,
            "status": change.status,
            "additions": change.additions,
            "deletions": change.deletions,
            "changes": change.additions + change.deletions,
            "blob_url": html_url(world, repo, f"/blob/{sha}/{change.path}"),
            "raw_url": html_url(world, repo, f"/raw/{sha}/{change.path}"),
            "contents_url": f"{repo_url(world, repo)}/contents/{change.path}?ref={sha}",
        }
        for change in changes
    ]


def content_file(world: World, repo: Repo, sha: str, path: str, oid: str, data: bytes) -> dict[str, Any]:
    """A file with its bytes."""
    url = f"{repo_url(world, repo)}/contents/{path}?ref={sha}"
    git_url = f"{repo_url(world, repo)}/git/blobs/{oid}"
    html = html_url(world, repo, f"/blob/{sha}/{path}")
    return {
        "name": path.rsplit("/", 1)[-1],
        "path": path,
        "sha": oid,
        "size": len(data),
        "url": url,
        "html_url": html,
        "git_url": git_url,
        "download_url": html.replace("/blob/", "/raw/"),
        "type": "file",
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
        "_links": {"self": url, "git": git_url, "html": html},
    }
