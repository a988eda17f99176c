"""GraphQL of the embedded GitHub: executed for real, with GitHub's own errors, cost and schema."""

import gzip
import warnings
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    parse,
)

from gonogo.rehearsal.graphql.cost import measure_cost
from gonogo.rehearsal.graphql.face import execute, load_schema
from support.embedded import ORDVEC, SECOND, VIEWER, client, push_tag, run_out, serving

REAL = Path(__file__).parents[2] / ".." / "shared" / "github" / "schema.graphql.gz"
NEWER = {("Release", "immutable"), ("ReleaseAsset", "digest")}
"""Public by now, and not in the schema file that is at hand."""

BOARD = """
query Board($o: String!, $n: String!) {
  rateLimit { cost remaining nodeCount } viewer { login }
  repository(owner: $o, name: $n) {
    viewerPermission
    defaultBranchRef { name target { ... on Commit { oid messageHeadline
      statusCheckRollup { state contexts(first: 50) { totalCount
        checkRunCountsByState { state count }
        nodes { __typename ... on CheckRun { name status conclusion } ... on StatusContext { context state } } } }
      checkSuites(first: 20) { nodes { status conclusion branch { name } creator { login }
        workflowRun { id databaseId event file { path } workflow { name }
          pendingDeploymentRequests(first: 5) { nodes { currentUserCanApprove waitTimer waitTimerStartedAt
            environment { id databaseId name } reviewers(first: 6) { nodes { ... on User { login } } } } } } } }
    } } }
    branches: refs(refPrefix: "refs/heads/", first: 10, orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) {
      totalCount nodes { name compare(headRef: "main") { status aheadBy behindBy } } }
    tags: refs(refPrefix: "refs/tags/", first: 10) { nodes { name target { __typename oid } } }
    pullRequests(first: 5, states: [OPEN]) { nodes { id number title mergeable mergeStateStatus reviewDecision headRefOid
      commits(last: 1) { nodes { commit { oid statusCheckRollup { state } } } } } }
    releases(first: 5, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { tagName isDraft isLatest immutable
      releaseAssets(first: 30) { totalCount nodes { name size digest } } } }
  }
}
"""
NAMED = {"o": ORDVEC.owner, "n": ORDVEC.name}


@pytest.fixture
def rehearsal(tmp_path):
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
def ask(rehearsal):
    with client(rehearsal, rehearsal.token(VIEWER)) as http:

        def post(query, **variables):
            answer = http.post("/graphql", json={"query": query, "variables": variables})
            assert answer.status_code == 200
            return answer.json()

        yield post


def test_the_board_of_a_release_under_way(rehearsal, ask):
    push_tag(rehearsal)
    run_out(rehearsal)
    answer = ask(BOARD, **NAMED)
    assert "errors" not in answer
    repo = answer["data"]["repository"]
    assert repo["viewerPermission"] == "ADMIN"
    commit = repo["defaultBranchRef"]["target"]
    assert commit["oid"] == rehearsal.repo.git.branch("main")
    contexts = commit["statusCheckRollup"]["contexts"]
    assert sum(one["count"] for one in contexts["checkRunCountsByState"]) == contexts["totalCount"]
    assert commit["statusCheckRollup"]["state"] == "PENDING"
    suites = {one["workflowRun"]["file"]["path"]: one for one in commit["checkSuites"]["nodes"]}
    release = suites[".github/workflows/release.yml"]
    assert (release["status"], release["conclusion"], release["branch"]["name"]) == (
        "WAITING",
        None,
        "v0.6.0",
    )
    (gate,) = release["workflowRun"]["pendingDeploymentRequests"]["nodes"]
    assert gate["currentUserCanApprove"] is True
    assert gate["environment"]["name"] == "crates-io"
    assert [one["login"] for one in gate["reviewers"]["nodes"]] == [VIEWER, SECOND]
    assert {one["conclusion"] for path, one in suites.items() if "release" not in path} == {"SUCCESS"}
    draft = repo["releases"]["nodes"][0]
    assert (draft["tagName"], draft["isDraft"], draft["isLatest"]) == ("v0.6.0", True, False)
    assert all(one["digest"].startswith("sha256:") for one in draft["releaseAssets"]["nodes"])
    branches = {one["name"]: one["compare"] for one in repo["branches"]["nodes"]}
    assert branches["main"] == {"status": "IDENTICAL", "aheadBy": 0, "behindBy": 0}
    # Here the branch is the base: what it lacks of main is "ahead".
    assert branches["feature/query-cache"] == {"status": "BEHIND", "aheadBy": 0, "behindBy": 1}
    pull = repo["pullRequests"]["nodes"][0]
    assert (pull["mergeable"], pull["mergeStateStatus"]) == ("MERGEABLE", "CLEAN")
    assert "[@click=app.quit]" in pull["title"]


