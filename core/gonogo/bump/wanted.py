"""Which files of a tree a bump needs to read."""

from __future__ import annotations

_NAMES = frozenset(
    {
        "Cargo.toml",
        "Cargo.lock",
        "pyproject.toml",
        "package.json",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "__init__.py",
        "_version.py",
        "__about__.py",
        "version.py",
    }
)
_TOP = frozenset({"CHANGELOG.md", "VERSION", "VERSION.txt", "version.txt"})
_FOREIGN = frozenset({"node_modules", "vendor", "third_party", "target", ".venv", "venv", "site-packages"})


def wants(path: str) -> bool:
    """Whether discovery needs this file's text (path from the repository's top, with `/`)."""
    folder, _, name = path.rpartition("/")
    if name not in _NAMES and (folder or name not in _TOP):
        return False
    return not folder or _FOREIGN.isdisjoint(folder.split("/"))
