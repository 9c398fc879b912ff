"""A small HTTP client: the bots must not be what is measured.

httpx costs about a millisecond a request, as much as the service that answers; this one a tenth.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import urlsplit

import httptools
import orjson

TIMEOUT = 30.0


class Unexpected(Exception):  # noqa: N818 -- reads as what happened
    """An answer of another status than the bots can use."""

    def __init__(self, call: str, status: int, body: bytes) -> None:
        super().__init__(f"{call}: {status} {body[:500].decode(errors='replace')}")
        self.status = status


class _Wire(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    @property
    def open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is not a subclass

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        status, body = self._parser.get_status_code(), b"".join(self._parts)
        self._parser = httptools.HttpResponseParser(self)
        self._parts = []
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((status, body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed by the service"))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        assert self._transport is not None  # noqa: S101 -- for the types
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        async with asyncio.timeout(TIMEOUT):
            return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class Web:
    """Keep-alive connections to one service.

    Args:
        url: ``http://host:port``
        connections: How many requests may run at once.
    """

    def __init__(self, url: str, connections: int = 32) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._turn = asyncio.Semaphore(connections)
        self._idle: list[_Wire] = []

    async def __aenter__(self) -> Self:
        """Connections are opened when needed."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close them."""
        for wire in self._idle:
            wire.close()

    async def get(self, path: str, token: str = "") -> Any:
        """The JSON that a GET answers.

        Raises:
            Unexpected: Not a 200.
        """
        return orjson.loads(await self.call(b"GET", path, token, b"", ""))

    async def post(self, path: str, token: str, body: Any, key: str) -> Any:
        """The JSON that a POST with this Idempotency-Key answers.

        Raises:
            Unexpected: Not a 2xx.
        """
        return orjson.loads(await self.call(b"POST", path, token, orjson.dumps(body), key))

    async def call(self, method: bytes, path: str, token: str, body: bytes, key: str) -> bytes:
        """One request; the body of its answer."""
        head = (
            f" {path} HTTP/1.1\r\nHost: {self._host}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        )
        if key:
            head += f"Idempotency-Key: {key}\r\n"
        async with self._turn:
            wire = await self._wire()
            status, answer = await wire.ask(method + head.encode() + b"\r\n" + body)
            self._idle.append(wire)
        if status not in {200, 201}:
            raise Unexpected(f"{method.decode()} {path}", status, answer)
        return answer

    async def _wire(self) -> _Wire:
        while self._idle:
            wire = self._idle.pop()
            if wire.open:
                return wire
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(_Wire, self._host, self._port)
        return wire
