from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chassis.process import Decision, Forbidden, Invalid, Refused, Unknown
from contracts.evaluation import (
    AgendaPoint,
    CaseProgressed,
    CasesLeft,
    ResolutionPassed,
    ScoreSubmitted,
    SittingCalled,
    SittingSubject,
    Standing,
)
from contracts.values import ItemVote
from services.evaluation.domain import State, decide, decide_member, decide_sitting
from services.evaluation.domain.chapter.commands import CastVotes
from services.evaluation.domain.chapter.members import (
    Appoint,
    Dismiss,
    Member,
    MemberProfile,
    MemberState,
)
from services.evaluation.domain.chapter.sitting import Ballot
from services.evaluation.domain.commands import Confirm, OpenCase
from services.evaluation.domain.dossier import Stake
from tests.services.evaluation.build import (
    CASE,
    DIRECTOR,
    ENTITY,
    FAIR,
    GOOD,
    NOON,
    NUMBER,
    OFFICE,
    POOR,
    WITH_VOTE,
    WITHOUT_POINTS,
    a_renewal,
    accepted,
    an_item,
    awaiting,
    for_chapter,
    for_vote,
    opened,
    resolved,
    score,
    withdrawn,
)
from tests.services.evaluation.build_chapter import (
    ABSTAIN,
    HELD,
    NO,
    OFFICER,
    SITTING,
    YES,
    a_call,
    a_closure,
    a_member,
    a_plan,
    an_opening,
    called,
    exclusion,
    in_session,
    planned,
    voted,
    votes,
)

OTHER = "5b0d7a4e-6a55-4f0c-9d5c-0d6f1f3a0002"
ELSEWHERE = OFFICE.model_copy(update={"region": "mazowieckie"})
DAY = dt.timedelta(days=1)


def wrong(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in error.value.errors]


def test_after_the_score_a_case_waits_for_the_chapter() -> None:
    decision = score(score(for_vote(), 1, GOOD).state, 2, FAIR)
    (told,) = decision.messages

    assert decision.state.state == State.CHAPTER
    assert decision.state.mean == Decimal("70.00")
    assert isinstance(told, ScoreSubmitted)
    assert told.standing == Standing(state="chapter", waits_for="vote", on="chapter")


def test_without_a_chapter_the_score_decides() -> None:
    assert awaiting().state == State.AWAITING_CONFIRMATION


def test_a_renewal_without_new_items_spares_the_chapter_too() -> None:
    assert opened(event=a_renewal(evaluation=WITH_VOTE)).state == State.AWAITING_CONFIRMATION


def test_the_resolution_decides_item_by_item_and_the_director_is_asked() -> None:
    for_, against = (
        ItemVote(item="i-1", granted=True, yes=2, no=1, abstain=0),
        ItemVote(item="i-2", granted=False, yes=0, no=2, abstain=1, reason="Brak atestu."),
    )
    decision = decide(resolved(for_, against), NOON, for_chapter(items=2))
    one, two = decision.state.verdicts

    assert decision.state.state == State.AWAITING_CONFIRMATION
    assert (one.granted, two.granted, one.mean) == (True, False, Decimal("75.00"))
    assert two.reason == (
        "Średnia ocen: 75 pkt. Próg: 60 pkt. Uchwała Kapituły 1/2026/1: za 0, przeciw 2, "
        "wstrzymało się 1. Brak atestu."
    )
    assert [type(message) for message in decision.messages] == [CaseProgressed]


def test_the_decision_names_the_resolution() -> None:
    case = decide(resolved(), NOON, for_chapter()).state
    (told,) = decide(Confirm(DIRECTOR), NOON, case).messages

    assert told.model_dump()["resolution"] == "1/2026/1"


def test_an_item_that_the_rules_spare_stays_granted_whatever_the_vote() -> None:
    event = a_renewal(an_item(1, new=False), an_item(2), evaluation=WITH_VOTE)
    case = score(score(opened(event=event), 1, GOOD).state, 2, GOOD).state
    against = ItemVote(item="i-2", granted=False, yes=0, no=3, abstain=0)

    assert [item.id for item in planned(case).agenda[0].items] == ["i-2"]
    made = decide(resolved(against), NOON, case).state.verdicts
    assert [verdict.granted for verdict in made] == [True, False]


def test_without_points_a_case_goes_straight_to_the_chapter() -> None:
    decision = decide(OpenCase(accepted(evaluation=WITHOUT_POINTS)), NOON, None)
    (told,) = decision.messages

    assert decision.state.state == State.CHAPTER
    assert (decision.state.seats, decision.state.vacancies) == ((), ())
    assert [verdict.granted for verdict in decision.state.verdicts] == [False]
    assert isinstance(told, CaseProgressed)
    assert (told.state, told.by) == ("chapter", "rule:no-points")


