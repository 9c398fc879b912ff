"""The only place that wires intake."""

from __future__ import annotations

from functools import partial

from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from services.intake import attachments, casefile, heads, queries
from services.intake.api import (
    appeals,
    applications,
    calls,
    cases,
    dev,
    files,
    published,
    steps,
)
from services.intake.attachments import Files
from services.intake.casefile import CaseFiles
from services.intake.domain import application, call
from services.intake.handlers import on
from services.intake.heads import Heads
from services.intake.licences import Licences
from services.intake.service import Intake
from services.intake.settings import Settings
from services.intake.signing import Signer


def wire(chassis: Chassis[Settings]) -> Wiring:
    """Build the service from the chassis; nothing runs yet."""
    kept = CaseFiles(chassis.collection("cases"))
    service = Intake(
        calls=chassis.repository("calls", call.Call, due=call.due),
        applications=chassis.repository(
            "applications", application.Application, due=application.due
        ),
        numbers=chassis.numbers(),
        cases=kept,
        heads=_heads(chassis, kept),
        licences=Licences(chassis.collection("licences")),
        files=Files(chassis.collection("files"), chassis.bucket("attachments"), chassis.clock),
        clock=chassis.clock,
        settings=chassis.settings,
    )
    doors = (calls, applications, files, steps, appeals, cases, published)
    routers = [part.router(service) for part in doors]
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
        indexes={
            **queries.INDEXES,
            "cases": casefile.INDEXES,
            "seals": heads.INDEXES,
            "files": attachments.INDEXES,
        },
        running=[partial(service.heads.running, chassis.settings.tick_every)],
    )


def _heads(chassis: Chassis[Settings], kept: CaseFiles) -> Heads:
    """The daily heads, signed with a key of their own or with that of the tokens."""
    settings = chassis.settings
    key = settings.heads_private_key_file or settings.token_private_key_file
    signer = None if key is None else Signer(key)
    return Heads(chassis.collection("seals"), kept.collection, chassis.clock, signer)
