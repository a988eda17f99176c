"""Sample days for the screen: ordvec 0.6.0 in several states, with invented people and commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from gonogo.model.asks import BoardAsk, RunDetailAsk
from gonogo.model.day import BranchHead, Day, ReleaseView, Since, StepText
from gonogo.model.github import (
    Board,
    Branch,
    CheckCounts,
    Gate,
    GitHubRelease,
    Job,
    JobStep,
    PullRequest,
    RateBudget,
    RepoName,
    Review,
    Run,
    RunDetail,
)
from gonogo.model.releases import Event, EventKind, OutcomeState, Release
from gonogo.model.snapshot import Problem, Seen, Snapshot
from gonogo.model.verdicts import Assessment, Fact, Finding, Offer, Standing, Tier, Verdict

NOW = datetime(2026, 8, 20, 14, 32, 8, tzinfo=UTC)
REPO = RepoName("Fieldnote-Echo", "ordvec")
ME, OTHER = "maintainer", "second-maintainer"
HEAD = "3f9a1c2e5b7d9f1a3c5e7b9d1f3a5c7e9b1d3f5a"
HOSTILE = "[@click=app.quit]x[/]  [/nope]"
"""A title as it is after cleaning: the escapes are gone, the brackets are not."""

STEPS = (
    ("worktree", "check", "worktree", "The checkout is clean and at origin's main", "prepare"),
    ("lock-in-sync", "check", "lock-in-sync", "Lock files agree with the manifests", "prepare"),
    ("compatibility", "confirm", "confirm", "Review the compatibility impact", "prepare"),
    (
        "environments",
        "check",
        "environments",
        "Environments ask a reviewer and let the tag through",
        "prepare",
    ),
    ("bump", "do", "bump", "Bump to 0.6.0 and date the changelog", "bump"),
    ("merge", "do", "merge", "Merge the bump of 0.6.0", "bump"),
    ("old-version", "check", "old-version", "Lines that still name 0.5.0", "bump"),
    ("workflows-green", "check", "workflows-green", "CI is green for exactly this commit", "ready"),
    ("sde-pin", "confirm", "confirm", "The Intel SDE pin matches Intel's download page", "ready"),
    ("go", "confirm", "confirm", "The maintainer's go", "ready"),
    ("tag", "do", "tag", "Sign v0.6.0 on main's HEAD and push it", "tag"),
    ("workflow", "wait", "workflow", "release.yml builds, attests and publishes", "publish"),
    ("approve-publish-crate", "gate", "crates-io", "Approve ordvec for crates.io", "publish"),
    ("approve-publish-pypi", "gate", "pypi", "Approve ordvec for PyPI", "publish"),
    ("crates-io-ordvec", "check", "crates-io", "crates.io serves ordvec 0.6.0", "verify"),
    ("pypi-ordvec", "check", "pypi", "PyPI serves ordvec 0.6.0", "verify"),
    ("github-release", "check", "github-release", "The GitHub release is public and whole", "verify"),
    ("attestations", "check", "attestations", "Attestations are listed for what was built", "verify"),
)
NOTES = {
    "compatibility": "Which promises does this release touch? Think of each:\n\n"
    "- Rust API, its features, and the oldest Rust that builds it\n- Python packages\n- C ABI and the Go binding",
    "go": "Crates, wheels and a deposit may be meant to appear together: do not ship one of them alone.",
}
CHOICES = {"compatibility": ("patch-compatible", "minor-breaking"), "go": ("go", "no-go")}
DONE_EVIDENCE = {
    "worktree": "clean, main at 9b1d3f5",
    "lock-in-sync": "6 entries agree",
    "compatibility": "minor-breaking · @maintainer",
    "environments": "crates-io, pypi: as expected",
    "bump": "#61 merged from release/v0.6.0",
    "merge": "3f9a1c2",
    "old-version": "no line left",
    "workflows-green": "6 of 6 on 3f9a1c2",
    "sde-pin": "yes · @maintainer",
    "go": "go · @maintainer",
    "tag": "v0.6.0 on 3f9a1c2, signed",
    "workflow": "27 of 27 jobs",
    "approve-publish-crate": "publish-crate passed · approved by @maintainer",
    "approve-publish-pypi": "publish-pypi passed · approved by @maintainer",
    "crates-io-ordvec": "sha256 equal to the asset",
    "pypi-ordvec": "5 files, sha256 equal",
    "github-release": "latest, 16 assets",
    "attestations": "listed for 12 of 12, not verified",
}
LINK = "https://github.com/Fieldnote-Echo/ordvec/actions/runs/9412"


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


SINCE = {
    "compatibility": Since(ago(7200)),
    "bump": Since(ago(1500), is_sure=False),
    "workflows-green": Since(ago(1700)),
    "tag": Since(ago(2280)),
    "workflow": Since(ago(660)),
    "approve-publish-crate": Since(ago(660)),
    "pypi-ordvec": Since(ago(200), is_sure=False),
}
"""Step → since when it stands as it does in the sample days; nothing is known of the others."""


def offer(verb: str, title: str, tier: Tier, refused: str = "") -> Offer:
    return Offer(verb, title, tier, refused)


def texts(version: str = "0.6.0") -> tuple[StepText, ...]:
    return tuple(
        StepText(i, kind, what, title.replace("0.6.0", version), phase, NOTES.get(i, ""), CHOICES.get(i, ()))
        for i, kind, what, title, phase in STEPS
    )


def standings(at: str, finding: Finding, offers: tuple[Offer, ...] = ()) -> tuple[Standing, ...]:
    """Everything before the step `at` is done, everything after it waits for it."""
    out, before, is_after = [], "", False
    for step_id, *_ in STEPS:
        if step_id == at:
            out.append(Standing(step_id, finding, offers=offers))
            is_after = True
        elif is_after:
            text = "" if step_id != "workflow" else "after the tag"
            out.append(Standing(step_id, Finding(Verdict.HOLD, text), blocked_by=(before,)))
        else:
            seen = ago(3 if step_id not in ("compatibility", "sde-pin", "go") else 3600)
            done = Finding(Verdict.DONE, DONE_EVIDENCE[step_id], seen, "GitHub")
            decides = step_id not in ("old-version", "attestations")
            out.append(Standing(step_id, done, decides=decides))
        before = step_id
    return tuple(out)


def release(version: str = "0.6.0") -> Release:
    inputs = MappingProxyType({"version": version})
    return Release(f"ordvec-release-{version}", REPO, "release", inputs, "0.5.0", ago(7200), ME)


def events(release_id: str) -> tuple[Event, ...]:
    def event(number: int, kind: EventKind, step: str, seconds: float, text: str, **more) -> Event:
        return Event(
            release_id,
            step,
            kind,
            ago(seconds),
            ME,
            text=text,
            event_id=number + 10 * int(release_id[-1]),
            **more,
        )

    return (
        event(1, EventKind.STARTED, "", 7200, "release 0.6.0"),
        event(2, EventKind.CONFIRMATION, "compatibility", 6900, "minor-breaking"),
        event(3, EventKind.INTENT, "bump", 6600, "Commit 12 files on 9b1d3f5", action="push-bump"),
        event(4, EventKind.OUTCOME, "bump", 6590, "pushed 77aa01c to release/v0.6.0", action="push-bump", intent_id=3 + 10 * int(release_id[-1]), state=OutcomeState.DONE),
        event(5, EventKind.INTENT, "merge", 4000, "Merge #61 at 77aa01c", action="merge-pull"),
        event(6, EventKind.OUTCOME, "merge", 3995, "merged as 3f9a1c2", action="merge-pull", intent_id=5 + 10 * int(release_id[-1]), state=OutcomeState.DONE),
    )  # fmt: skip


def view(at: str, finding: Finding, offers: tuple[Offer, ...] = (), version: str = "0.6.0") -> ReleaseView:
    found = release(version)
    assessment = Assessment(
        finding.verdict, finding.evidence, at, standings(at, finding, offers), frozenset()
    )
    tagged = [i for i, *_ in STEPS].index(at) > 5
    return ReleaseView(
        found,
        texts(version),
        assessment,
        events(found.release_id),
        f"v{version}",
        HEAD if tagged else "",
        SINCE.get(at),
    )


def done_view(version: str = "0.5.1") -> ReleaseView:
    last = Finding(Verdict.DONE, DONE_EVIDENCE["attestations"], ago(3), "GitHub")
    found = release(version)
    assessment = Assessment(
        Verdict.DONE, "released 12 min ago", None, standings("attestations", last), frozenset()
    )
    return ReleaseView(found, texts(version), assessment, (), f"v{version}", HEAD)


# The states


def bump_ready() -> ReleaseView:
    finding = Finding(Verdict.GO, "0.5.0 to 0.6.0 on 9b1d3f5", ago(3), "git")
    return view("bump", finding, (offer("do", "Bump 0.5.0 to 0.6.0", Tier.SHOW),))


def compat_ready() -> ReleaseView:
    finding = Finding(Verdict.GO, "patch-compatible or minor-breaking?", ago(3), "journal")
    return view(
        "compatibility", finding, (offer("confirm", "Choose: patch-compatible, minor-breaking", Tier.ASK),)
    )


def cancelled() -> ReleaseView:
    facts = (
        Fact("ci.yml", "success", "success", True, LINK),
        Fact("python.yml", "success", "success", True),
        Fact("fuzz.yml", "cancelled, attempt 1", "success", False, LINK),
        Fact("codeql.yml", "success", "success", True),
        Fact("actionlint.yml", "success", "success", True),
        Fact("zizmor.yml", "no run for 3f9a1c2", "success", False),
    )
    finding = Finding(
        Verdict.NO_GO,
        "fuzz.yml was cancelled and zizmor.yml never ran on 3f9a1c2",
        ago(12),
        "GitHub",
        LINK,
        facts,
        "Rerun the cancelled run of this very commit. Green on another commit does not count.",
    )
    offers = (
        offer("rerun", "Run fuzz.yml again on 3f9a1c2", Tier.ASK),
        offer("waive", "Override it, with a reason", Tier.SHOW),
    )
    return view("workflows-green", finding, offers)


def ci_running() -> ReleaseView:
    return view(
        "workflows-green", Finding(Verdict.HOLD, "ci.yml is running: 4 of 6 green", ago(4), "GitHub", LINK)
    )


def tag_ready() -> ReleaseView:
    finding = Finding(Verdict.GO, "main's HEAD is 3f9a1c2, green", ago(4), "git")
    return view("tag", finding, (offer("do", "Sign v0.6.0 on main's HEAD 3f9a1c2 and push it", Tier.TYPE),))


def gate_ready() -> ReleaseView:
    facts = (
        Fact("environment", "crates-io"),
        Fact("commit", "3f9a1c2"),
        Fact("lets through", "publish-crate"),
        Fact("CI", "6 of 6 green", "green", True),
        Fact("may approve", "@maintainer, @second-maintainer"),
        Fact("wait timer", "none"),
    )
    finding = Finding(Verdict.GO, "your approval starts publish-crate", ago(4), "GitHub", LINK, facts)
    offers = (
        offer("approve", "Approve crates-io for publish-crate on 3f9a1c2", Tier.TYPE),
        offer("reject", "Reject crates-io for publish-crate on 3f9a1c2", Tier.SHOW),
    )
    return view("approve-publish-crate", finding, offers)


def unseen() -> ReleaseView:
    finding = Finding(
        Verdict.UNKNOWN, "PyPI answered 503", ago(200), "PyPI", advice="Look again in a minute."
    )
    return view("pypi-ordvec", finding, version="0.6.1")


# The board


def run(number: int, file: str, status: str, conclusion: str, seconds: float, branch: str = "main") -> Run:
    return Run(
        number, file.removesuffix(".yml"), f".github/workflows/{file}", number - 9000, 1, "push", status, conclusion,
        HEAD, branch, ME, ago(seconds + 600), ago(seconds), f"https://github.com/Fieldnote-Echo/ordvec/actions/runs/{number}",
    )  # fmt: skip


def detail() -> RunDetail:
    tagged = run(9412, "release.yml", "waiting", "", 660, "v0.6.0")

    def job(number: int, name: str, status: str, conclusion: str, steps: tuple[JobStep, ...] = ()) -> Job:
        end = ago(700) if status == "completed" else None
        return Job(number, 9412, name, status, conclusion, ago(1000), end, LINK, steps)

    jobs = (
        job(1, "Guard", "completed", "success"),
        job(2, "Require CI green", "completed", "success"),
        job(3, "Build wheels (linux, x86_64)", "completed", "success"),
        job(4, "Build wheels (macos)", "in_progress", "", (JobStep(4, "Build with maturin", "in_progress", ""),)),
        job(5, "Draft release", "completed", "success"),
        job(6, "Publish ordvec to crates.io", "waiting", ""),
        job(7, "Publish ordvec to PyPI", "waiting", ""),
        job(8, "Publish the release", "queued", ""),
    )  # fmt: skip
    return RunDetail(tagged, jobs, gates())


def gates() -> tuple[Gate, ...]:
    return (
        Gate(9412, 1, "crates-io", 0, None, (ME, OTHER), True),
        Gate(9412, 2, "pypi", 30, ago(660), (OTHER,), False),
    )


def pull(number: int, title: str, head: str, **more) -> PullRequest:
    base = PullRequest(
        number, title, f"https://github.com/Fieldnote-Echo/ordvec/pull/{number}", OTHER, "OPEN", False, "main", head,
        "77aa01c0" * 5, "MERGEABLE", "CLEAN", "APPROVED", (Review(ME, "APPROVED"),), (), CheckCounts(42), ago(3 * 3600),
    )  # fmt: skip
    return replace(base, **more)


def branch(name: str, sha: str, ahead: int | None, behind: int | None, checks: CheckCounts, **more) -> Branch:
    return Branch(name, sha, f"Last commit of {name}", ago(5000), OTHER, ahead, behind, checks, **more)


def board(gates_waiting: bool = False, pulls: tuple[PullRequest, ...] | None = None) -> Board:
    runs = (
        run(9301, "ci.yml", "completed", "success", 1900),
        run(9302, "python.yml", "completed", "success", 1800),
        run(9303, "fuzz.yml", "completed", "cancelled", 1700),
        run(9304, "codeql.yml", "in_progress", "", 300),
        run(9305, "actionlint.yml", "completed", "success", 1950),
    )
    return Board(
        REPO, ME, "WRITE", "main", HEAD,
        (
            branch("main", HEAD, 0, 0, CheckCounts(40, 0, 2, 3), is_default=True),
            branch("release/v0.6.0", "77aa01c0" * 5, 1, 0, CheckCounts(42)),
            branch("release-avx512", "51fe20ab" * 5, 31, 1812, CheckCounts(38, 4, 0, 0)),
            branch("docs/zenodo", "8c0ffee1" * 5, 3, 12, CheckCounts(is_known=False)),
        ),
        pulls if pulls is not None else (
            pull(61, "Release 0.6.0", "release/v0.6.0"),
            pull(58, "Quantised rank index for very long vectors, with a migration note", "rank-q", review_decision="REVIEW_REQUIRED", merge_state="BLOCKED", reviews=(), checks=CheckCounts(30, 0, 12)),
            pull(55, HOSTILE, "evil", mergeable="CONFLICTING", merge_state="DIRTY", reviews=(), checks=CheckCounts(20, 2)),
        ),
        runs,
        gates() if gates_waiting else (),
        (
            GitHubRelease(7, "v0.6.0", "0.6.0", is_draft=True, is_prerelease=False, is_latest=False, is_immutable=False, created_at=ago(600), published_at=None, assets=(), url=LINK),
            GitHubRelease(6, "v0.5.0", "0.5.0", is_draft=False, is_prerelease=False, is_latest=True, is_immutable=True, created_at=ago(90 * 86400), published_at=ago(90 * 86400), assets=(), url=LINK),
        ),
        (),
        RateBudget(5000, 4812, NOW + timedelta(minutes=20), 3),
    )  # fmt: skip


def day(*views: ReleaseView, seen: Board | None = None, problem: str = "", **more) -> Day:
    """A day with these releases."""
    is_gated = any(v.assessment.next_step == "approve-publish-crate" for v in views)
    found = seen or board(is_gated)
    answers: dict[Any, Seen[Any]] = {
        BoardAsk(): Seen(None if problem else found, ago(4), "GitHub", Problem(problem) if problem else None)
    }
    if is_gated:
        ask = RunDetailAsk("release.yml", HEAD, "push", "v0.6.0")
        answers[ask] = Seen(detail(), ago(4), "GitHub")
    more.setdefault("heads", heads())
    return Day(REPO, views, Snapshot(NOW, MappingProxyType(answers)), ME, **more)


def heads() -> tuple[BranchHead, ...]:
    """What the tree and the tags say of each branch of `board`; of the last one nothing is known."""
    return (
        BranchHead("main", HEAD, "0.6.0", "v0.5.0"),
        BranchHead("release/v0.6.0", "77aa01c0" * 5, "0.6.0", "v0.5.0"),
        BranchHead("release-avx512", "51fe20ab" * 5, "0.3.1", "v0.3.1", is_at_head=True),
        BranchHead("docs/zenodo", "8c0ffee1" * 5),
    )


def rich() -> Day:
    """A day with everything on it: wrong, ready, under way, unseen, done."""
    running = replace(ci_running(), release=release("0.5.2"))
    return day(
        cancelled(),
        replace(gate_ready(), release=release("0.7.0"), tag="v0.6.0"),
        running,
        unseen(),
        done_view(),
    )
