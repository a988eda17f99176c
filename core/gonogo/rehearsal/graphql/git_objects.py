"""People, refs, commits and tags as GraphQL shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.graphql import check_objects
from gonogo.rehearsal.graphql.paging import connection, pager
from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.shapes import base, html_url, login_of, node_id
from gonogo.rehearsal.world.signatures import verification

if TYPE_CHECKING:
    from gonogo.rehearsal.gitobjects import Authorship, CommitFact, RefFact
    from gonogo.rehearsal.graphql.look import Look
    from gonogo.rehearsal.world.nouns import Repo

_HEADS, _TAGS = "refs/heads/", "refs/tags/"


def user(look: Look, login: str) -> dict[str, Any]:
    """An account, or a bot."""
    known = look.world.users.get(login)
    number = known.user_id if known else 41898282
    return {
        "__typename": "User" if known else "Bot",
        "id": node_id("U", number),
        "databaseId": number,
        "login": login.removesuffix("[bot]"),
        "name": known.name if known else None,
        "url": f"{base(look.world)}/{login}",
    }


def ref(look: Look, repo: Repo, fact: RefFact) -> dict[str, Any]:
    """A branch or a tag."""
    prefix = _TAGS if fact.name.startswith(_TAGS) else _HEADS

    def compare(_info: Any, headRef: str) -> dict[str, Any] | None:  # noqa: N803
        head = repo.git.resolve(headRef)
        return comparison(look, repo, fact.commit, head) if head else None

    def pulls(_info: Any, **page: Any) -> dict[str, Any]:
        from gonogo.rehearsal.graphql.pull_objects import select_pulls  # noqa: PLC0415  they know each other

        return select_pulls(look, repo, {**page, "headRefName": fact.short})

    return {
        "id": node_id("REF", f"{repo.repo_id}:{fact.name}"),
        "name": fact.name.removeprefix(prefix),
        "prefix": prefix,
        "target": lambda _info: git_object(look, repo, fact.oid, fact.kind),
        "compare": compare,
        "refUpdateRule": lambda _info: update_rule(look, repo, fact),
        "associatedPullRequests": pulls,
    }


def update_rule(look: Look, repo: Repo, fact: RefFact) -> dict[str, Any] | None:
    """What the viewer may do to a protected branch; null for others."""
    rule = repo.rule(fact.name.removeprefix(_HEADS))
    if fact.name.startswith(_TAGS) or not rule.is_protected:
        return None
    return {
        "pattern": fact.name.removeprefix(_HEADS),
        "requiredStatusCheckContexts": list(rule.checks),
        "requiredApprovingReviewCount": rule.approvals,
        "requiresSignatures": False,
        "requiresLinearHistory": False,
        "allowsForcePushes": False,
        "allowsDeletions": False,
        "viewerCanPush": look.world.has_role(repo, look.login, "write"),
    }


def comparison(look: Look, repo: Repo, base_sha: str, head_sha: str) -> dict[str, Any] | None:
    """Two commits compared; `aheadBy` is what the base lacks."""
    counts = repo.git.ahead_behind(base_sha, head_sha)
    if counts is None:
        return None
    ahead, behind = counts
    words = {(False, False): "IDENTICAL", (True, False): "AHEAD", (False, True): "BEHIND"}
    return {
        "id": node_id("CMP", f"{base_sha}...{head_sha}"),
        "status": words.get((ahead > 0, behind > 0), "DIVERGED"),
        "aheadBy": ahead,
        "behindBy": behind,
        "baseTarget": lambda _info: commit(look, repo, base_sha),
        "headTarget": lambda _info: commit(look, repo, head_sha),
    }


def select_refs(look: Look, repo: Repo, arguments: dict[str, Any]) -> dict[str, Any]:
    """A page of the refs below a prefix."""
    prefix, query, order = arguments["refPrefix"], arguments.get("query"), arguments.get("orderBy")
    found = [fact for fact in repo.git.refs(prefix) if not query or query.lower() in fact.short.lower()]
    if order:
        by_date = order["field"] == "TAG_COMMIT_DATE"
        found.sort(
            key=lambda fact: (_date(repo, fact), fact.name) if by_date else (0.0, fact.name),
            reverse=order["direction"] == "DESC",
        )
    return connection(found, lambda fact: ref(look, repo, fact), arguments)


def _date(repo: Repo, fact: RefFact) -> float:
    tag = repo.git.tag_object(fact.oid) if fact.kind == "tag" else None
    at = tag.tagger.at if tag else repo.git.commit(fact.commit).committer.at
    return at.timestamp()


def git_object(look: Look, repo: Repo, oid: str, kind: str | None) -> dict[str, Any] | None:
    """A commit, a tag object, a tree or a blob."""
    if kind == "commit":
        return commit(look, repo, oid)
    tag = repo.git.tag_object(oid) if kind == "tag" else None
    if tag:
        return {
            "__typename": "Tag",
            "id": node_id("TA", oid),
            "oid": oid,
            "abbreviatedOid": oid[:7],
            "name": tag.name,
            "message": tag.message,
            "tagger": actor(look, tag.tagger),
            "target": lambda _info: git_object(look, repo, tag.target, tag.target_type),
        }
    if kind not in ("tree", "blob"):
        return None
    shown: dict[str, Any] = {
        "__typename": kind.title(),
        "id": node_id(kind, oid),
        "oid": oid,
        "abbreviatedOid": oid[:7],
    }
    if kind == "blob":
        data = repo.git.blob(oid) or b""
        is_binary = b"\0" in data
        text = None if is_binary else data.decode("utf-8", "replace")
        shown |= {"byteSize": len(data), "isBinary": is_binary, "text": text}
    return shown


def find_object(look: Look, repo: Repo, oid: str | None, expression: str | None) -> dict[str, Any] | None:
    """What an id, or an expression such as `main:README.md`, names."""
    if oid:
        return git_object(look, repo, oid, repo.git.kind(oid))
    start, _, path = (expression or "").partition(":")
    sha = repo.git.resolve(start)
    if sha is None or not path:
        return git_object(look, repo, sha, "commit") if sha else None
    for entry in repo.git.entries(sha, path.rpartition("/")[0]):
        if entry.path == path:
            return git_object(look, repo, entry.oid, entry.kind)
    return None


def actor(look: Look, person: Authorship) -> dict[str, Any]:
    """An author, committer or tagger."""
    login = login_of(look.world, person)
    return {
        "name": person.name,
        "email": person.mail,
        "date": stamp(person.at),
        "user": user(look, login) if login else None,
    }


def commit(look: Look, repo: Repo, sha: str) -> dict[str, Any]:
    """A commit."""
    fact = repo.git.commit(sha)

    def history(_info: Any, **page: Any) -> dict[str, Any]:
        return connection(repo.git.log(sha), lambda one: commit(look, repo, one.sha), page)

    return {
        "__typename": "Commit",
        "id": node_id("C", f"{repo.repo_id}:{sha}"),
        "oid": sha,
        "abbreviatedOid": sha[:7],
        "message": fact.message,
        "messageHeadline": fact.headline,
        "committedDate": stamp(fact.committer.at),
        "authoredDate": stamp(fact.author.at),
        "url": html_url(look.world, repo, f"/commit/{sha}"),
        "author": lambda _info: actor(look, fact.author),
        "committer": lambda _info: actor(look, fact.committer),
        "parents": pager(fact.parents, lambda parent: commit(look, repo, parent)),
        "tree": lambda _info: git_object(look, repo, fact.tree, "tree"),
        "history": history,
        "signature": lambda _info: signature(look, fact),
        "status": lambda _info: check_objects.status(look, repo, sha),
        "statusCheckRollup": lambda _info: check_objects.rollup(look, repo, sha),
        "checkSuites": pager(
            repo.runs_of(sha),
            lambda run: check_objects.suite(look, repo, run),
        ),
    }


def signature(look: Look, fact: CommitFact) -> dict[str, Any] | None:
    """The signature of a commit."""
    if not fact.signature:
        return None
    found = verification(look.world, fact.signature, fact.payload, fact.committer.at)
    is_ssh = "SSH SIGNATURE" in fact.signature
    return {
        "__typename": "SshSignature" if is_ssh else "GpgSignature",
        "isValid": found["verified"],
        "state": found["reason"].upper(),
        "signer": None,
        "signature": fact.signature,
        "payload": fact.payload,
        "email": fact.committer.mail,
        "keyFingerprint": None,
        "keyId": None,
    }
