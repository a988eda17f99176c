"""The five-file job: one repository with some history, bumped from 1.2.3 to 1.3.0 by several tools."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

COMMITS = 62

FILES = {
    "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n'
    '[project]\nname = "demo"\nversion = "1.2.3"\ndescription = "A demo"\ndependencies = ["other==1.2.3"]\n',
    "package.json": '{\n  "name": "demo",\n  "version": "1.2.3",\n  "dependencies": {\n    "left": "1.2.3"\n  }\n}\n',
    "Cargo.toml": '[package]\nname = "demo"\nversion = "1.2.3"\nedition = "2021"\n\n[dependencies]\nother = "1.2.3"\n',
    "src/demo/__init__.py": '"""A demo."""\n\n__version__ = "1.2.3"\n',
    "VERSION": "1.2.3\n",
    "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [1.2.3] - 2026-01-02\n\n- Before.\n",
    "docs/notes.txt": "other 1.2.3 is needed by this demo.\n",
}

_BUMP_MY_VERSION = """[tool.bumpversion]
current_version = "1.2.3"
commit = true
tag = true
message = "Release {new_version}"

[[tool.bumpversion.files]]
filename = "pyproject.toml"
search = 'version = "{current_version}"'
replace = 'version = "{new_version}"'

[[tool.bumpversion.files]]
filename = "package.json"
search = '"version": "{current_version}"'
replace = '"version": "{new_version}"'

[[tool.bumpversion.files]]
filename = "Cargo.toml"
search = 'version = "{current_version}"'
replace = 'version = "{new_version}"'

[[tool.bumpversion.files]]
filename = "src/demo/__init__.py"

[[tool.bumpversion.files]]
filename = "VERSION"

[[tool.bumpversion.files]]
filename = "CHANGELOG.md"
search = "## [Unreleased]"
replace = "## [Unreleased]\\n\\n## [{new_version}]"
"""

_COMMITIZEN = {
    "commitizen": {
        "name": "cz_conventional_commits",
        "version": "1.2.3",
        "tag_format": "v$version",
        "annotated_tag": True,
        "version_files": [
            "pyproject.toml:^version",
            'package.json:"version"',
            "Cargo.toml:^version",
            "src/demo/__init__.py:__version__",
            "VERSION",
        ],
    }
}

_SEMANTIC_RELEASE = """[semantic_release]
commit_message = "Release {version}"
version_toml = ["pyproject.toml:project.version", "Cargo.toml:package.version"]
version_variables = ["src/demo/__init__.py:__version__", "VERSION:*", "package.json:version"]

[semantic_release.branches.main]
match = "main"

[semantic_release.remote]
type = "github"
ignore_token_for_push = true
"""

_TBUMP = """[version]
current = "1.2.3"
regex = '(?P<major>\\d+)\\.(?P<minor>\\d+)\\.(?P<patch>\\d+)'

[git]
message_template = "Release {new_version}"
tag_template = "v{new_version}"

""" + "\n".join(
    f"[[file]]\nsrc = \"{path}\"\nsearch = '{search}'\n"
    for path, search in (
        ("pyproject.toml", 'version = "{current_version}"'),
        ("package.json", '"version": "{current_version}"'),
        ("Cargo.toml", 'version = "{current_version}"'),
        ("src/demo/__init__.py", '__version__ = "{current_version}"'),
        ("VERSION", "{current_version}"),
    )
)


@dataclass(frozen=True)
class Tool:
    """A tool, its command, and the files that it wants in the repository."""

    name: str
    package: str
    command: tuple[str, ...]
    files: dict[str, str]


TOOLS = (
    Tool(
        "bump-my-version",
        "bump-my-version",
        ("bump-my-version", "bump", "minor"),
        {".bumpversion.toml": _BUMP_MY_VERSION},
    ),
    Tool(
        "commitizen",
        "commitizen",
        ("cz", "bump", "--yes", "--changelog", "--increment", "MINOR"),
        {".cz.json": json.dumps(_COMMITIZEN, indent=2)},
    ),
    Tool(
        "python-semantic-release",
        "python-semantic-release",
        (
            *("semantic-release", "-c", "releaserc.toml", "version", "--minor"),
            *("--no-push", "--no-vcs-release", "--skip-build"),
        ),
        {"releaserc.toml": _SEMANTIC_RELEASE},
    ),
    Tool(
        "tbump (no changelog)",
        "tbump",
        ("tbump", "1.3.0", "--non-interactive", "--no-push"),
        {"tbump.toml": _TBUMP},
    ),
)


def git_env(home: Path) -> dict[str, str]:
    """An environment in which nothing of the user's own git counts."""
    config = home / "gitconfig"
    config.write_text(
        "[user]\n name = Mira Example\n email = mira@example.org\n[init]\n defaultBranch = main\n"
    )
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LANG": "C.UTF-8",
    }


def make_repository(folder: Path, files: dict[str, str], env: dict[str, str]) -> None:
    """The job's repository: 62 commits, the tag of the version before, and a tool's own files."""
    folder.mkdir(parents=True)
    git(folder, env, "init", "--quiet")
    for path, text in {**FILES, **files}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    git(folder, env, "add", "--all")
    git(folder, env, "commit", "--quiet", "--message", "feat: begin")
    for number in range(2, COMMITS + 1):
        git(folder, env, "commit", "--quiet", "--allow-empty", "--message", f"feat: change {number}")
        if number == COMMITS // 2:
            git(folder, env, "tag", "--annotate", "--message", "v1.2.3", "v1.2.3")
    git(folder, env, "remote", "add", "origin", "https://github.com/mira-example/demo.git")


def git(folder: Path, env: dict[str, str], *words: str) -> str:
    """Run git and return what it printed."""
    done = subprocess.run(["git", *words], cwd=folder, env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def what_is_wrong(folder: Path, env: dict[str, str]) -> str:
    """What the job lacks after a tool has done it; empty when it is done."""
    if (folder / "VERSION").read_text().strip() != "1.3.0":
        return "VERSION does not say 1.3.0"
    if git(folder, env, "rev-list", "--count", "HEAD") != str(COMMITS + 1):
        return "there is not one commit more"
    tagged = git(folder, env, "tag", "--points-at", "HEAD")
    return "" if tagged.endswith("1.3.0") else "HEAD has no tag"
