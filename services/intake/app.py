"""The only place that wires intake."""

from __future__ import annotations

from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from contracts.values import Office
from services.intake import attachments, casefile, queries, queries_people
from services.intake.api import appeals, applications, calls, cases, dev, files, sign_in, steps
from services.intake.api import people as people_api
from services.intake.attachments import Files
from services.intake.casefile import CaseFiles
from services.intake.domain import application, call, person, procedure
from services.intake.domain import sign_in as links
from services.intake.handlers import on
from services.intake.licences import Licences
from services.intake.people import People
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
        people=people(chassis),
        revoked=chassis.revoked,
        clock=chassis.clock,
        settings=chassis.settings,
    )
    parts = (calls, applications, files, steps, appeals, cases, sign_in, people_api)
    routers = [part.router(service) for part in parts]
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
            **queries_people.INDEXES,
            "cases": casefile.INDEXES,
            "files": attachments.INDEXES,
        },
    )


def people(chassis: Chassis[Settings]) -> People:
    """The accounts; an office and a key are read here, once."""
    settings = chassis.settings
    return People(
        accounts=chassis.repository("people", person.Person, due=lambda _: None),
        links=chassis.repository("links", links.Links, due=links.due, ephemeral=True),
        clock=chassis.clock,
        settings=settings,
        office=home_office(settings),
        key=settings.token_private_key_file.read_bytes(),
    )


def home_office(settings: Settings) -> Office:
    """The office that runs this system."""
    path = settings.procedures / f"{settings.home_procedure}.toml"
    return procedure.parse(path.read_text("utf-8")).office
