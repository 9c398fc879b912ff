"""Somebody with a browser that runs no script: opens pages, fills in forms, keeps cookies."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from html import unescape
from typing import Any, Final

import httpx
from fastapi import FastAPI

from chassis.auth import Principal, mint
from chassis.site.posted import FIELD, KEY
from chassis.site.posted import TOKEN as FORM_TOKEN
from chassis.site.visitor import TOKEN
from contracts.base import Language, Role
from tests.support.forms import form_with

HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Reader:
    """One browser.

    Args:
        app: Whose pages it opens.
        language: What it asks for.
    """

    def __init__(self, app: FastAPI, language: Language = "pl") -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://znak.example",
            headers={"accept": "text/html", "accept-language": language},
        )

    def sign_in(
        self,
        key: bytes,
        role: Role,
        person: str = "",
        *,
        name: str = "Anna Nowak",
        also: Sequence[Role] = (),
        **more: Any,
    ) -> None:
        """Come back with the token of a session; ``also`` are more roles of the same person."""
        person = person or role
        said: dict[str, Any] = {"email": f"{person}@znak.example", **more}
        who = Principal(person, name, roles=frozenset({role, *also}), **said)
        self.client.cookies.set(TOKEN, mint(key, who, dt.datetime.now(dt.UTC)))

    async def open(self, path: str) -> httpx.Response:
        """Look at a page."""
        return await self.client.get(path)

    async def send(
        self, path: str, files: Any = None, key: str | None = None, **fields: Any
    ) -> httpx.Response:
        """Send a form as from a page of this site; ``__`` in a name is a dot."""
        if FORM_TOKEN not in self.client.cookies:
            self.client.cookies.set(FORM_TOKEN, "t")
        own = {FIELD: self.client.cookies[FORM_TOKEN], **({KEY: key} if key else {})}
        data = own | {name.replace("__", "."): value for name, value in fields.items()}
        return await self.client.post(path, data=data, files=files)

    async def press(
        self, page: str, button: str, files: Any = None, **fields: str
    ) -> httpx.Response:
        """Open a page, fill in the form that has this button as it stands there, and press it.

        Raises:
            AssertionError: The page shows no such button or field, or does not offer that choice.
        """
        shown = await self.open(page)
        assert shown.status_code == 200, (shown.status_code, words(shown))
        form = form_with(shown.text, button, shown.url.path)
        assert set(files or ()) <= form.files, f"files are asked for as {sorted(form.files)}"
        path, data = form.sent(button, fields)
        return await self.client.post(path, data=data, files=files)

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Go where the answer sends the browser."""
        assert answer.status_code in {303, 307}, (answer.status_code, answer.text)
        return await self.open(answer.headers["location"])


def hidden(answer: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    return {unescape(name): unescape(value) for name, value in HIDDEN.findall(answer.text)}


def words(answer: httpx.Response) -> str:
    """What a page says, without its tags."""
    body = answer.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
