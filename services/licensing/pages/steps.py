"""What is done to a licence, a form each: from the signature to the surrender.

Which of them a licence offers is asked of its rules, by deciding and throwing the decision away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ValidationError

from chassis.auth import Principal
from chassis.process import Invalid, Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.site.visitor import guest
from contracts.base import Role
from services.licensing.access import holder
from services.licensing.api import Reasons, Signature, Wish
from services.licensing.domain.commands import Reinstate, Revoke, Sign, Surrender, Suspend
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import decide
from services.licensing.numbers import dashed, of_number
from services.licensing.pages.words import FORMS
from services.licensing.service import Licensing

OFFICE: Final[tuple[Role, ...]] = ("officer",)
BOTH: Final[tuple[Role, ...]] = ("applicant", "officer")


class Step(NamedTuple):
    """One thing that can be done.

    Attributes:
        path: Below the licence's page.
        title: What it is; ``about`` says what it leads to, ``done`` what happened.
        roles: Who may.
        body: What the form holds, as the API takes it.
        command: Of the person and the body.
        by_office: The title where the office does for the licensee what that one did by letter.
    """

    path: str
    title: Text
    about: Text
    done: Text
    roles: tuple[Role, ...]
    body: type[BaseModel]
    command: Callable[[str, Any], object]
    by_office: Text | None = None

    def called(self, *, office: bool) -> Text:
        """The title for the office, or for the licensee."""
        return self.by_office if office and self.by_office else self.title


STEPS: Final = (
    Step(
        "podpis",
        Text("Zapisz podpis umowy", "Record the signature"),
        Text(
            "Zapisz, gdy podpisana umowa jest w urzędzie. Od dnia podpisu licencja obowiązuje.",
            "Record it once the signed agreement is here. The licence is in force from that day.",
        ),
        Text("Podpis jest zapisany.", "The signature is recorded."),
        OFFICE,
        Signature,
        lambda who, body: Sign(by=who, form=body.form, signed_on=body.signed_on),
    ),
    Step(
        "zawieszenie",
        Text("Zawieś licencję", "Suspend the licence"),
        Text(
            "Do przywrócenia podmiot nie może używać znaku. Okres licencji biegnie dalej.",
            "Until it is reinstated the entity may not use the mark. The term runs on.",
        ),
        Text("Licencja jest zawieszona.", "The licence is suspended."),
        OFFICE,
        Reasons,
        lambda who, body: Suspend(who, body.reason),
    ),
    Step(
        "przywrocenie",
        Text("Przywróć licencję", "Reinstate the licence"),
        Text(
            "Podmiot znów może używać znaku do końca okresu.",
            "The entity may use the mark again until the end of the term.",
        ),
        Text("Licencja znów obowiązuje.", "The licence is in force again."),
        OFFICE,
        Reasons,
        lambda who, body: Reinstate(who, body.reason),
    ),
    Step(
        "cofniecie",
        Text("Cofnij licencję", "Revoke the licence"),
        Text(
            "Licencja kończy się na zawsze. Tego nie można odwrócić.",
            "The licence ends for good. This cannot be undone.",
        ),
        Text("Licencja jest cofnięta.", "The licence is revoked."),
        OFFICE,
        Reasons,
        lambda who, body: Revoke(who, body.reason),
    ),
    Step(
        "zrzeczenie",
        Text("Zrzekam się licencji", "Give the licence up"),
        Text(
            "Licencja kończy się na zawsze i od dziś nie wolno używać znaku. Tak już zostanie.",
            "The licence ends for good, and with it the right to the mark. It cannot be undone.",
        ),
        Text("Zrzeczenie się jest zapisane.", "The licence is given up."),
        BOTH,
        Wish,
        lambda who, body: Surrender(who, body.reason),
        Text("Zapisz zrzeczenie się licencji", "Record that the licence is given up"),
    ),
)


def offered(licence: Licence, who: Principal, now: dt.datetime) -> list[Step]:
    """What this person could do to it now."""
    mine = (step for step in STEPS if who.roles.intersection(step.roles))
    return [step for step in mine if _leads_on(licence, step, now)]


def _leads_on(licence: Licence, step: Step, now: dt.datetime) -> bool:
    body = step.body.model_construct(form="paper", signed_on=None, reason="")
    try:
        return decide(step.command("", body), now, licence).state is not licence
    except Invalid:
        return True  # with something else in the form
    except Refused:
        return False


def router(service: Licensing, site: Site) -> APIRouter:
    """Two routes for each step."""
    routes = APIRouter(prefix="/licencje/{number}", include_in_schema=False)
    for step in STEPS:
        _add(routes, service, site, step)
    return routes


def _add(routes: APIRouter, service: Licensing, site: Site, step: Step) -> None:
    allowed = Depends(guest(*step.roles))

    def shown(request: Request, licence: Licence, form: Filled, who: Principal) -> Response:
        language = site.language(request)
        signed = [(code, getattr(text, language)) for code, text in FORMS.items()]
        title = step.called(office=who.has("officer"))
        about = {"licence": licence, "step": step, "title": title}
        said = {**about, "form": form, "signed_forms": signed, "dashed": dashed}
        return site.page(request, "licence-step.html", status=form.status, **said)

    @routes.get(f"/{step.path}")
    async def ask(number: str, request: Request, who: Principal = allowed) -> Response:
        licence = await _of(service, number, who)
        begun = {"form": "paper", "signed_on": service.today().isoformat()}
        return shown(request, licence, EMPTY.begin(begun), who)

    @routes.post(f"/{step.path}")
    async def do(number: str, request: Request, form: Form, who: Principal = allowed) -> Response:
        licence = await _of(service, number, who)
        filled = Filled(form.fields())
        try:
            body = step.body.model_validate({k: v for k, v in form.fields().items() if v})
            await service.change(licence.id, step.command(who.person, body), form.cause)
        except ValidationError as error:
            return shown(request, licence, filled.invalid(error), who)
        except Refused as error:
            return shown(request, licence, filled.refused(error), who)
        return site.go(f"/licencje/{dashed(licence.number or '')}", step.done, request)


async def _of(service: Licensing, number: str, who: Principal) -> Licence:
    """The licence, for an officer or whoever acts for the licensee."""
    licence = await of_number(service, number)
    if not who.has("officer"):
        await holder(service, licence, who)
    return licence
