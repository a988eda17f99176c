"""Logs of simulated jobs read as GitHub's do: a step's group is called by what it runs."""

import re

from gonogo.rehearsal.simulation.logs import log_of
from support.embedded import Small

CI = """
name: ci
on: {push: {branches: [main]}}
jobs:
  test:
    runs-on: x
    strategy: {matrix: {os: [linux]}}
    steps:
      - uses: actions/checkout@v6
      - run: |
          cargo test --target ${{ matrix.os }}
          cargo doc
      - name: Fetch the corpus
        uses: actions/cache@v5
      - name: Smoke test
        run: ./ci/smoke.sh
"""


def test_a_step_is_called_by_its_action_or_the_first_line_of_its_script(tmp_path):
    small = Small(tmp_path, {".github/workflows/ci.yml": CI}, workflows={})
    small.push({"a": "1"})
    small.settle()
    run = next(iter(small.repo.runs.values()))
    text = log_of(run, run.jobs[0], small.world.now())
    assert re.findall(r"##\[group\](Run .*)", text) == [
        "Run actions/checkout@v6",
        "Run cargo test --target linux",
        "Run actions/cache@v5",
        "Run ./ci/smoke.sh",
    ]
    scripts = re.findall(r"\x1b\[36;1m(.*)\x1b\[0m\n.*shell: ", text)
    assert scripts == ["cargo test --target linux", "./ci/smoke.sh"], "an action has no shell"
