"""An app that answers at an address, in the test's own process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from chassis.serving import Server


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Answer a browser; where."""
    server = Server(GZipMiddleware(app), "127.0.0.1", 0, patience=1)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task