def test_a_fine_grained_token_gets_forbidden_nodes_and_the_rest(rehearsal):
    token = rehearsal.world.add_token(VIEWER, kind="fine-grained")
    with client(rehearsal, token) as http:
        answer = http.post("/graphql", json={"query": BOARD, "variables": NAMED}).json()
    assert {error["type"] for error in answer["errors"]} == {"FORBIDDEN"}
    assert {error["message"] for error in answer["errors"]} == {
        "Resource not accessible by personal access token"
    }
    places = ["/".join(map(str, error["path"])) for error in answer["errors"]]
    rollup = "repository/defaultBranchRef/target/statusCheckRollup/contexts"
    assert f"{rollup}/nodes/0" in places
    assert f"{rollup}/checkRunCountsByState" in places
    commit = answer["data"]["repository"]["defaultBranchRef"]["target"]
    assert set(commit["statusCheckRollup"]["contexts"]["nodes"]) == {None}
    assert commit["checkSuites"]["nodes"][0]["workflowRun"]["event"] == "push"


def test_approving_and_rejecting(rehearsal, ask):
    run = push_tag(rehearsal)
    run_out(rehearsal)
    document = """
    mutation Review($run: ID!, $envs: [ID!]!) {
      VERB(input: {workflowRunId: $run, environmentIds: $envs, comment: "c"}) {
        deployments { databaseId state environment } } }
    """
    crates = rehearsal.repo.environments["crates-io"].environment_id
    given = {"run": f"WFR_{run.run_id}", "envs": [f"EN_{crates}"]}
    answer = ask(document.replace("VERB", "approveDeployments"), **given)
    assert answer["data"]["approveDeployments"]["deployments"][0]["environment"] == "crates-io"
    again = ask(document.replace("VERB", "approveDeployments"), **given)
    assert again["errors"][0]["type"] == "UNPROCESSABLE"
    run_out(rehearsal)
    answer = ask(document.replace("VERB", "rejectDeployments"), **given)
    assert answer["data"]["rejectDeployments"]["deployments"]
    run_out(rehearsal)
    assert run.approvals[-1].state == "rejected"


def test_merging_is_guarded_by_the_head(rehearsal, ask):
    pull = rehearsal.repo.pulls[1]
    document = """
    mutation Merge($pr: ID!, $oid: GitObjectID) {
      mergePullRequest(input: {pullRequestId: $pr, expectedHeadOid: $oid, mergeMethod: SQUASH}) {
        pullRequest { number merged state mergeCommit { oid } } } }
    """
    stale = ask(document, pr=f"PR_{pull.pull_id}", oid="0" * 40)
    assert stale["errors"][0]["type"] == "UNPROCESSABLE"
    answer = ask(document, pr=f"PR_{pull.pull_id}", oid=pull.head_sha)
    merged = answer["data"]["mergePullRequest"]["pullRequest"]
    assert (merged["merged"], merged["state"]) == (True, "MERGED")
    assert merged["mergeCommit"]["oid"] == rehearsal.repo.git.branch("main")


