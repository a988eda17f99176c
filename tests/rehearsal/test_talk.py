"""Issues, discussions, advisories, reviews and rules: what the API tells, and to whom."""

import pytest

from gonogo.rehearsal import people
from support.embedded import SECOND, VIEWER
from support.openapi import check_answer
from support.trains_embedded import Trains

R = "/repos/octo/demo"


@pytest.fixture
def trains(tmp_path):
    made = Trains(
        tmp_path, branches={"main": {"approvals": 2, "dismiss-stale": True, "checks": ["ci-status"]}}
    )
    people.open_issue(made.world, made.repo, SECOND, "RUSTSEC-2026-0001: a dependency", "text", ["security"])
    people.open_issue(made.world, made.repo, "mira", "Another thing")
    people.close_issue(made.world, made.repo, "mira", 2)
    made.push({"one": "text"}, "one", "Update RUSTSEC notes")
    people.open_pull(made.world, made.repo, SECOND, "one", "main", "RUSTSEC notes")
    made.settle()
    return made


@pytest.fixture
def http(trains):
    with trains.http() as client:
        yield client


def get(http, path, **params):
    answer = http.get(path, params=params)
    assert answer.status_code == 200, answer.text
    check_answer("GET", path, 200, answer.json())
    return answer.json()


def test_issues_hold_pull_requests_too(http):
    rows = get(http, f"{R}/issues", state="all")
    assert [(row["number"], "pull_request" in row) for row in rows] == [(3, True), (2, False), (1, False)]
    assert [row["number"] for row in get(http, f"{R}/issues", labels="security")] == [1]
    assert get(http, f"{R}/issues/2")["state"] == "closed"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("repo:octo/demo RUSTSEC is:issue is:open", [1]),
        ("repo:octo/demo RUSTSEC is:open", [3, 1]),
        ("repo:octo/demo is:issue", [2, 1]),
        ('repo:octo/demo in:title "another thing"', [2]),
        ("repo:octo/demo is:issue label:security", [1]),
        ("repo:octo/demo is:issue -label:security", [2]),
        ("repo:octo/other is:issue", []),
    ],
)
def test_searching(http, query, numbers):
    found = get(http, "/search/issues", q=query)
    assert [row["number"] for row in found["items"]] == numbers
    assert (found["total_count"], found["incomplete_results"]) == (len(numbers), False)


def test_searching_with_graphql(http):
    query = 'query { search(type: ISSUE, first: 5, query: "repo:octo/demo RUSTSEC is:issue is:open") {'
    query += " issueCount nodes { __typename ... on Issue { number title state } } } }"
    data = http.post("/graphql", json={"query": query}).json()["data"]["search"]
    assert data["issueCount"] == 1
    assert data["nodes"][0]["number"] == 1


def test_opening_an_issue(trains, http):
    answer = http.post(f"{R}/issues", json={"title": "v48.0.0 is out", "body": "text"})
    assert answer.status_code == 201
    check_answer("POST", f"{R}/issues", 201, answer.json())
    assert trains.repo.issues[answer.json()["number"]].login == VIEWER
    assert http.post(f"{R}/issues", json={}).status_code == 422


def test_opening_a_discussion(trains, http):
    asked = 'query { repository(owner: "octo", name: "demo") { id'
    asked += " discussionCategories(first: 10) { nodes { id name slug } } } }"
    repo = http.post("/graphql", json={"query": asked}).json()["data"]["repository"]
    category = next(one for one in repo["discussionCategories"]["nodes"] if one["name"] == "Announcements")
    document = (
        "mutation C($i: CreateDiscussionInput!) { createDiscussion(input: $i) { discussion { url number } } }"
    )
    given = {
        "repositoryId": repo["id"],
        "categoryId": category["id"],
        "title": "v48.0.0",
        "body": "It is out.",
    }
    made = http.post("/graphql", json={"query": document, "variables": {"i": given}}).json()
    assert made["data"]["createDiscussion"]["discussion"]["url"].endswith("/discussions/4")
    listed = 'query { repository(owner: "octo", name: "demo") { discussions(first: 5) {'
    listed += " nodes { number title closed category { name } } } } }"
    shown = http.post("/graphql", json={"query": listed}).json()["data"]["repository"]["discussions"]["nodes"]
    assert shown == [
        {"number": 4, "title": "v48.0.0", "closed": False, "category": {"name": "Announcements"}}
    ]
    wrong = {**given, "categoryId": "DIC_77"}
    refused = http.post("/graphql", json={"query": document, "variables": {"i": wrong}}).json()
    assert refused["errors"][0]["type"] == "NOT_FOUND"


def test_announcements_are_for_maintainers(trains):
    trains.world.add_user("guest")
    document = "mutation C($i: CreateDiscussionInput!) { createDiscussion(input: $i) { discussion { url } } }"
    given = {"repositoryId": f"R_{trains.repo.repo_id}", "categoryId": "DIC_1", "title": "x", "body": "y"}
    with trains.http("guest") as http:
        answer = http.post("/graphql", json={"query": document, "variables": {"i": given}}).json()
    assert answer["errors"][0]["type"] == "FORBIDDEN"
    assert trains.repo.discussions == {}


