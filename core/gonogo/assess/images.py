"""Judges of container images: one digest for a version's tags, moving tags on the highest one, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.assess.context import NotSeenError
from gonogo.assess.publishing import publishing_before
from gonogo.assess.words import count, join_some, not_so
from gonogo.model.asks import ImageAsk, TagsAsk
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.commit import tag_glob
from gonogo.playbook.lines import highest_of_line, image_tag, is_in_line

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.local import Image
    from gonogo.playbook.steps import ImagesCheck, RetagDo


_PLATFORMS = "platforms of "
"""How the row begins that tells which platforms were lost."""


def judge_images(step: ImagesCheck, look: Look) -> Judged:
    """The tags are there on one digest, with every platform; other tags are where the highest version is."""
    name = look.context.render(step.image)
    tags, unmoved, aliases = (_rendered(names, look) for names in (step.tags, step.unmoved, step.aliases))
    bad = next((tag for tag in tags if "+" in tag), "")
    if bad:
        what = f"{bad} can not be a tag of an image"
        advice = (
            "Build metadata is cut or rewritten, and overwrites another version's image: use another version."
        )
        return look.say(Verdict.NO_GO, what, advice=advice)
    look.want(*(ImageAsk(name, tag) for tag in (*tags, *unmoved, *aliases)))
    if unmoved or aliases:
        look.want(TagsAsk(tag_glob(look.context.playbook, look.context.release)))
    images = [look.need(ImageAsk(name, tag)) for tag in tags]
    absent = [image for image in images if not image.is_there]
    if absent:
        return _absent(step, images, absent[0], look)
    own = images[0]
    facts = [_place_fact(image, own.digest, tags[0]) for image in images]
    facts += _platform_facts(step, name, own, look)
    if unmoved:
        facts += [_unmoved_fact(step, look.need(ImageAsk(name, tag)), own, look) for tag in unmoved]
    facts += [_alias_fact(step, look.need(ImageAsk(name, alias)), own, look) for alias in aliases]
    wrong = next((fact for fact in facts if fact.is_ok is False), None)
    if wrong is not None:
        return _wrong(step, wrong, tuple(facts), look)
    unsure = next((fact for fact in facts if fact.is_ok is None and fact.expected), None)
    if unsure is not None:
        what = f"{unsure.name}: {unsure.found}"
        return look.say(Verdict.UNKNOWN, what, facts=tuple(facts), advice="Look again.")
    platforms = f", {count(len(_real(own)), 'platform')}" if _real(own) else ""
    return look.say(
        Verdict.DONE,
        f"{join_some((*tags, *_on(aliases, facts)))} on {_short(own)}{platforms}",
        facts=tuple(facts),
    )


def _wrong(step: ImagesCheck, wrong: Fact, facts: tuple[Fact, ...], look: Look) -> Judged:
    """A tag is where it must not be; moving tags can be put back from here."""
    astray = [
        fact.name for fact in facts if fact.is_ok is False and fact.name in _rendered(step.aliases, look)
    ]
    offers: tuple[Offer, ...] = ()
    if wrong.name.startswith(_PLATFORMS):
        advice = (
            "It was pushed for fewer platforms: pull, tag and push flatten an index. Have the workflow build and"
            " push all of them again; nothing else puts them back."
        )
    elif astray and not any(fact.is_ok is False and fact.name not in astray for fact in facts):
        tops = dict.fromkeys(highest for name in astray if (highest := _highest(name, look)))
        title = f"Put {join_some(astray)} of {_base(look.context.render(step.image))} on {join_some(tops)}"
        offers = (Offer("do", title, Tier.SHOW),)
        advice = f"{title}: the manifest is copied as it is. Pull, tag and push would keep one platform only."
    else:
        advice = (
            "Put the tag right by copying the manifest as it is: pull, tag and push keep one platform only."
        )
    what = f"{wrong.name}: {wrong.found}, expected {wrong.expected}"
    return look.say(not_so(step), what, facts=facts, advice=advice, offers=offers)


def _absent(step: ImagesCheck, images: list[Image], first: Image, look: Look) -> Judged:
    """A tag is missing: to come, or never to come."""
    facts = tuple(Fact(image.tag, _short(image), "there", is_ok=image.is_there or None) for image in images)
    run = publishing_before(look)
    what = f"no {first.tag} of {_base(first.image)}"
    if run.is_over and not run.may_lag:
        advice = "Look at the job that pushes it."
        return look.say(not_so(step), f"{what}, and the run is over", facts=facts, advice=advice)
    if run.has_runs:
        return look.say(Verdict.HOLD, f"{what} yet", facts=facts)
    return look.say(not_so(step), what, facts=facts, advice="Look at the registry.")


def _platform_facts(step: ImagesCheck, name: str, own: Image, look: Look) -> list[Fact]:
    """Whether platforms were lost since the version before: an index that became a single image."""
    playbook, release = look.context.playbook, look.context.release
    before = image_tag(step.tags[0], playbook, release, release.previous)
    old = look.glance(ImageAsk(name, before)) if before != own.tag else None
    has, had = _real(own), _real(old) if old is not None else ()
    if not had:
        return [Fact("platforms", join_some(has))] if has else []
    lost = [platform for platform in had if platform not in has]
    found = join_some(has) if has else "one image, not an index: flattened"
    return [Fact(f"{_PLATFORMS}{own.tag}", found, join_some(had), is_ok=not lost)]


def _unmoved_fact(step: ImagesCheck, image: Image, own: Image, look: Look) -> Fact:
    """A tag that this release must not move; on its digest only where a stable version is the same image."""
    if image.digest != own.digest or not image.is_there:
        return Fact(image.tag, _short(image) if image.is_there else "none", "not moved", is_ok=True)
    highest = _highest(image.tag, look)
    if highest and highest != look.context.release.version:
        stable = look.need(ImageAsk(image.image, _tag_of(step, highest, look)))
        if stable.digest == own.digest:
            return Fact(image.tag, f"{_short(image)}, as {highest}: the same image", "not moved", is_ok=True)
    return Fact(image.tag, f"moved to {own.tag}", "not moved", is_ok=False)


def _alias_fact(step: ImagesCheck, alias: Image, own: Image, look: Look) -> Fact:
    """A moving tag: on this digest when this is the highest stable version of its line, else on that one's."""
    highest = _highest(alias.tag, look)
    if highest == look.context.release.version:
        found = _short(alias) if alias.is_there else "not there"
        return Fact(alias.tag, found, f"{_short(own)} ({highest})", is_ok=alias.digest == own.digest)
    if not highest:
        is_ok = alias.digest != own.digest
        return Fact(
            alias.tag, _short(alias) if is_ok else f"on {own.tag}", "no stable version yet", is_ok=is_ok
        )
    top = look.need(ImageAsk(alias.image, _tag_of(step, highest, look)))
    if alias.digest == own.digest and top.digest != own.digest:
        found = f"moved back to {look.context.release.version}"
        return Fact(alias.tag, found, f"{highest}, which is higher", is_ok=False)
    if not top.is_there:
        return Fact(alias.tag, _short(alias), f"not on {own.tag}", is_ok=True)
    return Fact(alias.tag, _short(alias), f"{_short(top)} ({highest})", is_ok=alias.digest == top.digest)


