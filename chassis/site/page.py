"""From a template to a page: language, menu, dates, and what stands on every page."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from chassis.counts import count
from chassis.process import Text
from chassis.site import posted
from chassis.site.filled import EMPTY
from chassis.site.named import Named
from chassis.site.visitor import forget, here, keep
from contracts.base import Language
from contracts.places import ROLES, SEARCH, desk, menu

HERE: Final = Path(__file__).parent
LOOK: Final = HERE / "look"
WARSAW: Final = ZoneInfo("Europe/Warsaw")
LANGUAGE: Final = "znak-jezyk"
DONE: Final = "znak-wynik"
YEAR: Final = 365 * 24 * 3600
MIB: Final = 1024 * 1024


class Site:
    """The pages of one service.

    Args:
        templates: Where the service's own templates lie.
        secure: Whether people come over HTTPS only.
    """

    def __init__(self, templates: Path, *, secure: bool) -> None:
        self.secure = secure
        self._templates = _environment(templates)

    def page(
        self, request: Request, template: str, *, status: int = 200, **said: Any
    ) -> HTMLResponse:
        """Fill in a template.

        Args:
            request: Whose page it is.
            template: Its name.
            status: Of the answer.
            said: What the template says beside what every page has.
        """
        who = getattr(request.state, "who", None)
        token = request.cookies.get(posted.TOKEN) or secrets.token_urlsafe(24)
        done = request.cookies.get(DONE, "")
        language, roles = language_of(request), who.roles if who else frozenset()
        path, named = request.url.path, Named()
        values = {
            "form": EMPTY,
            "here_is": named.field,
            "mistake": named.mistake,
            "lang": language,
            "who": who,
            "menu": menu(roles),
            "desk": desk(path, roles),
            "search": SEARCH,
            "here": here(request),
            "path": path,
            "token": token,
            "done": unquote(done),
            "other_language": _otherwise(request, language),
            **said,
        }
        text = named.whole(self._templates.get_template(template).render(values))
        answer = HTMLResponse(text, status)
        if posted.TOKEN not in request.cookies:
            keep(answer, posted.TOKEN, token, YEAR, secure=self.secure)
        if request.query_params.get("lang") in {"pl", "en"}:
            keep(answer, LANGUAGE, language, YEAR, secure=self.secure)
        if done:
            forget(answer, DONE)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def language(self, request: Request) -> Language:
        """The reader's."""
        return language_of(request)

    def go(self, to: str, done: Text | None = None, request: Request | None = None) -> Response:
        """Send the browser on after a change, so that loading again repeats nothing.

        Args:
            to: Where to.
            done: What to say there.
            request: In whose language.
        """
        answer = RedirectResponse(to, 303)
        if done is not None and request is not None:
            said = getattr(done, language_of(request))
            keep(answer, DONE, quote(said), 60, secure=self.secure)
        return answer


@cache
def _environment(templates: Path) -> Environment:
    """The service's templates and ours; each is compiled once in a process."""
    found = Environment(
        loader=FileSystemLoader([templates, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(t=_t, say=_say, asset=asset, new_key=_new_key, role_name=_role)
    found.filters.update(date=_date, moment=_moment, hour=_hour, number=_number, money=_money)
    found.filters.update(count=_count, size=_size)
    return found


def language_of(request: Request) -> Language:
    """As the reader chose on the page, else as they are written to, else as the browser asks."""
    for asked in (
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE),
        getattr(request.state, "language", None),
    ):
        if asked in {"pl", "en"}:
            return "en" if asked == "en" else "pl"
    return asked_for(request) or "pl"


def asked_for(request: Request) -> Language | None:
    """The first of our languages that the client names."""
    for part in request.headers.get("accept-language", "").lower().split(","):
        if part.strip().startswith("en"):
            return "en"
        if part.strip().startswith("pl"):
            return "pl"
    return None


@cache
def asset(name: str) -> str:
    """The address of a file of the look; another one when the file changes."""
    digest = hashlib.sha256((LOOK / name).read_bytes()).hexdigest()[:12]
    return f"/look/{name}?{digest}"


def _otherwise(request: Request, language: Language) -> str:
    """Where the same page stands in the other language.

    Nowhere when it answers a form: a link would drop what was typed, or lead to no page at all.
    """
    if request.method == "POST":
        return ""
    query = {**request.query_params, "lang": "en" if language == "pl" else "pl"}
    return f"{request.url.path}?{urlencode(query)}"


def _new_key() -> str:
    return secrets.token_hex(12)


@pass_context
def _t(context: Context, pl: str, en: str) -> str:
    """The text in the reader's language."""
    return en if context["lang"] == "en" else pl


@pass_context
def _say(context: Context, text: Text | Mapping[str, str]) -> str:
    """A sentence of the domain in the reader's language."""
    if isinstance(text, Mapping):
        return text[context["lang"]]
    return str(getattr(text, context["lang"]))


@pass_context
def _role(context: Context, role: str) -> str:
    """What somebody with this role is called."""
    pl, en = ROLES[role]
    return en if context["lang"] == "en" else pl


def _read(value: dt.datetime | dt.date | str) -> dt.datetime | dt.date:
    if not isinstance(value, str):
        return value
    read = dt.datetime.fromisoformat(value)
    return read if "T" in value or " " in value else read.date()


def _local(value: dt.datetime | dt.date | str) -> dt.datetime | dt.date:
    read = _read(value)
    return read.astimezone(WARSAW) if isinstance(read, dt.datetime) else read


@pass_context
def _date(context: Context, value: dt.datetime | dt.date | str | None) -> str:
    """The day in Warsaw: 23 listopada 2026."""
    if value is None:
        return "—"
    return str(format_date(_local(value), "d MMMM y", locale=context["lang"]))


@pass_context
def _moment(context: Context, value: dt.datetime | str | None) -> str:
    """The moment in Warsaw: 23 listopada 2026, 14:05."""
    if value is None:
        return "—"
    return str(format_datetime(_local(value), "d MMMM y, HH:mm", locale=context["lang"]))


@pass_context
def _hour(context: Context, value: dt.datetime | str) -> str:
    local = _local(value)
    assert isinstance(local, dt.datetime)  # noqa: S101 -- a day has no hour
    return str(format_time(local, "HH:mm", locale=context["lang"]))


@pass_context
def _number(context: Context, value: Any) -> str:
    """As the language writes it: 1 234 567,50."""
    return str(format_decimal(value, locale=context["lang"]))


@pass_context
def _money(context: Context, value: Any) -> str:
    """An amount with both places after the point: 452 310,50."""
    return str(format_decimal(value, "#,##0.00", locale=context["lang"]))


@pass_context
def _count(context: Context, value: int, pl: tuple[str, str, str], en: tuple[str, str]) -> str:
    """With its noun: 1 dzień, 3 dni, 5 dni. English is given the forms of one and of many."""
    if context["lang"] == "en":
        return count(value, *en, en[1], language="en")
    return count(value, *pl, language="pl")


@pass_context
def _size(context: Context, value: int) -> str:
    """Of a file, in megabytes, never less than it has: 0,1 MB."""
    tenths = max(1, -(-value * 10 // MIB))
    return f"{format_decimal(tenths / 10, locale=context['lang'])} MB"
