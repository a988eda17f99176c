"""Tags of other kinds: lightweight, of a process's own name, of trees that do not say the version, resumed."""

from __future__ import annotations

from gonogo.model.asks import CrateAsk
from gonogo.model.plans import PushTag
from support.trains import TrainWorld, detail_of, run_of, sha, tag_of, train
from support.widget.nouns import CRATE, published
from support.widget.world import said

OWN = "tag: {name: 'image/v{version}', signed: false}\nbranch: hotfix/v{version}"
TAG = """
- do: tag
  at: hotfix/v{version}
  version: false
  freeze: "{previous}-line"
  message: Hotfix {tag}
"""
AFTER = """
- do: dispatch
  run: release.yml
  inputs: {dry_run: "false"}
- do: tag
- check: crates-io
  crate: widget
"""


def hotfix() -> TrainWorld:
    world = train(TAG, OWN)
    world.heads["hotfix/v1.2.0"] = sha("ccc")
    world.versions[sha("ccc")] = "1.1.0"
    return world


def test_a_lightweight_tag_of_its_own_name_on_a_tree_that_says_another_version() -> None:
    world = hotfix()
    assert said(world, "tag") == (
        "GO",
        "from hotfix/v1.2.0's HEAD ccc0000 · merging into 1.1.0-line is frozen",
    )
    plan = world.plan("tag")
    assert plan.actions == (
        PushTag("image/v1.2.0", "Hotfix image/v1.2.0", sha("ccc"), "hotfix/v1.2.0", is_signed=False),
    )
    assert plan.type_to_confirm == "image/v1.2.0"
    assert not any("-s" in command for action in plan.actions for command in action.commands)
    world.tags["image/v1.2.0"] = tag_of("image/v1.2.0", sha("ccc"))
    assert said(world, "tag") == ("DONE", "on ccc0000")


def test_where_the_tree_must_say_it_another_version_is_not_tagged() -> None:
    world = hotfix()
    world.playbook = train(TAG.replace("version: false", "version: true"), OWN).playbook
    assert said(world, "tag") == ("NO-GO", "hotfix/v1.2.0's HEAD ccc0000 says 1.1.0")


def test_what_is_published_is_tagged_where_it_was_made() -> None:
    world = train(AFTER)
    world.answers[CrateAsk("widget", "1.2.0")] = published("crates.io")
    world.dispatched("dispatch", 71)
    world.details = [
        detail_of(run_of("release.yml", sha("aaa"), "failure", run_id=71, event="workflow_dispatch"))
    ]
    world.heads["main"] = sha("bbb")
    assert said(world, "tag") == ("HOLD", "after: release.yml runs on main")
    assert world.standing("tag").offers[0].refused == "after: release.yml runs on main"
    world.answers[CrateAsk("widget", "1.2.0")] = CRATE
    assert said(world, "tag") == (
        "GO",
        "on crates.io widget already: the tag belongs on the run's commit aaa0000",
    )
    (action,) = world.plan("tag").actions
    assert isinstance(action, PushTag)
    assert (action.target, action.branch) == (sha("aaa"), "")
