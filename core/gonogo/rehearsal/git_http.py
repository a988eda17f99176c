"""Git over smart HTTP: real `git http-backend` behind tokens, branch protection and push events."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from gonogo.rehearsal.gitstore import ZERO, quiet_env
from gonogo.rehearsal.rest.app import credential_of
from gonogo.rehearsal.rest.call import ApiError
from gonogo.rehearsal.simulation.events import on_push

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

_SERVICES = ("info/refs", "git-upload-pack", "git-receive-pack")
_CHUNK = 65536
_UPDATE_HOOK = """#!/bin/sh
# Called by git before each ref is moved: name, old id, new id.
case "$1" in
refs/tags/*)
    if [ "$2" != "{zero}" ]; then
        echo "error: GH013: Repository rule violations found for $1." >&2
        echo "- Cannot update this protected ref." >&2
        exit 1
    fi ;;
esac
for ref in $REHEARSAL_PROTECTED; do
    if [ "$1" = "$ref" ]; then
        echo "error: GH006: Protected branch update failed for $ref." >&2
        echo "- Changes must be made through a pull request." >&2
        exit 1
    fi
done
echo "$1" >>"$REHEARSAL_TOUCHED"
"""


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request of git, allowed."""

    repo: Repo
    login: str | None
    service: str
    request: Request
    touched: Path

    @property
    def is_push(self) -> bool:
        return self.service == "git-receive-pack"


class GitServer:
    """A raw ASGI app for `/{owner}/{name}.git/{service}`.

    Raw, as a streaming response would eat chunks of the request while it listens for a disconnect.

    Args:
        world: The world; it learns of every push before git is answered.
        hooks: A folder of its own for the hook that protects branches and tags.
    """

    def __init__(self, world: World, hooks: Path) -> None:
        self._world = world
        self._hooks = hooks
        self._locks: dict[str, asyncio.Lock] = {}
        hooks.mkdir(parents=True, exist_ok=True)
        update = hooks / "update"
        update.write_text(_UPDATE_HOOK.replace("{zero}", ZERO), encoding="utf-8")
        update.chmod(0o700)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of a git client."""
        found = self._admit(Request(scope, receive))
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        lock = (
            self._locks.setdefault(found.repo.full_name, asyncio.Lock()) if found.is_push else asyncio.Lock()
        )
        async with lock:
            await self._serve(found, send)

    def _admit(self, request: Request) -> _Ask | Response:
        """What is asked for, or the refusal."""
        path = request.path_params
        service = path["service"]
        is_write = "git-receive-pack" in (service, request.query_params.get("service"))
        with self._world.lock:
            self._world.catch_up()
            try:
                credential = credential_of(self._world, request.headers.get("authorization", ""))
            except ApiError:
                return _unauthorized()
            login = credential.login if credential else None
            if login is None and is_write:
                return _unauthorized()
            repo = self._world.repo(path["owner"], path["name"])
            if repo is None or service not in _SERVICES or self._world.role(repo, login) is None:
                return PlainTextResponse("Repository not found.", 404)
            has_permission = credential is None or "contents:write" in credential.permissions
            if is_write and not (has_permission and self._world.has_role(repo, login, "write")):
                return PlainTextResponse(f"Permission to {repo.full_name}.git denied to {login}.", 403)
            touched = self._hooks / f"touched-{self._world.next_id('push')}"
            return _Ask(repo, login, service, request, touched)

    async def _serve(self, ask: _Ask, send: Send) -> None:
        before = await run_in_threadpool(_refs, ask.repo) if ask.is_push else {}
        process = await asyncio.create_subprocess_exec(
            "git",
            "http-backend",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=self._env(ask),
        )
        feeder = asyncio.create_task(_feed(process, ask.request))
        try:
            status, headers = await _read_head(process)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            held = b""
            while process.stdout and (chunk := await process.stdout.read(_CHUNK)):
                if ask.is_push:  # a push's report is small: the event is recorded before it is sent
                    held += chunk
                else:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await feeder
            await process.wait()
            if ask.is_push:
                await run_in_threadpool(self._record, ask, before)
            await send({"type": "http.response.body", "body": held})
        finally:
            feeder.cancel()
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _record(self, ask: _Ask, before: dict[str, str]) -> None:
        after = _refs(ask.repo)
        touched = ask.touched.read_text(encoding="utf-8").split() if ask.touched.exists() else []
        ask.touched.unlink(missing_ok=True)
        moves = [  # a ref that was merged into meanwhile is not this push's
            (ref, before.get(ref, ZERO), after.get(ref, ZERO))
            for ref in sorted(touched)
            if before.get(ref) != after.get(ref)
        ]
        on_push(self._world, ask.repo, ask.login or "", moves)

    def _env(self, ask: _Ask) -> dict[str, str]:
        bare = ask.repo.git.path
        request = ask.request
        env = quiet_env(bare)
        env |= {
            "GIT_PROJECT_ROOT": str(bare.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"/{bare.name}/{ask.service}",
            "REQUEST_METHOD": request.method,
            "QUERY_STRING": request.scope["query_string"].decode(),
            "CONTENT_TYPE": request.headers.get("content-type", ""),
            "REMOTE_ADDR": "127.0.0.1",
            "REHEARSAL_TOUCHED": str(ask.touched),
            "REHEARSAL_PROTECTED": " ".join(_protected(ask.repo)),
        }
        settings = {
            "core.hooksPath": str(self._hooks),
            "uploadpack.allowReachableSHA1InWant": "true",
            "receive.fsckObjects": "true",
            "gc.auto": "0",
            "receive.autogc": "false",
            "safe.directory": "*",
        }
        env["GIT_CONFIG_COUNT"] = str(len(settings))
        for place, (key, value) in enumerate(settings.items()):
            env[f"GIT_CONFIG_KEY_{place}"], env[f"GIT_CONFIG_VALUE_{place}"] = key, value
        if ask.login:
            env["REMOTE_USER"] = ask.login  # without it receive-pack refuses to serve
        passed = {
            "git-protocol": "GIT_PROTOCOL",
            "content-encoding": "HTTP_CONTENT_ENCODING",
            "content-length": "CONTENT_LENGTH",  # stays unset for a chunked push
        }
        env |= {name: request.headers[header] for header, name in passed.items() if header in request.headers}
        return env


def _unauthorized() -> Response:
    challenge = {"WWW-Authenticate": 'Basic realm="GitHub"'}
    return PlainTextResponse("Invalid username or token.", 401, challenge)


def _protected(repo: Repo) -> list[str]:
    """Branches that change through pull requests only."""
    return [ref.name for ref in repo.git.refs("refs/heads/") if repo.rule(ref.short).is_protected]


def _refs(repo: Repo) -> dict[str, str]:
    return {ref.name: ref.oid for ref in repo.git.refs("refs/heads/", "refs/tags/")}


async def _feed(process: Process, request: Request) -> None:
    if process.stdin is None:
        return
    try:
        async for chunk in request.stream():
            process.stdin.write(chunk)
            await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError, ClientDisconnect, OSError):
        pass  # git has read enough, or the client went away
    finally:
        process.stdin.close()


async def _read_head(process: Process) -> tuple[int, list[tuple[bytes, bytes]]]:
    """The status and headers that git gives, CGI style."""
    status, headers = 200, []
    while process.stdout and (line := (await process.stdout.readline()).rstrip(b"\r\n")):
        name, _, value = line.partition(b":")
        if name.lower() == b"status":
            status = int(value.split()[0])
        else:
            headers.append((name.lower(), value.strip()))
    return status, headers
