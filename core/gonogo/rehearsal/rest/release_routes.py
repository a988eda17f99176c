"""REST: releases, their assets, and attestations."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.rest import pull_shapes, shapes
from gonogo.rehearsal.rest.call import Answer, ApiError, Call, not_found, page
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.world.releases import (
    add_asset,
    find_release,
    latest_release,
    make_latest,
    new_release,
    publish_release,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.rehearsal.world.nouns import Asset, Attestation, Release


def _visible(call: Call) -> list[Release]:
    """Releases that the one who asks may see: drafts with push access only; newest first."""
    found = [r for r in call.repo.releases.values() if call.can_push or not r.is_draft]
    return sorted(found, key=lambda r: (r.created_at, r.release_id), reverse=True)


def _list(call: Call) -> Answer:
    shown, links = page(call, _visible(call))
    return Answer([pull_shapes.release(call.world, call.repo, one) for one in shown], headers=links)


def _latest(call: Call) -> Answer:
    found = latest_release(call.repo)
    if found is None:
        raise not_found()
    return Answer(pull_shapes.release(call.world, call.repo, found))


def _by_tag(call: Call) -> Answer:
    for one in _visible(call):
        if one.tag == call.path["tag"] and not one.is_draft:
            return Answer(pull_shapes.release(call.world, call.repo, one))
    raise not_found()


def _release_of(call: Call) -> Release:
    number = call.number("release")
    for one in _visible(call):
        if one.release_id == number:
            return one
    raise not_found()


def _get(call: Call) -> Answer:
    return Answer(pull_shapes.release(call.world, call.repo, _release_of(call)))


def _create(call: Call) -> Answer:
    tag, is_draft = call.text("tag_name"), bool(call.body.get("draft"))
    target = str(call.body.get("target_commitish") or call.repo.default_branch)
    if not is_draft:
        _check_tag(call, tag, target)
    release = new_release(
        call.world, call.repo, tag, call.login or "", is_prerelease=bool(call.body.get("prerelease"))
    )
    release.target = target
    _apply(call, release, publishes=not is_draft)
    return Answer(pull_shapes.release(call.world, call.repo, release), 201)


def _check_tag(call: Call, tag: str, target: str) -> None:
    """Have the tag of a release that is being published: it must have no other release, and is made if need be.

    Raises:
        ApiError: 422.
    """
    git = call.repo.git
    if (one := find_release(call.repo, tag)) and not one.is_draft:
        raise _invalid({"code": "already_exists", "field": "tag_name"})
    if git.ref(f"refs/tags/{tag}") is not None:
        return
    sha = git.resolve(target)
    if sha is None or not git.move_ref(f"refs/tags/{tag}", sha, ZERO):
        raise _invalid({"code": "invalid", "field": "target_commitish"})
    events.on_push(call.world, call.repo, call.login or "", [(f"refs/tags/{tag}", ZERO, sha)])


def _invalid(error: dict[str, str]) -> ApiError:
    return ApiError(422, "Validation Failed", errors=[{"resource": "Release", **error}])


def _edit(call: Call) -> Answer:
    release, body = _release_of(call), call.body
    if release.is_immutable and body.get("tag_name") not in (None, release.tag):
        raise _invalid({"code": "custom", "message": "Cannot change the tag of an immutable release"})
    wants_latest = str(body.get("make_latest") or "") == "true"
    becomes = {key: bool(body.get(key, now)) for key, now in _flags(release).items()}
    if wants_latest and any(becomes.values()):
        raise _invalid({"code": "custom", "message": "Latest release cannot be draft or prerelease"})
    release.tag = str(body.get("tag_name") or release.tag)
    publishes = release.is_draft and body.get("draft") is False
    if publishes:
        _check_tag(call, release.tag, release.target)
    _apply(call, release, publishes=publishes)
    return Answer(pull_shapes.release(call.world, call.repo, release))


def _flags(release: Release) -> dict[str, bool]:
    return {"draft": release.is_draft, "prerelease": release.is_prerelease}


def _apply(call: Call, release: Release, *, publishes: bool) -> None:
    body = call.body
    release.name = str(body.get("name") or release.name)
    release.body = str(body.get("body", release.body) or "")
    release.is_prerelease = bool(body.get("prerelease", release.is_prerelease))
    wish = str(body.get("make_latest") or "")
    if publishes:
        publish_release(call.world, call.repo, release, wish or "true")
    elif wish:
        make_latest(call.repo, release, wish)
    release.updated_at = call.world.now()


def _upload(call: Call) -> Answer:
    release, name = _release_of(call), call.query.get("name", "")
    if not name:
        raise _invalid({"code": "missing_field", "field": "name"})
    if release.is_immutable:
        raise _invalid({"code": "custom", "message": "Cannot upload assets to an immutable release."})
    if any(one.name == name for one in release.assets):
        raise ApiError(
            422,
            "Validation Failed",
            errors=[{"resource": "ReleaseAsset", "code": "already_exists", "field": "name"}],
        )
    made = add_asset(call.world, release, name, call.data, call.login or "")
    made.label = call.query.get("label", "")
    made.content_type = call.headers.get("content-type", made.content_type)
    return Answer(pull_shapes.asset(call.world, call.repo, release, made), 201)


def _assets(call: Call) -> Answer:
    release = _release_of(call)
    shown, links = page(call, release.assets)
    rows = [pull_shapes.asset(call.world, call.repo, release, one) for one in shown]
    return Answer(rows, headers=links)


def _asset(call: Call) -> Answer:
    number = call.number("asset")
    for release in _visible(call):
        for one in release.assets:
            if one.asset_id == number:
                if "application/octet-stream" in call.headers.get("accept", ""):
                    return _bytes(one)
                return Answer(pull_shapes.asset(call.world, call.repo, release, one))
    raise not_found()


def _bytes(asset: Asset) -> Answer:
    asset.downloads += 1
    disposition = {"Content-Disposition": f"attachment; filename={asset.name}"}
    return Answer(asset.data, headers=disposition, media=asset.content_type)


def _download(call: Call) -> Answer:
    for release in _visible(call):
        place = f"untagged-{release.release_id:x}" if release.is_draft else release.tag
        if place == call.path["tag"]:
            for one in release.assets:
                if one.name == call.path["name"]:
                    return _bytes(one)
    raise not_found()


def _attestations(call: Call) -> Answer:
    kind, _, digest = call.path["digest"].partition(":")
    short = {
        "provenance": "https://slsa.dev/provenance/",
        "sbom": "https://spdx.dev/",
        "release": "https://in-toto.io/",
    }
    wanted = call.query.get("predicate_type", "")
    wanted = short.get(wanted, wanted)
    found = [
        one
        for one in call.repo.attestations
        if kind == "sha256" and one.sha256 == digest and one.predicate_type.startswith(wanted)
    ]
    if not found:
        raise not_found()
    rows = [
        {
            "repository_id": call.repo.repo_id,
            "bundle_url": f"{shapes.base(call.world)}/_bundles/{call.repo.full_name}/{one.attestation_id}",
            "initiator": "user",
            "bundle": _bundle_of(one),
        }
        for one in found
    ]
    return Answer({"attestations": rows})


def _bundle_of(one: Attestation) -> dict[str, Any]:
    """A bundle in shape; nobody signed it, and nothing may pass for verified because of it."""
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": one.subject, "digest": {"sha256": one.sha256}}],
        "predicateType": one.predicate_type,
        "predicate": {},
    }
    payload = base64.b64encode(json.dumps(statement).encode()).decode()
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {},
        "dsseEnvelope": {"payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": []},
    }


def _bundle(call: Call) -> Answer:
    number = call.number("attestation")
    for one in call.repo.attestations:
        if one.attestation_id == number:
            return Answer(_bundle_of(one))
    raise not_found()


def _immutable(call: Call) -> Answer:
    if not call.repo.has_immutable_releases:
        raise not_found()
    return Answer({"enabled": True, "enforced_by_owner": False})


ROUTES: list[tuple[str, str, Callable[[Call], Answer], str]] = [
    ("GET", "R/releases", _list, "contents:read"),
    ("POST", "R/releases", _create, "contents:write"),
    ("GET", "R/releases/latest", _latest, "contents:read"),
    ("GET", "R/releases/tags/{tag:path}", _by_tag, "contents:read"),
    ("GET", "R/releases/assets/{asset}", _asset, "contents:read"),
    ("GET", "R/releases/{release}", _get, "contents:read"),
    ("PATCH", "R/releases/{release}", _edit, "contents:write"),
    ("GET", "R/releases/{release}/assets", _assets, "contents:read"),
    ("POST", "/uploads/repos/{owner}/{repo}/releases/{release}/assets", _upload, "contents:write"),
    ("GET", "R/attestations/{digest}", _attestations, "attestations:read"),
    ("GET", "/_bundles/{owner}/{repo}/{attestation}", _bundle, ""),
    ("GET", "R/immutable-releases", _immutable, "administration:read"),
    ("GET", "/{owner}/{repo}/releases/download/{tag:path}/{name}", _download, ""),
]
