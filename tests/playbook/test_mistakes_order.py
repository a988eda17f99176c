"""Ids, needs, until and circles."""

from __future__ import annotations

import pytest

from support.playbook_texts import mistakes_in, with_steps

CASES = {
    "needs": (
        with_steps("- check: worktree\n- do: tag\n  needs: [worktre]\n"),
        ["12:17: `needs` names `worktre`, and no step has that id. Did you mean `worktree`?"],
    ),
    "needs2": (
        with_steps("- check: worktree\n- do: tag\n  needs: [zzz]\n"),
        ["12:17: `needs` names `zzz`, and no step has that id. Known: `worktree`."],
    ),
    "until": (
        with_steps("- check: worktree\n  until: tg\n- do: tag\n"),
        ["11:16: `until` names `tg`, and no step has that id. Did you mean `tag`?"],
    ),
    "until early": (
        with_steps("- do: tag\n- check: worktree\n  until: tag\n"),
        [
            "12:16: `until` names `tag`, a step before this one: it would never decide. Name a step that comes later."
        ],
    ),
    "until itself": (
        with_steps("- do: tag\n  until: tag\n"),
        [
            "11:16: `until` names `tag`, this step itself: it would never decide. Name a step that comes later."
        ],
    ),
    "only-after": (
        with_steps("- do: tag\n- check: github-release\n  only-after: [tags]\n"),
        ["12:22: `only-after` names `tags`, and no step has that id. Did you mean `tag`?"],
    ),
    "circle": (
        with_steps("- check: worktree\n  needs: [tag]\n- do: bump\n- do: tag\n"),
        [
            "11:9: these steps wait for each other: `worktree` → `tag` → `bump` → `worktree`. Take one of them out of a `needs`."
        ],
    ),
    "circle self": (
        with_steps("- check: worktree\n  needs: [worktree]\n"),
        [
            "11:9: these steps wait for each other: `worktree` → `worktree`. Take one of them out of a `needs`."
        ],
    ),
    "default id twice": (
        with_steps("- check: worktree\n- check: worktree\n"),
        ["11:9: two steps have the id `worktree`; the first is in line 10. Give this one another `id:`."],
    ),
    "id twice": (
        with_steps("- check: worktree\n- do: tag\n  id: worktree\n"),
        ["12:13: two steps have the id `worktree`; the first is in line 10. Give this one another `id:`."],
    ),
    "no id": (
        with_steps("- confirm: 日本\n"),
        ["10:9: this step has no id, and none can be made from it. Add an `id:`."],
    ),
    "bad id": (
        with_steps("- do: tag\n  id: a b\n"),
        ["11:13: `a b` can not be an id. Use letters, digits, dots, dashes and underscores."],
    ),
}


@pytest.mark.parametrize(("text", "mistakes"), CASES.values(), ids=CASES.keys())
def test_the_mistake_is_said(text: bytes, mistakes: list[str]) -> None:
    assert mistakes_in(text) == mistakes
