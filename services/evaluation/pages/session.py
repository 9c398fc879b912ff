"""Which browser a card is open in: a name of its own, that its owner would know again."""

from __future__ import annotations

import re
import secrets
from typing import Final
from urllib.parse import quote, unquote

from fastapi import Request, Response

from chassis.site.visitor import keep

COOKIE: Final = "znak-karta"
YEAR: Final = 365 * 24 * 3600
LONGEST: Final = 80
BROWSERS: Final = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
SYSTEMS: Final = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux")),
)


def session_of(request: Request) -> str:
    """The name that this browser was given; "" before it was."""
    return unquote(request.cookies.get(COOKIE, ""))[:LONGEST]


def session_for(request: Request) -> str:
    """The name that this browser has, or a new one: Firefox, Windows (k3f9)."""
    agent = request.headers.get("user-agent", "")
    told = [
        next((name for sign, name in known if re.search(sign, agent)), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    said = ", ".join(each for each in told if each)
    return session_of(request) or f"{said} ({secrets.token_hex(3)})".strip()


def remember(response: Response, session: str, *, secure: bool) -> None:
    """Let this browser be known again."""
    keep(response, COOKIE, quote(session), YEAR, secure=secure, path="/zadania")
