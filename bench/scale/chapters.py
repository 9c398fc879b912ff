"""What happens in the stories, chapter by chapter, and which stages are kept.

The share of a stage is how many of a thousand cases are in it: one that is left soon has few.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bench.scale.house import House
from bench.scale.stories import MEMBERS, PDF, RARE, Teller, a_form, a_person, one_praise
from deploy.local import bots_office
from deploy.local.bots_experts import Opinion
from deploy.local.bots_office import OFFICER


async def tell(house: House) -> Teller:
    """Live through all of it."""
    teller = Teller(house)
    await teller.begin()
    for chapter in CHAPTERS:
        await chapter(teller)
    return teller


async def _before_acceptance(tell: Teller) -> None:
    znak, now = tell.house.znak, tell.house.clock.moment
    await tell.apply(1, submit=False)
    await tell.keep("draft", 1, 20)
    broken = one_praise(a_form(2, now))
    await tell.apply(2, items=broken)
    await tell.keep("formal check", 2, 8)
    await tell.house.settle()
    await bots_office.check(znak)
    await tell.keep("correction", 2, 3)
    await tell.house.travel(6)
    await tell.keep("correction, reminded", 2, 2)
    await tell.house.travel(5)
    await tell.keep("rejected", 2, 12)
    await tell.apply(3, items=one_praise(a_form(3, now)))
    await znak.intake.withdraw(a_person(3), tell.cases[3][0], "Rezygnujemy.")
    await tell.keep("withdrawn before acceptance", 3, 5)
    await tell.apply(4)
    await tell.house.settle()
    await znak.intake.withdraw(a_person(4), tell.cases[4][0], "Rezygnujemy.")
    await tell.keep("withdrawn after acceptance", 4, 5)


async def _evaluation(tell: Teller) -> None:
    now = tell.house.clock.moment
    await tell.apply(5)
    await tell.keep("in the panel", 5, 12)
    first, second = await tell.panel(5)
    await tell.house.znak.evaluation.declare(first, f"{tell.cases[5][0]}.1")
    await tell.house.znak.evaluation.claim(first, f"{tell.cases[5][0]}.1")
    await tell.keep("claimed", 5, 4)
    await tell.score(5, experts=[second])
    await tell.keep("one card in", 5, 4)
    await tell.score(5)
    await tell.apply(6)
    first, second = await tell.panel(6)
    await tell.score(6, experts=[first])
    await tell.score(6, experts=[second], opinion=Opinion(("poor",)))
    await tell.keep("cards that differ", 6, 2)
    await tell.score(6)
    await tell.apply(7, items=[{**a_form(7, now)["items"][0], "category": RARE}])
    await tell.keep("no expert", 7, 1)
    await tell.house.znak.intake.withdraw(a_person(7), tell.cases[7][0], "Rezygnujemy.")
    await tell.apply(8)
    await tell.house.settle()
    await tell.score(8)
    await tell.keep("to be confirmed", 8, 4)
    await tell.confirm(8)
    await tell.keep("to be signed", 8, 25)
    await tell.apply(9)
    await tell.house.settle()
    await tell.score(9, opinion=Opinion(("poor",)))
    await tell.confirm(9)
    await tell.keep("refused", 9, 25)


async def _chapter(tell: Teller) -> None:
    znak, call = tell.house.znak, "zakup-prospoleczny"
    case = await tell.apply(10, submit=False, call=call)
    await znak.intake.attach(a_person(10), case, "financial-statement", PDF)
    await znak.intake.submit(a_person(10), case)
    await tell.house.settle()
    await bots_office.check(znak)
    await tell.house.settle()
    await tell.score(10)
    await tell.keep("before the chapter", 10, 10)
    held = (tell.house.clock.moment + dt.timedelta(days=9)).isoformat()
    planned = await znak.evaluation.sitting(
        OFFICER, held=held, place="Lublin", chair=MEMBERS[0].id, cases=[case]
    )
    await znak.evaluation.at(OFFICER, planned["id"], "call")
    await tell.keep("on an agenda", 10, 2)


async def _ended_early(tell: Teller) -> None:
    for no in range(11, 15):
        await tell.apply(no)
    await tell.house.settle()
    await tell.score(11, 12, 13, 14)
    await tell.confirm(11, 12, 13, 14)
    await tell.sign(12, 13, 14)
    await tell.licence(12, "suspension")
    await tell.keep("suspended", 12, 5)
    await tell.licence(13, "revocation")
    await tell.keep("revoked", 13, 5)
    await tell.licence(14, "surrender")
    await tell.keep("surrendered", 14, 10)
    await tell.house.travel(65)
    await tell.keep("lapsed", 11, 10)


async def _a_term(tell: Teller) -> None:
    for no in (15, 16):
        await tell.apply(no)
    await tell.house.settle()
    await tell.score(15, 16)
    await tell.confirm(15, 16)
    await tell.sign(15, 16)
    await tell.keep("active", 15, 330)
    for days, name, share in ((306, "60 days", 30), (30, "30 days", 23), (23, LAST_DAYS, 7)):
        await tell.house.travel(days)
        await tell.keep(name, 15, share)
        if name == "60 days":
            await _renewed(tell)
    await tell.house.travel(10)
    await tell.keep("expired", 15, 230)


async def _renewed(tell: Teller) -> None:
    form = a_form(16, tell.house.clock.moment)
    number = await tell.number(16)
    items = [{**form["items"][0], "new": False}]
    await tell.apply(16, kind="renewal", licence_number=number, items=items)
    await tell.keep("renewal to be confirmed", 16, 2)
    await tell.confirm(16)
    await tell.keep("renewal to be signed", 16, 8)
    await tell.sign(16)
    await tell.keep("renewed", 16, 200)


LAST_DAYS: Final = "7 days"
CHAPTERS: Final[Sequence[Callable[[Teller], Awaitable[None]]]] = (
    _before_acceptance,
    _evaluation,
    _chapter,
    _ended_early,
    _a_term,
)
