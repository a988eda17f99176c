"""Panel 5: what it says of a run is what the checklist says of it."""

from dataclasses import replace
from typing import Any

from gonogo.model.asks import RunDetailAsk, WorkflowFileAsk
from gonogo.model.snapshot import Seen, Snapshot
from gonogo_tui.present.board import Scene
from gonogo_tui.present.runs import run_lines, run_rows
from support import days, stories


def row_of(answers):
    day = replace(days.day(days.unseen()), snapshot=Snapshot(days.NOW, answers))
    return run_rows(Scene(day, None, days.NOW))[0].text


def test_jobs_that_github_does_not_list_yet_are_counted_from_the_file():
    story = stories.at_gate()
    run = story.detail.run
    asked = RunDetailAsk(run.file, run.head_sha, "push", run.head_branch)
    answers: dict[Any, Any] = {asked: Seen(story.detail, days.NOW, "GitHub")}
    assert " 1/2 " in row_of(answers)
    answers[WorkflowFileAsk(run.file, run.head_sha)] = Seen(story.file, days.NOW, "git")
    assert " 1/3 " in row_of(answers)


def test_an_attempt_that_github_does_not_tell_is_no_attempt_0():
    detail = stories.at_gate().detail
    asked = RunDetailAsk(detail.run.file, detail.run.head_sha, "push", detail.run.head_branch)

    def told(attempt):
        known = replace(detail, run=replace(detail.run, attempt=attempt))
        seen: dict[Any, Any] = {asked: Seen(known, days.NOW, "GitHub")}
        day = replace(days.day(days.unseen()), snapshot=Snapshot(days.NOW, seen))
        return run_lines(Scene(day, None, days.NOW), str(detail.run.run_id), 60)[1].text

    assert told(2).strip() == "release.yml · run 3, attempt 2"
    assert told(0).strip() == "release.yml · run 3"
