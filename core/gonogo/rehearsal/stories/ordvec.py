"""A release of ordvec that stopped: tagged, on crates.io, and then PyPI's job failed. What recovery begins with."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from gonogo.bump.tree import plan_tree
from gonogo.errors import UsageError
from gonogo.plan.tree_rules import tree_rules
from gonogo.rehearsal import people
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.simulation.run_values import tree_texts
from gonogo.rehearsal.stories.acts import once, push_signed_tag

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World

LEAD = timedelta(hours=5)
"""How long before the demo opens the release was begun."""

_VERSION, _TAG = "0.6.0", "v0.6.0"
_COLLEAGUE = "second-maintainer"
_BROKEN = ("release.yml", "publish-pypi")
_TAGGED = timedelta(minutes=90)
"""How long after the bump the tag is pushed: CI of main is over by then."""


def stop_at_pypi(world: World, repo: Repo) -> None:
    """Bump, tag, publish the crate; PyPI is down. By the opening of the demo it is up again."""
    sha = _land_bump(world, repo)
    world.switches.failing_jobs.add(_BROKEN)
    world.schedule(world.now() + _TAGGED, partial(_push_tag, world, repo, sha))
    for environment in ("crates-io", "pypi"):
        once(
            world,
            partial(_waits, repo, environment),
            partial(_approve, world, repo, environment),
        )
    once(world, partial(_has_failed, repo), partial(_stop, world, repo))


def wait_at_a_gate(world: World, repo: Repo) -> None:
    """Bump and tag; what publishes waits for an approval, and nobody has given one."""
    sha = _land_bump(world, repo)
    push = partial(push_signed_tag, world, repo, _COLLEAGUE, _TAG, sha, _TAG)
    world.schedule(world.now() + _TAGGED, push)


def stop_with_other_bytes(world: World, repo: Repo) -> None:
    """The same, and crates.io serves other bytes than were attested."""
    world.switches.other_bytes.add(f"ordvec-{_VERSION}.crate")
    stop_at_pypi(world, repo)


def _land_bump(world: World, repo: Repo) -> str:
    playbook, head = world.playbook, repo.git.branch("main")
    if playbook is None or head is None:
        raise UsageError("This story is about a repository with a playbook and a main branch.")
    texts = tree_texts(repo, playbook, head)
    plan = plan_tree(texts, tree_rules(playbook, texts), to=_VERSION, date=world.now().date())
    files = {edit.path: edit.after for edit in plan.edits}
    return people.land_commit(world, repo, _COLLEAGUE, "main", files, f"Release {_VERSION} (#41)")


def _push_tag(world: World, repo: Repo, sha: str) -> None:
    """An annotated tag, as a person pushes it."""
    account = world.add_user(_COLLEAGUE)
    who = Authorship(account.name, f"{_COLLEAGUE}@users.noreply.github.com", world.now())
    oid = repo.git.write_tag(_TAG, sha, f"{_TAG}\n", who)
    repo.git.move_ref(f"refs/tags/{_TAG}", oid, ZERO)
    events.on_push(world, repo, _COLLEAGUE, [(f"refs/tags/{_TAG}", ZERO, oid)])


def _run(repo: Repo) -> Run | None:
    return next((run for run in repo.runs.values() if run.head_branch == _TAG), None)


def _waits(repo: Repo, environment: str) -> bool:
    run = _run(repo)
    return run is not None and any(
        job.status == "waiting" and job.gate is not None and job.gate.environment == environment
        for job in run.jobs
    )


def _approve(world: World, repo: Repo, environment: str) -> None:
    run = _run(repo)
    if run is not None:
        people.decide_gate(world, repo, run, environment, _COLLEAGUE, "approved", "looks right")


def _stop(world: World, repo: Repo) -> None:
    """PyPI is up again; what waits at a gate by then is turned away, so that the run ends."""
    world.switches.failing_jobs.discard(_BROKEN)
    once(world, partial(_waits, repo, "crates-io"), partial(_reject, world, repo))


def _reject(world: World, repo: Repo) -> None:
    run = _run(repo)
    if run is not None:
        why = "not into a partial release"
        people.decide_gate(world, repo, run, "crates-io", _COLLEAGUE, "rejected", why)


def _has_failed(repo: Repo) -> bool:
    run = _run(repo)
    return run is not None and any(job.conclusion == "failure" for job in run.jobs)


# what can go wrong in a release


def pypi_is_down(world: World, _: Repo) -> None:
    """PyPI refuses, after crates.io has the crate."""
    world.switches.failing_jobs.add(_BROKEN)


def crates_io_has_other_bytes(world: World, _: Repo) -> None:
    """crates.io serves other bytes than were attested."""
    world.switches.other_bytes.add(f"ordvec-{_VERSION}.crate")


def main_goes_on_after_the_tag(world: World, repo: Repo) -> None:
    """Somebody merges after the tag was pushed: the first job of release.yml would turn this commit away now."""
    files = {"docs/late.md": "# Late\n\nIt came after the tag.\n"}
    land = partial(people.land_commit, world, repo, _COLLEAGUE, "main", files, "Say what came late (#42)")
    once(world, lambda: repo.git.ref(f"refs/tags/{_TAG}") is not None, land, after_min=20)


def environments_know_branches_only(_: World, repo: Repo) -> None:
    """The environments let main through, and no tag."""
    for environment in repo.environments.values():
        environment.branch_patterns, environment.tag_patterns = ("main",), ()


def fuzzing_was_cancelled(world: World, repo: Repo) -> None:
    """Fuzzing of the bump is cancelled soon after it has landed on main."""
    run = _fuzzing(repo)
    if run is not None:
        people.cancel(world, repo, run)
        return
    again = partial(fuzzing_was_cancelled, world, repo)
    world.schedule(world.now() + timedelta(seconds=20), again, is_background=True)


def _fuzzing(repo: Repo) -> Run | None:
    head = repo.git.branch("main")
    bumped = repo.git.commit(head).headline.startswith(f"Release {_VERSION}") if head else False
    runs = [run for run in repo.runs.values() if run.file == "fuzz.yml" and run.head_sha == head]
    return runs[-1] if bumped and runs and runs[-1].status != "completed" else None


def the_tag_starts_nothing(world: World, repo: Repo) -> None:
    """GitHub never creates the run of the tag; ten minutes go by."""
    world.switches.silent_workflows.add("release.yml")
    once(world, lambda: repo.git.ref(f"refs/tags/{_TAG}") is not None, lambda: None, after_min=10)


def somebody_fixes_something_in_the_bump(world: World, repo: Repo) -> None:
    """A fix is pushed to the branch of the bump."""
    name = f"release/{_TAG}"
    text = "//! Plans, a little faster.\n"
    push = partial(people.land_commit, world, repo, _COLLEAGUE, name, {"src/fast.rs": text}, "Plan faster")
    once(world, partial(_is_there, repo, name), push)


def _is_there(repo: Repo, branch: str) -> bool:
    return repo.git.branch(branch) is not None
