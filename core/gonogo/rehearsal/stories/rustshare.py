"""What others do in RustShare's demos, and what can go wrong there."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.rehearsal import people
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.stories.acts import join, once, pull_from, push_signed_tag

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.state import World

_HOTFIX, _COLLEAGUE = "v0.3.2", "mira"
_RELEASE = ".github/workflows/release.yml"


def bring_main_into_the_hotfix(world: World, repo: Repo) -> None:
    """Once the hotfix is tagged, its way back to main has conflicts; a colleague resolves them on its branch."""
    once(world, partial(_is_tagged, repo, _HOTFIX), partial(_resolve, world, repo), after_min=15)


def _is_tagged(repo: Repo, tag: str) -> bool:
    return repo.git.ref(f"refs/tags/{tag}") is not None


def _resolve(world: World, repo: Repo) -> None:
    pull = pull_from(repo, f"hotfix/{_HOTFIX}")
    if pull is not None:
        _update(world, repo, _COLLEAGUE, pull)


def _update(world: World, repo: Repo, login: str, pull: Pull) -> None:
    """Merge the base into the branch, as somebody would who resolves its conflicts: the lines of both stay."""
    git, head, base = repo.git, repo.git.branch(pull.head), repo.git.branch(pull.base)
    fork = git.merge_base(base, head) if base and head else None
    if pull.state != "open" or head is None or base is None or fork is None:
        return
    join(world, repo, login)
    theirs = {change.path for change in git.changes(fork, base)}
    files = {
        change.path: _both(repo, change.path, fork, head, base)
        if change.path in theirs
        else git.file(head, change.path) or b""
        for change in git.changes(fork, head)
    }
    account = world.users[login]
    who = Authorship(account.name, f"{login}@users.noreply.github.com", world.now())
    message = f"Merge branch '{pull.base}' into {pull.head}\n"
    sha = git.write_commit(git.write_tree(base, files), (head, base), message, who, who)
    if git.move_ref(f"refs/heads/{pull.head}", sha, head):
        events.on_push(world, repo, login, [(f"refs/heads/{pull.head}", head, sha)])


def _both(repo: Repo, path: str, fork: str, head: str, base: str) -> bytes:
    """A file with the lines of both sides."""
    with tempfile.TemporaryDirectory(prefix="gonogo-") as folder:
        names = []
        for name, sha in (("head", head), ("fork", fork), ("base", base)):
            place = Path(folder) / name
            place.write_bytes(repo.git.file(sha, path) or b"")
            names.append(str(place))
        return repo.git.run("merge-file", "-p", "--union", *names) or b""


# what can go wrong


def candidates_are_refused(world: World, repo: Repo) -> None:
    """release.yml knows stable tags only, as it did when the document was written."""
    head = repo.git.branch("main") or ""
    text = (repo.git.file(head, _RELEASE) or b"").decode()
    strict = text.replace(r"(-rc\.[0-9]+)?$", "$")
    people.land_commit(world, repo, _COLLEAGUE, "main", {_RELEASE: strict}, "Release stable versions only")


def nobody_scans(world: World, repo: Repo) -> None:
    """release.yml pushes candidates without a scan."""
    head = repo.git.branch("main") or ""
    text = (repo.git.file(head, _RELEASE) or b"").decode()
    people.land_commit(
        world,
        repo,
        _COLLEAGUE,
        "main",
        {_RELEASE: text.replace("scan with trivy, then ", "")},
        "Release faster",
    )


def the_fix_is_not_signed_off(world: World, _: Repo) -> None:
    """The fix on the hotfix branch says no `Signed-off-by`, and dco.yml fails on its way back to main."""
    world.switches.failing_jobs.add(("dco.yml", "sign-off"))


def ci_ignores_the_release_commit(world: World, repo: Repo) -> None:
    """CI of main does not start for what a release commit touches."""
    head = repo.git.branch("main") or ""
    path = ".github/workflows/ci.yml"
    text = (repo.git.file(head, path) or b"").decode()
    blind = text.replace('paths-ignore: ["docs/**", "*.md"]', 'paths: ["crates/**"]')
    people.land_commit(world, repo, _COLLEAGUE, "main", {path: blind}, "Start CI for code only")
    once(world, partial(_is_prepared, repo), lambda: None, after_min=30)


def _is_prepared(repo: Repo) -> bool:
    head = repo.git.branch("main")
    return head is not None and "prepare release" in repo.git.commit(head).headline


def upgrading_is_silent(world: World, repo: Repo) -> None:
    """docs/upgrading.md says nothing of the next version."""
    head, path = repo.git.branch("main") or "", "docs/upgrading.md"
    text = (repo.git.file(head, path) or b"").decode()
    kept = "\n".join(line for line in text.split("\n") if "0.4.0" not in line)
    people.land_commit(world, repo, _COLLEAGUE, "main", {path: kept}, "Tidy the guide")


def the_tag_comes_out_empty(world: World, _: Repo) -> None:
    """A job reads an output of one that it does not need: the release is made for the tag `v`."""
    world.switches.empty_outputs.add("release.yml")


def a_higher_line_is_out(world: World, repo: Repo) -> None:
    """0.4.0 was released before the day; the hotfix belongs to the line of 0.3."""
    head = repo.git.branch("main") or ""
    edits = {
        "Cargo.toml": ('version = "0.3.1"', 'version = "0.4.0"'),
        "backend/Cargo.toml": ('version = "0.3.1"', 'version = "0.4.0"'),
        "frontend/package.json": ('"version": "0.3.1"', '"version": "0.4.0"'),
        "Cargo.lock": ('version = "0.3.1"', 'version = "0.4.0"'),
        "CHANGELOG.md": ("## [Unreleased]\n", "## [Unreleased]\n\n## [0.4.0] - 2026-09-23\n"),
    }
    files = {
        path: (repo.git.file(head, path) or b"").decode().replace(old, new)
        for path, (old, new) in edits.items()
    }
    sha = people.land_commit(world, repo, _COLLEAGUE, "main", files, "docs: prepare release v0.4.0")
    people.push_tag(world, repo, _COLLEAGUE, "v0.4.0", sha)


def a_candidate_is_flat(world: World, repo: Repo) -> None:
    """A candidate was tagged in the morning, and its image came for one platform alone."""
    world.switches.flat_images = True
    head = repo.git.branch("main")
    if head is not None:
        push_signed_tag(world, repo, _COLLEAGUE, "v0.4.0-rc.1", head, "Release candidate 0.4.0-rc.1")


def images_are_flattened(world: World, _: Repo) -> None:
    """The images are pushed for one platform only, as pull, tag and push would leave them."""
    world.switches.flat_images = True


def the_image_is_not_pushed(world: World, _: Repo) -> None:
    """The registry refuses the image."""
    world.switches.failing_jobs.add(("release.yml", "build-and-push-image"))
