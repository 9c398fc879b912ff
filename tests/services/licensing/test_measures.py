from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Decision, Refused
from contracts.base import Subject
from contracts.licensing import (
    LicenceExpired,
    LicenceExpiring,
    LicenceReinstated,
    LicenceRevoked,
    LicenceSurrendered,
    LicenceSuspended,
)
from contracts.values import Timer
from services.licensing.domain.commands import Reinstate, Revoke, Sign, Surrender, Suspend
from services.licensing.domain.licence import Licence, Measure, State, state_on
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
    live,
    reminders,
    renewing,
    revoked,
    signed,
    suspended,
)

END = day("2027-03-09")  # of the licence that `signed` builds
JUNE = at("2026-06-01")
WHY = "Znak na innym chlebie."


def told(by: str, **more: Any) -> dict[str, Any]:
    common = {"subject": Subject(kind="licence", id=FIRST), "case": FIRST, "at": JUNE, "by": by}
    return {**common, "licence_number": NUMBER, "contact": CONTACT, "office": OFFICE, **more}


def noted(licence: Licence, kind: Any, by: str, reason: str, **changed: Any) -> Licence:
    measure = Measure(kind=kind, at=JUNE, by=by, reason=reason)
    after: Licence = licence.but(measures=(*licence.measures, measure), **changed)
    return after


def test_a_suspension_takes_the_right_and_tells_why() -> None:
    decision = decide(Suspend("o-1", WHY), JUNE, signed())

    expected = noted(signed(), "suspended", "o-1", WHY, state=State.SUSPENDED)
    assert decision == Decision(expected, (LicenceSuspended(**told("o-1"), reason=WHY, end=END),))


def test_a_reinstatement_gives_the_right_back_until_the_end_of_the_term() -> None:
    before = suspended("2026-05-01")

    decision = decide(Reinstate("o-2", "Poprawione."), JUNE, before)

    expected = noted(before, "reinstated", "o-2", "Poprawione.", state=State.ACTIVE)
    assert decision == Decision(
        expected,
        (
            LicenceReinstated(
                **told("o-2"), reason="Poprawione.", end=END, timers=reminders(f"{END}")
            ),
        ),
    )


def test_a_revocation_is_for_good() -> None:
    decision = decide(Revoke("o-1", WHY), JUNE, signed())

    expected = noted(signed(), "revoked", "o-1", WHY, state=State.REVOKED)
    assert decision == Decision(expected, (LicenceRevoked(**told("o-1"), reason=WHY),))
    assert due(decision.state) is None


def test_a_licensee_gives_a_licence_up_and_need_not_say_why() -> None:
    decision = decide(Surrender("p-1"), JUNE, signed())

    expected = noted(signed(), "surrendered", "p-1", "", state=State.SURRENDERED)
    assert decision == Decision(expected, (LicenceSurrendered(**told("p-1"), reason=""),))
    assert due(decision.state) is None


@pytest.mark.parametrize("end", [Revoke("o-1", WHY), Surrender("p-1")])
def test_what_ends_a_licence_voids_the_agreement_that_waits(end: object) -> None:
    after_ = decide(end, at("2027-02-25"), renewing()).state

    assert (after_.next, after_.filed, after_.closed) == (None, (), (SECOND,))


@pytest.mark.parametrize(
    ("licence", "command"),
    [
        (signed(), Suspend("o-1", WHY)),
        (signed(), Revoke("o-1", WHY)),
        (signed(), Surrender("p-1")),
        (suspended(), Reinstate("o-1", WHY)),
        (suspended(), Revoke("o-1", WHY)),
        (suspended(), Surrender("p-1")),
    ],
)
def test_nothing_is_taken_or_given_back_after_the_end_although_the_timer_is_late(
    licence: Licence, command: object
) -> None:
    with pytest.raises(Refused, match="term-over") as refusal:
        decide(command, at("2027-03-10T00:00"), licence)

    assert refusal.value.extra == {"end": "2027-03-09"}


def test_reminders_rest_while_it_is_suspended_and_the_term_ends_as_ever() -> None:
    last, said = live(suspended(), at("2030-01-01"))

    assert [type(each) for each in said] == [LicenceExpired]
    assert (said[0].at, last.state, due(last)) == (at("2027-03-10T00:00"), State.EXPIRED, None)


def test_what_was_missed_meanwhile_is_one_reminder_after_the_reinstatement() -> None:
    back = after(suspended(), ("2027-02-20", Reinstate("o-1", "Poprawione.")))

    _, said = live(back, at("2027-03-03"), since=at("2027-02-20"))

    assert [(type(each), each.days) for each in said] == [
        (LicenceExpiring, 17),
        (LicenceExpiring, 7),
    ]


def test_an_agreement_waits_while_it_is_suspended_and_the_time_to_sign_begins_anew() -> None:
    waits = suspended("2027-02-25", renewing("2027-01-05"))
    assert due(waits) == at("2027-03-10T00:00")  # the end of the term, not the last day to sign

    decision = decide(Reinstate("o-1", "Poprawione."), at("2027-03-08"), waits)

    (said,) = decision.messages
    assert isinstance(said, LicenceReinstated)
    assert decision.state.next is not None
    assert (said.sign_by, decision.state.next.sign_by) == (day("2027-05-07"), day("2027-05-07"))
    assert said.timers == (Timer(what="lapse", at=at("2027-05-12T23:59:59")),)


def test_a_suspension_ends_with_the_term_and_the_next_one_begins_with_its_signature() -> None:
    waits, _ = live(suspended("2027-02-25", renewing("2027-01-05")), at("2027-03-10T00:00"))
    assert waits.next is not None
    assert (waits.state, waits.next.sign_by) == (State.EXPIRED, day("2027-05-10"))

    renewed = after(waits, ("2027-04-01", Sign(by="o-1", form="paper")))

    assert (renewed.state, renewed.terms[-1].start) == (State.ACTIVE, day("2027-04-01"))


def test_the_register_tells_a_suspension_and_an_end_by_the_dates() -> None:
    assert state_on(suspended(), END) is State.SUSPENDED
    assert state_on(suspended(), END + dt.timedelta(days=1)) is State.EXPIRED
    assert state_on(revoked(), END + dt.timedelta(days=1)) is State.REVOKED


@given(st.lists(st.integers(min_value=1, max_value=363), min_size=1, max_size=6, unique=True))
def test_however_often_it_is_suspended_it_expires_once_and_is_reminded_in_force_only(
    days: list[int],
) -> None:
    licence = signed()
    said: list[Any] = []
    now = at("2026-03-10")
    switches = [now + dt.timedelta(days=each) for each in sorted(days)]
    for no, moment in enumerate(switches):
        licence, heard = live(licence, moment, since=now)
        switch = Reinstate("o-1", WHY) if no % 2 else Suspend("o-1", WHY)
        licence = decide(switch, moment, licence).state
        said, now = said + heard, moment
    licence, heard = live(licence, at("2030-01-01"), since=now)
    said += heard

    assert [each.at for each in said if isinstance(each, LicenceExpired)] == [
        at("2027-03-10T00:00")
    ]
    reminders = [each for each in said if isinstance(each, LicenceExpiring)]
    suspended_then = [sum(moment <= each.at for moment in switches) % 2 for each in reminders]
    assert suspended_then == [0] * len(reminders)
    assert [each.days for each in reminders] == sorted({e.days for e in reminders}, reverse=True)
    assert (licence.state, len(licence.measures)) == (State.EXPIRED, len(days))
