"""The only place that wires intake."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chassis import export as door
from chassis.process import Text
from chassis.rounds import rounds
from chassis.scanning import Scanner
from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from contracts.values import Office
from services.intake import (
    attachments,
    casefile,
    export,
    heads,
    licences,
    queries,
    queries_desk,
    queries_people,
    retention,
    subscriptions,
)
from services.intake.api import (
    appeals,
    applications,
    calls,
    cases,
    contact,
    dev,
    files,
    notice,
    oidc,
    published,
    sign_in,
    steps,
    teams,
)
from services.intake.api import people as people_api
from services.intake.api import subscriptions as subscriptions_api
from services.intake.attachments import Files
from services.intake.casefile import CaseFiles
from services.intake.domain import (
    allowance,
    application,
    call,
    person,
    procedure,
    subscription,
    team,
)
from services.intake.domain import sign_in as links
from services.intake.domain.notice import Told, kept_for
from services.intake.handlers import on
from services.intake.heads import Heads
from services.intake.licences import Licences
from services.intake.notices import Notices
from services.intake.pages import (
    about,
    acts,
    beginning,
    calls_desk,
    case,
    check,
    desk,
    letters,
    paper,
    pictures,
    received,
    sections,
    start,
)
from services.intake.pages import applications as pages_applications
from services.intake.pages import attachments as pages_attachments
from services.intake.pages import calls as pages_calls
from services.intake.pages import contact as pages_contact
from services.intake.pages import people as pages_people
from services.intake.pages import sign_in as pages_sign_in
from services.intake.pages import steps as pages_steps
from services.intake.pages import subscription as pages_subscription
from services.intake.pages import teams as pages_teams
from services.intake.people import People
from services.intake.renewals import Renewals
from services.intake.service import Intake
from services.intake.settings import Settings
from services.intake.signing import Signer
from services.intake.subscriptions import Subscriptions

if TYPE_CHECKING:
    from services.intake.oidc import Oidc


TEMPLATES: Final = Path(__file__).parent / "pages" / "templates"


def wire(chassis: Chassis[Settings]) -> Wiring:
    """Build the service from the chassis; nothing runs yet."""
    kept = CaseFiles(chassis.collection("cases"))
    filed = chassis.repository("applications", application.Application, due=application.due)
    service = Intake(
        calls=chassis.repository("calls", call.Call, due=call.due),
        applications=filed,
        teams=chassis.repository("teams", team.Team, due=team.due),
        allowances=chassis.repository(
            "allowances", allowance.Allowance, due=allowance.due, ephemeral=True
        ),
        numbers=chassis.numbers(),
        cases=kept,
        heads=_heads(chassis, kept),
        licences=Licences(chassis.collection("licences")),
        notices=Notices(chassis.collection("notices"), _told(chassis.settings), chassis.clock),
        files=_files(chassis),
        renewals=Renewals(chassis.collection("renewals"), filed),
        people=_people(chassis),
        subscriptions=Subscriptions(
            chassis.repository(
                "subscriptions",
                subscription.Subscription,
                due=subscription.due,
                ephemeral=True,
            ),
            chassis.clock,
            _home_office(chassis.settings),
        ),
        revoked=chassis.revoked,
        clock=chassis.clock,
        settings=chassis.settings,
    )
    doors = (calls, applications, files, steps, appeals, contact, cases, published, notice)
    people = (sign_in, oidc, people_api, teams, subscriptions_api)
    routers = [part.router(service) for part in (*doors, *people)]
    routers.append(
        door.router(partial(export.held, chassis.database), "/dane-osobowe/moje-dane.json")
    )
    if chassis.settings.dev_tokens:
        routers.append(dev.router(service))
    site = chassis.site(TEMPLATES)
    public = (start, pages_sign_in, pages_steps, pages_teams, pages_subscription, about)
    filing = (pages_calls, beginning, pages_applications, sections, pages_attachments, letters)
    office = (case, check, acts, desk, received, calls_desk, pages_people, pictures, paper)
    pages = (*public, *filing, pages_contact, *office)
    routers += [page.router(service, site) for page in pages]
    return Wiring(
        service=service,
        handlers=on,
        routers=routers,
        site=site,
        ticks=(
            Tick("applications", service.wake_application),
            Tick("calls", service.wake_call),
            Tick("teams", service.wake_team),
            Tick("files", service.wake_file, real=True),
            Tick("people", service.people.wake, real=True),
        ),
        indexes={
            **queries.INDEXES,
            **queries_people.INDEXES,
            **queries_desk.INDEXES,
            "applications": (
                *queries.INDEXES["applications"],
                *queries_desk.INDEXES["applications"],
            ),
            "cases": (*casefile.INDEXES, *queries_desk.INDEXES["cases"]),
            "licences": (*licences.INDEXES, *queries_desk.INDEXES["licences"]),
            "seals": heads.INDEXES,
            "files": attachments.INDEXES,
            "subscriptions": subscriptions.INDEXES,
        },
        running=[
            partial(rounds, "sealing", service.heads.daily, chassis.settings.tick_every),
            partial(
                rounds, "retention", partial(retention.sweep, service), chassis.settings.tick_every
            ),
        ],
    )


def _files(chassis: Chassis[Settings]) -> Files:
    """The attached files, scanned where the office has a scanner."""
    records, bucket = chassis.collection("files"), chassis.bucket("attachments")
    return Files(records, bucket, chassis.clock, Scanner.of(chassis.settings))


def _heads(chassis: Chassis[Settings], kept: CaseFiles) -> Heads:
    """The daily heads, signed with a key of their own or with that of the tokens."""
    settings = chassis.settings
    signer = Signer(settings.heads_private_key_file or settings.token_private_key_file)
    return Heads(chassis.collection("seals"), kept.collection, chassis.clock, signer)


def _home_office(settings: Settings) -> Office:
    """The office that runs this system."""
    home = settings.procedures / f"{settings.home_procedure}.toml"
    return procedure.parse(home.read_text("utf-8")).office


def _told(settings: Settings) -> Told:
    """What the office says for itself in the notice on personal data."""
    retention = None
    if settings.retention_pl and settings.retention_en:
        retention = Text(settings.retention_pl, settings.retention_en)
    elif settings.retention_days is not None:
        retention = kept_for(settings.retention_days)
    return Told(_home_office(settings), settings.data_protection_officer, retention)


def _people(chassis: Chassis[Settings]) -> People:
    """The accounts; an office and a key are read here, once."""
    settings = chassis.settings
    return People(
        accounts=chassis.repository("people", person.Person, due=person.due),
        links=chassis.repository("links", links.Links, due=links.due, ephemeral=True),
        clock=chassis.clock,
        settings=settings,
        office=_home_office(settings),
        key=settings.token_private_key_file.read_bytes(),
        oidc=_oidc(chassis),
    )


def _oidc(chassis: Chassis[Settings]) -> Oidc | None:
    settings = chassis.settings
    if settings.oidc_issuer is None or settings.oidc_client_secret is None:
        return None
    from services.intake.oidc import INDEXES, Oidc, Told  # noqa: PLC0415 -- see `people`

    chassis.indexes["oidc"] = list(INDEXES)
    secret = settings.oidc_client_secret.get_secret_value()
    told = Told(
        settings.oidc_issuer,
        settings.oidc_client_id or "",
        secret,
        settings.oidc_redirect_url or "",
    )
    return Oidc(told, chassis.collection("oidc"), chassis.clock)
