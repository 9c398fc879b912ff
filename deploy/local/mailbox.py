"""All mails of this machine as pages: whoever tries things out follows their links here.

It lies beside the services at their origin and is none of them. Whoever opens it may sign in as
anybody, so it is there only where tokens for trying out are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from chassis import problems
from chassis.auth import Verifier, public
from chassis.http import check
from chassis.process import Unknown
from chassis.site import guard
from chassis.site.page import Site
from chassis.site.visitor import visitor
from deploy.local.plan import MAILBOX

SHOWN: Final = 50
NAME: Final = re.compile(r"\d{6,}-[0-9a-f]{12}")
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A mail brings styles of its own and nothing else."""

TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Line:
    """One mail of the list; ``name`` is its file's."""

    name: str
    to: str
    subject: str
    at: datetime


def build(directory: Path, public_key: Path) -> FastAPI:
    """The app.

    Args:
        directory: Where the sink writes.
        public_key: Of the tokens, to greet who is signed in.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.verifier = Verifier(public_key, lambda: datetime.now(UTC))
    problems.install(app)
    site = Site(TEMPLATES, secure=False)
    routes = _routes(directory, site)
    check(routes)
    app.include_router(routes)
    guard.install(app, site)
    return app


def _routes(directory: Path, site: Site) -> APIRouter:
    routes = APIRouter(prefix=f"/{MAILBOX}", dependencies=[Depends(public), Depends(visitor)])

    @routes.get("")
    def listed(request: Request) -> Response:
        newest = sorted(directory.glob("*.eml"), reverse=True)[:SHOWN]
        return site.page(request, "mailbox.html", mails=[_line(file) for file in newest])

    @routes.get("/{name}")
    def one(name: str) -> Response:
        """As a mail program shows it."""
        file = directory / f"{name}.eml"
        if not NAME.fullmatch(name) or not file.exists():
            raise Unknown(name)
        mail = message_from_bytes(file.read_bytes(), policy=default)
        body = mail.get_body(("html",))
        if body is None:
            raise Unknown(name)
        return HTMLResponse(body.get_content(), headers={"Content-Security-Policy": POLICY})

    return routes


def _line(file: Path) -> Line:
    with file.open("rb") as content:
        head = BytesHeaderParser(policy=default).parse(content)
    return Line(file.stem, str(head["To"]), str(head["Subject"]), head["Date"].datetime)
