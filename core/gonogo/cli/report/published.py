"""What was built and published for a release: runs with their gates, and every digest that was seen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from gonogo.cli.report.record import DigestLine, RunLine
from gonogo.cli.report.words import moment, plain
from gonogo.model.asks import BoardAsk
from gonogo.model.github import AttestationCount, GitHubRelease, RemoteTag, RunDetail
from gonogo.model.local import Image, Published, TagSignature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from gonogo.model.asks import Ask
    from gonogo.model.github import Asset, Run
    from gonogo.model.local import RegistryFile
    from gonogo.model.snapshot import Snapshot


def runs_of(snapshot: Snapshot, asks: Iterable[Ask[Any]], sha: str) -> tuple[RunLine, ...]:
    """The workflow runs that the release was judged on, and those of its commit on the board, oldest first."""
    details = {
        (value.run.run_id, value.run.attempt): value
        for value in _answers(snapshot, asks)
        if isinstance(value, RunDetail)
    }
    for run in _board_runs(snapshot):
        if sha and run.head_sha == sha and (run.run_id, run.attempt) not in details:
            details[run.run_id, run.attempt] = RunDetail(run, (), ())
    ordered = sorted(details.values(), key=lambda detail: (detail.run.created_at, detail.run.run_id))
    return tuple(map(_run, ordered))


def digests_of(snapshot: Snapshot, asks: Iterable[Ask[Any]]) -> tuple[DigestLine, ...]:
    """Every digest that was seen: the tag, the release's assets, the registries' files."""
    answers = _answers(snapshot, asks)
    attested = {
        one.sha256: one
        for value in answers
        if isinstance(value, tuple)
        for one in value
        if isinstance(one, AttestationCount)
    }
    lines: dict[tuple[str, str, str], DigestLine] = {}
    for line in (line for value in answers for line in _lines(value, attested)):
        key = (line.where, line.what, line.digest)
        lines[key] = _joined(lines[key], line) if key in lines else line
    order = {"git tag": 0, "GitHub release": 1}
    return tuple(sorted(lines.values(), key=lambda line: (order.get(line.where, 2), line.where, line.what)))


def _answers(snapshot: Snapshot, asks: Iterable[Ask[Any]]) -> list[Any]:
    """What was seen, in an order that is the same every time."""
    seen = (snapshot.get(ask) for ask in sorted(asks, key=repr))
    return [one.value for one in seen if one is not None and one.is_known and one.value is not None]


def _board_runs(snapshot: Snapshot) -> tuple[Run, ...]:
    board = snapshot.get(BoardAsk())
    return board.value.runs if board is not None and board.value is not None else ()


def _run(detail: RunDetail) -> RunLine:
    run = detail.run
    ended = [job.completed_at for job in detail.jobs if job.completed_at]
    counts = Counter(job.conclusion or job.status for job in detail.jobs)
    return RunLine(
        workflow=plain(run.file),
        name=plain(run.name),
        number=f"{run.number}" + (f", attempt {run.attempt}" if run.attempt > 1 else ""),
        event=plain(run.event),
        ref=plain(run.head_branch),
        commit=plain(run.head_sha),
        result=plain(run.conclusion or run.status),
        by=plain(run.actor),
        began_at=moment(run.created_at),
        ended_at=moment(max(ended)) if ended and run.status == "completed" else "",
        jobs=", ".join(f"{count} {plain(word)}" for word, count in sorted(counts.items())),
        gates=tuple(
            plain(
                f"{review.environment}: {review.state} by @{review.author}"
                + (f" ({review.comment})" if review.comment else "")
            )
            for review in detail.reviews
        ),
        link=plain(run.url),
    )


def _lines(value: object, attested: dict[str, AttestationCount]) -> Iterator[DigestLine]:
    if isinstance(value, Published):
        for file in value.files:
            yield _registry_line(value, file, attested)
    elif isinstance(value, GitHubRelease):
        for asset in value.assets:
            yield _asset_line(value, asset, attested)
    elif isinstance(value, Image) and value.is_there:
        told = tuple(map(plain, filter(None, (*value.platforms, value.media_type))))
        what = plain(f"{value.image}:{value.tag}")
        yield DigestLine("image", what, plain(value.digest), "", told, "", "")
    elif isinstance(value, RemoteTag):
        remarks = ["annotated" if value.is_annotated else "lightweight", f"commit {value.commit}"]
        if value.is_verified is not None:
            word = "Verified" if value.is_verified else f"not verified ({value.reason})"
            remarks.append(f"GitHub says {word}")
        yield _tag_line(value.name, value.oid, remarks, value.tagged_at)
    elif isinstance(value, TagSignature):
        good = {True: "git finds the signature good", False: "git finds the signature bad"}
        said = good.get(bool(value.is_good), "") if value.is_good is not None else value.why
        signer = f"signed by {value.signer}" if value.signer else "unsigned"
        yield _tag_line(value.name, value.oid, [signer, said], None)


def _registry_line(
    published: Published, file: RegistryFile, attested: dict[str, AttestationCount]
) -> DigestLine:
    remarks = [
        word
        for word, holds in (("yanked", file.is_yanked), ("provenance listed", file.has_provenance))
        if holds
    ]
    return DigestLine(
        where=plain(published.registry),
        what=plain(f"{published.package} {published.version}: {file.name}"),
        digest=_sha256(file.sha256),
        served=_sha256(file.served_sha256),
        remarks=(*remarks, *_attestations(attested.get(file.sha256))),
        at=moment(published.published_at),
        link=plain(published.url),
    )


def _asset_line(release: GitHubRelease, asset: Asset, attested: dict[str, AttestationCount]) -> DigestLine:
    words = (("draft", release.is_draft), ("immutable", release.is_immutable))
    return DigestLine(
        where="GitHub release",
        what=plain(asset.name),
        digest=_sha256(asset.sha256),
        served="",
        remarks=(
            f"{asset.size} bytes",
            *(word for word, holds in words if holds),
            *_attestations(attested.get(asset.sha256)),
        ),
        at=moment(release.published_at),
        link=plain(asset.url),
    )


def _tag_line(name: str, oid: str, remarks: list[str], at: datetime | None) -> DigestLine:
    cleaned = tuple(plain(remark) for remark in remarks if remark)
    return DigestLine("git tag", plain(name), plain(oid), "", cleaned, moment(at), "")


def _joined(one: DigestLine, other: DigestLine) -> DigestLine:
    """Two sources that speak of the same thing."""
    return DigestLine(
        one.where,
        one.what,
        one.digest,
        one.served or other.served,
        tuple(dict.fromkeys((*one.remarks, *other.remarks))),
        one.at or other.at,
        one.link or other.link,
    )


def _attestations(count: AttestationCount | None) -> tuple[str, ...]:
    if count is None:
        return ()
    return (f"{count.count} attestation{'' if count.count == 1 else 's'} listed",)


def _sha256(digest: str) -> str:
    return f"sha256:{plain(digest.removeprefix('sha256:'))}" if digest else ""
