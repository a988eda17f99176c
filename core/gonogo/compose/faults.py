"""What can go wrong in the demos, each by a name, with the verdict that it must come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.model.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong in a demo, and what the release must come to.

    Attributes:
        text: One line about it.
        expects: The verdict at the end of a play.
        story: Where it is told, as in `Demo.stories`; empty where the inputs or choices alone make it.
        inputs: Inputs of the release that are other than the demo's.
        choices: Step → what the play chooses there.
    """

    demo: str
    process: str
    text: str
    expects: Verdict
    story: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


_ORDVEC: Mapping[str, Fault] = {
    "cancelled-ci": Fault(
        "ordvec",
        "release",
        "one of six workflows is cancelled on main's HEAD",
        Verdict.NO_GO,
        "ordvec:fuzzing_was_cancelled",
    ),
    "smuggled-fix": Fault(
        "ordvec",
        "release",
        "a fix is pushed into the bump's pull request",
        Verdict.NO_GO,
        "ordvec:somebody_fixes_something_in_the_bump",
    ),
    "branch-policy": Fault(
        "ordvec",
        "release",
        "the environments let branches through, and no tag",
        Verdict.NO_GO,
        "ordvec:environments_know_branches_only",
    ),
    "no-run": Fault(
        "ordvec",
        "release",
        "the tag starts no run",
        Verdict.NO_GO,
        "ordvec:the_tag_starts_nothing",
    ),
    "pypi-down": Fault(
        "ordvec",
        "release",
        "PyPI refuses once crates.io has the crate",
        Verdict.NO_GO,
        "ordvec:pypi_is_down",
    ),
    "other-bytes": Fault(
        "ordvec",
        "release",
        "crates.io serves other bytes than were attested",
        Verdict.NO_GO,
        "ordvec:crates_io_has_other_bytes",
    ),
    "head-moved": Fault(
        "ordvec",
        "recovery",
        "main went on after the tag: the failed jobs run again, the check of HEAD does not",
        Verdict.DONE,
        "ordvec:main_goes_on_after_the_tag",
        choices={"workflow": "rerun"},
    ),
    "workflow-wrong": Fault(
        "ordvec",
        "recovery",
        "release.yml itself is wrong: a repaired one runs for another tag only",
        Verdict.NO_GO,
        choices={"cause": "workflow", "workflow": ""},
    ),
    "burnt-version": Fault(
        "ordvec",
        "recovery",
        "crates.io serves other bytes than were attested",
        Verdict.NO_GO,
        "ordvec:crates_io_has_other_bytes",
        choices={"cause": "bytes differ"},
    ),
}

_WASMTIME: Mapping[str, Fault] = {
    "cancelled-by-a-push": Fault(
        "wasmtime",
        "patch",
        "somebody pushes to the branch while CI of the release commit runs",
        Verdict.NO_GO,
        "wasmtime_faults:push_after_merge",
    ),
    "marker-twice": Fault(
        "wasmtime",
        "patch",
        "a later commit carries the marker again, and is the one that is tagged",
        Verdict.DONE,
        "wasmtime_faults:repeat_marker",
    ),
    "marker-without-tag": Fault(
        "wasmtime",
        "patch",
        "CI of the release commit passes, and tags nothing",
        Verdict.NO_GO,
        "wasmtime_faults:tag_nothing",
    ),
    "marker-lost": Fault(
        "wasmtime",
        "patch",
        "a colleague merges the release without the marker in the message",
        Verdict.NO_GO,
        "wasmtime_faults:lose_marker",
    ),
    "partial-publish": Fault(
        "wasmtime",
        "patch",
        "crates.io takes three crates, and then no more",
        Verdict.NO_GO,
        "wasmtime_faults:stop_publishing",
    ),
    "latest-drifts": Fault(
        "wasmtime",
        "patch",
        "a patch of an old line becomes GitHub's latest release; it is put back",
        Verdict.DONE,
        inputs={"version": "36.0.15"},
    ),
    "main-moves-on": Fault(
        "wasmtime",
        "major",
        "commits land on main between the cut and the merge of the bump",
        Verdict.DONE,
        "wasmtime_faults:move_main",
    ),
    "kicked-out-of-the-queue": Fault(
        "wasmtime",
        "major",
        "the bump of main fails in the merge queue",
        Verdict.NO_GO,
        "wasmtime_faults:kick_out",
    ),
    "schedule-forgotten": Fault(
        "wasmtime",
        "major",
        "GitHub does not start the scheduled run",
        Verdict.DONE,
        "wasmtime_faults:forget_schedule",
    ),
    "security-issue-open": Fault(
        "wasmtime",
        "major",
        "a security issue is open when the release is to be merged",
        Verdict.NO_GO,
        "wasmtime_faults:find_advisory",
    ),
    "advisory-first": Fault(
        "wasmtime",
        "security",
        "the advisory is published to merge the fixes, as the document has it",
        Verdict.DONE,
        "wasmtime_faults:publish_first",
        choices={"disclosure": "publish the advisory"},
    ),
    "fix-in-the-bump": Fault(
        "wasmtime",
        "security",
        "the private fix comes along in the public pull request of the bump",
        Verdict.NO_GO,
        "wasmtime_faults:smuggle_fix",
    ),
    "fix-breaks-the-branch": Fault(
        "wasmtime",
        "security",
        "CI of the release branch fails with the fix",
        Verdict.NO_GO,
        "wasmtime_faults:break_branch",
    ),
}

