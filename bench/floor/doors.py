"""HTTP by hand: a raw ASGI app that checks the token's signature and finds the door by its path."""

from __future__ import annotations

import hashlib
import os
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key


@dataclass(slots=True)
class Request:
    """What a door gets. ``parts`` is the path after ``/api/``; ``cause`` names the request."""

    parts: list[str]
    query: dict[str, str]
    who: dict[str, Any]
    cause: str
    body: Any


Door = Callable[[Request], Awaitable[Any]]


class Refused(Exception):  # noqa: N818 -- reads as what happens to the request
    """A status and no more: the floor has no error pages."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Doors:
    """The ASGI app. A door is found by method, first part and last part of its path."""

    def __init__(self) -> None:
        key = load_pem_public_key(Path(os.environ["TOKEN_PUBLIC_KEY_FILE"]).read_bytes())
        assert isinstance(key, Ed25519PublicKey)  # noqa: S101 -- for the types
        self._key = key
        self._known: dict[bytes, dict[str, Any]] = {}
        self._doors: dict[tuple[str, str, str], tuple[str, int, Door]] = {}

    def add(self, method: str, path: str, role: str, door: Door, status: int = 200) -> None:
        """Open a door: ``POST tasks/*/claim`` for one role."""
        first, _, rest = path.partition("/")
        self._doors[method, first, rest.rpartition("/")[2]] = (role, status, door)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        try:
            status, body = await self._answer(scope, receive)
        except Refused as refused:
            status, body = refused.status, b"{}"
        except LookupError:
            status, body = 404, b"{}"
        start = {"type": "http.response.start", "status": status, "headers": _HEADERS}
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Any, receive: Any) -> tuple[int, bytes]:
        parts = scope["path"].split("/")[2:]
        if parts[0] == "ready":
            return 200, b"{}"
        last = parts[2] if len(parts) > 2 else ""  # noqa: PLR2004 -- first, id, what is done
        role, status, door = self._doors[scope["method"], parts[0], last]
        headers = dict(scope["headers"])
        who = self._who(headers)
        if role not in who["roles"]:
            raise Refused(403)
        body = await _whole(receive)
        digest = hashlib.sha256(scope["path"].encode() + body).hexdigest()[:16]
        key = headers.get(b"idempotency-key", b"").decode()
        request = Request(
            parts[1:],
            dict(parse_qsl(scope["query_string"].decode())),
            who,
            f"http:{who['sub']}:{key}#{digest}",
            orjson.loads(body) if body else None,
        )
        return status, orjson.dumps(await door(request))

    def _who(self, headers: dict[bytes, bytes]) -> dict[str, Any]:
        token = headers.get(b"authorization", b"Bearer ..")[7:]
        claims = self._known.get(token)
        if claims is None:
            claims = self._known[token] = self._claims(token)
        if claims["exp"] <= time.time():
            raise Refused(401)
        return claims

    def _claims(self, token: bytes) -> dict[str, Any]:
        head, payload, signature = token.split(b".")
        try:
            self._key.verify(urlsafe_b64decode(signature + b"=="), head + b"." + payload)
        except (InvalidSignature, ValueError):
            raise Refused(401) from None
        claims: dict[str, Any] = orjson.loads(urlsafe_b64decode(payload + b"=="))
        return claims


_HEADERS = [(b"content-type", b"application/json")]


async def _whole(receive: Any) -> bytes:
    message = await receive()
    body: bytes = message["body"]
    while message["more_body"]:
        message = await receive()
        body += message["body"]
    return body
