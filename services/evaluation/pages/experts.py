"""The office's list of experts: who they are, what they know, how much they have to do."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from chassis.auth import Principal
from chassis.pages import Turn
from chassis.process import FieldError, Invalid, Refused, Text
from chassis.repository import Stored
from chassis.site.bars import picture
from chassis.site.filled import Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from chassis.site.visitor import guest
from contracts.words import category, code_of
from services.evaluation import queries, work
from services.evaluation.domain import Expert, decide_expert
from services.evaluation.domain.experts import Amend, Enrol, Profile, Remove
from services.evaluation.pages.reading import read
from services.evaluation.service import Evaluation

Officer = Annotated[Principal, Depends(guest("officer"))]
Office = Annotated[Principal, Depends(guest("officer", "director"))]
After = Annotated[str | None, Query(max_length=1000)]
Category = Annotated[str, Query(max_length=50)]
Words = Annotated[str, Query(max_length=200)]

ON_A_PAGE: Final = 25
TO_SCORE: Final = Text("Do oceny", "To score")
LABELS: Final = {
    "name": Text("Imię i nazwisko", "Name"),
    "email": Text("Adres e-mail", "E-mail address"),
    "competences": Text("Kategorie", "Categories"),
    "affiliations": Text("Powiązania z podmiotami", "Ties with entities"),
    "limit": Text("Najwięcej ocen w jednym naborze", "Most tasks in one call"),
    "absence.since": Text("Pierwszy dzień nieobecności", "First day of absence"),
    "absence.until": Text("Ostatni dzień nieobecności", "Last day of absence"),
}
ENROLLED: Final = Text(
    "Ekspert jest na liście. Jeśli nie ma jeszcze konta, zaproś go do systemu.",
    "The expert is on the list. Invite them, unless they have an account.",
)
AMENDED: Final = Text("Zmiany zapisane.", "The changes are kept.")
REMOVED: Final = Text(
    "Zdjęto z listy. Zadania przejmie ktoś inny.",
    "Taken off the list. Somebody else gets the tasks.",
)


def router(service: Evaluation, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    _add_list(routes, service, site)
    _add_one(routes, service, site)
    return routes


def _add_list(routes: APIRouter, service: Evaluation, site: Site) -> None:
    @routes.get("/eksperci")
    async def listed(
        request: Request,
        _: Office,
        kategoria: Category = "",
        q: Words = "",
        after: After = None,
    ) -> Response:
        turn = Turn(ON_A_PAGE, after)
        found = await queries.experts(service.experts, kategoria or None, turn, q)
        load = await queries.open_tasks(service.cases, [each.id for each in found.items])
        said: dict[str, Any] = {"found": found, "load": load, "category": kategoria, "q": q}
        asked = {"kategoria": kategoria, "q": q, "after": after}
        said["here"] = {name: value for name, value in asked.items() if value}
        return site.page(request, "experts.html", called=category, **said)

    @routes.get("/eksperci/obciazenie.svg")
    async def loads(
        request: Request,
        _: Office,
        kategoria: Category = "",
        q: Words = "",
        after: After = None,
    ) -> Response:
        """What waits at each expert of that page of the list."""
        turn = Turn(ON_A_PAGE, after)
        found = await queries.experts(service.experts, kategoria or None, turn, q)
        load = await queries.open_tasks(service.cases, [each.id for each in found.items])
        bars = [(each.name, load.get(each.id, 0)) for each in found.items]
        return await picture(getattr(TO_SCORE, site.language(request)), bars)

    @routes.get("/eksperci/nowy")
    async def empty(request: Request, _: Officer) -> Response:
        return site.page(request, "expert-new.html")

    @routes.post("/eksperci/nowy")
    async def enrol(request: Request, form: Form, who: Officer) -> Response:
        """Put a person on the list."""
        try:
            profile = _profile(form)
            command = partial(decide_expert, Enrol(profile, who.person), service.clock.now())
            await service.experts.change(profile.person, command, form.cause)
        except Refused as error:
            again, status = _again(form, error)
            said = {"form": again, "labels": LABELS}
            return site.page(request, "expert-new.html", status=status, **said)
        return site.go(f"/eksperci/{profile.person}", ENROLLED, request)


def _add_one(routes: APIRouter, service: Evaluation, site: Site) -> None:
    async def page(
        request: Request, stored: Stored[Expert], form: Filled | None = None, status: int = 200
    ) -> Response:
        tasks, more = await work.waiting(service, stored.id)
        said = {"expert": stored.state, "person": stored.id, "tasks": tasks, "more": more}
        said["labels"] = LABELS
        begun = (form or Filled()).begin(_fields(stored.state.profile))
        return site.page(request, "expert.html", status=status, form=begun, **said)

    @routes.get("/eksperci/{person}")
    async def shown(person: str, request: Request, _: Office) -> Response:
        return await page(request, await service.experts.get(person))

    @routes.post("/eksperci/{person}")
    async def amend(person: str, request: Request, form: Form, who: Officer) -> Response:
        """Replace what is said about an expert."""
        stored = await service.experts.get(person)
        try:
            command = Amend(_profile(form, person), who.person)
            decision = partial(decide_expert, command, service.clock.now())
            await service.experts.change(person, decision, form.cause)
        except Refused as error:
            return await page(request, stored, *_again(form, error))
        return site.go(f"/eksperci/{person}", AMENDED, request)

    @routes.post("/eksperci/{person}/zdjecie")
    async def remove(person: str, request: Request, form: Form, who: Officer) -> Response:
        """Take a person off the list."""
        command = partial(decide_expert, Remove(who.person), service.clock.now())
        await service.experts.change(person, command, form.cause)
        return site.go(f"/eksperci/{person}", REMOVED, request)


def _again(form: Posted, error: Refused) -> tuple[Filled, int]:
    """What was typed with what is wrong with it; lists are typed in one field each."""
    if isinstance(error, Invalid):
        wrong = {_field(each): each for each in reversed(error.errors)}
        error = Invalid(tuple(each._replace(field=name) for name, each in wrong.items()))
        return Filled(form.fields()).refused(error), 422
    return Filled(form.fields()).refused(error), 409


def _field(error: FieldError) -> str:
    first = error.field.partition(".")[0]
    return first if first in {"competences", "affiliations"} else error.field


def _profile(form: Posted, person: str = "") -> Profile:
    """What the form says; several categories or ties stand in one field each.

    Raises:
        Invalid: A field is wrong.
    """
    said: dict[str, Any] = {name: form.text(name) for name in ("name", "email", "language")}
    said["competences"] = [code_of(each) for each in _parts(form.text("competences"), ",")]
    said["affiliations"] = [_tie(line) for line in _parts(form.text("affiliations"), "\n")]
    said["limit"] = form.text("limit") or None
    days = {each: form.text(f"absence.{each}") for each in ("since", "until")}
    said["absence"] = {each: day for each, day in days.items() if day} or None
    return read(Profile, {**said, **({"person": person} if person else {})})


def _parts(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark) if part.strip()]


def _tie(line: str) -> dict[str, str | None]:
    """A NIP, and after a comma the day on which the tie ended."""
    nip, _, until = line.partition(",")
    return {"nip": nip.strip(), "until": until.strip() or None}


def _fields(profile: Profile) -> dict[str, Any]:
    """The profile as its form has it."""
    away = profile.absence
    ties = (f"{tie.nip}{_ended(tie.until)}" for tie in profile.affiliations)
    return {
        "name": profile.name,
        "email": profile.email,
        "language": profile.language,
        "competences": ", ".join(category(code)[0] for code in profile.competences),
        "affiliations": "\n".join(ties),
        "limit": profile.limit,
        "absence.since": away and away.since.isoformat(),
        "absence.until": away and away.until.isoformat(),
    }


def _ended(until: dt.date | None) -> str:
    return "" if until is None else f", {until.isoformat()}"