_RUSTSHARE: Mapping[str, Fault] = {
    "rc-refused": Fault(
        "rustshare",
        "rc",
        "release.yml knows stable tags only",
        Verdict.NO_GO,
        "rustshare:candidates_are_refused",
    ),
    "no-scan": Fault(
        "rustshare",
        "rc",
        "release.yml pushes candidates that nobody scanned; the release goes on, and it is said",
        Verdict.DONE,
        "rustshare:nobody_scans",
    ),
    "no-sign-off": Fault(
        "rustshare",
        "hotfix",
        "the fix is not signed off, so the way back to main does not pass",
        Verdict.NO_GO,
        "rustshare:the_fix_is_not_signed_off",
    ),
    "candidate-failed": Fault(
        "rustshare",
        "rc",
        "the candidate does not hold on staging",
        Verdict.NO_GO,
        choices={"staging": "failed"},
    ),
    "no-ci": Fault(
        "rustshare",
        "stable",
        "CI does not start for the release commit",
        Verdict.NO_GO,
        "rustshare:ci_ignores_the_release_commit",
    ),
    "no-guide": Fault(
        "rustshare",
        "stable",
        "docs/upgrading.md is silent on the version",
        Verdict.NO_GO,
        "rustshare:upgrading_is_silent",
    ),
    "empty-tag": Fault(
        "rustshare",
        "stable",
        "the release is made for the tag `v`",
        Verdict.NO_GO,
        "rustshare:the_tag_comes_out_empty",
    ),
    "no-image": Fault(
        "rustshare", "stable", "the image is not pushed", Verdict.NO_GO, "rustshare:the_image_is_not_pushed"
    ),
    "flat-image": Fault(
        "rustshare",
        "stable",
        "the image comes for one platform alone",
        Verdict.NO_GO,
        "rustshare:images_are_flattened",
    ),
    "old-line": Fault(
        "rustshare",
        "hotfix",
        "0.4.0 is out, and the hotfix of 0.3 takes `latest` from it; it is put back",
        Verdict.DONE,
        "rustshare:a_higher_line_is_out",
        choices={"images": "do"},
    ),
    "plus-one": Fault(
        "rustshare",
        "hotfix",
        "the version is written as 0.3.1+1",
        Verdict.NO_GO,
        inputs={"version": "0.3.1+1"},
    ),
}

_FIRST_RELEASE = {"version": "0.2.0", "crate": "containerd-shimkit", "initial-release": "true"}

_RUNWASI: Mapping[str, Fault] = {
    "rc-becomes-latest": Fault(
        "runwasi",
        "crate",
        "release.yml takes -rc.1 for a normal version",
        Verdict.NO_GO,
        inputs={"version": "1.1.0-rc.1"},
    ),
    "equal-dependency": Fault(
        "runwasi",
        "crate",
        "a dependency has the very version that is to be released",
        Verdict.NO_GO,
        "runwasi:depend_on_the_same_version",
    ),
    "helper-first": Fault(
        "runwasi",
        "crate",
        "a helper crate was raised and never released; the document's order leaves it out",
        Verdict.NO_GO,
        "runwasi:need_a_newer_helper",
    ),
    "one-approval": Fault(
        "runwasi", "crate", "one of two approvals came", Verdict.HOLD, "runwasi:approve_once"
    ),
    "stale-approval": Fault(
        "runwasi",
        "crate",
        "one of the two approved an older commit, and GitHub counts it",
        Verdict.HOLD,
        "runwasi:approve_an_older_commit",
    ),
    "dry-run-fails": Fault(
        "runwasi",
        "crate",
        "the binaries do not build; nothing is published yet",
        Verdict.NO_GO,
        "runwasi:break_the_dry_run",
    ),
    "died-before-tag": Fault(
        "runwasi",
        "crate",
        "release.yml published and could not tag; its commit is tagged, nothing is started again",
        Verdict.DONE,
        "runwasi:die_before_the_tag",
        choices={"tag": "do"},
    ),
    "died-before-release": Fault(
        "runwasi",
        "crate",
        "release.yml published and tagged, and made no release on GitHub",
        Verdict.NO_GO,
        "runwasi:die_before_the_release",
    ),
    "first-release": Fault(
        "runwasi",
        "crate",
        "crates.io has never had the crate: its owners are set, too",
        Verdict.DONE,
        "runwasi:first_release",
        inputs=_FIRST_RELEASE,
    ),
    "no-team": Fault(
        "runwasi",
        "crate",
        "a first release, and the committers' team owns nothing of it",
        Verdict.NO_GO,
        "runwasi:never_published",
        inputs=_FIRST_RELEASE,
    ),
    "split-images": Fault(
        "runwasi",
        "wasi-demo-app",
        "latest is another image than the version",
        Verdict.NO_GO,
        "runwasi:part_the_tags",
    ),
}

FAULTS: Mapping[str, Fault] = {**_ORDVEC, **_RUNWASI, **_RUSTSHARE, **_WASMTIME}
"""Name → fault."""