def test_pages_follow_their_cursors(ask):
    document = """
    query Tags($o: String!, $n: String!, $after: String) { repository(owner: $o, name: $n) {
      refs(refPrefix: "refs/tags/", first: 1, after: $after) {
        nodes { name } pageInfo { hasNextPage endCursor } } } }
    """
    found, after = [], None
    while True:
        page = ask(document, **NAMED, after=after)["data"]["repository"]["refs"]
        found += [one["name"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == ["v0.4.0", "v0.5.0"]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ('{repository(owner: "no", name: "body") {id}}', "NOT_FOUND"),
        (
            '{repository(owner: "Fieldnote-Echo", name: "ordvec") {releases {nodes {name}}}}',
            "MISSING_PAGINATION_BOUNDARIES",
        ),
        (
            '{repository(owner: "Fieldnote-Echo", name: "ordvec") {releases(first: 101) {nodes {name}}}}',
            "EXCESSIVE_PAGINATION",
        ),
        ("{nonsense}", None),
        ("{", None),
    ],
)
def test_errors_have_githubs_types(ask, query, kind):
    answer = ask(query)
    assert answer["errors"][0].get("type") == kind


def test_nobody_gets_nothing(rehearsal):
    with client(rehearsal, None) as http:
        assert http.post("/graphql", json={"query": "{viewer{login}}"}).status_code == 401


def test_the_cost_is_githubs_own_example():
    query = """
    {viewer {login} repository(owner: "a", name: "b") {refs(first: 100, refPrefix: "refs/heads/") {nodes {target {
      ... on Commit {checkSuites(first: 50) {nodes {checkRuns(first: 60) {nodes {name}}}}}}}}}}
    """
    cost = measure_cost(load_schema(), parse(query), {})
    assert (cost.requests, cost.points, cost.nodes) == (5101, 51, 100 + 5000 + 300_000)


def test_the_cost_counts_what_fragments_and_variables_ask_for(rehearsal):
    credential = rehearsal.world.credential(rehearsal.token(VIEWER))
    assert credential is not None
    query = """
    query Q($o: String!, $n: String!, $many: Int!) {
      rateLimit { cost nodeCount } repository(owner: $o, name: $n) { ...Part } }
    fragment Part on Repository { refs(refPrefix: "refs/heads/", first: $many) { nodes { ...Head } } }
    fragment Head on Ref { target { ... on Commit { checkSuites(first: 10) { nodes { status } } } } }
    """
    answer = execute(rehearsal.world, credential, query, {**NAMED, "many": 100})
    assert answer["data"]["rateLimit"] == {"cost": 1, "nodeCount": 1100}
    answer = execute(rehearsal.world, credential, query.replace("10)", "100)"), {**NAMED, "many": 100})
    assert answer["data"]["rateLimit"] == {"cost": 1, "nodeCount": 10100}


@pytest.fixture(scope="module")
def real():
    if not REAL.is_file():
        pytest.skip("GitHub's schema is not at hand (../shared/github/schema.graphql.gz)")
    with gzip.open(REAL, "rt") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return build_schema(stream.read(), assume_valid=True, assume_valid_sdl=True)


def test_the_schema_is_a_part_of_githubs(real):
    wrong: list[str] = []
    for name, kind in load_schema().type_map.items():
        if not name.startswith("__"):
            theirs = real.type_map.get(name)
            wrong += (
                compare(name, kind, theirs) if type(theirs) is type(kind) else [f"{name} is not GitHub's"]
            )
    assert not wrong


def compare(name, kind: Any, theirs: Any):
    if isinstance(kind, GraphQLEnumType):
        return [f"{name}.{value}" for value in kind.values if value not in theirs.values]
    if isinstance(kind, GraphQLUnionType):
        return [f"{name}: {one}" for one in kind.types if one.name not in {t.name for t in theirs.types}]
    if isinstance(kind, GraphQLInputObjectType):
        return [f"{name}.{f}" for f in kind.fields if str(kind.fields[f].type) != str(theirs.fields[f].type)]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return list(compare_fields(name, kind, theirs))
    return []


def compare_fields(name, kind, theirs):
    for field, ours in kind.fields.items():
        if (name, field) in NEWER:
            continue
        known = theirs.fields.get(field)
        if known is None or str(known.type) != str(ours.type):
            yield f"{name}.{field}: {ours.type} is not GitHub's {known.type if known else 'at all'}"
            continue
        for argument, what in ours.args.items():
            if argument not in known.args or str(known.args[argument].type) != str(what.type):
                yield f"{name}.{field}({argument})"
        needed = {a for a, what in known.args.items() if str(what.type).endswith("!") and a not in ours.args}
        if needed:
            yield f"{name}.{field} lacks {needed}"
