"""The only place that wires intake."""

from __future__ import annotations

from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from services.intake import attachments, casefile, queries
from services.intake.api import appeals, applications, calls, cases, dev, files, steps
from services.intake.attachments import Files
from services.intake.casefile import CaseFiles
from services.intake.domain import application, call
from services.intake.handlers import on
from services.intake.licences import Licences
from services.intake.service import Intake
from services.intake.settings import Settings


def wire(chassis: Chassis[Settings]) -> Wiring:
    """Build the service from the chassis; nothing runs yet."""
    service = Intake(
        calls=chassis.repository("calls", call.Call, due=call.due),
        applications=chassis.repository(
            "applications", application.Application, due=application.due
        ),
        numbers=chassis.numbers(),
        cases=CaseFiles(chassis.collection("cases")),
        licences=Licences(chassis.collection("licences")),
        files=Files(chassis.collection("files"), chassis.bucket("attachments"), chassis.clock),
        clock=chassis.clock,
        settings=chassis.settings,
    )
    routers = [part.router(service) for part in (calls, applications, files, steps, appeals, cases)]
    if chassis.settings.dev_tokens:
        routers.append(dev.router(service))
    return Wiring(
        service=service,
        handlers=on,
        routers=routers,
        ticks=(
            Tick("applications", service.wake_application),
            Tick("calls", service.wake_call),
            Tick("files", service.wake_file, real=True),
        ),
        indexes={**queries.INDEXES, "cases": casefile.INDEXES, "files": attachments.INDEXES},
    )
