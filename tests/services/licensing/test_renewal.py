from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.process import Decision, IllegalState, Refused
from contracts.base import Subject
from contracts.licensing import LicenceDrafted, LicenceExpired, LicenceRenewed
from contracts.values import Term, Timer
from services.licensing.domain import calendar
from services.licensing.domain.commands import (
    DrawUpNext,
    EndRenewal,
    Sign,
)
from services.licensing.domain.licence import Filed, Licence, State, state_on, window
from services.licensing.domain.process import decide, due
from tests.services.licensing.build import (
    BREAD,
    CONTACT,
    ENTITY,
    FIRST,
    NUMBER,
    OFFICE,
    RULES,
    SECOND,
    a_filing,
    a_renewal,
    after,
    at,
    day,
    expired,
    filed,
    live,
    reminders,
    renewing,
    signed,
    unsigned,
)

ON_PAPER = Sign(by="o-1", form="paper")
CLOSES = {"2028-03-09": "2028-04-10", "2028-03-19": "2028-04-18"}
"""The last day to renew by the end of the term; the first would be a Saturday."""


def renewed(moment: str, start: str, end: str, *, gap: bool) -> LicenceRenewed:
    return LicenceRenewed(
        subject=Subject(kind="licence", id=FIRST),
        case=SECOND,
        at=at(moment),
        by="o-1",
        licence_number=NUMBER,
        term=Term(no=2, start=day(start), end=day(end)),
        gap=gap,
        items=(BREAD,),
        entity=ENTITY,
        opens_renewal=day(end) - dt.timedelta(days=60),
        closes_renewal=day(CLOSES[end]),
        contact=CONTACT,
        office=OFFICE,
        timers=reminders(end),
    )


def test_a_filed_renewal_is_noted_with_its_own_moment() -> None:
    filing = a_filing(SECOND, "2027-02-01")

    noted = decide(filing, at("2027-02-03"), signed())

    assert noted == Decision(signed().but(filed=(Filed(case=SECOND, at=at("2027-02-01")),)))


def test_one_filed_in_time_and_told_after_the_end_still_counts() -> None:
    noted = decide(a_filing(SECOND, "2027-03-09T23:59"), at("2027-03-12"), expired())

    assert noted.state == expired().but(filed=(Filed(case=SECOND, at=at("2027-03-09T23:59")),))


@pytest.mark.parametrize("licence", [signed(), filed(), expired()])
def test_a_filing_by_a_stranger_does_not_stop_the_reminders(licence: Licence) -> None:
    stranger = a_filing("other", nip="5260250274")

    assert decide(stranger, at("2027-02-01"), licence) == Decision(licence)


@pytest.mark.parametrize(("filed_at", "counts"), [("2027-04-08T23:59", 1), ("2027-04-09", 0)])
def test_the_window_closes_thirty_days_after_the_end(filed_at: str, counts: int) -> None:
    noted = decide(a_filing(SECOND, filed_at), at("2027-04-10"), expired())

    assert len(noted.state.filed) == counts


@pytest.mark.parametrize(
    ("end", "closes"),
    [
        ("2027-03-09", "2027-04-08"),  # a Thursday
        ("2026-04-01", "2026-05-04"),  # 1 May, then a weekend with 3 May
        ("2026-11-24", "2026-12-28"),  # Christmas Eve, Christmas, a weekend
        ("2026-03-27", "2026-04-27"),  # a Sunday
        ("2024-11-24", "2024-12-24"),  # Christmas Eve was no holiday yet
    ],
)
def test_the_last_day_to_file_moves_off_a_free_day_and_the_first_does_not(
    end: str, closes: str
) -> None:
    assert window(RULES, day(end)) == (day(end) - dt.timedelta(days=60), day(closes))


def test_filed_on_monday_after_a_window_that_would_close_on_sunday_it_counts() -> None:
    ended = signed("2026-03-27")
    assert ended.terms[-1].end + dt.timedelta(days=30) == day("2027-04-25")  # Sunday
    tuesday = a_filing(SECOND, "2027-04-27T00:00")

    assert decide(a_filing(SECOND, "2027-04-26T23:59"), at("2027-04-28"), ended).state.filed
    assert decide(tuesday, at("2027-04-28"), ended) == Decision(ended)


def test_a_granted_renewal_is_drawn_up_beside_the_running_term() -> None:
    before = filed("2027-02-01")

    decision = decide(DrawUpNext(a_renewal()), at("2027-02-20"), before)

    told = LicenceDrafted(
        subject=Subject(kind="licence", id=FIRST),
        case=SECOND,
        at=at("2027-02-20"),
        by="rule:verdict",
        licence_number=NUMBER,
        number="ZP/2027/000007",
        term_no=2,
        items=(BREAD,),
        sign_by=day("2027-04-21"),
        contact=CONTACT,
        office=OFFICE,
        timers=(Timer(what="lapse", at=at("2027-04-26T23:59:59")),),
    )
    assert decision.messages == (told,)
    assert decision.state.state is State.ACTIVE
    assert decision.state.filed == ()
    assert due(decision.state) == at("2027-03-10T00:00")


@pytest.mark.parametrize("signed_at", ["2027-02-25", "2027-03-09T23:59"])
def test_signed_before_the_end_the_next_term_follows_without_a_gap(signed_at: str) -> None:
    decision = decide(ON_PAPER, at(signed_at), renewing())

    assert decision.messages == (renewed(signed_at, "2027-03-10", "2028-03-09", gap=False),)


def test_an_early_renewal_never_tells_of_an_end_between_the_terms() -> None:
    licence = after(renewing(), ("2027-02-25", ON_PAPER))

    _, said = live(licence, at("2028-01-08T07:59"))

    assert said == []
    assert state_on(licence, day("2027-03-10")) is State.ACTIVE


