"""`gonogo bump`: the checkout's version raised, shown first, and written, committed and tagged when told to."""

# ruff: noqa: PLC0415, PTH109 (git works while the rest is loaded, and pathlib is not needed)

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gonogo.cli import bump_words as words
from gonogo.cli.bump_words import Outcome
from gonogo.cli.output import say, say_json
from gonogo.errors import BumpError
from gonogo.git.checkout import Opening

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from gonogo.bump.leftovers import Leftovers
    from gonogo.compose.bumping import TreeBump
    from gonogo.git.checkout import Checkout
    from gonogo.git.direct import Started
    from gonogo.git.record import BumpRecord, Lock


def bump(args: argparse.Namespace, at: Callable[[str], None] | None = None) -> int:
    """Run the command.

    Args:
        args: What was typed.
        at: Told of each point that is reached, for tests that interrupt there.

    Raises:
        GonogoError: it can not be done; the files are as they were.
    """
    opening = Opening(os.getcwd(), os.environ, with_tags=args.tag or args.sign)
    import gonogo.compose.bumping  # noqa: F401 (loaded while git looks, which takes as long)
    from gonogo.git.committing import find_interrupted
    from gonogo.git.record import Lock
    from gonogo.git.writing import pass_by

    args.commit = args.commit or args.tag or args.sign
    args.tag = args.tag or args.sign
    args.write = args.write or args.commit
    checkout = opening.finish()
    if not args.write:
        if find_interrupted(checkout) is not None:
            with Lock(checkout.git_dir):
                _refuse_interrupted(find_interrupted(checkout))
        return _Run(args, checkout, at or pass_by).preview()
    if args.commit:
        checkout.refuse_under_way()
    with Lock(checkout.git_dir) as lock:
        return _Run(args, checkout, at or pass_by).perform(lock)


def _refuse_interrupted(record: BumpRecord | None) -> None:
    if record is not None:
        raise BumpError(
            f"A bump from {record.old} to {record.new} was interrupted in this checkout.",
            advice="Repeat the command with which it began: it puts things right first, then goes on.",
        )


