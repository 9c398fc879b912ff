"""How a person talks to one service: tokens, idempotency keys, problem details."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

import httpx
import orjson

Json = dict[str, Any]
Role = Literal["applicant", "officer", "expert", "chapter", "director", "operator"]

_RENEW_AFTER = 8 * 60.0  # a token lives ten minutes


@dataclass(frozen=True)
class Person:
    """Somebody who uses the API, in one role."""

    role: Role
    id: str
    name: str
    email: str
    language: Literal["pl", "en"] = "pl"


class Problem(Exception):  # noqa: N818 -- named as RFC 9457 does
    """The service answered with problem details.

    Attributes:
        status: Of the answer.
        code: What went wrong, for programs.
        body: The whole problem document; empty when the answer was none.
    """

    def __init__(self, request: str, status: int, body: Json) -> None:
        self.status = status
        self.code = str(body.get("code", ""))
        self.body = body
        errors = "; ".join(f"{e['field']}: {e['detail']}" for e in body.get("errors", ()))
        said = f"{body.get('title', 'no problem details')} {errors}".strip()
        super().__init__(f"{request} was answered with {status}: {said}")

    @property
    def codes(self) -> set[str]:
        """Its own code and that of each field that is wrong."""
        return {self.code, *(str(error.get("code", "")) for error in self.body.get("errors", ()))}


class Tokens:
    """Development tokens, one per person, kept until they are nearly over."""

    def __init__(self, intake: httpx.AsyncClient) -> None:
        self._intake = intake
        self._held: dict[Person, tuple[float, str]] = {}

    def hold(self, who: Person, token: str) -> None:
        """Keeps the token of a session that this person has begun."""
        self._held[who] = (time.monotonic(), f"Bearer {token}")

    async def header(self, who: Person) -> str:
        """The value of `Authorization`."""
        since, value = self._held.get(who, (-_RENEW_AFTER, ""))
        if time.monotonic() - since >= _RENEW_AFTER:
            wanted = {
                "role": who.role,
                "person": who.id,
                "name": who.name,
                "email": who.email,
                "language": who.language,
            }
            answer = await self._intake.post("dev/tokens", json=wanted)
            value = f"Bearer {_read(answer)['token']}"
            self._held[who] = (time.monotonic(), value)
        return value


@dataclass
class Api:
    """One service's `/api`."""

    http: httpx.AsyncClient
    tokens: Tokens

    async def get(self, path: str, who: Person | None = None, **query: Any) -> Json:
        """Reads; parameters that are None are left out."""
        wanted = {name: value for name, value in query.items() if value is not None}
        return _read(await self.http.get(path, params=wanted, headers=await self._headers(who)))

    async def listed(self, path: str, who: Person | None = None, **query: Any) -> list[Json]:
        """All items of a list, page by page."""
        return [item async for item in self._items(path, who, query)]

    async def post(
        self, path: str, who: Person, body: Json | None = None, key: str | None = None
    ) -> Json:
        """Sends a command; the same `key` twice has one effect."""
        headers = await self._headers(who) | {
            "Idempotency-Key": key or str(uuid4()),
            "Content-Type": "application/json",
        }
        content = orjson.dumps(body or {})
        return _read(await self.http.post(path, content=content, headers=headers))

    async def tell(self, path: str, body: Json) -> Json:
        """Sends something that needs no token: whoever sends it is nobody yet."""
        return _read(await self.http.post(path, json=body))

    async def put(self, path: str, who: Person, content: bytes, kind: str) -> Json:
        """Puts a body of a media type."""
        headers = await self._headers(who) | {"Content-Type": kind}
        return _read(await self.http.put(path, content=content, headers=headers))

    async def delete(self, path: str, who: Person) -> Json:
        """Takes something away."""
        return _read(await self.http.delete(path, headers=await self._headers(who)))

    async def _headers(self, who: Person | None) -> dict[str, str]:
        return {"Authorization": await self.tokens.header(who)} if who else {}

    async def _items(
        self, path: str, who: Person | None, query: dict[str, Any]
    ) -> AsyncIterator[Json]:
        after: str | None = None
        while True:
            page = await self.get(path, who, **query, after=after)
            for item in page["items"]:
                yield item
            after = page.get("next")
            if after is None:
                return


def _read(answer: httpx.Response) -> Json:
    """The JSON of a good answer.

    Raises:
        Problem: It was none.
    """
    problem = answer.headers.get("content-type", "").endswith("json") and answer.content
    body: Json = orjson.loads(answer.content) if problem else {}
    if answer.is_error:
        raise Problem(
            f"{answer.request.method} {answer.request.url.path}", answer.status_code, body
        )
    return body
