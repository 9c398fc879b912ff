"""The card beside the application: opened here, kept while typing, handed in, given back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.process import Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from chassis.site.visitor import guest
from contracts.values import Criterion, Item
from contracts.words import category
from services.evaluation import work
from services.evaluation.domain import Case
from services.evaluation.domain.case import Claim, Seat
from services.evaluation.pages.grounds import GROUNDS
from services.evaluation.pages.session import remember, session_for, session_of
from services.evaluation.service import Evaluation
from services.evaluation.views import ApplicationView, TaskLine
from services.evaluation.work import Task, mine

Expert = Annotated[Principal, Depends(guest("expert"))]
WHOLE: Final = re.compile(r"-?[0-9]{1,9}")
PART: Final = 4
"""So many signs of life fit into a lease."""

SAVED: Final = Text("Zapisano.", "Saved.")
SENT: Final = Text("Karta wysłana. Dziękujemy!", "The card is in. Thank you!")
GIVEN_BACK: Final = Text(
    "Zadanie wróciło na Twoją listę. To, co wpisane, czeka.",
    "The task is back on your list. What you typed waits.",
)


def add_routes(routes: APIRouter, service: Evaluation, site: Site) -> None:
    """The routes of an open card."""
    _add_session(routes, service, site)
    _add_writing(routes, service, site)


def page(
    service: Evaluation,
    site: Site,
    request: Request,
    here: tuple[Case, Seat],
    form: Filled = EMPTY,
) -> Response:
    """The task as far as this browser has come with it; ``form`` is what was typed and refused."""
    case, seat = here
    held = _held_here(service, request, seat)
    said: dict[str, Any] = {"task": TaskLine.of(case, seat), "form": form}
    status = form.status
    if not seat.open:
        names = names_of(case)
        return site.page(request, "task-closed.html", status=status, seat=seat, names=names, **said)
    said["grounds"] = GROUNDS
    if held is None and not (seat.declared == "clear" and form.value("token")):
        elsewhere = _elsewhere(service, seat)
        return site.page(request, "task-open.html", status=status, holder=elsewhere, **said)
    items, criteria = _asked(case, seat)
    if not form.values:
        said["form"] = form.begin(dict(_typed_before(seat, items, criteria)))
    said |= {"application": ApplicationView.of(case, seat.category), "called": category}
    said |= {"criteria": criteria, "held": held}
    said |= {"labels": dict(_labels(items, criteria)), "every": _every(service)}
    said |= {"task_id": said["task"].id, "saved": None, "lost": form.refusal}
    return site.page(request, "task-card.html", status=status, **said)


async def opened(
    service: Evaluation, site: Site, request: Request, here: Task, person: str, form: Posted
) -> Response:
    """Open the card in this browser, with what was typed here while it was not, if anything."""
    session = session_for(request)
    cause = f"open/{form.cause}"  # the same form may have declared, which is another change
    try:
        case, seat, claim = await work.claim(service, here, person, session, cause)
        if form.text("token"):
            await work.draft(service, here, person, claim.token, typed(form, *_asked(case, seat)))
    except Refused as error:
        again = Filled(form.fields()).refused(error)
        return page(service, site, request, await mine(service, here, person), again)
    answer = site.go(f"/zadania/{case.task(seat)}")
    remember(answer, claim.session, secure=site.secure)
    return answer


def _add_session(routes: APIRouter, service: Evaluation, site: Site) -> None:
    @routes.post("/zadania/{task}/otwarcie")
    async def open_(task: str, request: Request, form: Form, who: Expert) -> Response:
        return await opened(service, site, request, Task(task), who.person, form)

    @routes.post("/zadania/{task}/obecnosc")
    async def keep(task: str, request: Request, form: Form, who: Expert) -> Response:
        """A sign of life, which only a script gives: the answer is a part of the page."""
        here = Task(task)
        await mine(service, here, who.person)
        try:
            _, seat = await work.keep(service, here, who.person, form.text("token"))
        except Refused as error:
            return _state(site, request, task, None, lost=error)
        return _state(site, request, task, seat.claim)

    @routes.post("/zadania/{task}/oddanie")
    async def give_back(task: str, request: Request, form: Form, who: Expert) -> Response:
        here, token = Task(task), form.text("token")
        found = await mine(service, here, who.person)
        try:
            await work.draft(service, here, who.person, token, typed(form, *_asked(*found)))
            await work.release(service, here, who.person, token, form.cause)
        except Refused as error:
            return page(service, site, request, found, Filled(form.fields()).refused(error))
        return site.go("/zadania", GIVEN_BACK, request)


def _add_writing(routes: APIRouter, service: Evaluation, site: Site) -> None:
    @routes.post("/zadania/{task}/szkic")
    async def save(task: str, request: Request, form: Form, who: Expert) -> Response:
        """Put aside what is typed: by the button, or while typing, which only a script does."""
        here, partly = Task(task), "hx-request" in request.headers
        found = await mine(service, here, who.person)
        items, token = typed(form, *_asked(*found)), form.text("token")
        try:
            _, seat = await work.draft(service, here, who.person, token, items)
        except Refused as error:
            if partly:
                return _state(site, request, task, None, lost=error)
            again = Filled(form.fields()).refused(error)
            return page(service, site, request, await mine(service, here, who.person), again)
        if partly:
            return _state(site, request, task, seat.claim, saved=service.clock.real())
        return site.go(f"/zadania/{task}", SAVED, request)

    @routes.post("/zadania/{task}/karta")
    async def send(task: str, request: Request, form: Form, who: Expert) -> Response:
        """Hand the card in and go on with the most urgent of the rest."""
        here, person = Task(task), who.person
        found = await mine(service, here, person)
        items = typed(form, *_asked(*found), whole=True)
        try:
            await work.submit(service, here, person, form.text("token"), items, form.cause)
        except Refused as error:
            again = Filled(form.fields()).refused(error)
            return page(service, site, request, await mine(service, here, person), again)
        left, _ = await work.waiting(service, person)
        return site.go(f"/zadania/{left[0].id}" if left else "/zadania", SENT, request)


def typed(
    form: Posted, items: Sequence[Item], criteria: Sequence[Criterion], *, whole: bool = False
) -> list[dict[str, Any]]:
    """The card as its form has it; with ``whole`` numbers become numbers."""
    return [
        {"item": item.id, "scores": [_score(form, at, each, whole) for at, each in scores]}
        for item, scores in _places(items, criteria)
    ]


def _score(form: Posted, at: str, criterion: Criterion, whole: bool) -> dict[str, Any]:  # noqa: FBT001 -- as `typed` was asked
    points: Any = form.text(f"{at}.points")
    if whole and WHOLE.fullmatch(points):
        points = int(points)
    words = form.text(f"{at}.justification")
    return {"criterion": criterion.code, "points": points, "justification": words}


def _places(
    items: Sequence[Item], criteria: Sequence[Criterion]
) -> Iterator[tuple[Item, list[tuple[str, Criterion]]]]:
    """Each item with its criteria and the beginning of the names of their fields."""
    for no, item in enumerate(items):
        yield item, [(f"items.{no}.scores.{at}", each) for at, each in enumerate(criteria)]


def _typed_before(
    seat: Seat, items: Sequence[Item], criteria: Sequence[Criterion]
) -> Iterator[tuple[str, str]]:
    kept = {(each.item, each.criterion): each for each in seat.draft}
    for item, scores in _places(items, criteria):
        for at, criterion in scores:
            if score := kept.get((item.id, criterion.code)):
                yield f"{at}.points", score.points
                yield f"{at}.justification", score.justification


def _labels(items: Sequence[Item], criteria: Sequence[Criterion]) -> Iterator[tuple[str, Text]]:
    """What each field is called in the list of mistakes."""
    for item, scores in _places(items, criteria):
        for at, criterion in scores:
            pl, en = (criterion.name.get(each) or criterion.code for each in ("pl", "en"))
            said = Text(f"{item.name}, {pl}", f"{item.name}, {en}")
            yield f"{at}.points", said
            yield f"{at}.justification", said


def _asked(case: Case, seat: Seat) -> tuple[Sequence[Item], Sequence[Criterion]]:
    return case.file.items_in(seat.category), case.file.evaluation.criteria


def names_of(case: Case) -> dict[str, Any]:
    """What a card that is in names by codes: items by name, criteria whole."""
    items, criteria = case.file.items, case.file.evaluation.criteria
    return {each.id: each.name for each in items} | {each.code: each for each in criteria}


def _held_here(service: Evaluation, request: Request, seat: Seat) -> Claim | None:
    """The claim of this very browser, while its lease lasts."""
    claim = seat.claim
    if claim is None or claim.session != session_of(request):
        return None
    return claim if claim.lease_until > service.clock.real() else None


def _elsewhere(service: Evaluation, seat: Seat) -> Claim | None:
    """The claim of another session, while its lease lasts."""
    claim = seat.claim
    return claim if claim is not None and claim.lease_until > service.clock.real() else None


def _every(service: Evaluation) -> int:
    return max(1, int(service.lease.total_seconds()) // PART)


def _state(
    site: Site,
    request: Request,
    task: str,
    held: Claim | None,
    *,
    saved: dt.datetime | None = None,
    lost: Refused | None = None,
) -> Response:
    """The line that tells until when the card is open here."""
    template = "task-state.html"
    return site.page(request, template, task_id=task, held=held, saved=saved, lost=lost)
