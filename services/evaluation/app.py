"""The only place that wires evaluation."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Final

from chassis import export as door
from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from services.evaluation import api, chapter, export, panels, tasks
from services.evaluation.domain import Case, Expert, Member, Sitting, due
from services.evaluation.handlers import on
from services.evaluation.pages import cases, decisions, experts, members, planning, sittings
from services.evaluation.pages import tasks as tasks_pages
from services.evaluation.queries import INDEXES
from services.evaluation.service import Evaluation
from services.evaluation.settings import Settings

# What is named stands before what is any id: "nowe" is no sitting.
PAGES: Final = (tasks_pages, planning, members, decisions, sittings, cases, experts)
TEMPLATES: Final = Path(__file__).parent / "pages" / "templates"


def wire(chassis: Chassis[Settings]) -> Wiring:
    """Build the service from the chassis."""
    service = Evaluation(
        cases=chassis.repository("cases", Case, due=due),
        experts=chassis.repository("experts", Expert, due=lambda _: None),
        rosters=chassis.collection("rosters"),
        members=chassis.repository("members", Member, due=lambda _: None),
        sittings=chassis.repository("sittings", Sitting, due=lambda _: None),
        numbers=chassis.numbers(),
        revoked=chassis.revoked,
        clock=chassis.clock,
        lease=dt.timedelta(seconds=chassis.settings.task_lease),
    )
    site = chassis.site(TEMPLATES)
    return Wiring(
        service=service,
        site=site,
        handlers=on,
        routers=(
            *(part.router(service) for part in (api, tasks, chapter)),
            door.router(partial(export.held, chassis.database), "/oceny/moje-dane.json"),
            *(page.router(service, site) for page in PAGES),
        ),
        ticks=(Tick("cases", partial(panels.wake, service)),),
        indexes=INDEXES,
    )