def _highest(alias: str, look: Look) -> str:
    playbook, release = look.context.playbook, look.context.release
    tags = look.need(TagsAsk(tag_glob(playbook, release)))
    return highest_of_line(playbook, release, tags, alias)


def _tag_of(step: ImagesCheck, version: str, look: Look) -> str:
    return image_tag(step.tags[0], look.context.playbook, look.context.release, version)


def _place_fact(image: Image, digest: str, first: str) -> Fact:
    return Fact(image.tag, _short(image), f"as {first}", is_ok=image.digest == digest)


def _on(aliases: tuple[str, ...], facts: list[Fact]) -> tuple[str, ...]:
    """The moving tags that are on this release's image."""
    own = facts[0].found
    return tuple(fact.name for fact in facts if fact.name in aliases and fact.found == own)


def judge_retag(step: RetagDo, look: Look) -> Judged:
    """Done when every tag that may be there is on the source's digest; the rest stays where it is."""
    name, source = look.context.render(step.image), look.context.render(step.source)
    tags = _rendered(step.tags, look)
    movable = tuple(tag for tag in tags if is_in_line(tag, source))
    look.want(*(ImageAsk(name, tag) for tag in (source, *tags)))
    good = look.need(ImageAsk(name, source))
    if not good.is_there:
        what = f"{_base(name)} has no {source} to go back to"
        return look.say(
            Verdict.NO_GO, what, advice="Choose a version whose image is there, or release a new one."
        )
    defect = look.context.release.version
    bad = look.glance(ImageAsk(name, defect)) if source != defect else None
    if bad is not None and bad.digest == good.digest:
        what = f"{source} and {defect} are the same image"
        raise NotSeenError(
            look.say(Verdict.NO_GO, what, advice="Going back would change nothing: look again.")
        )
    images = {tag: look.need(ImageAsk(name, tag)) for tag in tags}
    facts = tuple(
        Fact(tag, _short(image), _short(good), is_ok=image.digest == good.digest or None)
        if tag in movable
        else Fact(tag, _short(image), f"stays: {source} is of another line", is_ok=True)
        for tag, image in images.items()
    )
    if platforms := _real(good):
        facts += (Fact("platforms", join_some(platforms), "all of them stay"),)
    left = [tag for tag in movable if images[tag].digest != good.digest]
    if not left:
        return look.say(Verdict.DONE, f"{join_some(movable)} on {source}, {_short(good)}", facts=facts)
    offer = Offer("do", f"Put {join_some(left)} of {_base(name)} on {source}", Tier.SHOW)
    what = f"{join_some(left)} to go to {source}, {_short(good)}"
    return look.say(Verdict.GO, what, facts=facts, offers=(offer,))


def _rendered(names: tuple[str, ...], look: Look) -> tuple[str, ...]:
    return tuple(dict.fromkeys(look.context.render(name) for name in names))


def _real(image: Image) -> tuple[str, ...]:
    """Its platforms, without what only carries attestations."""
    return tuple(platform for platform in image.platforms if not platform.startswith("unknown"))


def _short(image: Image) -> str:
    return image.digest.removeprefix("sha256:")[:12] if image.is_there else "not there"


def _base(image: str) -> str:
    return image.rpartition("/")[2]
