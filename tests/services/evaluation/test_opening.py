from __future__ import annotations

from decimal import Decimal

from chassis.process import Decision
from contracts.base import Event, Subject
from contracts.evaluation import CaseProgressed, CaseWithdrawn, ExpertAssigned, PanelShort, Standing
from contracts.values import ItemVerdict, Timer
from services.evaluation.domain import State, decide, due
from services.evaluation.domain.case import Case, Seat
from services.evaluation.domain.commands import OpenCase, TimeArrived
from services.evaluation.domain.panel import RETRY, wanted
from services.evaluation.domain.verdict import SPARED
from tests.services.evaluation.build import (
    APPLICANT,
    CASE,
    DEADLINE,
    GOOD,
    NOON,
    NUMBER,
    OFFICE,
    REMINDER,
    RULES,
    a_renewal,
    accepted,
    an_expert,
    an_item,
    buried,
    offers,
    opened,
    score,
    withdrawal,
    withdrawn,
)


def assigned(no: int) -> ExpertAssigned:
    return ExpertAssigned(
        subject=Subject(kind="case", id=CASE),
        case=CASE,
        at=NOON,
        by="rule:panel",
        number=NUMBER,
        task=f"{CASE}.{no}",
        expert=an_expert(f"e-{no}"),
        deadline=DEADLINE,
        office=OFFICE,
    )


def short(missing: int) -> PanelShort:
    return PanelShort(
        subject=Subject(kind="case", id=CASE),
        case=CASE,
        at=NOON,
        by="rule:panel",
        number=NUMBER,
        categories=("gastronomia",),
        missing=missing,
        office=OFFICE,
    )


def progressed(by: str) -> CaseProgressed:
    return CaseProgressed(
        subject=Subject(kind="case", id=CASE),
        case=CASE,
        at=NOON,
        by=by,
        number=NUMBER,
        state="awaiting_confirmation",
        waits_for="confirmation",
        on="director",
    )


TIMERS = (Timer(what="reminder", at=REMINDER), Timer(what="reassignment", at=DEADLINE))
SCORES = Standing(
    state="evaluation", waits_for="scores", on="expert", until=DEADLINE, timers=TIMERS
)
SHORT = Standing(state="evaluation", waits_for="experts", on="officer", timers=TIMERS)


def told(*events: Event, standing: Standing | None = None) -> tuple[Event, ...]:
    """These events, and where they say that the case stands."""
    if standing is None:
        return events
    return tuple(event.model_copy(update={"standing": standing}) for event in events)


def test_a_case_opens_with_its_panel_in_one_change() -> None:
    decision = decide(OpenCase(accepted(), offers("e-1", "e-2")), NOON, None)

    assert decision.messages == told(assigned(1), assigned(2), standing=SCORES)
    assert decision.state.state == State.IN_PANEL
    assert decision.state.seats == tuple(
        Seat(
            no=no,
            purpose=f"panel-{no}",
            expert=an_expert(f"e-{no}"),
            assigned=NOON,
            deadline=DEADLINE,
            remind_at=REMINDER,
        )
        for no in (1, 2)
    )
    assert due(decision.state) == REMINDER


def test_a_case_short_of_experts_seats_those_it_has_and_tells_the_office() -> None:
    decision = decide(OpenCase(accepted(), offers("e-1")), NOON, None)

    assert decision.state.state == State.WAITING_FOR_EXPERT
    assert decision.messages == told(assigned(1), short(missing=1), standing=SHORT)
    assert wanted(decision.state, NOON) == ("panel-2",)
    assert due(decision.state) == NOON + RETRY


def test_a_case_with_nobody_waits_and_looks_again_every_day_without_repeating_itself() -> None:
    case = decide(OpenCase(accepted()), NOON, None).state
    again = decide(TimeArrived(), NOON + RETRY, case)

    assert again == Decision(case.but(retry_at=NOON + 2 * RETRY))


def test_a_waiting_case_moves_on_when_an_expert_is_found() -> None:
    case = opened("e-1")
    decision = decide(TimeArrived({"panel-2": an_expert("e-2")}), NOON, case)

    assert decision.state.state == State.IN_PANEL
    assert decision.messages == told(assigned(2), standing=SCORES)
    assert decide(TimeArrived(), NOON, decision.state) == Decision(decision.state)


def test_an_expert_already_on_the_case_gets_no_second_seat() -> None:
    case = opened("e-1")
    decision = decide(TimeArrived({"panel-2": an_expert("e-1")}), NOON, case)

    assert decision.state.state == State.WAITING_FOR_EXPERT
    assert [seat.expert.person for seat in decision.state.seats] == ["e-1"]


def test_a_renewal_without_new_items_goes_straight_to_the_director() -> None:
    decision = decide(OpenCase(a_renewal()), NOON, None)

    assert decision.state.state == State.AWAITING_CONFIRMATION
    assert decision.state.seats == ()
    assert decision.state.verdicts == (
        ItemVerdict(
            item=an_item(new=False),
            granted=True,
            reason=SPARED.pl,
            reasons={"pl": SPARED.pl, "en": SPARED.en},
        ),
    )
    assert decision.messages == told(progressed("rule:renewal"))


def test_rules_may_want_a_panel_for_every_renewal() -> None:
    rules = RULES.model_copy(update={"renewal": "panel"})
    decision = decide(OpenCase(a_renewal(evaluation=rules), offers("e-1", "e-2")), NOON, None)

    assert decision.messages == told(assigned(1), assigned(2), standing=SCORES)


def test_a_renewal_with_a_new_item_has_only_that_one_scored() -> None:
    event = a_renewal(an_item(1, new=False), an_item(2, category="it"))
    case = opened(event=event)
    made = score(score(case, 1, GOOD).state, 2, GOOD).state

    assert case.file.categories == ("it",)
    assert [(v.item.id, v.granted, v.mean) for v in made.verdicts] == [
        ("i-1", True, None),
        ("i-2", True, Decimal("75.00")),
    ]


def test_a_withdrawal_that_comes_first_is_remembered_and_answered_when_the_case_comes() -> None:
    tombstone = decide(withdrawal(), NOON, None)
    decision = decide(OpenCase(accepted(), offers("e-1", "e-2")), NOON, tombstone.state)

    assert tombstone.messages == ()
    assert decision.state.state == State.WITHDRAWN
    assert decision.state.seats == ()
    assert decision.messages == told(
        CaseWithdrawn(
            subject=Subject(kind="case", id=CASE),
            case=CASE,
            at=NOON,
            by=APPLICANT.person,
            number=NUMBER,
            licence_number=None,
            contact=APPLICANT,
            office=OFFICE,
        )
    )


def test_both_orders_of_acceptance_and_withdrawal_end_the_same() -> None:
    late = decide(OpenCase(accepted(), offers("e-1", "e-2")), NOON, buried()).state
    early = withdrawn()

    assert late.but(seats=()) == early.but(seats=())


def test_nothing_is_due_of_a_tombstone() -> None:
    assert due(buried()) is None
    assert Case.model_validate(buried().model_dump(mode="json")) == buried()
