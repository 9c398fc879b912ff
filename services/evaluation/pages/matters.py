"""One case at a sitting: its materials, who does not vote on it, and the open vote."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.process import FieldError, Forbidden, Invalid, Refused, Text, Unknown
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from chassis.site.visitor import guest
from contracts.words import category
from services.evaluation import agenda, decisions
from services.evaluation.chapter import Excluded, Votes
from services.evaluation.domain import Case, Sitting
from services.evaluation.domain.access import seen_by
from services.evaluation.domain.chapter.commands import CastVotes, Exclude
from services.evaluation.domain.chapter.sitting import Matter
from services.evaluation.pages.card import names_of
from services.evaluation.pages.outcome import outcomes
from services.evaluation.pages.reading import read
from services.evaluation.service import Evaluation
from services.evaluation.views import ApplicationView

Reader = Annotated[Principal, Depends(guest("officer", "chapter", "director"))]
Leader = Annotated[Principal, Depends(guest("officer", "chapter"))]
Voter = Annotated[Principal, Depends(guest("chapter"))]

VOTED: Final = Text("Głos zapisany.", "Your vote is kept.")
NOBODY: Final = Text("Wybierz, kto nie głosuje.", "Choose who does not vote.")
EXCLUDED: Final = Text("Wyłączenie zapisane.", "The exclusion is kept.")


def add_routes(routes: APIRouter, service: Evaluation, site: Site) -> None:
    """The routes of one case at a sitting."""
    place = "/posiedzenia/{sitting}/sprawy/{case}"

    @routes.get(place)
    async def shown(sitting: str, case: str, request: Request, who: Reader) -> Response:
        return await page(service, site, request, (sitting, case), who)

    @routes.post(f"{place}/glos")
    async def vote(sitting: str, case: str, request: Request, form: Form, who: Voter) -> Response:
        """Vote, then go on with the next case that waits for this vote."""
        try:
            command = CastVotes(case, who.person, _votes(case, form).votes)
            found = await agenda.change(service, sitting, command, form.cause)
        except (Forbidden, Unknown):
            raise
        except Refused as error:
            again = Filled(form.fields()).refused(error)
            return await page(service, site, request, (sitting, case), who, again)
        waiting = (each.case for each in found.agenda if _waits(found, each, who.person))
        to, left = f"/posiedzenia/{sitting}", next(waiting, None)
        return site.go(to if left is None else f"{to}/sprawy/{left}", VOTED, request)

    @routes.post(f"{place}/wylaczenie")
    async def exclude(
        sitting: str, case: str, request: Request, form: Form, who: Leader
    ) -> Response:
        """Take a member off the vote on this case."""
        try:
            said = _excluded(case, form)
            member = said.member or _own(who)
            command = Exclude(case, member, said.ground, who.person, who.has("officer"))
            await agenda.change(service, sitting, command, form.cause)
        except (Forbidden, Unknown):
            raise
        except Refused as error:
            again = Filled(form.fields()).refused(error)
            return await page(service, site, request, (sitting, case), who, again)
        return site.go(f"/posiedzenia/{sitting}/sprawy/{case}", EXCLUDED, request)


async def page(
    service: Evaluation,
    site: Site,
    request: Request,
    at: tuple[str, str],
    who: Principal,
    form: Filled = EMPTY,
) -> Response:
    """The case at its sitting."""
    sitting = (await service.sittings.get(at[0])).state
    matter = sitting.matter(at[1])
    case, outcome = await _case(service, matter, who), outcomes(sitting, matter)
    resolutions = (each for each in sitting.resolutions if each.case == matter.case)
    own = {f"votes.{e.scored.item.id}": e.ballots.get(who.person) for e in outcome.items}
    return site.page(
        request,
        "matter.html",
        status=form.status,
        sitting=sitting,
        matter=matter,
        called=category,
        outcome=outcome,
        resolution=next(resolutions, None),
        people={member.person: member.name for member in sitting.members},
        excluded=[each for each in sitting.exclusions if each.case == matter.case],
        votes=sitting.seats(who.person) and who.person not in sitting.excluded(matter.case),
        leads=who.has("officer") or who.person == sitting.chair,
        cards=_cards(case),
        names=names_of(case) if case else {},
        application=ApplicationView.of(case) if case else None,
        form=form.begin(own),
    )


async def _case(service: Evaluation, matter: Matter, who: Principal) -> Case | None:
    """The case itself, while it may be read: one that was withdrawn is not before the chapter."""
    try:
        return seen_by(who.person, await decisions.seen(service, matter.case, who))
    except Forbidden:
        return None


def _cards(case: Case | None) -> list[tuple[str, Any]]:
    """Who of the present panels scored, and how."""
    if case is None:
        return []
    return [(seat.expert.name, seat.card) for seat in case.present if seat.card is not None]


def _waits(sitting: Sitting, matter: Matter, person: str) -> bool:
    may = person not in sitting.excluded(matter.case)
    return may and not outcomes(sitting, matter).voted(person)


def _votes(case: str, form: Posted) -> Votes:
    ballots = {
        name.partition(".")[2]: said
        for name, said in form.fields().items()
        if name.startswith("votes.") and said
    }
    return read(Votes, {"case": case, "votes": ballots})


def _own(who: Principal) -> str:
    """Members mean themselves where they name nobody."""
    if not who.has("chapter"):
        raise Invalid((FieldError("member", "missing", NOBODY),))
    return who.person


def _excluded(case: str, form: Posted) -> Excluded:
    member = form.text("member") or None
    return read(Excluded, {"case": case, "member": member, "ground": form.text("ground")})
