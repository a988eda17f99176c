"""The miniature of runwasi: crates with versions of their own, tags per crate that automation made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.rehearsal.histories.commits import Commit, read_tree
from gonogo.rehearsal.histories.locks import lock_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_MIRA = "Mira <mira@example.org>"
_JON = "Jon <jon@example.org>"

_SHIM_LOG = "crates/containerd-shim-wasm/CHANGELOG.md"


def commits() -> Iterator[Commit]:
    """Runwasi's history, oldest first."""
    tree = read_tree("runwasi")
    tree["Cargo.lock"] = lock_of(tree, {"tar": "0.4.41"})
    log = tree[_SHIM_LOG]
    released = log.replace("### Added\n- Layers of an image are read once and kept.\n\n", "", 1)
    yield Commit(
        "main",
        "Release the libraries and their helpers (#812)",
        _MIRA,
        "2026-03-12T10:00:00+00:00",
        {**tree, _SHIM_LOG: released},
        tags=(
            "oci-tar-builder/v0.4.0",
            "containerd-shim-wasm-test-modules/v0.4.0",
            "containerd-shimkit/v0.1.1",
            "containerd-shim-wasm/v1.0.0",
        ),
        has_tag_objects=False,
    )
    yield Commit(
        "main",
        "Say how the shim is started (#815)",
        _JON,
        "2026-04-02T14:30:00+00:00",
        {"README.md": f"{tree['README.md']}\nThe shim is started by containerd, never by hand.\n"},
        tags=("containerd-shim-wasmtime/v0.6.0",),
        has_tag_objects=False,
    )
    yield Commit(
        "main",
        "Read the layers of an image once (#821)",
        _JON,
        "2026-07-01T09:15:00+00:00",
        {_SHIM_LOG: log},
    )
