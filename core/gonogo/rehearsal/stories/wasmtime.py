"""What Wasmtime's maintainers do around a patch: a fix that is kept private until its day, notes that go to main."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gonogo.rehearsal import people
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.stories.acts import join, merge_as, once, pull_from

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Advisory, Pull, Repo
    from gonogo.rehearsal.world.state import World

ADVISORY = "GHSA-4x7q-9m2c-w8rj"
"""An invented one."""

_SUMMARY = "A path that ends in a slash reaches outside"
_NOTE = f"* {_SUMMARY}.\n  {ADVISORY}\n"
_SOURCE = "crates/wasi/src/lib.rs"
_SAFE = "!path.contains(\"..\") && !path.is_empty() && !path.ends_with('/')"


def keep_private(world: World, repo: Repo) -> None:
    """A fix lies in an advisory; the day after the bump is proposed it comes out, and the advisory at the end."""
    _keep_private(world, repo, "48.0.1", "release-48.0.0")


def keep_private_12(world: World, repo: Repo) -> None:
    """The same in the older era, whose notes go to main as well."""
    _keep_private(world, repo, "11.0.1", "release-11.0.0")
    bring_notes_to_main(world, repo)


def bring_notes_to_main(world: World, repo: Repo) -> None:
    """Once the patch of the older era is merged, its section goes to main as it stands on the branch."""
    merged = partial(_merged, repo, "ci/bump-to-11.0.1")
    once(world, lambda: merged() is not None, partial(_copy_section, world, repo, "11.0.1", "release-11.0.0"))


def _keep_private(world: World, repo: Repo, version: str, branch: str) -> None:
    join(world, repo, "mira")
    advisory = people.write_advisory(world, repo, "mira", _SUMMARY)
    repo.advisories[ADVISORY] = repo.advisories.pop(advisory.ghsa)
    advisory.ghsa = ADVISORY
    advisory.fixes = {branch: _fixed(repo, branch, version), "main": _fixed(repo, "main", version)}
    bump = f"ci/bump-to-{version}"
    is_proposed = partial(pull_from, repo, bump)
    once(
        world,
        lambda: is_proposed() is not None,
        partial(_disclose, world, repo, branch, advisory),
        after_min=90,
    )
    once(
        world,
        lambda: bool(repo.git.ref(f"refs/tags/v{version}")),
        partial(_publish, world, repo),
        after_min=45,
    )


def _disclose(world: World, repo: Repo, branch: str, advisory: Advisory) -> None:
    """The fix comes as a public pull request, unless the advisory was published meanwhile and brought it."""
    if advisory.state == "published":
        return
    head = f"fix/slash-on-{branch}"
    base = repo.git.branch(branch)
    if base is None or not repo.git.move_ref(f"refs/heads/{head}", base, ZERO):
        return
    people.land_commit(world, repo, "mira", head, advisory.fixes[branch], f"{_SUMMARY}: refuse it")
    people.open_pull(world, repo, "mira", head, branch, f"{_SUMMARY}: refuse it")
    once(world, lambda: True, partial(merge_as, world, repo, "mira", head), after_min=15)


def _publish(world: World, repo: Repo) -> None:
    """The advisory is published at the very end; its fixes are there already."""
    advisory = repo.advisories[ADVISORY]
    if advisory.state != "published":
        advisory.fixes = {}
        people.publish_advisory(world, repo, "mira", ADVISORY)


def _fixed(repo: Repo, branch: str, version: str) -> dict[str, str]:
    """The fix of a branch, with its line in the notes where the branch has the version's section."""
    head = repo.git.branch(branch) or ""
    source = (repo.git.file(head, _SOURCE) or b"").decode()
    notes = (repo.git.file(head, "RELEASES.md") or b"").decode()
    fixed = {_SOURCE: source.replace('!path.contains("..")', _SAFE, 1)}
    top, found, rest = notes.partition(f"## {version}\n")
    if found and "\n* " in rest:
        before, _, after = rest.partition("\n* ")
        fixed["RELEASES.md"] = f"{top}{found}{before}\n{_NOTE}* {after}"
    return fixed


def _merged(repo: Repo, branch: str) -> Pull | None:
    return next((one for one in repo.pulls.values() if one.head == branch and one.merged_at), None)


def _is_out(repo: Repo, tag: str) -> bool:
    return any(release.tag == tag and not release.is_draft for release in repo.releases.values())


def _copy_section(world: World, repo: Repo, version: str, branch: str) -> None:
    """Have main say of a version what the branch says."""
    there, here = (
        (repo.git.file(repo.git.branch(name) or "", "RELEASES.md") or b"").decode()
        for name in (branch, "main")
    )
    section = there.partition(f"## {version}\n")[2].partition("\n## ")[0]
    top, found, rest = here.partition(f"## {version}\n")
    after = rest.partition("\n## ")
    notes = f"{top}{found}{section}{after[1]}{after[2]}"
    if found and section and notes != here:
        message = f"Notes of {version} as on its branch"
        people.land_commit(world, repo, "jon", "main", {"RELEASES.md": notes}, message)
