"""Forms that browsers send: from our own pages only, each with a key that makes it one change."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from chassis.process import Refused, Text
from chassis.site.visitor import Visitor

TOKEN: Final = "znak-formularz"  # noqa: S105 -- the cookie's name
FIELD: Final = "_token"
KEY: Final = "_klucz"
MOST_FIELDS: Final = 2000
_STRANGE = Text(
    "Ten formularz nie pochodzi z tej strony. Otwórz stronę jeszcze raz i wyślij go stamtąd.",
    "This form does not come from this site. Open the page again and send it from there.",
)


class NotOurs(Refused):
    """The form was not sent from a page of ours. Over HTTP a 409."""

    def __init__(self) -> None:
        super().__init__("strange-form", _STRANGE)


class Posted:
    """A form that came in.

    Args:
        form: As it came.
        who: Whose it is, for the cause.
        path: Where it was sent to.
    """

    def __init__(self, form: FormData, who: str, path: str) -> None:
        self.form = form
        self._who = who
        self._path = path

    @property
    def cause(self) -> str:
        """The cause of the change: the same form sent twice is one change."""
        key = str(self.form.get(KEY) or secrets.token_hex(8))[:100]
        name = hashlib.sha256(f"{self._who} {key} {self._path}".encode()).hexdigest()[:32]
        return f"http:{name}#form"

    def text(self, name: str) -> str:
        """One field, without blanks around it; "" when it did not come."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """All values of a field that may come more than once."""
        return [value.strip() for value in self.form.getlist(name) if isinstance(value, str)]

    def file(self, name: str) -> UploadFile | None:
        """A file; None when none was chosen."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def fields(self) -> dict[str, str]:
        """Every text field by its dotted name, the form's own left out."""
        own = (FIELD, KEY)
        return {
            name: value.strip()
            for name, value in self.form.multi_items()
            if isinstance(value, str) and name not in own
        }


async def posted(request: Request, who: Visitor) -> Posted:
    """The form of this request.

    Raises:
        NotOurs: It was sent from elsewhere.
    """
    from_here(request)
    form = await request.form(max_fields=MOST_FIELDS)
    sent, kept = form.get(FIELD), request.cookies.get(TOKEN, "")
    if not kept or not isinstance(sent, str) or not secrets.compare_digest(sent, kept):
        raise NotOurs
    return Posted(form, who.person if who else "", request.url.path)


Form = Annotated[Posted, Depends(posted)]


def from_here(request: Request) -> None:
    """Look at what the browser says of where a form stood.

    Raises:
        NotOurs: On a page of another site.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise NotOurs
    origin = request.headers.get("origin")
    if origin not in {None, "null"} and origin.partition("://")[2] != request.headers.get("host"):
        raise NotOurs


def nested(fields: Mapping[str, str]) -> dict[str, Any]:
    """``{"items.0.name": "Miód"}`` as ``{"items": [{"name": "Miód"}]}``.

    Lists close up: what is numbered 0 and 2 becomes the first and the second.
    """
    found: dict[str, Any] = {}
    for name, value in fields.items():
        place = found
        *way, last = name.split(".")
        for part in way:
            place = place.setdefault(part, {})
        place[last] = value
    return {name: _listed(value) for name, value in found.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