def test_signed_after_the_end_the_next_term_starts_with_the_signature() -> None:
    licence, _ = live(renewing(), at("2027-03-20"))
    assert licence.state is State.EXPIRED

    decision = decide(ON_PAPER, at("2027-03-20"), licence)

    assert decision.messages == (renewed("2027-03-20", "2027-03-20", "2028-03-19", gap=True),)
    assert decision.state.state is State.ACTIVE
    assert state_on(decision.state, day("2027-03-19")) is State.EXPIRED
    assert state_on(decision.state, day("2027-03-20")) is State.ACTIVE


def test_signed_on_the_day_after_the_end_there_is_no_gap() -> None:
    licence, _ = live(renewing(), at("2027-03-10T09:00"))

    decision = decide(ON_PAPER, at("2027-03-10T09:00"), licence)

    assert decision.messages == (
        renewed("2027-03-10T09:00", "2027-03-10", "2028-03-09", gap=False),
    )


def test_a_renewal_signed_on_the_last_day_is_recorded_when_the_letter_is_here() -> None:
    waits, said = live(renewing(), at("2027-04-26T23:59"))
    assert [type(each) for each in said] == [LicenceExpired]
    in_time = Sign(by="o-1", form="paper", signed_on=day("2027-04-21"))

    decision = decide(in_time, at("2027-04-26T23:59"), waits)

    assert decision.state.terms[-1].start == day("2027-04-21")


def test_a_renewal_granted_after_the_end_waits_for_its_signature() -> None:
    licence = after(expired(), ("2027-04-01", DrawUpNext(a_renewal())), ("2027-04-05", ON_PAPER))

    assert [(t.no, t.start, t.end) for t in licence.terms] == [
        (1, day("2026-03-10"), day("2027-03-09")),
        (2, day("2027-04-05"), day("2028-04-04")),
    ]


def test_the_same_verdict_twice_makes_one_term() -> None:
    verdict = DrawUpNext(a_renewal())
    licence = after(renewing(), ("2027-02-25", ON_PAPER))

    assert decide(verdict, at("2027-02-21"), renewing()) == Decision(renewing())
    assert decide(verdict, at("2027-02-26"), licence) == Decision(licence)


def test_a_second_renewal_is_refused_while_the_first_waits() -> None:
    with pytest.raises(Refused, match="renewal-waits"):
        decide(DrawUpNext(a_renewal("other")), at("2027-02-21"), renewing())


def test_another_entity_cannot_take_a_licence_over() -> None:
    foreign = ENTITY.model_copy(update={"nip": "5260250274"})

    with pytest.raises(Refused, match="licence-not-theirs"):
        decide(DrawUpNext(a_renewal(entity=foreign)), at("2027-02-21"), signed())


def test_an_unsigned_licence_cannot_be_renewed() -> None:
    with pytest.raises(IllegalState):
        decide(DrawUpNext(a_renewal()), at("2026-04-01"), unsigned())


def test_a_filing_that_comes_after_the_end_of_its_case_changes_nothing() -> None:
    tombstone = after(signed(), ("2027-02-02", EndRenewal(SECOND)))

    late = decide(a_filing(SECOND, "2027-02-01"), at("2027-02-03"), tombstone)

    assert late == Decision(tombstone)
    assert tombstone == signed().but(closed=(SECOND,))


@pytest.mark.parametrize("licence", [renewing(), after(renewing(), ("2027-02-25", ON_PAPER))])
def test_a_filing_that_comes_after_its_verdict_changes_nothing(licence: Licence) -> None:
    late = decide(a_filing(SECOND, "2027-02-01"), at("2027-02-26"), licence)

    assert late == Decision(licence)


@pytest.mark.parametrize("then", [EndRenewal(SECOND), DrawUpNext(a_renewal())])
def test_a_filing_and_what_came_of_it_lead_to_the_same_in_either_order(then: object) -> None:
    filing = a_filing(SECOND, "2027-02-01")

    in_order = after(signed(), ("2027-02-20", filing), ("2027-02-20", then))
    the_other_way = after(signed(), ("2027-02-20", then), ("2027-02-20", filing))

    assert the_other_way == in_order


def test_the_end_of_one_renewal_leaves_another_standing() -> None:
    both = after(filed("2027-02-01"), ("2027-02-02", a_filing("other", "2027-02-02")))

    one = decide(EndRenewal("other"), at("2027-02-03"), both).state

    assert one == filed("2027-02-01").but(closed=("other",))


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2032, 12, 31))


@settings(deadline=None)  # each new year's holidays are counted once, which takes its time
@given(DAYS, st.lists(st.tuples(st.integers(300, 420), st.integers(0, 50)), max_size=5))
def test_terms_never_overlap_are_contiguous_when_early_and_never_backdated(
    start: dt.date, renewals: list[tuple[int, int]]
) -> None:
    licence = signed(start.isoformat())
    today = start
    for number, (wait, think) in enumerate(renewals):
        granted = max(licence.terms[-1].start + dt.timedelta(days=wait), today)
        today = granted + dt.timedelta(days=think)
        licence, _ = live(licence, calendar.start_of(granted, dt.time(11)))
        licence = after(licence, (granted.isoformat(), DrawUpNext(a_renewal(f"case-{number}"))))
        licence, _ = live(licence, calendar.start_of(today, dt.time(11)))
        licence = after(licence, (today.isoformat(), ON_PAPER))

    assert [term.no for term in licence.terms] == [*range(1, len(renewals) + 2)]
    for old, new in zip(licence.terms, licence.terms[1:], strict=False):
        assert new.start >= new.signed_on
        assert new.start == max(calendar.after(old.end), new.signed_on)
