"""People and repositories as the REST API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest.call import stamp

if TYPE_CHECKING:
    from gonogo.rehearsal.gitobjects import Authorship
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
        "has_pages": False,
        "has_discussions": repo.has_discussions,
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
