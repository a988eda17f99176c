"""The GraphQL documents: the board in one request, and one pull request with the same fields.

Costs about 3 points by GitHub's rule (the sum, over all connections, of the
product of what they and the connections around them ask for, divided by 100).
"""

from __future__ import annotations

NEWER_FIELDS = {
    "immutable": ("Release", "immutable"),
    "digest": ("ReleaseAsset", "digest"),
    "isInMergeQueue": ("PullRequest", "isInMergeQueue"),
    "mergeQueueEntry": ("PullRequest", "mergeQueueEntry{position state enqueuedAt}"),
}
"""Fields that older GitHub Enterprise servers do not know: name → (type, selection)."""

_RUNS = """
fragment Runs on CheckSuite {
  status conclusion createdAt branch { name } creator { login }
  workflowRun {
    databaseId runNumber event updatedAt url
    workflow { name }
    file { path }
    pendingDeploymentRequests(first: 3) { nodes {
      currentUserCanApprove waitTimer waitTimerStartedAt
      environment { databaseId name }
      reviewers(first: 6) { nodes { __typename ... on User { login } ... on Team { combinedSlug } } }
    } }
  }
}
"""

_CHECKS = """
fragment Checks on StatusCheckRollup {
  contexts(first: 1) {
    checkRunCountsByState { state count }
    statusContextCountsByState { state count }
  }
}
"""

_COMMIT = """
fragment Head on Commit {
  oid messageHeadline committedDate
  author { name user { login } }
  statusCheckRollup { ...Checks }
}
"""

_PULL = """
fragment Pull on PullRequest {
  number title url state isDraft updatedAt isCrossRepository
  author { login }
  baseRefName headRefName headRefOid
  mergeable mergeStateStatus reviewDecision %(isInMergeQueue)s %(mergeQueueEntry)s
  mergeCommit { oid }
  labels(first: 10) { nodes { name } }
  latestOpinionatedReviews(first: 10) { nodes { state author { login } } }
  commits(last: 1) { nodes { commit { oid statusCheckRollup { ...Checks } } } }
}
"""

_BOARD = """
query Board($owner: String!, $name: String!, $main: String!, $trains: String!) {
  rateLimit { cost limit remaining resetAt }
  viewer { login }
  repository(owner: $owner, name: $name) {
    nameWithOwner viewerPermission
    defaultBranchRef { name target { ... on Commit {
      ...Head
      checkSuites(first: 20) { nodes { ...Runs } }
    } } }
    trains: refs(refPrefix: "refs/heads/", query: $trains, first: 6,
                 orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) { nodes {
      name
      compare(headRef: $main) { aheadBy behindBy }
      target { ... on Commit { ...Head } }
    } }
    pullRequests(first: 10, states: [OPEN], orderBy: {field: UPDATED_AT, direction: DESC}) {
      nodes { ...Pull }
    }
    releases(first: 5, orderBy: {field: CREATED_AT, direction: DESC}) { nodes {
      databaseId tagName name isDraft isPrerelease isLatest createdAt publishedAt url %(immutable)s
      releaseAssets(first: 30) { nodes { name size downloadUrl %(digest)s } }
    } }
    tags: refs(refPrefix: "refs/tags/", first: 10,
               orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) { nodes {
      name target { __typename oid ... on Tag { tagger { date } target { oid } } }
    } }
    newest: refs(refPrefix: "refs/tags/", first: 1,
                 orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) { nodes {
      name target { ...Tagged ... on Tag { target { ...Tagged } } }
    } }
  }
}
fragment Tagged on Commit { oid checkSuites(first: 20) { nodes { ...Runs } } }
"""

_PULL_BY_NUMBER = """
query PullByNumber($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ...Pull } }
}
"""

_PULL_STORY = """
query PullStory($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    ...Pull
    body createdAt additions deletions changedFiles
    given: reviews(last: 30) { nodes { state body submittedAt author { login } } }
    reviewRequests(first: 10) { nodes {
      requestedReviewer { __typename ... on User { login } ... on Team { combinedSlug } }
    } }
    newest: commits(last: 1) { nodes { commit { statusCheckRollup {
      contexts(first: 100) { totalCount nodes {
        __typename
        ... on CheckRun { name status conclusion detailsUrl startedAt completedAt }
        ... on StatusContext { context state targetUrl createdAt }
      } }
    } } } }
  } }
}
"""

_PULLS_OF = """
query PullsOf($owner: String!, $name: String!, $head: String!, $base: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: 10, states: [OPEN, MERGED], headRefName: $head, baseRefName: $base,
                 orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { ...Pull }
    }
  }
}
"""


def board_document(without: frozenset[str] = frozenset()) -> str:
    """The board's query; `without` names newer fields that this server does not know."""
    return _fill(_BOARD + _PULL + _COMMIT + _CHECKS + _RUNS, without)


def pulls_document(without: frozenset[str] = frozenset()) -> str:
    """The query for the open and merged pull requests of one head and base."""
    return _fill(_PULLS_OF + _PULL + _CHECKS, without)


def pull_document(without: frozenset[str] = frozenset()) -> str:
    """The query for one pull request by its number, in whatever state."""
    return _fill(_PULL_BY_NUMBER + _PULL + _CHECKS, without)


def pull_story_document(without: frozenset[str] = frozenset()) -> str:
    """The query for all that a pull request's own screen shows, but its files."""
    return _fill(_PULL_STORY + _PULL + _CHECKS, without)


def _fill(document: str, without: frozenset[str]) -> str:
    return document % {
        name: "" if name in without else selection for name, (_, selection) in NEWER_FIELDS.items()
    }
