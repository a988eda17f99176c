"""Merge queues: merging means enqueueing; the trial merge's checks decide."""

import pytest

from gonogo.rehearsal.people import land_commit, open_pull
from gonogo.rehearsal.simulation import queue
from support.embedded import SECOND, VIEWER
from support.openapi import check_answer
from support.trains_embedded import Trains

R = "/repos/octo/demo"
ENQUEUE = """
mutation Enqueue($pull: ID!, $head: GitObjectID) {
  enqueuePullRequest(input: {pullRequestId: $pull, expectedHeadOid: $head}) {
    mergeQueueEntry { position state enqueuer { login } pullRequest { number isInMergeQueue } } } }
"""
PLACE = """
query Place($n: Int!) { repository(owner: "octo", name: "demo") {
  mergeQueue(branch: "main") { entries(first: 5) { totalCount nodes { position state } } }
  pullRequest(number: $n) { state isInMergeQueue isMergeQueueEnabled mergeQueueEntry { position state } } } }
"""


@pytest.fixture
def trains(tmp_path):
    made = Trains(tmp_path, branches={"main": {"queue": True}})
    for name in ("one", "two"):
        made.push({name: "text"}, name, f"Add {name}")
        open_pull(made.world, made.repo, SECOND, name, "main", f"Add {name}")
    made.settle()
    return made


@pytest.fixture
def http(trains):
    with trains.http() as client:
        yield client


def ask(http, query, **variables):
    return http.post("/graphql", json={"query": query, "variables": variables}).json()


def enqueue(http, pull, head=None):
    return ask(http, ENQUEUE, pull=f"PR_{pull.pull_id}", head=head)


def test_merging_is_refused_in_githubs_words(trains, http):
    answer = http.put(
        f"{R}/pulls/1/merge", json={"sha": trains.repo.pulls[1].head_sha, "merge_method": "squash"}
    )
    assert answer.status_code == 405
    check_answer("PUT", f"{R}/pulls/1/merge", 405, answer.json())
    assert answer.json()["message"] == (
        "Repository rule violations found\n\nChanges must be made through the merge queue\n\n"
    )
    assert trains.repo.pulls[1].state == "open"


def test_the_rule_is_told(http):
    rules = http.get(f"{R}/rules/branches/main").json()
    check_answer("GET", f"{R}/rules/branches/main", 200, rules)
    assert "merge_queue" in {rule["type"] for rule in rules}


def test_what_is_enqueued_is_merged_when_its_checks_are_green(trains, http):
    pull, before = trains.repo.pulls[1], trains.head
    entry = enqueue(http, pull, pull.head_sha)["data"]["enqueuePullRequest"]["mergeQueueEntry"]
    assert entry == {
        "position": 1,
        "state": "QUEUED",
        "enqueuer": {"login": VIEWER},
        "pullRequest": {"number": 1, "isInMergeQueue": True},
    }
    trains.wait(1)
    shown = ask(http, PLACE, n=1)["data"]["repository"]
    assert shown["pullRequest"]["mergeQueueEntry"] == {"position": 1, "state": "AWAITING_CHECKS"}
    (run,) = [run for run in trains.repo.runs.values() if run.event == "merge_group"]
    assert run.ref == f"refs/heads/gh-readonly-queue/main/pr-1-{before}"
    assert trains.git.resolve(run.ref) == run.head_sha
    trains.settle()
    assert (pull.state, pull.merge_sha, pull.merged_by) == ("merged", trains.head, VIEWER)
    assert run.head_sha == trains.head, "what was checked is what was merged"
    assert trains.git.ref(run.ref) is None
    assert ask(http, PLACE, n=1)["data"]["repository"]["mergeQueue"]["entries"]["totalCount"] == 0


def test_the_second_waits_for_the_first_and_is_merged_on_it(trains, http):
    enqueue(http, trains.repo.pulls[1])
    entry = enqueue(http, trains.repo.pulls[2])["data"]["enqueuePullRequest"]["mergeQueueEntry"]
    assert (entry["position"], entry["state"]) == (2, "QUEUED")
    again = enqueue(http, trains.repo.pulls[2])["data"]["enqueuePullRequest"]["mergeQueueEntry"]
    assert again["position"] == 2, "once is enough"
    trains.settle()
    assert [trains.repo.pulls[n].state for n in (1, 2)] == ["merged", "merged"]
    assert trains.git.commit(trains.head).parents == (trains.repo.pulls[1].merge_sha,)


def test_red_checks_take_it_out_and_leave_the_base(trains, http):
    before = trains.head
    trains.world.switches.failing_events.add("merge_group")
    enqueue(http, trains.repo.pulls[1])
    trains.settle()
    pull = trains.repo.pulls[1]
    assert (pull.state, pull.left_queue, trains.head) == ("open", "FAILED_CHECKS", before)
    shown = ask(http, PLACE, n=1)["data"]["repository"]["pullRequest"]
    assert shown == {
        "state": "OPEN",
        "isInMergeQueue": False,
        "isMergeQueueEnabled": True,
        "mergeQueueEntry": None,
    }


def test_a_push_takes_it_out(trains, http):
    enqueue(http, trains.repo.pulls[1])
    land_commit(trains.world, trains.repo, SECOND, "one", {"more": "text"}, "More")
    assert trains.repo.pulls[1].left_queue == "NEW_COMMITS"


def test_another_head_than_was_seen_is_refused(trains, http):
    answer = enqueue(http, trains.repo.pulls[1], "0" * 40)
    assert answer["errors"][0]["type"] == "UNPROCESSABLE"
    assert trains.repo.queues == {}


def test_a_base_that_moves_has_the_trial_made_again(trains, http):
    enqueue(http, trains.repo.pulls[1])
    trains.wait(1)
    moved = land_commit(trains.world, trains.repo, SECOND, "main", {"c": "1"}, "Past the queue")
    trains.settle()
    assert trains.repo.pulls[1].state == "merged"
    assert trains.git.commit(trains.head).parents == (moved,)


def test_it_can_be_taken_out(trains, http):
    pull = trains.repo.pulls[1]
    enqueue(http, pull)
    document = (
        "mutation D($id: ID!) { dequeuePullRequest(input: {id: $id}) { mergeQueueEntry { position } } }"
    )
    assert "errors" not in ask(http, document, id=f"PR_{pull.pull_id}")
    assert queue.entry_of(trains.repo, pull) is None
    trains.settle()
    assert pull.state == "open"


def test_required_checks_that_never_come_are_given_up(tmp_path):
    trains = Trains(tmp_path, branches={"main": {"queue": True, "checks": ["ci-status"]}})
    trains.push({"one": "text"}, "one")
    pull = open_pull(trains.world, trains.repo, SECOND, "one", "main", "Add one")
    trains.settle()
    trains.world.switches.silent_workflows.add("main.yml")
    queue.enqueue(trains.world, trains.repo, pull, VIEWER)
    trains.settle()
    assert pull.state == "open"
    trains.wait(61)
    assert pull.left_queue == "CHECKS_TIMED_OUT"
