"""Attached files: in with a look at what they are, out, away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, get_args

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from chassis.http import Takes
from chassis.process import Invalid, Refused, Text, Unknown
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form as Sent
from chassis.site.posted import Posted
from services.intake.api import files
from services.intake.api.access import acting, opened
from services.intake.attachments import LARGEST
from services.intake.domain.application import Application
from services.intake.domain.calendar import local_date
from services.intake.domain.commands import Attach
from services.intake.domain.procedure import AttachmentKind
from services.intake.domain.progress import wanting
from services.intake.domain.reading import wrong
from services.intake.pages.answers import anchored, attachment_name, labels
from services.intake.pages.fields import FILES, SECTIONS
from services.intake.pages.guests import Filer, Reader, draft_only
from services.intake.pages.words import ATTACHMENTS
from services.intake.service import Intake

AROUND: Final = 64 * 1024
"""Bytes of a form beside its file."""

PIECE: Final = 256 * 1024
NAME: Final = 200
ADDED: Final = Text("Plik dodany.", "The file is added.")
TAKEN_OUT: Final = Text("Plik usunięty.", "The file is taken out.")
NO_FILE: Final = ("Wybierz plik.", "Choose a file.")
NO_KIND: Final = ("Powiedz, co to za plik.", "Say what the file is.")
TOO_LARGE: Final = ("Plik może mieć najwyżej 10 MB.", "A file may have 10 MB at most.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/wnioski/{id}/zalaczniki", include_in_schema=False)
    _add_in(routes, service, site)
    _add_out(routes, service, site)
    return routes


def _add_in(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("")
    async def listed(id: str, request: Request, who: Filer, braki: str = "") -> Response:  # noqa: A002
        found = draft_only((await acting(service, id, who)).state, who)
        errors = wanting(found, await service.call_of(found), local_date(service.clock.now()))
        shown = anchored(errors[FILES.code]) if braki else ()
        return await _page(service, site, request, found, Filled(errors=shown))

    @routes.post("", dependencies=[Depends(Takes("attachment", LARGEST + AROUND))])
    async def add(id: str, request: Request, who: Filer, form: Sent) -> Response:  # noqa: A002
        found = draft_only((await acting(service, id, who)).state, who)
        try:
            await take_in(service, found, form)
        except Refused as error:
            filled = Filled(form.fields()).refused(_beside_file(error))
            return await _page(service, site, request, found, filled)
        return site.go(f"/wnioski/{id}/{FILES.path}", ADDED, request)


def _add_out(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/{at}")
    async def download(id: str, at: str, who: Reader) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        return await files.sent(service, found, *_place(at))

    @routes.post("/{at}/usun")
    async def remove(id: str, at: str, request: Request, who: Filer, _: Sent) -> Response:  # noqa: A002
        await acting(service, id, who)
        kind, no = _place(at)
        await service.attach(id, Attach(kind, None, no))
        return site.go(f"/wnioski/{id}/{FILES.path}", TAKEN_OUT, request)


async def take_in(service: Intake, found: Application, form: Posted) -> None:
    """Keep the file that a form brings, beside those of its kind; the same one is kept once.

    Raises:
        Invalid: No file, no kind, no document, too large, too many, infected.
    """
    file, kind = form.file("attachment"), _kind(form.text("kind"))
    if kind is None:
        raise Invalid((wrong("kind", "missing", *NO_KIND),))
    if file is None:
        raise Invalid((wrong("attachment", "missing", *NO_FILE),))
    if (file.size or 0) > LARGEST:
        raise Invalid((wrong("attachment", "too-large", *TOO_LARGE),))
    service.allowed(found, Attach(kind, None, None))
    noted = await service.files.keep(found.id, (file.filename or kind)[-NAME:], pieces(file))
    kept = (await service.attach(found.id, Attach(kind, noted, None))).state
    if noted not in kept.attachments.values():
        await service.files.drop(noted.file)


async def pieces(file: UploadFile) -> AsyncIterator[bytes]:
    """A file of a form, piece by piece."""
    while piece := await file.read(PIECE):
        yield piece


async def _page(
    service: Intake, site: Site, request: Request, found: Application, filled: Filled = EMPTY
) -> Response:
    procedure = (await service.call_of(found)).procedure
    return site.page(
        request,
        "attachments.html",
        status=filled.status if request.method == "POST" else 200,
        application=found,
        section=FILES,
        sections=SECTIONS,
        files=[(at, attachment_name(at), file) for at, file in found.attachments.items()],
        needed=needed(found, procedure.required_attachments),
        kinds=ATTACHMENTS,
        choices=[(k, getattr(text, site.language(request))) for k, text in ATTACHMENTS.items()],
        labels={**labels(found.form), "kind": Text("Co to za plik", "What the file is")},
        form=filled.begin({"kind": next(iter(needed(found, procedure.required_attachments)), "")}),
    )


def needed(found: Application, required: tuple[AttachmentKind, ...]) -> list[AttachmentKind]:
    """The kinds that are still to come; an entity in KRS needs no extract."""
    there = {at.partition(".")[0] for at in found.attachments}
    spared = {"register-extract"} if found.form.entity.krs else set()
    return [kind for kind in required if kind not in there | spared]


def _kind(said: str) -> AttachmentKind | None:
    return next((kind for kind in get_args(AttachmentKind) if kind == said), None)


def _place(at: str) -> tuple[AttachmentKind, int]:
    said, _, no = at.partition(".")
    kind = _kind(said)
    if kind is None or (no and not no.isdecimal()):
        raise Unknown("attachment")
    return kind, int(no or 1)


def _beside_file(error: Refused) -> Refused:
    """The same error, at the field that the page has for it."""
    if not isinstance(error, Invalid):
        return error
    own = {"no": "attachment"}
    return Invalid(tuple(e._replace(field=own.get(e.field, e.field)) for e in error.errors))
