"""Commits, tags and files as the REST API shows them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.shapes import html_url, login_of, node_id, repo_url, user
from gonogo.rehearsal.world.signatures import verification

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.rehearsal.gitobjects import Authorship, Change, CommitFact, TagFact
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World


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