@pytest.mark.parametrize(("ballot", "granted"), [(YES, True), (NO, False)])
def test_without_points_the_vote_alone_decides_and_departs_from_nothing(
    ballot: Ballot, *, granted: bool
) -> None:
    case = decide(OpenCase(accepted(evaluation=WITHOUT_POINTS)), NOON, None).state
    (told,) = decide_sitting(a_closure(), HELD, voted(in_session(case), ballot, ballot)).messages
    made = decide(told, NOON, case).state

    assert [(v.granted, v.mean) for v in made.verdicts] == [(granted, None)]
    assert made.verdicts[0].reason.startswith("Uchwała Kapituły 1/2026/1: ")


def test_a_renewal_without_new_items_is_spared_where_there_are_no_points_too() -> None:
    assert opened(event=a_renewal(evaluation=WITHOUT_POINTS)).state == State.AWAITING_CONFIRMATION


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"held": NOON}, "held", "past"),
        ({"members": ()}, "chair", "not-a-member"),
        ({"chair": "c-9"}, "chair", "not-a-member"),
        ({"cases": {}}, "cases", "required"),
        ({"cases": {CASE: for_chapter(), OTHER: None}}, "cases.1", "unknown"),
        ({"cases": {CASE: awaiting()}}, "cases.0", "not-waiting"),
        ({"cases": {CASE: withdrawn()}}, "cases.0", "not-waiting"),
        (
            {"cases": {CASE: for_chapter(), OTHER: for_chapter(OTHER, office=ELSEWHERE)}},
            "cases.1",
            "other-office",
        ),
    ],
)
def test_a_sitting_that_cannot_be_held_names_the_field(
    changes: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as error:
        decide_sitting(a_plan(**changes), NOON, None)
    assert wrong(error) == [(field, code)]


def test_calling_a_sitting_invites_its_members_to_its_agenda() -> None:
    decision = decide_sitting(a_call(), NOON, planned())

    assert decision.messages == (
        SittingCalled(
            subject=SittingSubject(kind="sitting", id=SITTING),
            at=NOON,
            by=OFFICER,
            number="1/2026",
            held=HELD,
            place="Lublin, sala 14",
            agenda=(AgendaPoint(case=CASE, number=NUMBER, entity=ENTITY.name, items=(an_item(),)),),
            members=(a_member(1), a_member(2), a_member(3)),
            office=OFFICE,
        ),
    )


def test_the_chapter_as_it_is_when_the_sitting_is_called_is_the_body_that_votes() -> None:
    sitting = decide_sitting(a_call(1, 3, 4, 5, 6), NOON, planned(seats=3)).state
    begun = decide_sitting(an_opening(), HELD, sitting).state

    assert [each.person for each in sitting.members] == ["c-1", "c-3", "c-4", "c-5", "c-6"]
    with pytest.raises(Forbidden):
        decide_sitting(votes(2), HELD, begun)
    two = voted(begun, YES, None, YES)
    four = voted(two, YES, None, YES, YES)
    told = [decide_sitting(a_closure(), HELD, each).messages for each in (two, four)]
    assert [[type(event) for event in each] for each in told] == [[CasesLeft], [ResolutionPassed]]


def test_ties_are_those_of_the_members_who_are_invited() -> None:
    sitting = decide_sitting(a_call(1, 2, 4, c4=(ENTITY.nip,)), NOON, planned()).state

    assert [(each.member, each.case) for each in sitting.exclusions] == [("c-4", CASE)]


def test_a_stake_is_that_of_the_day_of_the_call() -> None:
    command = replace(a_call(), stakes={CASE: Stake(names=("c-2",))})
    sitting = decide_sitting(command, NOON, planned()).state

    assert [(each.member, each.case) for each in sitting.exclusions] == [("c-2", CASE)]


@pytest.mark.parametrize(
    ("numbers", "now", "errors"),
    [
        ((1, 2), HELD, [("held", "past")]),
        ((1, 2), HELD + 4 * DAY, [("held", "past")]),
        ((2, 3), NOON, [("chair", "not-a-member")]),
        ((2, 3), HELD, [("held", "past"), ("chair", "not-a-member")]),
    ],
)
def test_a_sitting_that_cannot_be_called_names_the_field(
    numbers: tuple[int, ...], now: dt.datetime, errors: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as error:
        decide_sitting(a_call(*numbers), now, planned())
    assert wrong(error) == errors


def test_a_sitting_does_not_open_before_its_day() -> None:
    with pytest.raises(Refused, match="too-early"):
        decide_sitting(an_opening(), HELD - DAY, called())


@pytest.mark.parametrize(
    "command",
    [
        exclusion(3, by="c-2"),
        votes(9),
        a_closure(by="c-2"),
    ],
)
def test_members_keep_to_what_is_theirs(command: Any) -> None:
    with pytest.raises(Forbidden):
        decide_sitting(command, HELD, in_session())


def test_only_the_chair_or_the_office_opens() -> None:
    with pytest.raises(Forbidden):
        decide_sitting(an_opening("c-2"), HELD, called())
    assert decide_sitting(an_opening(OFFICER, office=True), HELD, called()).state.state == "open"


def test_a_member_steps_aside_and_their_vote_is_gone() -> None:
    sitting = voted(in_session(), YES, NO)
    left = decide_sitting(exclusion(2, by="c-2"), HELD, sitting).state

    assert left.ballots(CASE, "i-1") == {"c-1": YES}
    with pytest.raises(Refused, match="excluded"):
        decide_sitting(votes(2), HELD, left)
    assert decide_sitting(exclusion(2), HELD, left) == Decision(left)


def test_an_exclusion_needs_a_ground_and_a_member() -> None:
    with pytest.raises(Invalid) as error:
        decide_sitting(exclusion(2, ground=" "), HELD, in_session())
    assert wrong(error) == [("ground", "required")]
    with pytest.raises(Unknown):
        decide_sitting(exclusion(9), HELD, in_session())


def test_a_later_vote_replaces_the_earlier_until_the_sitting_is_closed() -> None:
    sitting = voted(voted(in_session(for_chapter(items=2)), NO, item="i-1"), YES, item="i-2")
    changed = decide_sitting(votes(1, ABSTAIN), HELD, sitting).state

    assert (changed.ballots(CASE, "i-1"), changed.ballots(CASE, "i-2")) == (
        {"c-1": ABSTAIN},
        {"c-1": YES},
    )


def test_a_vote_on_what_is_not_on_the_agenda_is_refused() -> None:
    with pytest.raises(Invalid) as error:
        decide_sitting(votes(1, item="i-9"), HELD, in_session())
    assert wrong(error) == [("votes.i-9", "not-on-agenda")]
    with pytest.raises(Unknown):
        decide_sitting(CastVotes(OTHER, "c-1", {"i-1": YES}), HELD, in_session())


def test_closing_tells_each_case_what_was_resolved() -> None:
    decision = decide_sitting(a_closure(), HELD, voted(in_session(), YES, ABSTAIN, NO))

    assert decision.messages == (
        ResolutionPassed(
            subject=SittingSubject(kind="sitting", id=SITTING),
            case=CASE,
            at=HELD,
            by="c-1",
            number=NUMBER,
            resolution="1/2026/1",
            items=(ItemVote(item="i-1", granted=True, yes=1, no=1, abstain=1),),
        ),
    )


def test_a_departure_from_the_score_needs_its_reason() -> None:
    refusing = voted(in_session(), NO, NO, YES)
    with pytest.raises(Invalid) as error:
        decide_sitting(a_closure(), HELD, refusing)
    (resolution,) = decide_sitting(
        a_closure(("i-1", "Brak atestu.")), HELD, refusing
    ).state.resolutions

    assert wrong(error) == [(f"reasons.{CASE}.i-1", "required")]
    assert [(item.granted, item.reason) for item in resolution.items] == [(False, "Brak atestu.")]


def test_the_chapter_may_grant_what_the_experts_would_not() -> None:
    low = score(score(for_vote(), 1, POOR).state, 2, POOR).state
    sitting = voted(in_session(low), YES, YES, NO)
    (told,) = decide_sitting(a_closure(("i-1", "Jedyny taki zakład.")), HELD, sitting).messages

    assert isinstance(told, ResolutionPassed)
    assert [verdict.granted for verdict in low.verdicts] == [False]
    assert [verdict.granted for verdict in decide(told, HELD, low).state.verdicts] == [True]


def test_a_case_without_a_quorum_waits_for_the_next_sitting() -> None:
    other = for_chapter(OTHER, number="ZP/2026/000002")
    sitting = voted(in_session(for_chapter(), other), YES, YES)
    decision = decide_sitting(a_closure(), HELD, sitting)

    passed, left = decision.messages
    assert passed.case == CASE
    assert isinstance(left, CasesLeft)
    assert left.cases == (OTHER,)
    assert [each.number for each in decision.state.resolutions] == ["1/2026/1"]
    assert decide_sitting(a_plan(other, id="s-2"), NOON, None).state.state == "planned"


def test_one_item_without_a_quorum_keeps_its_whole_case_back() -> None:
    sitting = voted(in_session(for_chapter(items=2)), YES, YES, YES, item="i-1")

    decision = decide_sitting(a_closure(), HELD, sitting)
    assert decision.state.resolutions == ()
    assert [type(message) for message in decision.messages] == [CasesLeft]


def test_a_member_is_appointed_dismissed_and_appointed_again() -> None:
    profile = MemberProfile(person="c-1", name="Zofia Lis", email="z@lis.example")
    member = Member(state=MemberState.SITTING, profile=profile)
    gone = decide_member(Dismiss(), NOON, member).state

    assert decide_member(Appoint(profile), NOON, None) == Decision(member)
    assert gone.state == MemberState.DISMISSED
    assert decide_member(Dismiss(), NOON, gone) == Decision(gone)
    assert decide_member(Appoint(profile), NOON, gone) == Decision(member)
    with pytest.raises(Refused, match="member-exists"):
        decide_member(Appoint(profile), NOON, member)


def test_the_case_on_the_agenda_is_the_one_accepted() -> None:
    assert planned().agenda[0].items == accepted().items
