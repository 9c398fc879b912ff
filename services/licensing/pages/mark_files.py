"""The files of the mark, as the office keeps them."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.http import Takes, request_id_for
from chassis.process import FieldError, Invalid, Refused, Text
from chassis.site.filled import EMPTY
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from chassis.site.visitor import guest
from services.licensing.mark import LARGEST, Mark
from services.licensing.pages.documents import attached

PATH: Final = "/licencje/pliki-znaku"
ROOM: Final = 64 * 1024
"""Bytes of a form around its file."""

Officer = Annotated[Principal, Depends(guest("officer"))]

_NONE: Final = Text("Wybierz plik.", "Choose a file.")
_LARGE: Final = Text("Plik może mieć najwyżej 10 MiB.", "A file may have at most 10 MiB.")
KEPT: Final = Text("Plik jest zapisany.", "The file is stored.")
GONE: Final = Text("Plik jest usunięty.", "The file is removed.")


def router(site: Site, mark: Mark) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix=PATH, include_in_schema=False)

    @routes.get("")
    async def files(request: Request, _: Officer) -> Response:
        return site.page(request, "mark-files.html", files=await mark.own())

    @routes.post("", dependencies=[Depends(Takes("file", LARGEST + ROOM))])
    async def upload(request: Request, form: Form, who: Officer) -> Response:
        try:
            name, content = await _sent(form)
            await mark.keep(request_id_for(form.cause, "mark"), name, content, who.person)
        except Refused as error:
            refused = EMPTY.refused(error)
            said = {"files": await mark.own(), "form": refused}
            return site.page(request, "mark-files.html", status=refused.status, **said)
        return site.go(PATH, KEPT, request)

    @routes.get("/{file}")
    async def file(file: str, _: Officer) -> Response:
        found, content = await mark.get(file)
        return attached(content, found.name, found.type)

    @routes.post("/{file}/usuniecie")
    async def remove(file: str, request: Request, form: Form, _: Officer) -> Response:  # noqa: ARG001 -- checked
        await mark.drop(file)
        return site.go(PATH, GONE, request)

    return routes


async def _sent(form: Posted) -> tuple[str, bytes]:
    """The name and content of the file.

    Raises:
        Invalid: There is none, or it is too large.
    """
    file = form.file("file")
    if file is None:
        raise Invalid((FieldError("file", "missing", _NONE),))
    content = await file.read()
    if len(content) > LARGEST:
        raise Invalid((FieldError("file", "too-large", _LARGE),))
    return (file.filename or "")[:200], content
