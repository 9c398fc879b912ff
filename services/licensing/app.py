"""The only place that wires licensing together."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from chassis import export as door
from chassis.mongo import Index
from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from services.licensing import api, export, handlers
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import due
from services.licensing.people import People
from services.licensing.service import Licensing
from services.licensing.settings import Settings

INDEXES = {
    "licences": (
        Index([("state.number", 1)]),
        Index([("state.state", 1), ("_id", 1)]),
        Index([("state.state", 1), ("state.number", 1), ("_id", 1)]),
        Index([("state.search", 1), ("state.number", 1), ("_id", 1)]),
        Index([("state.contact.person", 1)]),
        Index([("state.next.contact.person", 1)], sparse=True),
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
    return Wiring(
        service=service,
        site=chassis.site(TEMPLATES),
        handlers=handlers.on,
        routers=[
            api.router(service),
            door.router(partial(export.held, chassis.database), "/licencje/moje-dane.json"),
        ],
        ticks=[Tick("licences", service.tick)],
        indexes=INDEXES,
    )
