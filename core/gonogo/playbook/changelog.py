"""What a step does to the changelog alone: the edits, and whether they are made already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.bump.changelog import has_version
from gonogo.bump.described import changelog_rule
from gonogo.bump.notes import section_of
from gonogo.bump.release import ReleaseFiles, plan_release
from gonogo.errors import BumpError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from gonogo.bump.described import Notes
    from gonogo.bump.release import ChangelogRule
    from gonogo.model.releases import Release
    from gonogo.playbook.shape import Playbook


def notes_path(playbook: Playbook, release: Release) -> str:
    """The release's changelog; empty where the playbook has none."""
    rule = changelog_rule(playbook.changelog, "write", release.inputs.get("crate", ""))
    return rule.path if rule is not None else ""


def notes_edits(
    playbook: Playbook, release: Release, notes: Notes, texts: Mapping[str, str], on: dt.date
) -> ReleaseFiles:
    """The edit of the changelog; none where it says already what it is to say.

    Raises:
        BumpError: there is no changelog, or it can not be edited so.
    """
    rule = changelog_rule(playbook.changelog, notes, release.inputs.get("crate", ""))
    if rule is None:
        raise BumpError("The playbook has no changelog to edit.", advice="Add `changelog:` to it.")
    if _is_done(rule, release, texts):
        return ReleaseFiles((), ())
    return plan_release(texts, (), rule, old=release.previous, new=release.version, date=on)


def _is_done(rule: ChangelogRule, release: Release, texts: Mapping[str, str]) -> bool:
    text = texts.get(rule.path)
    if text is None or rule.mode == "date":
        return False
    if rule.style == "keep-a-changelog":
        return has_version(text, rule.path, release.version)
    return section_of(text, release.version) is not None


def has_section(playbook: Playbook, release: Release, texts: Mapping[str, str]) -> bool:
    """Whether the changelog has a section of the release's version."""
    text = texts.get(notes_path(playbook, release))
    return text is not None and section_of(text, release.version) is not None
