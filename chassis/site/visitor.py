"""Who looks at a page: the same signed token as for the API, in a cookie.

A token lives ten minutes. Where it is over, the browser is sent to intake (`RENEW`) and comes back,
with the form it was sending: a 307 keeps method and body. At the end of the session the browser
drops both cookies by itself, so a form that comes without any goes that way, too.
"""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request, Response

from chassis.auth import Allow, Principal, Unauthenticated, Verifier
from chassis.process import Forbidden
from contracts.base import Role

TOKEN: Final = "znak"  # noqa: S105 -- the cookie's name
RENEW: Final = "/sesja"
SIGN_IN: Final = "/logowanie"


class Elsewhere(Exception):  # noqa: N818 -- not an error: the way goes on elsewhere
    """The browser has to go somewhere else first.

    Args:
        path: Where.
        keep: Whether it takes the form it was sending with it.
    """

    def __init__(self, path: str, *, keep: bool = False) -> None:
        super().__init__(path)
        self.path = path
        self.keep = keep


def local(path: str) -> str:
    """The path, if it is one of this site; else the start page."""
    parts = urlsplit(path)
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc
    return path if ours and path.isprintable() else "/"


def here(request: Request) -> str:
    """The path and query that are asked for."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def leading(to: str, request: Request) -> str:
    """A way that leads back here."""
    return f"{to}?dalej={quote(here(request), safe='')}"


def carried(request: Request) -> Principal:
    """The person whose token the browser carries.

    Raises:
        Unauthenticated: No valid token.
    """
    verifier: Verifier = request.app.state.verifier
    return verifier.verify(request.cookies.get(TOKEN, ""))


async def visitor(request: Request) -> Principal | None:
    """Whoever is signed in; None for anybody else.

    Raises:
        Elsewhere: The token is over; there may be a session that goes on.
    """
    if not request.cookies.get(TOKEN):
        return None
    try:
        who = carried(request)
    except Unauthenticated:
        raise Elsewhere(leading(RENEW, request), keep=True) from None
    request.state.who = who
    request.state.person = who.person
    request.state.language = who.language
    return who


class Guest(Allow):
    """A dependency: lets these roles in and gives the `Principal`; sends others to sign in."""

    async def __call__(self, request: Request) -> Principal:
        """Check the cookie.

        Raises:
            Elsewhere: Nobody is signed in.
            Forbidden: None of the roles.
        """
        who = await visitor(request)
        if who is None:
            sends = request.method == "POST"
            raise Elsewhere(leading(RENEW if sends else SIGN_IN, request), keep=sends)
        if not who.roles.intersection(self.roles):
            raise Forbidden
        return who


def guest(*roles: Role) -> Guest:
    """Let these roles in."""
    return Guest(roles)


Visitor = Annotated[Principal | None, Depends(visitor)]


def remember(response: Response, token: str, seconds: int, *, secure: bool) -> None:
    """Keep the token in the browser for as long as the session may go on."""
    keep(response, TOKEN, token, seconds, secure=secure)


def keep(
    response: Response, name: str, value: str, seconds: int, *, secure: bool, path: str = "/"
) -> None:
    """Set a cookie that no script reads and no other site sends."""
    response.set_cookie(
        name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure
    )


def forget(response: Response, name: str = TOKEN, path: str = "/") -> None:
    """Take a cookie away."""
    response.delete_cookie(name, path=path, httponly=True, samesite="lax")
