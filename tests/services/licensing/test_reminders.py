from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Decision
from contracts.base import Subject
from contracts.licensing import LicenceExpired, LicenceExpiring, LicenceLapsed
from services.licensing.domain.commands import EndRenewal, TimeArrived
from services.licensing.domain.licence import State
from services.licensing.domain.process import decide, due
from tests.services.licensing.build import (
    CONTACT,
    FIRST,
    NUMBER,
    OFFICE,
    SECOND,
    after,
    at,
    day,
    filed,
    live,
    renewing,
    signed,
)

END = day("2027-03-09")  # of the licence that `signed` builds


def expiring(moment: str, days: int) -> LicenceExpiring:
    return LicenceExpiring(
        subject=Subject(kind="licence", id=FIRST),
        case=FIRST,
        at=at(moment),
        by="rule:reminder",
        licence_number=NUMBER,
        end=END,
        days=days,
        link="/wnioski/nowy?licencja=ZP-LUB/2026/0001",
        contact=CONTACT,
        office=OFFICE,
    )


def expired(moment: str) -> LicenceExpired:
    return LicenceExpired(
        subject=Subject(kind="licence", id=FIRST),
        case=FIRST,
        at=at(moment),
        by="rule:expiry",
        licence_number=NUMBER,
        end=END,
        closes_renewal=day("2027-04-08"),
        contact=CONTACT,
        office=OFFICE,
    )


def test_a_year_without_a_renewal_tells_three_times_and_then_the_end() -> None:
    after_it, said = live(signed(), at("2030-01-01"))

    assert said == [
        expiring("2027-01-08T08:00", 60),
        expiring("2027-02-07T08:00", 30),
        expiring("2027-03-02T08:00", 7),
        expired("2027-03-10T00:00"),
    ]
    assert after_it == signed().but(state=State.EXPIRED, reminded=7)
    assert due(after_it) is None


def test_reminders_missed_collapse_into_the_latest_and_tell_the_days_really_left() -> None:
    late = at("2027-02-20T10:00")

    decision = decide(TimeArrived(), late, signed())

    assert decision == Decision(signed().but(reminded=30), (expiring("2027-02-20T10:00", 17),))
    assert due(decision.state) == at("2027-03-02T08:00")


def test_a_licence_that_has_ended_meanwhile_is_told_of_the_end_alone() -> None:
    decision = decide(TimeArrived(), at("2027-03-20"), signed())

    assert decision.messages == (expired("2027-03-20"),)


def test_a_renewal_filed_stops_the_reminders_but_not_the_end() -> None:
    _, said = live(filed("2027-02-01"), at("2030-01-01"))

    assert said == [expired("2027-03-10T00:00")]


@pytest.mark.parametrize(
    ("ended", "days"),
    [("2027-02-10", 27), ("2027-03-05", 4)],
)
def test_a_renewal_that_failed_starts_them_again_with_the_latest(ended: str, days: int) -> None:
    licence = after(signed(), ("2027-01-08T08:00", TimeArrived()))
    licence = after(filed("2027-02-01", licence), (ended, EndRenewal(SECOND)))

    moment = due(licence)

    assert moment is not None
    assert moment < at(ended)
    assert decide(TimeArrived(), at(ended), licence).messages == (expiring(ended, days),)


def test_reminders_rest_while_the_next_agreement_waits_and_run_again_when_it_lapses() -> None:
    licence = renewing("2027-01-10", filed("2027-01-09"))

    after_it, said = live(licence, at("2030-01-01"))

    lapse = LicenceLapsed(
        subject=Subject(kind="licence", id=FIRST),
        case=SECOND,
        at=at("2027-03-17T00:00"),
        by="rule:sign-by",
        licence_number=NUMBER,
        number="ZP/2027/000007",
        term_no=2,
        contact=CONTACT,
        office=OFFICE,
    )
    assert said == [expired("2027-03-10T00:00"), lapse]
    assert (after_it.state, after_it.next) == (State.EXPIRED, None)


def test_a_lapse_before_the_end_is_followed_by_the_reminder_still_true() -> None:
    short = renewing("2027-01-10", filed("2027-01-09"))
    assert short.next is not None
    licence = short.but(next=short.next.model_copy(update={"sign_by": day("2027-02-10")}))

    _, said = live(licence, at("2027-02-28"))

    assert [type(event) for event in said] == [LicenceLapsed, LicenceExpiring]
    assert said[1].days == 21


MOMENTS = st.lists(
    st.datetimes(dt.datetime(2026, 12, 1), dt.datetime(2027, 3, 9)),  # noqa: DTZ001 -- Warsaw's
    max_size=8,
).map(sorted)


@given(MOMENTS)
def test_whenever_the_timer_runs_reminders_are_few_true_and_fall(
    moments: list[dt.datetime],
) -> None:
    licence, days = signed(), []
    for moment in moments:
        made = decide(TimeArrived(), at(moment.isoformat()), licence)
        licence = made.state
        days += [event.days for event in made.messages]  # type: ignore[attr-defined]

    assert days == sorted(set(days), reverse=True)
    assert len(days) <= 3
    assert all(0 <= left <= 60 for left in days)
