from __future__ import annotations

import pytest

from chassis.process import Unknown
from contracts.base import Subject
from contracts.intake import ApplicationRejected, RenewalFiled
from contracts.licensing import LicenceActivated, LicenceDrafted, LicenceRenewed
from services.licensing.domain.commands import DrawUp, Sign
from services.licensing.domain.licence import Filed, State
from services.licensing.domain.process import due
from tests.services.licensing.build import (
    CONTACT,
    ENTITY,
    FIRST,
    NUMBER,
    OFFICE,
    SECOND,
    a_renewal,
    a_verdict,
    at,
    day,
    refused,
)
from tests.services.licensing.conftest import Office

ON_PAPER = Sign(by="o-1", form="paper")


def a_filing(licence_number: str = NUMBER, nip: str = ENTITY.nip) -> RenewalFiled:
    return RenewalFiled(
        subject=Subject(kind="application", id=SECOND),
        case=SECOND,
        at=at("2027-02-01"),
        by="p-1",
        number="ZP/2027/000007",
        licence_number=licence_number,
        nip=nip,
    )


def a_rejection(licence_number: str | None = NUMBER) -> ApplicationRejected:
    return ApplicationRejected(
        subject=Subject(kind="application", id=SECOND),
        case=SECOND,
        at=at("2027-02-05"),
        by="o-1",
        number="ZP/2027/000007",
        points=(),
        appeal_until=day("2027-02-19"),
        licence_number=licence_number,
        contact=CONTACT,
        office=OFFICE,
    )


async def test_a_positive_verdict_becomes_a_numbered_agreement(office: Office) -> None:
    await office.hear(a_verdict())

    licence = await office.licence(FIRST)
    assert (licence.state, licence.number) == (State.AWAITING_SIGNATURE, NUMBER)
    assert [type(event) for event in await office.said(FIRST)] == [LicenceDrafted]


@pytest.mark.parametrize("cause", ["m-1", "m-2"])
async def test_a_verdict_delivered_twice_draws_up_one_agreement(office: Office, cause: str) -> None:
    await office.hear(a_verdict(), "m-1")
    await office.hear(a_verdict(), cause)

    assert [(e.licence_number, e.seq) for e in await office.said(FIRST)] == [(NUMBER, 2)]


async def test_a_verdict_redelivered_after_a_crash_gives_the_number(office: Office) -> None:
    await office.service.change(FIRST, DrawUp(a_verdict()), "m-1")

    await office.hear(a_verdict(), "m-1")

    assert (await office.licence(FIRST)).number == NUMBER


async def test_a_crash_between_the_number_and_the_licence_is_resumed_by_the_tick(
    office: Office,
) -> None:
    await office.service.change(FIRST, DrawUp(a_verdict()), "m-1")
    await office.service.numbers.give("ZP-LUB/2026", FIRST)

    await office.service.tick(FIRST)
    await office.hear(a_verdict("other"))

    assert (await office.licence(FIRST)).number == NUMBER
    assert (await office.licence("other")).number == "ZP-LUB/2026/0002"


async def test_a_negative_verdict_begins_nothing(office: Office) -> None:
    await office.hear(refused(a_verdict()))

    assert await office.service.licences.find(FIRST) is None


async def test_a_licence_lives_through_a_renewal(office: Office) -> None:
    await office.hear(a_verdict())
    await office.service.change(FIRST, ON_PAPER)
    await office.hear(a_filing(), on_day="2027-02-01")
    await office.hear(a_renewal(), on_day="2027-02-20")
    await office.service.change(FIRST, ON_PAPER)

    said = await office.said(FIRST)
    assert [type(event) for event in said] == [
        LicenceDrafted,
        LicenceActivated,
        LicenceDrafted,
        LicenceRenewed,
    ]
    assert [event.case for event in said] == [FIRST, FIRST, SECOND, SECOND]
    assert [event.seq for event in said] == [2, 3, 5, 6]


@pytest.mark.parametrize("ending", [a_rejection(), refused(a_renewal())])
async def test_a_renewal_that_failed_starts_the_reminders_again(
    office: Office, ending: ApplicationRejected
) -> None:
    await office.hear(a_verdict())
    await office.service.change(FIRST, ON_PAPER)
    await office.hear(a_filing())
    assert (await office.licence(FIRST)).filed == (Filed(case=SECOND, at=at("2027-02-01")),)
    assert due(await office.licence(FIRST)) == at("2027-03-02T00:00")

    await office.hear(ending)

    assert (await office.licence(FIRST)).filed == ()
    assert due(await office.licence(FIRST)) == at("2026-12-31T08:00")


async def test_a_renewal_filed_by_a_stranger_leaves_the_reminders_running(office: Office) -> None:
    await office.hear(a_verdict())
    await office.service.change(FIRST, ON_PAPER)

    await office.hear(a_filing(nip="5260250274"))

    assert (await office.licence(FIRST)).filed == ()
    assert due(await office.licence(FIRST)) == at("2026-12-31T08:00")


async def test_a_slip_in_the_licence_number_is_nobodys_trouble_until_it_is_granted(
    office: Office,
) -> None:
    await office.hear(a_filing("ZP-LUB/2019/0404"))
    await office.hear(a_rejection("ZP-LUB/2019/0404"))
    await office.hear(a_rejection(None))

    with pytest.raises(Unknown):
        await office.hear(a_renewal())


async def test_time_does_what_is_due(office: Office) -> None:
    await office.hear(a_verdict())
    office.clock.moment = at("2026-05-08T00:00")

    await office.service.tick(FIRST)

    assert (await office.licence(FIRST)).state is State.LAPSED
