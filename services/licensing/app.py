"""The only place that wires licensing together."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from fastapi import APIRouter

from chassis import export as door
from chassis.mongo import Index
from chassis.scanning import Scanner
from chassis.scheduler import Tick
from chassis.site.page import Site
from chassis.wiring import Chassis, Wiring
from services.licensing import api, export, handlers
from services.licensing.certificates import Certificates
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import due
from services.licensing.mark import Mark
from services.licensing.pages import check, documents, licences, mark_files, register, steps
from services.licensing.people import People
from services.licensing.service import Licensing
from services.licensing.settings import Settings

INDEXES = {
    "licences": (
        Index([("state.number", 1), ("_id", 1), ("state.state", 1), ("state.ends", 1)]),
        Index([("state.state", 1), ("_id", 1)]),
        Index([("state.state", 1), ("state.number", 1), ("_id", 1)]),
        Index(
            [
                *(("state.search", 1), ("state.state", 1), ("state.number", 1)),
                *(("_id", 1), ("state.ends", 1)),
            ]
        ),
        Index([("state.state", 1), ("state.entity.town", 1)]),
        *(
            Index([(f"state.{at}.{whose}", 1), ("_id", 1)])
            for at in ("contact", "next.contact")
            for whose in ("person", "team")
        ),
        Index([("state.measures.by", 1)], sparse=True),
    ),
    "contacts": (Index([("contact.person", 1)]),),
    "teams": (Index([("members", 1)]),),
}


TEMPLATES: Final = Path(__file__).parent / "pages" / "templates"


def wire(chassis: Chassis[Settings]) -> Wiring:
    """Put the parts together; nothing runs yet."""
    service = Licensing(
        licences=chassis.repository("licences", Licence, due=due),
        numbers=chassis.numbers(),
        withdrawn=chassis.collection("withdrawn"),
        people=People(chassis.collection("teams"), chassis.collection("contacts")),
        revoked=chassis.revoked,
        clock=chassis.clock,
    )
    settings = chassis.settings
    certificates = Certificates(
        settings.certificate_private_key_file,
        settings.certificate_former_key_files,
        settings.public_url,
    )
    mark = Mark(chassis.bucket("mark"), chassis.collection("mark.files"), Scanner.of(settings))
    site = chassis.site(TEMPLATES)
    return Wiring(
        service=service,
        site=site,
        handlers=handlers.on,
        # What is named comes before what takes any number.
        routers=[
            door.router(partial(export.held, chassis.database), "/licencje/moje-dane.json"),
            *doors(service, site, certificates, mark),
        ],
        ticks=[Tick("licences", service.tick)],
        indexes=INDEXES,
    )


def doors(
    service: Licensing, site: Site, certificates: Certificates, mark: Mark
) -> list[APIRouter]:
    """The API and the pages; likewise in this order."""
    return [
        api.router(service, certificates),
        register.router(service, site),
        check.router(service, site, certificates),
        mark_files.router(site, mark),
        documents.router(service, certificates, mark),
        steps.router(service, site),
        licences.router(service, site, mark),
    ]
