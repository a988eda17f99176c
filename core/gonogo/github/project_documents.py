"""GraphQL documents about rules, merge queues and discussions; each costs one point."""

from __future__ import annotations

RULES = """
query Rules($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) {
      refUpdateRule { requiredApprovingReviewCount requiredStatusCheckContexts }
    }
  }
}
"""

QUEUE = """
query Queue($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) { mergeQueue(branch: $branch) { id } }
}
"""

PULL_ID = """
query PullId($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { id } }
}
"""

ENQUEUE = """
mutation Enqueue($pull: ID!, $head: GitObjectID!) {
  enqueuePullRequest(input: {pullRequestId: $pull, expectedHeadOid: $head}) {
    mergeQueueEntry { position }
  }
}
"""

DISCUSSIONS = """
query Discussions($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    discussions(first: 100, orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { number title url closed }
    }
  }
}
"""

CATEGORIES = """
query Categories($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    id
    discussionCategories(first: 100) { nodes { id name slug } }
  }
}
"""

CREATE_DISCUSSION = """
mutation Create($repository: ID!, $category: ID!, $title: String!, $body: String!) {
  createDiscussion(input: {repositoryId: $repository, categoryId: $category, title: $title, body: $body}) {
    discussion { url }
  }
}
"""

ALL = {
    "rules": RULES,
    "queue": QUEUE,
    "pull id": PULL_ID,
    "enqueue": ENQUEUE,
    "discussions": DISCUSSIONS,
    "categories": CATEGORIES,
    "create discussion": CREATE_DISCUSSION,
}
"""Every one, for the tests that hold them against GitHub's schema."""
