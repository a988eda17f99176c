"""What git and the registries say: the checkout, tags, files, published versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.model.edits import Hit as Hit  # noqa: PLC0414, TC001 (its home; looks find it)

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Worktree:
    """The maintainer's checkout.

    Attributes:
        root: Its top folder.
        branch: The branch that is checked out; empty when detached.
        head: Its commit.
        dirty: Paths with changes, untracked ones included; at most 50.
    """

    root: str
    branch: str
    head: str
    dirty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagSignature:
    """What `git verify-tag` and the tag object's own header say of a tag fetched from origin.

    Attributes:
        is_good: Signature is good and the key is trusted here; None: could not tell (`why`).
        signer: Key fingerprint, or the SSH principal; empty when unsigned.
        why: One line: what git said.
        header_name: The name inside the tag object: must equal the ref's.
    """

    name: str
    oid: str
    commit: str
    is_annotated: bool
    is_good: bool | None
    signer: str
    why: str
    header_name: str


@dataclass(frozen=True, slots=True)
class FileText:
    """A file at a commit. `text` is None when it is missing, binary or not UTF-8 (`why` says)."""

    path: str
    text: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FileSet:
    """Files read at one commit."""

    commit: str
    files: tuple[FileText, ...]

    def text(self, path: str) -> str | None:
        """The text of one path; None when it is not there."""
        return next((file.text for file in self.files if file.path == path), None)


@dataclass(frozen=True, slots=True)
class ChangedFiles:
    """Every file that differs between two commits.

    Attributes:
        base: The commit at which the two parted.
        head: The later commit.
        on: The day on which the later one was made.
        before: The files at the base; those that were not there are left out.
        after: The files at the head, likewise.
    """

    base: str
    head: str
    on: date
    before: tuple[FileText, ...]
    after: tuple[FileText, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """All lines of a commit that hold `needle` as a whole version (not inside a longer one)."""

    commit: str
    needle: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class WorkflowJob:
    """A job as the workflow file declares it.

    Attributes:
        key: Its id in the file.
        name: Its display name, with `${{ … }}` left in.
        environment: The environment's name; empty for none.
        needs: Keys of the jobs it waits for.
    """

    key: str
    name: str
    environment: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkflowFile:
    """A workflow file at a commit: which jobs it has, and which tags or branches start it."""

    path: str
    commit: str
    jobs: tuple[WorkflowJob, ...]
    tag_patterns: tuple[str, ...]
    branch_patterns: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """One file that a registry serves for a version.

    Attributes:
        sha256: The digest that the registry states.
        served_sha256: The digest of the bytes it served to us; empty when they were not fetched.
        has_provenance: Whether the registry lists an attestation for it.
    """

    name: str
    sha256: str
    served_sha256: str = ""
    is_yanked: bool = False
    has_provenance: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """A version on a registry; `files` is empty when the version is not there."""

    registry: str
    package: str
    version: str
    files: tuple[RegistryFile, ...]
    url: str
    published_at: datetime | None = None

    @property
    def is_there(self) -> bool:
        """The registry serves this version."""
        return bool(self.files)


@dataclass(frozen=True, slots=True)
class CommitLine:
    """A commit of a branch, first line and whole message."""

    sha: str
    subject: str
    message: str
    author: str
    at: datetime
    parents: int


@dataclass(frozen=True, slots=True)
class Landing:
    """A commit of a release branch, and where it landed first.

    Attributes:
        on_source: The commit on the main branch that is the same change; empty: none was found.
        how: How that is known: `same commit`, `cherry picked from`, `same change`, `same subject`; empty: not.
    """

    commit: CommitLine
    on_source: str
    how: str


@dataclass(frozen=True, slots=True)
class RefLine:
    """A branch or tag of origin: what it points at, and the commit in the end."""

    name: str
    oid: str
    commit: str


@dataclass(frozen=True, slots=True)
class Divide:
    """How two branches lie: where they part, and how many commits each has of its own.

    Counted from the merge base: a squash on either side is one commit.
    """

    base: str
    ahead: int
    behind: int


@dataclass(frozen=True, slots=True)
class Image:
    """A tag of a container image on its registry.

    Attributes:
        digest: Of the manifest that the tag points at (`sha256:…`); empty when there is no such tag.
        platforms: `linux/amd64` and so on, for an index; empty for a single manifest.
    """

    image: str
    tag: str
    digest: str
    media_type: str = ""
    platforms: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        """The registry has this tag."""
        return bool(self.digest)


@dataclass(frozen=True, slots=True)
class CommandEnd:
    """How a command line ended. `log` is the file that keeps its output; `tail` its last lines, cleaned."""

    exit_code: int
    log: str
    tail: tuple[str, ...]
    seconds: float
