"""Our GraphQL documents hold against GitHub's real schema, and our shapes against its own examples."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import graphql
import pytest
from pydantic import TypeAdapter

from gonogo.github import project_answers, project_documents, repo_answers, run_answers
from gonogo.github.documents import (
    NEWER_FIELDS,
    board_document,
    pull_document,
    pull_story_document,
    pulls_document,
)

GITHUB_FILES = Path(__file__).parents[2] / "../shared/github"
SDL = GITHUB_FILES / "schema.graphql.gz"
OPENAPI = GITHUB_FILES / "api.github.com.json.gz"

DOCUMENTS = {
    "board": board_document,
    "pulls": pulls_document,
    "pull": pull_document,
    "story": pull_story_document,
}

# In GitHub's public schema today, but newer than the file.
NEWER_SDL = "extend type Release { immutable: Boolean! } extend type ReleaseAsset { digest: String }"


@cache
def real_schema() -> graphql.GraphQLSchema:
    if not SDL.exists():
        pytest.skip(f"GitHub's GraphQL schema is not at {SDL}")
    text = gzip.decompress(SDL.read_bytes()).decode()
    return graphql.build_schema(text + NEWER_SDL, assume_valid=True, assume_valid_sdl=True)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("without", [frozenset(), frozenset(NEWER_FIELDS)], ids=["all", "older"])
def test_documents_are_valid_against_githubs_schema(name: str, without: frozenset[str]) -> None:
    document = graphql.parse(DOCUMENTS[name](without))
    assert graphql.validate(real_schema(), document) == []


@pytest.mark.parametrize("name", project_documents.ALL)
def test_documents_of_the_project_are_valid_against_githubs_schema(name: str) -> None:
    document = graphql.parse(project_documents.ALL[name])
    assert graphql.validate(real_schema(), document) == []


@pytest.mark.parametrize("name", project_documents.ALL)
def test_documents_of_the_project_cost_one_point(name: str) -> None:
    assert points(project_documents.ALL[name]) == 1


def test_a_wrong_document_would_be_found() -> None:
    document = graphql.parse("query { repository(owner: 1) { nope } }")
    assert graphql.validate(real_schema(), document) != []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_without_newer_fields_do_not_name_them(name: str) -> None:
    older = DOCUMENTS[name](frozenset(NEWER_FIELDS))
    assert not [field for field in NEWER_FIELDS if field in older]


def points(document: str) -> int:
    """GitHub's rule: one request for each node that a connection hangs on, divided by 100."""
    parsed = graphql.parse(document)
    fragments = {d.name.value: d for d in parsed.definitions if isinstance(d, graphql.FragmentDefinitionNode)}

    def requests(selections: Any, around: int) -> int:
        found = 0
        for node in selections.selections if selections else ():
            if isinstance(node, graphql.FragmentSpreadNode):
                found += requests(fragments[node.name.value].selection_set, around)
                continue
            within = around
            for argument in getattr(node, "arguments", ()) or ():
                if argument.name.value in ("first", "last"):
                    found += around
                    within = around * int(argument.value.value)
            found += requests(node.selection_set, within)
        return found

    operation = next(d for d in parsed.definitions if isinstance(d, graphql.OperationDefinitionNode))
    return max(1, round(requests(operation.selection_set, 1) / 100))


def test_a_look_at_the_board_costs_about_three_points() -> None:
    assert points(board_document()) <= 4
    assert points(pulls_document()) == points(pull_document()) == 1


SHAPES: dict[str, TypeAdapter[Any]] = {
    "GET /repos/{owner}/{repo}/actions/runs": run_answers.RUN_PAGE,
    "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs": run_answers.RUN_PAGE,
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}": run_answers.RUN,
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs": run_answers.JOB_PAGE,
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments": run_answers.PENDING,
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals": run_answers.APPROVALS,
    "GET /repos/{owner}/{repo}/environments/{environment_name}": repo_answers.ENVIRONMENT,
    "GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies": repo_answers.POLICY_PAGE,
    "GET /repos/{owner}/{repo}/git/ref/{ref}": repo_answers.REF,
    "GET /repos/{owner}/{repo}/git/tags/{tag_sha}": repo_answers.TAG,
    "GET /repos/{owner}/{repo}/releases": repo_answers.RELEASES,
    "GET /repos/{owner}/{repo}/releases/latest": repo_answers.RELEASE,
    "GET /repos/{owner}/{repo}/attestations/{subject_digest}": repo_answers.ATTESTATION_PAGE,
    "GET /repos/{owner}/{repo}/commits/{ref}/status": repo_answers.STATUS_PAGE,
    "POST /repos/{owner}/{repo}/pulls": repo_answers.PULL_MADE,
    "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge": repo_answers.MERGE_MADE,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": project_answers.REVIEWS,
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission": project_answers.PERMISSION,
    "GET /repos/{owner}/{repo}/rules/branches/{branch}": project_answers.BRANCH_RULES,
    "GET /repos/{owner}/{repo}/issues": project_answers.ISSUES,
    "GET /search/issues": project_answers.FOUND,
    "GET /repos/{owner}/{repo}/security-advisories": project_answers.ADVISORIES,
    "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches": project_answers.DISPATCH_MADE,
    "POST /repos/{owner}/{repo}/issues": project_answers.ISSUE_MADE,
    "GET /repos/{owner}/{repo}/releases/{release_id}": project_answers.RELEASE_NOTES,
}


@cache
def openapi() -> Any:
    if not OPENAPI.exists():
        pytest.skip(f"GitHub's OpenAPI description is not at {OPENAPI}")
    return json.loads(gzip.decompress(OPENAPI.read_bytes()))


def examples_of(place: str) -> list[Any]:
    method, path = place.split(" ")
    description = openapi()
    found = []
    for status, response in description["paths"][path][method.lower()]["responses"].items():
        if not status.startswith("2"):
            continue
        for example in response.get("content", {}).get("application/json", {}).get("examples", {}).values():
            target = example
            if "$ref" in example:
                target = description["components"]["examples"][example["$ref"].rsplit("/", 1)[1]]
            found.append(target["value"])
    return found


def without_ellipses(example: Any) -> Any:
    """The example without the "..." with which GitHub itself cuts a list of items short."""
    if isinstance(example, list):
        return [without_ellipses(item) for item in example if item != "..."]
    if isinstance(example, dict):
        return {name: without_ellipses(value) for name, value in example.items()}
    return example


@pytest.mark.parametrize("place", SHAPES)
def test_githubs_own_examples_are_understood(place: str) -> None:
    examples = [without_ellipses(example) for example in examples_of(place)]
    assert examples
    for example in examples:
        SHAPES[place].validate_python(example)