class _Run:
    """One bump on its way."""

    def __init__(self, args: argparse.Namespace, checkout: Checkout, at: Callable[[str], None]) -> None:
        self.args = args
        self.checkout = checkout
        self.at = at

    def preview(self) -> int:
        """Show the bump and do nothing."""
        plan = self._plan()
        left = self._finish_search(plan, self._start_search(plan))
        if self.args.json:
            say_json(words.as_data(plan, left, Outcome(plan.new)))
            return 0
        dirty = [edit.path for edit in plan.edits if edit.path in self.checkout.dirty]
        say("\n".join((*words.of_plan(plan), *words.of_left(plan, left), *words.of_preview(dirty))))
        return 0

    def perform(self, lock: Lock) -> int:
        """Write, commit and tag, as far as was asked."""
        if lock.has_waited:
            self.checkout.look_again()
        first = self._recover()
        if isinstance(first, Outcome):
            self._say_end(None, None, first)
            return 0
        plan = self._plan()
        self.checkout.refuse_dirty([edit.path for edit in plan.edits])
        tag = self._choose_tag(plan.tags, plan.old, "") if self.args.tag else ""
        searching = self._start_search(plan)
        if not self.args.json:
            say("\n".join(words.of_plan(plan)))
        try:
            outcome = self._act(plan, tag, lock)._replace(notes=first)
        except BaseException:
            searching.drop()
            raise
        self._say_end(plan, self._finish_search(plan, searching), outcome)
        return 0

    def _say_end(self, plan: TreeBump | None, left: Leftovers | None, outcome: Outcome) -> None:
        if self.args.json:
            say_json(words.as_data(plan, left, outcome))
            return
        lines = words.of_left(plan, left) if plan and left else []
        say("\n".join((*lines, *words.of_outcome(outcome, self.checkout.branch))))

    def _plan(self) -> TreeBump:
        from gonogo.compose.bumping import Wish, plan_here
        from gonogo.compose.clock import SystemClock

        args = self.args
        wish = Wish(
            to=args.to,
            crate=args.crate,
            process=args.process,
            message=args.message,
            can_go_down=args.downgrade,
            date=args.date or SystemClock().now().date(),
        )
        plan = plan_here(self.checkout, wish)
        if not plan.edits:
            raise BumpError(f"Nothing would change: every file says {plan.new} already.")
        return plan

    def _recover(self) -> Outcome | tuple[str, ...]:
        """Bring an interrupted bump to an end; its outcome when it is the one that is asked for."""
        from gonogo.git.committing import find_interrupted, forget, recover

        record = find_interrupted(self.checkout)
        if record is None:
            return ()
        found = recover(self.checkout, record, self.at)
        about = f"a bump from {record.old} to {record.new} that was interrupted"
        if not found.is_made:
            return (f"First, what was left of {about} was put right.",)
        oid = found.commit.oid if found.commit else ""
        if self.args.to not in (record.asked, record.new) or bool(oid) != self.args.commit:
            forget(self.checkout, record)
            end = f"its commit is {oid[:7]}, without a tag" if oid else "its files are written"
            return (f"First, {about} was brought to its end: {end}.",)
        note = f"This was {about}; " + ("its commit had been made." if oid else "its files had been written.")
        outcome = Outcome(record.new, oid, is_written=True, notes=(note,))
        if self.args.tag:
            tag = self._choose_tag(record.tags, record.old, oid)
            outcome = self._tag(outcome, tag, record)
        forget(self.checkout, record)
        return outcome

    def _message(self, plan: TreeBump) -> str:
        return self.checkout.signed_off(plan.message) if plan.sign_off else plan.message

    def _act(self, plan: TreeBump, tag: str, lock: Lock) -> Outcome:
        from gonogo.git.record import BumpRecord
        from gonogo.git.writing import TreeWriter

        record = BumpRecord(
            asked=self.args.to,
            old=plan.old,
            new=plan.new,
            head=self.checkout.head,
            message=self._message(plan) if self.args.commit else "",
            tags=plan.tags,
            tag_message=plan.tag_message,
            must_sign=plan.must_sign,
        )
        writer = TreeWriter(self.checkout, record, self.at)
        writer.write(plan.edits)
        outcome = Outcome(plan.new, is_written=True)
        if self.args.commit:
            from gonogo.git.committing import make_commit

            made = make_commit(writer, lock)
            outcome = outcome._replace(
                commit=made.oid, is_changed=made.tree != (writer.record.tree or made.tree)
            )
            if tag:
                outcome = self._tag(outcome, tag, record)
        writer.clear()
        self.at("done")
        return outcome

    def _tag(self, outcome: Outcome, tag: str, record: BumpRecord) -> Outcome:
        """Tag the bump's commit, unless an interrupted run did so."""
        from gonogo.git.committing import make_tag

        must_sign = self.args.sign or record.must_sign
        if tag not in self.checkout.tags:
            message = record.tag_message or tag
            make_tag(self.checkout, tag, message, outcome.commit, is_signed=must_sign)
            self.at("tagged")
        return outcome._replace(tag=tag, is_signed=must_sign)

    def _choose_tag(self, names: Sequence[str], old: str, commit: str) -> str:
        """The tag to be: the playbook's name for it, or one spelled as the old version's tag is.

        Args:
            names: What it may be called.
            old: The version before.
            commit: The commit that it may be on already; empty when it may not be there at all.
        """
        from gonogo.git.committing import read_tags

        there = self.checkout.tags
        for name in there.intersection(names):
            on = read_tags(self.checkout, (name,))[name]
            if on == commit:
                return name
            raise BumpError(
                f"The tag {name} is here already, on {on[:7]}.",
                advice="A tag is never moved: choose another version; or delete it if nobody has seen it.",
            )
        is_bare = len(names) > 1 and old in there and f"v{old}" not in there
        return names[1] if is_bare else names[0]

    def _start_search(self, plan: TreeBump) -> Started:
        """Start looking for lines that say an old version, in files that stay as they are."""
        from gonogo.git.grepping import start_search

        return start_search(self.checkout, _olds(plan))

    def _finish_search(self, plan: TreeBump, started: Started) -> Leftovers:
        """The lines that would still say an old version."""
        from gonogo.bump.leftovers import Leftovers, leftovers, scan
        from gonogo.git.grepping import finish_search

        after = {edit.path: edit.after for edit in plan.edits}
        found = [hit for hit in finish_search(started) if hit.path not in after]
        parts = []
        for old in _olds(plan):
            whole = (hit for hit in found if scan({hit.path: hit.text}, old))
            parts.append(leftovers((*scan(after, old), *whole), plan.tree, old))
        return Leftovers(
            tuple(hit for part in parts for hit in part.real),
            tuple(hit for part in parts for hit in part.decoys),
        )


def _olds(plan: TreeBump) -> tuple[str, ...]:
    """Every version that something moves from."""
    return tuple(dict.fromkeys((plan.old, *(unit.version for unit in plan.tree.units))))
