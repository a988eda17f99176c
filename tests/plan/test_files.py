"""Plans of the bump and of the merge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.errors import RefusedError
from gonogo.model.github import CheckCounts
from gonogo.model.local import Hit
from gonogo.model.plans import MergePull, OpenPull, PushBump
from gonogo.model.verdicts import Tier
from support.widget.nouns import BASE, NEW, OLD, PLAYBOOK, PULL, PULL_HEAD, playbook, tree
from support.widget.stages import proposed, reviewed
from support.widget.world import changed


def test_bump_is_one_commit_and_its_pull_request():
    plan = reviewed().plan("bump")
    push, pull = plan.actions
    assert isinstance(push, PushBump)
    assert isinstance(pull, OpenPull)
    assert (push.base, push.base_sha, push.branch, push.message) == (
        "main",
        BASE,
        "release/v0.6.0",
        "Release 0.6.0",
    )
    assert {edit.path for edit in push.edits} == {"Cargo.toml", "Cargo.lock", "CHANGELOG.md"}
    after = {edit.path: edit.after for edit in push.edits}
    assert after["Cargo.toml"] == tree(NEW)["Cargo.toml"]
    assert after["Cargo.lock"] == tree(NEW)["Cargo.lock"]
    assert "## 0.6.0 - 2026-11-20\n\n- Faster.\n" in after["CHANGELOG.md"]
    assert (pull.branch, pull.base, pull.heading) == ("release/v0.6.0", "main", "Release 0.6.0")
    assert pull.body.startswith("Moves 0.5.0 to 0.6.0.\n\n- `Cargo.toml`: ")
    assert (plan.tier, plan.type_to_confirm) == (Tier.SHOW, "")


def test_bump_rests_on_heads_commit_and_every_files_bytes():
    rests_on = reviewed().plan("bump").rests_on
    assert rests_on["main"] == BASE
    assert set(rests_on) == {"main", "Cargo.toml", "Cargo.lock", "CHANGELOG.md"}
    assert rests_on["Cargo.toml"].startswith("sha256 ")
    world = reviewed()
    world.trees[BASE]["Cargo.toml"] += "# more\n"
    assert world.plan("bump").rests_on["Cargo.toml"] != rests_on["Cargo.toml"]


def test_equal_input_gives_an_equal_plan():
    assert reviewed().plan("bump") == reviewed().plan("bump")


def test_an_empty_changelog_is_a_warning():
    world = reviewed()
    world.trees[BASE]["CHANGELOG.md"] = (
        "# Changelog\n\n## [Unreleased]\n\n_Nothing yet._\n\n## 0.5.0 - 2026-09-01\n"
    )
    (warning,) = world.plan("bump").warnings
    assert warning.startswith("CHANGELOG.md: ")


def test_leftovers_are_lines_that_would_still_name_the_old_version():
    hits = (Hit("docs/a.md", 3, OLD), Hit("Cargo.toml", 3, f'version = "{OLD}"'), Hit("Cargo.lock", 5, OLD))
    world = changed(reviewed(), hits=(*hits, Hit("CHANGELOG.md", 7, f"## {OLD}")))
    world.trees[BASE]["Cargo.toml"] += f"# since {OLD}, not {OLD}1 nor 1{OLD}\n"
    assert world.plan("bump").leftovers == (
        Hit("Cargo.toml", 4, f"# since {OLD}, not {OLD}1 nor 1{OLD}"),
        Hit("docs/a.md", 3, OLD),
    )


def test_leftovers_pass_over_what_the_playbook_ignores():
    text = PLAYBOOK.replace(
        "      - check: old-version\n", "      - check: old-version\n        ignore: ['docs/*']\n"
    )
    world = changed(reviewed(), hits=(Hit("docs/a.md", 3, OLD),), playbook=playbook(text))
    assert world.plan("bump").leftovers == ()


def test_bump_by_push_says_so():
    text = PLAYBOOK.replace("- do: bump\n", "- do: bump\n        via: push\n")
    plan = changed(reviewed(), playbook=playbook(text)).plan("bump")
    (push,) = plan.actions
    assert isinstance(push, PushBump)
    assert push.branch == "main"
    assert plan.warnings[0] == "This pushes straight to main."


def test_a_pushed_branch_needs_its_pull_request_only():
    plan = changed(proposed(), pull=None).plan("bump")
    (pull,) = plan.actions
    assert isinstance(pull, OpenPull)
    assert plan.rests_on == {"release/v0.6.0": PULL_HEAD, "main": BASE}


def test_a_file_that_can_not_be_bumped_refuses_with_its_place():
    world = reviewed()
    world.trees[BASE]["CHANGELOG.md"] = "Nothing here.\n"
    with pytest.raises(RefusedError) as refused:
        world.plan("bump")
    assert "CHANGELOG.md" in str(refused.value)


def test_merge_is_guarded_by_the_head_that_was_seen():
    plan = proposed().plan("merge")
    assert plan.actions == (MergePull(212, PULL_HEAD, "squash"),)
    assert plan.rests_on == {"#212": PULL_HEAD}
    assert plan.tier is Tier.SHOW
    assert len(plan.warnings) == 1


def test_merge_without_any_check_is_refused():
    world = changed(proposed(), pull=replace(PULL, checks=CheckCounts()))
    with pytest.raises(RefusedError, match="no passed check on ccccccc"):
        world.plan("merge")
