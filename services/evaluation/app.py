"""The only place that wires evaluation."""

from __future__ import annotations

import datetime as dt
from functools import partial

from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from services.evaluation import api, panels, tasks
from services.evaluation.domain import Case, Expert, due
from services.evaluation.handlers import on
from services.evaluation.queries import INDEXES
from services.evaluation.service import Evaluation
from services.evaluation.settings import Settings


def wire(chassis: Chassis[Settings]) -> Wiring:
    """Build the service from the chassis."""
    service = Evaluation(
        cases=chassis.repository("cases", Case, due=due),
        experts=chassis.repository("experts", Expert, due=lambda _: None),
        rosters=chassis.collection("rosters"),
        clock=chassis.clock,
        lease=dt.timedelta(seconds=chassis.settings.task_lease),
    )
    return Wiring(
        service=service,
        handlers=on,
        routers=(api.router(service), tasks.router(service)),
        ticks=(Tick("cases", partial(panels.wake, service)),),
        indexes=INDEXES,
    )
