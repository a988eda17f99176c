"""A record as Markdown, for release notes, issues and wikis; text from outside stays text there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.cli.report.words import by_phase, head_rows, safe_url, spoken, verdict_of, who_when, withdrawal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gonogo.cli.report.record import Record, StepLine

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$]")
_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_ACTIVE = re.compile(
    r"([^\s`|]*://[^\s`|]*|\bwww\.[^\s`|]*|(?:[\w.+-]*@\w[\w-]*(?:[./][\w-]+)*)+)", re.IGNORECASE
)
"""What a reader of Markdown may act on by itself: addresses, and mentions, which tell that person."""


def write_markdown(*records: Record) -> str:
    """The whole report: one record after the other."""
    return "\n---\n\n".join("\n".join(_lines(record)) + "\n" for record in records)


def text(words: str) -> str:
    """Words that Markdown shows as they are: no markup, no link, nobody mentioned.

    Addresses and mentions become code spans, because no backslash keeps every reader from acting on them.
    """
    parts = _ACTIVE.split(words)
    shown = "".join(code(part) if index % 2 else _escaped(part) for index, part in enumerate(parts))
    shown = _NUMBER.sub(r"\1\\\2", shown)
    return "\\" + shown if shown[:1] in ("-", "+", "#", "=") else shown


def code(words: str) -> str:
    """Words in a code span, whatever is in them."""
    if "\\" in words and "|" in words:  # no table can hold both in a code span
        return text(words)
    longest = max((len(run) for run in re.findall(r"`+", words)), default=0)
    fence = "`" * (longest + 1)
    room = " " if words[:1] == "`" or words[-1:] == "`" else ""
    return f"{fence}{room}{words}{room}{fence}".replace("|", "\\|") if words else ""


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], words)


def _lines(record: Record) -> Iterator[str]:
    yield f"# {text(record.repository)} {text(record.version)}: {text(record.headline)}"
    yield ""
    if record.rehearsal == "yes":
        yield "> **A rehearsal**: on gonogo's embedded GitHub, not on the real one."
        yield ""
    if record.withdrawn:
        yield f"**Withdrawn** by {text(withdrawal_of(record))}"
        yield ""
        yield "Nothing that was sent is undone. Without the withdrawal it would stand so:"
        yield ""
    yield f"**{text(record.verdict)}** {text(record.reason)}".rstrip()
    yield ""
    yield from _table(("", ""), ((name, _value(name, value)) for name, value in head_rows(record)))
    yield from _waivers(record)
    yield from _steps(record)
    yield from _decisions(record)
    yield from _acts(record)
    yield from _runs(record)
    yield from _digests(record)
    yield from _evidence(record)


def _value(name: str, value: str) -> str:
    return code(value) if name in ("Commit", "Tag") else text(value)


def _steps(record: Record) -> Iterator[str]:
    yield "## Steps"
    yield ""
    for phase, steps in by_phase(record).items():
        if phase:
            yield f"### {text(phase)}"
            yield ""
        rows = (
            (
                _linked(step.title, step.link),
                text(verdict_of(step)),
                text(step.waived or step.evidence),
                _time(step.seen_at),
                text(who_when(step.done_by, step.done_at)),
            )
            for step in steps
        )
        yield from _table(("Step", "Stands", "Evidence", "Seen", "Who, when"), rows)


def _waivers(record: Record) -> Iterator[str]:
    waivers = [one for one in record.decisions if one.kind == "waiver"]
    if not waivers:
        return
    yield "## Waived"
    yield ""
    rows = (
        (
            text(one.title),
            text(one.choice),
            text(who_when(one.by, one.at)),
            code(one.subject),
            text(one.holds),
        )
        for one in waivers
    )
    yield from _table(("Step", "Reason", "Who, when", "Bound to", "Still holds"), rows)


def _decisions(record: Record) -> Iterator[str]:
    said = [one for one in record.decisions if one.kind == "confirmation"]
    if not said:
        return
    yield "## Confirmed by people"
    yield ""
    rows = (
        (
            text(one.title),
            text(": ".join(filter(None, (one.choice, one.note)))),
            text(who_when(one.by, one.at)),
            code(one.subject),
            text(one.holds),
        )
        for one in said
    )
    yield from _table(("Step", "Said", "Who, when", "Bound to", "Still holds"), rows)


def _acts(record: Record) -> Iterator[str]:
    yield "## Done from here"
    yield ""
    if not record.acts:
        yield "Nothing: the journal holds no act."
        yield ""
        return
    rows = (
        (
            _time(one.at),
            text(f"@{one.by}" if one.by else ""),
            text(one.verb),
            code(one.subject),
            "done" if one.outcome == "done" else f"**{text(one.outcome)}**",
            text(one.outcome_text),
            "; ".join(map(text, one.facts)),
        )
        for one in record.acts
    )
    yield from _table(("When", "Who", "Act", "About", "Outcome", "What came of it", "Details"), rows)


def _runs(record: Record) -> Iterator[str]:
    if not record.runs:
        return
    yield "## Runs"
    yield ""
    rows = (
        (
            _linked(f"{run.workflow} {run.number}", run.link),
            text(run.result),
            code(run.commit),
            text(f"{run.event}, {run.ref}"),
            text(who_when(run.by, run.began_at)),
            _time(run.ended_at),
            text(run.jobs),
            "; ".join(map(text, run.gates)),
        )
        for run in record.runs
    )
    titles = ("Run", "Result", "Commit", "For", "Begun", "Ended", "Jobs", "Gates")
    yield from _table(titles, rows)


def _digests(record: Record) -> Iterator[str]:
    yield "## Digests"
    yield ""
    if not record.digests:
        yield "None was seen."
        yield ""
        return
    rows = (
        (
            text(one.where),
            _linked(one.what, one.link),
            code(one.digest),
            _served(one.digest, one.served),
            "; ".join(map(text, one.remarks)),
            _time(one.at),
        )
        for one in record.digests
    )
    yield from _table(("Where", "What", "Digest", "Served bytes", "Remarks", "Published"), rows)


def _served(digest: str, served: str) -> str:
    if not served:
        return ""
    return "the same" if served == digest else f"**differ**: {code(served)}"


def _evidence(record: Record) -> Iterator[str]:
    told = [step for step in record.steps if step.facts or step.advice or step.source or step.waived]
    if not told:
        return
    yield "## Evidence"
    yield ""
    for step in told:
        yield f"### {text(step.title)}"
        yield ""
        yield from _step_evidence(step)


def _step_evidence(step: StepLine) -> Iterator[str]:
    seen = ", ".join(filter(None, (text(step.source), _time(step.seen_at))))
    yield f"{text(step.verdict)}: {text(step.evidence)}" + (f" ({seen})" if seen else "")
    yield ""
    if step.facts:
        marks = {"yes": "✓", "no": "✗"}
        rows = (
            (marks.get(one.ok, ""), _linked(one.name, one.link), text(one.found), text(one.expected))
            for one in step.facts
        )
        yield from _table(("", "What", "Found", "Expected"), rows)
    if step.advice:
        yield text(step.advice)
        yield ""


def _time(at: str) -> str:
    return text(spoken(at))


def _linked(words: str, link: str) -> str:
    url = safe_url(link)
    return f"[{text(words)}](<{url}>)" if url else text(words)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(titles) + " |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""
