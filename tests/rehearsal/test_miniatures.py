"""Every workflow file of the miniatures is one that GitHub would start."""

from importlib import resources

import pytest

from gonogo.rehearsal.workflows.parse import parse_workflow

ROOT = resources.files("gonogo.rehearsal").joinpath("miniatures")


def workflows(folder=ROOT, path=""):
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from workflows(entry, name)
        elif ".github/workflows" in path and name.endswith((".yml", ".yaml")):
            yield pytest.param(entry, id=name)


@pytest.mark.parametrize("file", list(workflows()))
def test_it_reads(file):
    parsed = parse_workflow(f".github/workflows/{file.name}", file.read_text(encoding="utf-8"))
    assert parsed.jobs
