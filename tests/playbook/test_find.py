"""Which playbook a repository has."""

from __future__ import annotations

import pytest

from gonogo.errors import PlaybookError, UsageError
from gonogo.model.github import RepoName
from gonogo.playbook.find import builtin_names, builtin_text, find_playbook, load_builtin
from support.playbook_texts import HEAD, STEPS, with_steps

DEMO = RepoName("octo", "demo")
OWN = with_steps(STEPS)


def named(repository: str) -> bytes:
    return with_steps(STEPS, HEAD.replace("octo/demo", repository))


def test_the_repositorys_own_comes_first() -> None:
    found = find_playbook(DEMO, named("octo/own"), {"a.yml": OWN})
    assert found is not None
    assert found.repository == ("octo/own",)


def test_the_users_first_that_names_it_comes_next() -> None:
    texts = {"a.yml": named("octo/other"), "b.yml": named("[x/y, OCTO/Demo]"), "c.yml": OWN}
    found = find_playbook(DEMO, None, texts)
    assert found is not None
    assert found.repository == ("x/y", "OCTO/Demo")


def test_the_user_can_replace_a_built_in_one() -> None:
    found = find_playbook(RepoName("project-navi", "ORDVEC"), None, {"a.yml": named("Project-Navi/ordvec")})
    assert found is not None
    assert list(found.processes["release"].steps) != list(load_builtin("ordvec").processes["release"].steps)


@pytest.mark.parametrize("repo", [RepoName("Fieldnote-Echo", "ordvec"), RepoName("project-navi", "ORDVEC")])
def test_a_built_in_one_is_found_under_each_of_its_names(repo: RepoName) -> None:
    assert find_playbook(repo, None, {}) == load_builtin("ordvec")


def test_a_repository_without_a_playbook_has_none() -> None:
    assert find_playbook(RepoName("octo", "unknown"), None, {"a.yml": OWN}) is None


def test_a_broken_file_for_another_repository_is_passed_over() -> None:
    broken = OWN.replace(b"octo/demo", b"octo/other") + b"colour: red\n"
    found = find_playbook(DEMO, None, {"broken.yml": broken, "right.yml": OWN})
    assert found is not None
    assert found.repository == ("octo/demo",)


@pytest.mark.parametrize("broken", [OWN + b"colour: red\n", b"a: [", b"\xff", b"gonogo: 1\n"])
def test_a_broken_file_that_may_be_for_this_one_is_not_passed_over(broken: bytes) -> None:
    with pytest.raises(PlaybookError, match=r"^broken\.yml:"):
        find_playbook(DEMO, None, {"broken.yml": broken, "right.yml": OWN})


def test_a_broken_own_one_is_not_replaced_by_another() -> None:
    with pytest.raises(PlaybookError, match=r"^\.github/gonogo\.yml:"):
        find_playbook(DEMO, b"a: [", {"right.yml": OWN})


def test_an_unknown_built_in_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="there is no built-in playbook `ordvek`") as caught:
        builtin_text("ordvek")
    assert caught.value.advice == "Did you mean `ordvec`?"


@pytest.mark.parametrize("name", ["../ordvec", "ordvec.yml", ""])
def test_a_built_in_name_is_no_path(name: str) -> None:
    with pytest.raises(UsageError):
        load_builtin(name)


@pytest.mark.parametrize("name", builtin_names())
def test_every_built_in_one_is_right(name: str) -> None:
    assert load_builtin(name).processes
