"""A case withdrawn after its verdict had been sent, in whatever order the two arrive."""

from __future__ import annotations

import asyncio

import pytest

from chassis.process import Decision, IllegalState, Refused
from contracts.base import Subject
from contracts.licensing import CaseProgressed, LicenceDrafted
from services.licensing.domain.commands import DrawUp, DrawUpNext, GiveNumber, Sign, Withdraw
from services.licensing.domain.licence import State
from services.licensing.domain.process import decide, due
from tests.services.licensing.build import (
    FIRST,
    NUMBER,
    SECOND,
    a_draft,
    a_filing,
    a_renewal,
    a_verdict,
    a_withdrawal,
    after,
    at,
    filed,
    renewing,
    signed,
    unsigned,
)
from tests.services.licensing.conftest import Office

ON_PAPER = Sign(by="o-1", form="paper")
OF_RENEWAL = a_withdrawal(SECOND, NUMBER)


def progressed(moment: str, case: str, number: str) -> CaseProgressed:
    return CaseProgressed(
        subject=Subject(kind="licence", id=FIRST),
        case=case,
        at=at(moment),
        by="rule:withdrawal",
        number=number,
        state="withdrawn",
        waits_for="",
        on="nobody",
    )


def test_an_agreement_that_waits_lapses_and_only_the_case_file_is_told() -> None:
    decision = decide(Withdraw(FIRST), at("2026-03-05"), unsigned())

    assert decision == Decision(
        unsigned().but(state=State.LAPSED),
        (progressed("2026-03-05", FIRST, "ZP/2026/000001"),),
    )
    assert due(decision.state) is None
    with pytest.raises(IllegalState):
        decide(ON_PAPER, at("2026-03-05"), decision.state)


def test_a_draft_that_nobody_knows_of_lapses_in_silence() -> None:
    assert decide(Withdraw(FIRST), at("2026-03-05"), a_draft()) == Decision(
        a_draft().but(state=State.LAPSED)
    )


def test_a_number_given_while_it_was_withdrawn_stays_taken() -> None:
    withdrawn = after(a_draft(), ("2026-03-02", Withdraw(FIRST)))

    numbered = decide(GiveNumber(NUMBER), at("2026-03-02"), withdrawn)

    assert numbered == Decision(withdrawn.but(number=NUMBER))


def test_the_next_agreement_is_void_and_the_present_term_runs_on() -> None:
    decision = decide(Withdraw(SECOND), at("2027-02-21"), renewing())

    assert decision == Decision(
        renewing().but(next=None, closed=(SECOND,)),
        (progressed("2027-02-21", SECOND, "ZP/2027/000007"),),
    )


def test_a_renewal_and_its_withdrawal_lead_to_the_same_in_either_order() -> None:
    verdict, withdrawal = DrawUpNext(a_renewal()), Withdraw(SECOND)

    in_order = after(filed(), ("2027-02-20", verdict), ("2027-02-20", withdrawal))
    the_other_way = after(filed(), ("2027-02-20", withdrawal), ("2027-02-20", verdict))

    assert in_order == the_other_way == signed().but(closed=(SECOND,))


def test_a_signed_renewal_is_left_to_a_person() -> None:
    licence = after(renewing(), ("2027-02-25", ON_PAPER))

    with pytest.raises(Refused, match="signed-already"):
        decide(Withdraw(SECOND), at("2027-02-26"), licence)


async def test_withdrawn_after_its_verdict_nothing_can_be_signed(office: Office) -> None:
    await office.hear(a_verdict())

    await office.hear(a_withdrawal())

    licence = await office.licence(FIRST)
    assert (licence.state, licence.number) == (State.LAPSED, NUMBER)
    assert [type(event) for event in await office.said(FIRST)] == [LicenceDrafted, CaseProgressed]


async def test_withdrawn_before_its_verdict_came_nothing_is_numbered_or_said(
    office: Office,
) -> None:
    await office.hear(a_withdrawal())
    await office.hear(a_verdict())
    await office.hear(a_verdict("other"))

    licence = await office.licence(FIRST)
    assert (licence.state, licence.number) == (State.LAPSED, None)
    assert await office.said(FIRST) == []
    assert (await office.licence("other")).number == NUMBER


async def test_both_told_at_once_leave_nothing_to_sign(office: Office) -> None:
    cases = [f"case-{no}" for no in range(40)]
    events = [event for case in cases for event in (a_verdict(case), a_withdrawal(case))]

    await asyncio.gather(*(office.hear(event) for event in events))

    states = [(await office.licence(case)).state for case in cases]
    assert states == [State.LAPSED] * len(cases)


async def test_a_verdict_cut_off_by_a_crash_is_not_numbered_by_the_tick(office: Office) -> None:
    await office.hear(a_withdrawal())
    await office.service.change(FIRST, DrawUp(a_verdict()), "m-1")

    await office.service.tick(FIRST)
    await office.hear(a_verdict(), "m-1")

    licence = await office.licence(FIRST)
    assert (licence.state, licence.number) == (State.LAPSED, None)


async def test_a_withdrawal_told_twice_is_one(office: Office) -> None:
    await office.hear(a_verdict())
    for cause in ("m-1", "m-1", "m-2"):
        await office.hear(a_withdrawal(), cause)

    assert [event.seq for event in await office.said(FIRST)] == [2, 3]


async def test_a_withdrawal_of_a_case_that_was_refused_concerns_no_licence(office: Office) -> None:
    await office.hear(a_withdrawal())
    await office.hear(a_withdrawal(), "m-2")

    assert await office.service.licences.find(FIRST) is None


async def test_one_that_is_signed_already_is_left_to_a_person(office: Office) -> None:
    await office.hear(a_verdict())
    await office.service.change(FIRST, ON_PAPER)

    with pytest.raises(Refused, match="signed-already"):
        await office.hear(a_withdrawal())

    assert (await office.licence(FIRST)).state is State.ACTIVE


@pytest.mark.parametrize(
    "told", [(a_renewal(), OF_RENEWAL), (OF_RENEWAL, a_renewal())], ids=["in order", "other way"]
)
async def test_a_withdrawn_renewal_leaves_the_licence_as_it_was(
    office: Office, told: tuple[object, object]
) -> None:
    await office.hear(a_verdict())
    await office.service.change(FIRST, ON_PAPER)
    before = await office.licence(FIRST)
    await office.service.change(FIRST, a_filing())

    for event in told:
        await office.hear(event)  # type: ignore[arg-type]

    assert await office.licence(FIRST) == before.but(closed=(SECOND,))
