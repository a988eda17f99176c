"""Starting: which processes there are, what they ask, and the line in the journal that begins a release."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gonogo.bump.versions import is_version
from gonogo.errors import UsageError
from gonogo.model.asks import HeadAsk, TagsAsk
from gonogo.model.day import InputText, ProcessText
from gonogo.model.releases import Event, EventKind, Release, started_releases
from gonogo.model.text import clean_line
from gonogo.model.withdrawals import id_for, name_of, under_way
from gonogo.playbook.commit import previous_tag, read_path, released_versions, tag_glob, version_ask
from gonogo.playbook.templates import OF_VERSION, branch_of, placeholders, tag_name, tag_part
from gonogo.session.looking import Looking
from gonogo.session.offers import draft_of, next_versions, said_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.asks import Ask
    from gonogo.model.day import Day
    from gonogo.playbook.shape import Input, Process

_LONGEST = 500
"""Characters of an input."""


class Starting(Looking):
    """How a session begins releases."""

    async def look(self) -> Day:
        """Look at everything that the releases under way need, and judge them.

        A source that fails becomes UNKNOWN; this raises for the journal only.

        Raises:
            JournalError: the journal could not be read.
        """
        async with self._looking:
            day = await self._look()
            if self.setting.begin and not started_releases(self._journal.events(), self.repo):
                for process, inputs in self.setting.begin:
                    await self._begin(process, inputs)
                day = await self._look()
            return day

    def processes(self) -> tuple[ProcessText, ...]:
        """The processes that can be started, with the versions that would come next."""
        playbook = self.setting.playbook
        releases = under_way(self._journal.events(), self.repo)
        begun = {tag_name(playbook, one) for one in releases if one.process in playbook.processes}
        return tuple(self._process_text(name, begun) for name in playbook.processes)

    def _process_text(self, name: str, begun: set[str]) -> ProcessText:
        process = self.setting.playbook.processes[name]
        versions = next_versions(self.setting.playbook, self.repo, name, self._snapshot)
        return ProcessText(
            name=name,
            title=process.title,
            next_versions=versions,
            inputs=tuple(
                key for key, one in process.inputs.items() if key != "version" and one.default is None
            ),
            asked=tuple(
                InputText(key, one.help, one.choices, one.default)
                for key, one in process.inputs.items()
                if key != "version"
            ),
            under_way=tuple(version for _, version in versions if self._tag_of(name, version) in begun),
        )

    def _tag_of(self, name: str, version: str) -> str:
        """The tag that a version would get; empty where an input tells it too. No two releases share one."""
        told = set(placeholders(tag_part(self.setting.playbook, name).name)) - set(OF_VERSION)
        return "" if told else tag_name(self.setting.playbook, draft_of(name, self.repo, version))

    async def start(self, process: str, inputs: Mapping[str, str]) -> str:
        """Begin a release; its id.

        Args:
            process: Name of a process of the playbook.
            inputs: `version`, and what else it asks; what has a default may be left out.

        Raises:
            UsageError: no such process, a bad version or input, or the same release is under way.
        """
        self._refuse_read_only()
        if self.day is None:
            await self.look()
        return await self._begin(process, inputs)

    async def _begin(self, process: str, inputs: Mapping[str, str]) -> str:
        given = self._checked(process, inputs)
        version = given["version"]
        draft = draft_of(process, self.repo, version, given)
        name, events = self._name(draft), self._journal.events()
        twin = next((one for one in under_way(events, self.repo) if name_of(one.release_id) == name), None)
        if twin is not None:
            raise UsageError(f"{twin.release_id} is under way already")
        release_id = id_for(name, events)
        previous = await self._previous(draft)
        data = {"process": process, "previous": previous} | {f"input.{k}": v for k, v in given.items()}
        self._journal.append(
            Event(
                release_id=release_id,
                step_id="",
                kind=EventKind.STARTED,
                at=self.now(),
                actor=self._the_day().viewer,
                subject=version,
                text=f"{process} {version}",
                data=MappingProxyType(data),
            )
        )
        return release_id

    def _name(self, draft: Release) -> str:
        """Repository, process, the inputs that tell one tag from another, version."""
        template = tag_part(self.setting.playbook, draft.process).name
        told = [
            draft.inputs[name]
            for name in placeholders(template)
            if name in draft.inputs and name != "version"
        ]
        return "-".join((self.repo.name, draft.process, *told, draft.version)).replace("/", "-")

    async def _previous(self, draft: Release) -> str:
        """The version that this one comes after, read where the release comes from.

        Raises:
            UsageError: it could not be read.
        """
        playbook = self.setting.playbook
        says = await self._tree_version(draft)
        process = playbook.processes[draft.process]
        if process.previous == "tag" or says == draft.version:
            ask = TagsAsk(tag_glob(playbook, draft))
            seen = (await self._see({ask})).get(ask)
            tags = (seen.value or ()) if seen is not None else ()
            last = previous_tag(playbook, draft, tags, stable=True)
            if last is not None:
                return next(
                    version for version, tag in released_versions(playbook, draft, tags) if tag is last
                )
        if not says:
            path = read_path(playbook, draft)
            raise UsageError(
                f"the version of the tree could not be read from {path}",
                advice="Look again, or put right `version: read:` in the playbook.",
            )
        return says

    async def _tree_version(self, draft: Release) -> str:
        """What the tree says on the release's branch; on the default branch as long as that is not cut."""
        playbook = self.setting.playbook
        for branch in dict.fromkeys((branch_of(playbook, draft), playbook.default_branch)):
            asks: set[Ask[Any]] = {HeadAsk(branch)}
            head = (await self._see(asks)).get(HeadAsk(branch))
            if head is None or not head.value:
                continue
            ask = version_ask(playbook, draft, head.value)
            files = (await self._see({ask})).get(ask)
            text = files.value.text(read_path(playbook, draft)) if files is not None and files.value else None
            return said_version(playbook, draft, text)
        return ""

    def _checked(self, process: str, inputs: Mapping[str, str]) -> dict[str, str]:
        """Every input with its value, defaults filled in.

        Raises:
            UsageError: one is missing, unknown, or not as it must be.
        """
        playbook = self.setting.playbook
        wanted = playbook.processes.get(process)
        if wanted is None:
            raise UsageError(
                f"the playbook has no process {process!r}", advice=f"It has: {', '.join(playbook.processes)}."
            )
        version = inputs.get("version", "")
        if not is_version(version, playbook.version.scheme):
            raise UsageError(
                f"{version!r} is no {playbook.version.scheme} version", advice="Write it like 1.4.0."
            )
        for name in inputs:
            if name != "version" and name not in wanted.inputs:
                raise UsageError(f"{process} has no input {clean_line(name, 40)!r}", advice=_asks(wanted))
        others = {name: one for name, one in wanted.inputs.items() if name != "version"}
        return {"version": version} | {
            name: _value(process, name, one, inputs.get(name, "")) for name, one in others.items()
        }


def _asks(process: Process) -> str:
    names = [name for name in process.inputs if name != "version"]
    return f"It asks: {', '.join(names)}." if names else "It asks for the version only."


def _value(process: str, name: str, asked: Input, given: str) -> str:
    text = given.strip()
    if not text and asked.default is not None:
        return asked.default
    about = asked.help or (f"One of: {', '.join(asked.choices)}." if asked.choices else "Give it a value.")
    if not text:
        raise UsageError(f"{process} needs {name}", advice=about)
    if asked.choices and text not in asked.choices:
        raise UsageError(
            f"{clean_line(text, 60)!r} is no choice for {name}", advice=f"One of: {', '.join(asked.choices)}."
        )
    if text != clean_line(text, _LONGEST) or "{" in text or "}" in text:
        raise UsageError(
            f"{name} holds what can not be used",
            advice="Write one line of at most 500 characters, without braces.",
        )
    return text