def test_advisories_and_who_may_see_them(trains):
    trains.cut()
    fix = {"main": {"fix": "main"}, "release-48.0.0": {"fix": "48"}}
    made = people.write_advisory(trains.world, trains.repo, SECOND, "A trap", fixes=fix)
    path = f"{R}/security-advisories"
    with trains.http() as keeper:
        (row,) = get(keeper, path)
        assert (row["ghsa_id"], row["state"], row["severity"]) == (made.ghsa, "draft", "high")
        assert get(keeper, path, state="published") == []
        assert keeper.get(path, params={"state": "open"}).status_code == 422
    with trains.http("stranger") as stranger:
        assert get(stranger, path) == []
        assert stranger.get(f"{path}/{made.ghsa}").status_code == 404
    with trains.http(kind="fine-grained", permissions=frozenset({"metadata:read"})) as poor:
        refused = poor.get(path)
        assert refused.status_code == 403
        assert refused.headers["X-Accepted-GitHub-Permissions"] == "repository_advisories=read"
    with trains.http() as keeper:
        answer = keeper.patch(f"{path}/{made.ghsa}", json={"state": "published"})
        check_answer("PATCH", f"{path}/{made.ghsa}", 200, answer.json())
    assert trains.git.file(trains.git.branch("release-48.0.0"), "fix") == b"48", "all branches at once"
    assert trains.git.file(trains.head, "fix") == b"main"
    with trains.http("stranger") as stranger:
        assert [one["state"] for one in get(stranger, path)] == ["published"]


def test_advisories_come_in_pages(trains, http):
    made = [people.write_advisory(trains.world, trains.repo, SECOND, f"Number {n}").ghsa for n in range(3)]
    first = http.get(f"{R}/security-advisories", params={"per_page": 2})
    rest = http.get(first.links["next"]["url"])
    shown = [row["ghsa_id"] for row in (*first.json(), *rest.json())]
    assert sorted(shown) == sorted(made)
    assert "next" not in rest.links


def test_two_people_approve_the_head(trains, http):
    pull = trains.repo.pulls[3]
    state = http.get(f"{R}/pulls/3").json()
    assert state["mergeable_state"] == "blocked"
    people.approve_pull(trains.world, trains.repo, "mira", 3)
    trains.world.add_user("guest")
    with trains.http("guest") as guest:
        assert guest.post(f"{R}/pulls/3/reviews", json={"event": "APPROVE"}).status_code == 200
    assert http.get(f"{R}/pulls/3").json()["mergeable_state"] == "blocked", "a guest does not count"
    body = {"event": "APPROVE", "commit_id": pull.head_sha}
    answer = http.post(f"{R}/pulls/3/reviews", json=body)
    check_answer("POST", f"{R}/pulls/3/reviews", 200, answer.json())
    assert http.get(f"{R}/pulls/3").json()["mergeable_state"] == "clean"
    rows = get(http, f"{R}/pulls/3/reviews")
    assert {row["user"]["login"]: row["author_association"] for row in rows} == {
        "mira": "MEMBER",
        "guest": "NONE",
        VIEWER: "MEMBER",
    }
    people.land_commit(trains.world, trains.repo, SECOND, "one", {"two": "2"}, "More")
    trains.settle()
    assert http.get(f"{R}/pulls/3").json()["mergeable_state"] == "blocked", "approvals of an older commit"
    rows = get(http, f"{R}/pulls/3/reviews")
    assert {row["commit_id"] for row in rows} == {body["commit_id"]}


def test_nobody_approves_their_own_or_a_commit_from_elsewhere(trains, http):
    with trains.http(SECOND) as author:
        own = author.post(f"{R}/pulls/3/reviews", json={"event": "APPROVE"})
    assert own.status_code == 422
    assert own.json()["errors"] == ["Can not approve your own pull request"]
    stray = http.post(f"{R}/pulls/3/reviews", json={"event": "APPROVE", "commit_id": trains.head})
    assert stray.status_code == 422
    assert trains.repo.pulls[3].reviews == []


def test_the_rules_of_a_branch(http):
    rules = {rule["type"]: rule.get("parameters") for rule in get(http, f"{R}/rules/branches/main")}
    assert rules["pull_request"]["required_approving_review_count"] == 2
    assert [one["context"] for one in rules["required_status_checks"]["required_status_checks"]] == [
        "ci-status"
    ]
    assert "merge_queue" not in rules
    assert get(http, f"{R}/rules/branches/release-48.0.0") == []
    query = 'query { repository(owner: "octo", name: "demo") { ref(qualifiedName: "refs/heads/main") {'
    query += " refUpdateRule { requiredApprovingReviewCount requiredStatusCheckContexts } } } }"
    shown = http.post("/graphql", json={"query": query}).json()["data"]["repository"]["ref"]["refUpdateRule"]
    assert shown == {"requiredApprovingReviewCount": 2, "requiredStatusCheckContexts": ["ci-status"]}


def test_who_may_write(http):
    assert get(http, f"{R}/collaborators/{VIEWER}/permission")["permission"] == "admin"
    assert get(http, f"{R}/collaborators/{SECOND}/permission")["permission"] == "read"
