"""Sample stories for the screens that show one thing whole: runs with many jobs, logs, a pull request, a gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from gonogo.errors import LookError
from gonogo.model.github import (
    CheckCounts,
    Environment,
    Gate,
    GateReview,
    Job,
    JobStep,
    PullRequest,
    Run,
    RunDetail,
)
from gonogo.model.local import WorkflowFile, WorkflowJob
from gonogo.model.stories import CheckLine, GateStory, PullFile, PullReview, PullStory, RunStory
from support import days

RUN_ID = 9412


def job(
    number: int,
    name: str,
    conclusion: str = "success",
    status: str = "completed",
    steps: tuple[JobStep, ...] = (),
) -> Job:
    has_run = status in ("completed", "in_progress") and conclusion != "skipped"
    return Job(
        number, RUN_ID, name, status, conclusion if status == "completed" else "",
        days.ago(600 - number) if has_run else None,
        days.ago(500 - number) if has_run and status == "completed" else None,
        f"{days.LINK}/job/{number}", steps,
    )  # fmt: skip


def steps(*names: str, broken: str = "", running: str = "") -> tuple[JobStep, ...]:
    """Ten seconds each, from ten minutes ago on."""
    out, is_later = [], False
    for number, name in enumerate(names, 1):
        began = days.ago(600 - 10 * number)
        if is_later and running:
            out.append(JobStep(number, name, "queued", ""))
        elif name == running:
            out.append(JobStep(number, name, "in_progress", "", began))
            is_later = True
        else:
            word = "failure" if name == broken else "success"
            out.append(JobStep(number, name, "completed", word, began, began + timedelta(seconds=10)))
    return tuple(out)


def workflow(
    *jobs: tuple[str, str, tuple[str, ...]], environments: dict[str, str] | None = None
) -> WorkflowFile:
    """Jobs as (key, name, needs)."""
    where = environments or {}
    declared = tuple(WorkflowJob(key, name, where.get(key, ""), needs) for key, name, needs in jobs)
    return WorkflowFile(".github/workflows/release.yml", days.HEAD, declared, (), (), ("push",))


def run(status: str = "completed", conclusion: str = "failure") -> Run:
    return Run(
        RUN_ID, "release", ".github/workflows/release.yml", 3, 1, "push", status,
        conclusion if status == "completed" else "", days.HEAD, "v0.6.0", days.ME,
        days.ago(900), days.ago(60), days.LINK,
    )  # fmt: skip


def failed() -> RunStory:
    """guard → build (4 legs, one broken) → test → publish, which is not reached; lint stands alone."""
    file = workflow(
        ("guard", "guard", ()),
        ("build", "build ${{ matrix.os }}", ("guard",)),
        ("lint", "lint", ()),
        ("test", "test", ("guard", "build")),
        ("publish", "publish", ("test", "lint")),
    )
    legs = tuple(
        job(20 + n, f"build {os}", steps=steps("Set up job", "compile"))
        for n, os in enumerate(("linux", "mac"))
    )
    broken = job(
        29, "build windows", "failure", steps=steps("Set up job", "compile", "Complete job", broken="compile")
    )
    jobs = (
        job(10, "guard", steps=steps("Set up job", "look")),
        *legs,
        broken,
        job(23, "build arm", "cancelled"),
        job(30, "lint"),
        job(40, "test", "skipped"),
        job(50, "publish", "skipped"),
    )
    return RunStory(RunDetail(run(), jobs, ()), file)


def at_gate() -> RunStory:
    """build → publish, which waits at crates-io → announce."""
    file = workflow(
        ("build", "build", ()),
        ("publish", "publish the crate", ("build",)),
        ("announce", "announce", ("publish",)),
        environments={"publish": "crates-io"},
    )
    jobs = (
        job(10, "build"),
        replace(job(20, "publish the crate", status="waiting"), started_at=days.ago(480)),
    )
    gate = Gate(RUN_ID, 1, "crates-io", 0, None, (days.ME, days.OTHER), can_approve=True)
    return RunStory(RunDetail(run("waiting"), jobs, (gate,)), file)


def gate_story() -> GateStory:
    rules = Environment("crates-io", 1, (days.ME, days.OTHER), prevents_self_review=False, timer_min=0,
                        restricts="none", policies=(), url="")  # fmt: skip
    green = replace(
        run(conclusion="success"), path=".github/workflows/ci.yml", run_id=9001, head_branch="main"
    )
    story = at_gate()
    decided = GateReview("pypi", "approved", days.OTHER, "looks right")
    return GateStory(replace(story, detail=replace(story.detail, reviews=(decided,))), rules, (green,))


def crowd(count: int = 196) -> RunStory:
    """As many jobs as a large project has: a matrix, and thirty others behind it."""
    keys: list[tuple[str, str, tuple[str, ...]]] = [("determine", "determine", ())]
    keys += [("test", "Test ${{ matrix.name }}", ("determine",))]
    keys += [(f"build-{n}", f"Build {n}", ("determine",)) for n in range(30)]
    keys += [("ci-status", "CI status", ("test", *(f"build-{n}" for n in range(30))))]
    jobs = [job(1, "determine")]
    jobs += [job(100 + n, f"Test target {n}", "failure" if n == 77 else "success") for n in range(count - 32)]
    jobs += [job(500 + n, f"Build {n}") for n in range(30)]
    jobs += [job(900, "CI status", "skipped")]
    return RunStory(RunDetail(run(), tuple(jobs), ()), workflow(*keys))


def log_text(lines: int = 40, error_at: int = 30) -> str:
    """A log as it is after cleaning, one line each tenth of a second, from ten minutes ago on."""
    out = []
    for number in range(lines):
        at = days.ago(600 - number / 10)
        body = f"\x1b[32m   Compiling\x1b[0m crate-{number}"
        if number == 0:
            body = "##[group]Run compile"
        elif number == 3:
            body = "##[endgroup]"
        elif number == error_at:
            body = "##[error]Process completed with exit code 101."
        elif number == error_at - 1:
            body = "\x1b[1m\x1b[31merror[E0308]\x1b[0m: mismatched types 数値"
        out.append(f"{at:%Y-%m-%dT%H:%M:%S.%f}0Z {body}")
    return "\n".join(out) + "\n"


def pull_story() -> PullStory:
    pull = PullRequest(
        61, "Release 0.6.0", "https://github.com/Fieldnote-Echo/ordvec/pull/61", days.OTHER, "OPEN", False, "main",
        "release/v0.6.0", "77aa01c0" * 5, "MERGEABLE", "BLOCKED", "REVIEW_REQUIRED", (), ("release",),
        CheckCounts(1, 1),
        days.ago(3600),
    )  # fmt: skip
    checks = (
        CheckLine("lint", "success", f"{days.LINK}/job/30", days.ago(500), days.ago(480)),
        CheckLine("build windows", "failure", f"{days.LINK}/job/29", days.ago(500), days.ago(400)),
    )
    files = (
        PullFile(
            "Cargo.toml", "modified", 1, 1, patch='@@ -1,3 +1,3 @@\n-version = "0.5.0"\n+version = "0.6.0"'
        ),
        PullFile("docs/picture.png", "added", 0, 0),
    )
    reviews = (PullReview(days.ME, "COMMENTED", "Is the **date** right?", days.ago(600)),)
    body = "# Release 0.6.0\n\nSee [the plan](https://example.org/plan).\n\n![x](https://example.org/x.png)\n\n- [x] bumped\n"
    return PullStory(pull, body, days.ago(7200), 1, 1, 2, files, checks, 2, reviews, (days.ME,))


class FakeStories:
    """Tells what it was given, and counts how often it was asked."""

    def __init__(self) -> None:
        self.run = failed()
        self.logs: dict[int, str | LookError] = {29: log_text()}
        self.pull_told: PullStory | LookError = pull_story()
        self.gate = gate_story()
        self.told: list[str] = []

    async def run_story(self, run_id: int) -> RunStory:
        self.told.append(f"run {run_id}")
        return self.run

    async def job_log(self, job_id: int) -> str:
        self.told.append(f"log {job_id}")
        found = self.logs.get(job_id, LookError("GitHub has no log", status=404))
        if isinstance(found, LookError):
            raise found
        return found

    async def pull_story(self, number: int) -> PullStory:
        self.told.append(f"pull {number}")
        if isinstance(self.pull_told, LookError):
            raise self.pull_told
        return self.pull_told

    async def gate_story(self, run_id: int, environment: str) -> GateStory:
        self.told.append(f"gate {run_id}/{environment}")
        return self.gate


YES = GateReview("crates-io", "approved", days.ME, "0.6.0")


def two_gates(first: str = "waiting", second: str = "", *, where: str = "pypi", reviews=()):
    """build → the crate, at crates-io → the wheels, at `where`."""
    story = gate_story()
    file = workflow(
        ("build", "build", ()),
        ("publish", "publish the crate", ("build",)),
        ("wheels", "publish the wheels", ("publish",)),
        environments={"publish": "crates-io", "wheels": where},
    )
    words = {20: ("publish the crate", first), 30: ("publish the wheels", second)}
    jobs = [job(10, "build")]
    for number, (name, word) in words.items():
        is_open = word in ("waiting", "in_progress")
        one = job(number, name, word, word if is_open else "completed")
        jobs += [replace(one, started_at=days.ago(120)) if is_open else one] if word else []
    (known,) = story.run.detail.gates
    gates = tuple(
        replace(known, environment=name)
        for name, word in (("crates-io", first), (where, second))
        if word == "waiting"
    )
    told = replace(story.run.detail, jobs=tuple(jobs), gates=gates, reviews=reviews)
    return replace(story, run=RunStory(told, file))
