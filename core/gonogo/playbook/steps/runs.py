"""Workflow runs: dispatched, followed, gated; and the environments that gate them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gonogo.playbook.steps.base import Names, Part, Step


class EnvironmentExpectation(Part):
    """What an environment must look like."""

    reviewers: Literal["required"] | Names = Field(
        "required", description="`required`: at least one; or the exact logins and org/team slugs."
    )
    tags: str = Field("", description="The one tag pattern that must be allowed to deploy.")
    prevent_self_review: bool | None = Field(
        None, description="Whether the one who triggered the run is barred."
    )
    wait_timer: int | None = Field(None, description="Minutes.", ge=0, le=43_200)


class EnvironmentsCheck(Step):
    """Protected environments are set as expected: reviewers, tag policy, and no deadlock."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "environments"
    expect: dict[str, EnvironmentExpectation] = Field(
        description="Environment → what it must look like.", min_length=1
    )


class WorkflowWait(Step):
    """Follow the run that the tag, or the release commit of a branch, started, job by job."""

    kind: ClassVar[str] = "wait"
    what: ClassVar[str] = "workflow"
    run: str = Field(description="File name in .github/workflows.", min_length=1)
    event: str = Field("push", description="The event that starts it.")
    at: str = Field(
        "",
        description="Branch whose release commit started it (the newest one with the process's marker, else"
        " its HEAD). Empty: the tag did.",
    )
    jobs: Names = Field(
        (),
        description="Keys of the jobs that must have run. Where they are named, others may have been skipped.",
    )


class DispatchDo(Step):
    """Start a workflow by hand, and follow the very run that this started, until it is finished.

    With a `schedule`, the run that GitHub starts by itself counts as well.
    """

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "dispatch"
    run: str = Field(description="File name in .github/workflows.", min_length=1)
    ref: str = Field("main", description="Branch that it runs on.")
    inputs: dict[str, str] = Field(default_factory=dict, description="Input of the workflow → value.")
    schedule: str = Field(
        "", description="Its cron line, UTC (`0 0 5 * *`), where a scheduled run does the same."
    )
    dry: bool = Field(False, description="Whether this run releases nothing; it is labelled DRY.")


class EnvironmentGate(Step):
    """A job that waits for an approval in a protected environment."""

    kind: ClassVar[str] = "gate"
    what: ClassVar[str] = "gate"
    environment: str = Field("", description="Set from the value of `gate:`.")
    run: str = Field(description="File name in .github/workflows.", min_length=1)
    job: str = Field(description="Key of the job in that file.", min_length=1)
    event: str = Field("push", description="The event that starts the run.")
