"""The log of a simulated job, as GitHub writes logs: timestamps, groups, colours, and an error where it failed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.rehearsal.simulation.graph import job_name
from gonogo.rehearsal.simulation.steps import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gonogo.rehearsal.simulation.steps import StepState
    from gonogo.rehearsal.workflows.parse import Call
    from gonogo.rehearsal.world.run_nouns import Job, Run

_BOLD, _GREEN, _RED, _CYAN, _DIM, _PLAIN = (
    "\x1b[1m",
    "\x1b[32m",
    "\x1b[31m",
    "\x1b[36;1m",
    "\x1b[2m",
    "\x1b[0m",
)
_CRATES = (
    "itoa",
    "memchr",
    "serde",
    "rayon-core",
    "bytemuck",
    "half",
    "num-traits",
    "libm",
    "pyo3-ffi",
    "ordvec",
)
_TESTS = (
    "rank::tests::ties_keep_their_order",
    "planner::tests::a_plan_covers_every_row",
    "file::tests::an_old_file_is_still_read",
    "simd::tests::wide_and_narrow_agree",
    "search::tests::nearest_of_an_empty_index",
    "ffi::tests::a_null_pointer_is_refused",
)  # fmt: skip


def log_of(run: Run, job: Job, now: datetime) -> str:
    """What a job has written by a moment."""
    lines: list[str] = []
    steps = steps_of(job, now)
    for step in steps:
        if step.started_at is None:
            continue
        end = step.completed_at or now
        texts = list(_step(run, job, step, is_first=step.number == 1, is_last=step.number == len(steps)))
        span = max((end - step.started_at).total_seconds(), 0)
        if step.completed_at is None:
            # What a running step has written so far, by how far it is.
            texts = texts[: max(4, int(span))]
        for number, text in enumerate(texts):
            at = step.started_at + timedelta(seconds=span * number / max(len(texts), 1))
            lines.append(f"{at:%Y-%m-%dT%H:%M:%S.%f}{number % 10}Z {text}")
    return "\n".join(["\ufeff" + lines[0], *lines[1:], ""]) if lines else ""


def _step(run: Run, job: Job, step: StepState, *, is_first: bool, is_last: bool) -> Iterator[str]:
    if is_first:
        yield from _set_up(run, job)
        return
    if is_last:
        yield from ("Post job cleanup.", "Cleaning up orphan processes")
        return
    yield from _called(job.spec.calls[step.number - 2])
    yield "env:"
    yield f"  GITHUB_SHA: {run.head_sha}"
    yield "##[endgroup]"
    yield from _work(f"{step.name} {job_name(job.spec)}".lower(), job_name(job.spec))
    if step.conclusion == "failure":
        yield from _failed(job, step)
    elif step.conclusion == "cancelled":
        yield "##[error]The operation was canceled."


def _called(call: Call) -> Iterator[str]:
    """The head of a step's group: its action or its script, whatever the step's name is."""
    yield f"##[group]Run {call.what}"
    if call.is_action:
        yield from ("with:", "  token: ***")
    else:
        yield from (f"{_CYAN}{call.what}{_PLAIN}", "shell: /usr/bin/bash -e {0}")


def _set_up(run: Run, job: Job) -> Iterator[str]:
    yield "Current runner version: '2.335.0'"
    yield "##[group]Operating System"
    yield from ("Ubuntu", "24.04.3", "LTS")
    yield "##[endgroup]"
    yield "##[group]GITHUB_TOKEN Permissions"
    yield from ("Contents: read", "Metadata: read")
    yield "##[endgroup]"
    yield "Secret source: Actions"
    yield "Prepare workflow directory"
    yield f"Complete job name: {job_name(job.spec)}"
    yield f"Run {run.number} of {run.path} at {run.head_sha}"


def _work(words: str, job: str) -> Iterator[str]:
    if any(word in words for word in ("test", "tests", "fuzz", "import", "smoke", "try")):
        yield from _compiled(job, 6)
        yield f"{_BOLD}{_GREEN}     Running{_PLAIN} unittests src/lib.rs"
        yield f"running {len(_TESTS)} tests"
        for name in _TESTS:
            yield f"test {name} ... {_GREEN}ok{_PLAIN}"
        yield f"test result: {_GREEN}ok{_PLAIN}. {len(_TESTS)} passed; 0 failed; 0 ignored"
    elif "publish" in words and "python" in words:
        yield "Checking dist/ordvec-cp311-abi3-manylinux_2_28_x86_64.whl: PASSED"
        yield "Uploading distributions to the index"
        yield f"Uploading {_BOLD}ordvec-cp311-abi3-manylinux_2_28_x86_64.whl{_PLAIN}"
    elif "publish" in words:
        yield f"{_BOLD}{_GREEN}    Updating{_PLAIN} crates.io index"
        yield f"{_BOLD}{_GREEN}   Packaging{_PLAIN} ordvec"
        yield f"{_BOLD}{_GREEN}   Verifying{_PLAIN} ordvec"
        yield f"{_BOLD}{_GREEN}   Uploading{_PLAIN} ordvec"
    elif any(word in words for word in ("build", "package", "wheel", "sdist", "check", "clippy", "doc")):
        yield from _compiled(job, len(_CRATES))
        yield f"{_BOLD}{_GREEN}    Finished{_PLAIN} `release` profile [optimized] target(s) in 41.27s"
    else:
        yield f"{_DIM}{job}{_PLAIN}"
        yield "ok"


def _compiled(job: str, count: int) -> Iterator[str]:
    start = hashlib.sha256(job.encode()).digest()[0]
    yield f"{_BOLD}{_GREEN}    Updating{_PLAIN} crates.io index"
    for number in range(count):
        name = _CRATES[(start + number) % len(_CRATES)]
        yield f"{_BOLD}{_GREEN}   Compiling{_PLAIN} {name} v0.{1 + number}.{start % 7}"


def _failed(job: Job, step: StepState) -> Iterator[str]:
    yield f"{_BOLD}{_RED}error{_PLAIN}{_BOLD}: {job.failure or 'the command failed'}{_PLAIN}"
    yield f"  {_CYAN}-->{_PLAIN} {step.name}"
    yield "##[error]Process completed with exit code 101."
