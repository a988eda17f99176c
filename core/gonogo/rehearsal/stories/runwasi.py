"""What others do in runwasi's demos, and what has gone wrong, or nearly, in releases of its crates."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gonogo.bump.tree import plan_tree
from gonogo.errors import UsageError
from gonogo.plan.tree_rules import tree_rules
from gonogo.rehearsal import people
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.simulation.run_values import tree_texts
from gonogo.rehearsal.stories.acts import once, pull_from
from gonogo.rehearsal.world import releases

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

_TAG = "containerd-shim-wasm/v1.1.0"
_BUMP = f"release/{_TAG.replace('/', '-')}"
_LOG = "crates/containerd-shim-wasm/CHANGELOG.md"
_MANIFEST = "crates/containerd-shim-wasm/Cargo.toml"
_TEAM = "github:containerd:runwasi-committers"
_FRESH = "containerd-shimkit"


def depend_on_the_same_version(world: World, repo: Repo) -> None:
    """A dependency has exactly the version that the crate is to have: release.yml counts two."""
    _land(
        world,
        repo,
        {_MANIFEST: ("[dependencies]", '[dependencies]\nwat = { version = "1.1.0" }')},
        "Read wat",
    )


def need_a_newer_helper(world: World, repo: Repo) -> None:
    """A helper was raised on main, and nobody released it: the document's order does not name it."""
    helper = "crates/oci-tar-builder/Cargo.toml"
    edits = {
        helper: ('version = "0.4.0"', 'version = "0.5.0"'),
        "Cargo.toml": (
            'oci-tar-builder", version = "0.4.0"',
            'oci-tar-builder", version = "0.5.0"',
        ),
        "Cargo.lock": (
            'name = "oci-tar-builder"\nversion = "0.4.0"',
            'name = "oci-tar-builder"\nversion = "0.5.0"',
        ),
    }
    _land(world, repo, edits, "Bump oci-tar-builder to 0.5.0 (#827)")


def approve_once(world: World, repo: Repo) -> None:
    """One maintainer approves, the other one is away."""
    world.on_pull.clear()
    _approves(world, repo, "mira", after_min=15)


def wait_for_the_second(world: World, repo: Repo) -> None:
    """The bump of the crate is up; one maintainer has approved it, the second one does late in the day."""
    world.on_pull.clear()
    _approves(world, repo, "mira", after_min=15)
    _approves(world, repo, "jon", after_min=420)
    _open_bump(world, repo)


def _open_bump(world: World, repo: Repo) -> None:
    """The bump, as gonogo would make it, from a colleague."""
    head, playbook = repo.git.branch("main"), world.playbook
    if head is None or playbook is None:
        raise UsageError("This story is about a repository with a playbook and a main branch.")
    texts = tree_texts(repo, playbook, head)
    rules = tree_rules(playbook, texts, crate="containerd-shim-wasm")
    plan = plan_tree(texts, rules, to="1.1.0", date=world.now().date())
    repo.git.move_ref(f"refs/heads/{_BUMP}", head, ZERO)
    title = "Bump containerd-shim-wasm to 1.1.0"
    people.join(world, repo, "lea")
    people.land_commit(world, repo, "lea", _BUMP, {edit.path: edit.after for edit in plan.edits}, title)
    people.open_pull(world, repo, "lea", _BUMP, "main", title)


def approve_an_older_commit(world: World, repo: Repo) -> None:
    """One approves, then a line of the changelog is put right, then another one approves: GitHub counts two."""
    world.on_pull.clear()
    repo.rules["main"] = replace(repo.rules["main"], dismisses_stale=False)
    _approves(world, repo, "mira", after_min=15)
    once(world, partial(_has_pull, repo), partial(_reword, world, repo), after_min=25)
    _approves(world, repo, "lea", after_min=40)


def break_the_dry_run(world: World, _: Repo) -> None:
    """The binaries do not build: the dry run shows it, before anything is published."""
    world.switches.failing_jobs.add(("release.yml", "build-and-sign"))


def die_before_the_tag(world: World, repo: Repo) -> None:
    """release.yml publishes, and can not push the tag; once it is there, a colleague writes the release."""
    world.switches.failing_effects.add("tag")
    once(world, partial(_is_tagged, repo), partial(_write_release, world, repo))


def die_before_the_release(world: World, _: Repo) -> None:
    """release.yml publishes and tags, and GitHub does not take the release."""
    world.switches.failing_effects.add("release")


def never_published(world: World, repo: Repo) -> None:
    """A crate has been in the tree for long, and crates.io has never had it."""
    world.shelf.forget_crate(_FRESH)
    for ref in repo.git.refs(f"refs/tags/{_FRESH}/"):
        repo.git.delete_ref(f"refs/tags/{ref.short}")
        made = releases.find_release(repo, ref.short)
        if made is not None:
            del repo.releases[made.release_id]


def first_release(world: World, repo: Repo) -> None:
    """The same; whoever started the run takes up the invitation, and adds the team."""
    never_published(world, repo)
    once(world, partial(world.shelf.has_crate, _FRESH), partial(world.shelf.add_owner, _FRESH, _TEAM))


def lose_a_platform(world: World, _: Repo) -> None:
    """The images are pushed for one platform only."""
    world.switches.flat_images = True


def part_the_tags(world: World, _: Repo) -> None:
    """Each tag of an image gets a build of its own."""
    world.switches.split_images = True


def _land(world: World, repo: Repo, edits: dict[str, tuple[str, str]], message: str) -> None:
    head = repo.git.branch("main") or ""
    files = {
        path: (repo.git.file(head, path) or b"").decode().replace(old, new, 1)
        for path, (old, new) in edits.items()
    }
    people.land_commit(world, repo, "jon", "main", files, message)


def _has_pull(repo: Repo) -> bool:
    return pull_from(repo, _BUMP) is not None


def _approves(world: World, repo: Repo, login: str, *, after_min: int) -> None:
    once(world, partial(_has_pull, repo), partial(_approve, world, repo, login), after_min=after_min)


def _approve(world: World, repo: Repo, login: str) -> None:
    pull = pull_from(repo, _BUMP)
    if pull is not None:
        people.approve_pull(world, repo, login, pull.number)


def _reword(world: World, repo: Repo) -> None:
    """A line of the changelog, on the bump's branch."""
    head = repo.git.branch(_BUMP)
    text = (repo.git.file(head, _LOG) or b"").decode() if head else ""
    if text:
        better = text.replace("read once and kept", "read once, and kept", 1)
        people.land_commit(world, repo, "jon", _BUMP, {_LOG: better}, "Put a comma")


def _is_tagged(repo: Repo) -> bool:
    return repo.git.ref(f"refs/tags/{_TAG}") is not None


def _write_release(world: World, repo: Repo) -> None:
    """By hand, as `gh release create` would."""
    made = releases.new_release(world, repo, _TAG, "mira")
    releases.publish_release(world, repo, made)
