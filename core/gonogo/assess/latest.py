"""Which release GitHub calls the latest, and which one it should: the highest stable version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.bump.versions import compare, is_prerelease
from gonogo.model.asks import ReleaseAsk, TagsAsk
from gonogo.model.verdicts import Fact, Offer, Tier
from gonogo.playbook.commit import released_versions, tag_glob

if TYPE_CHECKING:
    from gonogo.assess.context import Look
    from gonogo.model.github import GitHubRelease
    from gonogo.playbook.steps import GitHubReleaseCheck

_FEW = 3
"""Higher tags whose releases are looked at."""


@dataclass(frozen=True, slots=True)
class Latest:
    """Whether the flag is where it must be; what to say and to offer when it is not."""

    fact: Fact
    words: str = ""
    advice: str = ""
    offers: tuple[Offer, ...] = ()


def judge_latest(step: GitHubReleaseCheck, release: GitHubRelease, look: Look) -> Latest:
    """The flag must be on this release, must not be, or does not matter."""
    is_here = release.is_latest
    found = "yes" if is_here else "no"
    if step.latest is False:
        return Latest(Fact("latest", found, "any", is_ok=True))
    higher = _higher(look) if step.latest == "highest" else ()
    highest = _public(higher, look)
    if highest:
        fact = Fact("latest", found, f"no: {highest} is higher", is_ok=not is_here)
        tag = look.context.tag
        return Latest(
            fact,
            f"{tag} is GitHub's latest release, and {highest} is higher",
            f"Who asks for the latest gets {tag}: give the flag back to {highest}.",
            (Offer("latest", f"Make {highest} the latest release", Tier.SHOW, about=highest),),
        )
    if higher:
        return Latest(Fact("latest", found, f"any, until {higher[0]} is public", is_ok=True))
    if step.latest == "highest" and is_prerelease(look.context.release.version):
        fact = Fact("latest", found, "no: it is a pre-release", is_ok=not is_here)
        words = f"{release.tag} is a pre-release, and GitHub's latest release"
        return Latest(fact, words, "Mark it as a pre-release on GitHub: that takes the flag from it.")
    return Latest(
        Fact("latest", found, "yes", is_ok=is_here),
        f"{release.tag} is public, but not GitHub's latest release",
        "Set it as the latest release on GitHub, unless a higher version is out.",
        (Offer("latest", f"Make {release.tag} the latest release", Tier.SHOW, about=release.tag),),
    )


def _higher(look: Look) -> tuple[str, ...]:
    """Tags of higher stable versions, the highest first."""
    playbook, release = look.context.playbook, look.context.release
    tags = look.need(TagsAsk(tag_glob(playbook, release)))
    names: list[str] = []
    for version, tag in released_versions(playbook, release, tags):
        if compare(version, release.version, playbook.version.scheme) <= 0:
            break
        if not is_prerelease(version):
            names.append(tag.name)
    return tuple(names)


def _public(tags: tuple[str, ...], look: Look) -> str:
    """The first of a few tags whose release is public; a tag without one was burned, or is under way."""
    for tag in tags[:_FEW]:
        release = look.need(ReleaseAsk(tag))
        if release is not None and not release.is_draft:
            return tag
    return ""
