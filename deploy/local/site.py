"""The web halves of the four services in one process, at one origin.

The code of a service knows of neither this nor the reverse proxy that does it elsewhere: pages lie
where `contracts.places` says, a service's API below its name.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import uvloop
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis import logging
from chassis.service import Process, settled
from chassis.serving import Server
from contracts.base import SERVICES
from contracts.places import owner
from deploy.local import mailbox
from deploy.local.plan import MAILBOX
from znak.system import app as system
from znak.system.settings import SystemSettings

TOLD: Final = "ZNAK_SITE"
"""The variable that holds each service's own settings, by service, as JSON."""

SYSTEM: Final = "system"
"""The operator's page, which is no service's; nor is that of `MAILBOX`."""

MAILS: Final = "ZNAK_MAILS"
"""The variable that says where the mails lie that everybody may read here."""

PATIENCE: Final = 4
"""Seconds for the requests under way when it stops."""


class Joined:
    """One app of several, chosen by the first segment of the path.

    Args:
        apps: By service.
    """

    def __init__(self, apps: Mapping[str, ASGIApp]) -> None:
        self._apps = dict(apps)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        if scope["type"] != "http":
            return
        path = scope["path"]
        first, _, rest = path.lstrip("/").partition("/")
        if first in {SYSTEM, MAILBOX} and first in self._apps:
            await self._apps[first](scope, receive, send)
            return
        if first in self._apps and (rest or path.endswith("/")):
            below = {"root_path": f"/{first}", "path": f"/{rest}", "raw_path": f"/{rest}".encode()}
            await self._apps[first]({**scope, **below}, receive, send)
            return
        service = owner(path)
        if service is None:
            service = "intake"  # its page says that there is nothing
        await self._apps[service](scope, receive, send)


def made(told: Mapping[str, Mapping[str, str]]) -> dict[str, Process[Any]]:
    """The services as they are started, each with settings of its own."""
    found: dict[str, Process[Any]] = {}
    for name in SERVICES:
        os.environ.update(told[name])
        settings = import_module(f"services.{name}.settings").Settings()
        wire = import_module(f"services.{name}.app").wire
        found[name] = Process(name, settings, wire)
    return found


async def _run(host: str, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    processes = made(json.loads(os.environ[TOLD]))
    apps: dict[str, ASGIApp] = {name: each.app for name, each in processes.items()}
    if os.environ.get("MANAGEMENT_URL"):
        apps[SYSTEM] = system.build(SystemSettings())
    if mails := os.environ.get(MAILS):
        key = processes["intake"].settings.token_public_key_file
        apps[MAILBOX] = mailbox.build(Path(mails), key)
    settled()
    joined = GZipMiddleware(Joined(apps))
    server = Server(joined, host, port, PATIENCE)
    running = [asyncio.create_task(each.run(stop, serving=False)) for each in processes.values()]
    serving = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait([*running, serving, waiting], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    server.should_exit = True
    await asyncio.gather(serving, *running)


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    host, port = sys.argv[1], int(sys.argv[2])
    logging.configure("site", "info")
    uvloop.run(_run(host, port))


if __name__ == "__main__":
    main()
