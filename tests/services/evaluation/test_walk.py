"""Whatever is asked in whatever order, a panel stays a panel."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from chassis.process import Refused
from services.evaluation.domain import Case, State, decide, due
from services.evaluation.domain.case import THIRD, SeatState
from services.evaluation.domain.commands import (
    ClaimTask,
    Declare,
    Reassign,
    SubmitCard,
    TimeArrived,
)
from services.evaluation.domain.rules import WORKING
from tests.services.evaluation.build import (
    FAIR,
    GOOD,
    LEASE,
    NOON,
    POOR,
    accepted,
    an_expert,
    an_item,
    opened,
    opened_split,
    sheet,
)

PURPOSES = (
    *("panel-2", "panel-2:gastronomia", "panel-2:it"),
    *("third", "third:gastronomia", "third:it"),
    *(f"after-{no}{part}" for no in range(1, 9) for part in ("", ":gastronomia", ":it")),
)
PERSONS = tuple(f"e-{no}" for no in range(1, 9))

OFFERS = st.dictionaries(
    st.sampled_from(PURPOSES), st.sampled_from(PERSONS).map(an_expert), max_size=4
)
SEATS = st.integers(1, 7)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("declare"), SEATS, OFFERS),
        st.tuples(st.just("step down"), SEATS, OFFERS),
        st.tuples(st.just("move"), SEATS, OFFERS),
        st.tuples(st.just("score"), SEATS, st.sampled_from([GOOD, FAIR, POOR])),
        st.tuples(st.just("time"), st.integers(1, 20), OFFERS),
    ),
    max_size=25,
)


def begun(*panel: str) -> Case:
    """A case with this panel; whole for two categories, or divided among four when nobody is."""
    if "for both" in panel:
        return opened("e-1", "e-2", event=accepted(items=(an_item(1), an_item(2, category="it"))))
    return opened(*panel) if panel else opened_split()


def commands(case: Case, what: str, no: int, given: Any) -> list[Any]:
    """What a step asks; people act on seats that are theirs."""
    persons = [seat.expert.person for seat in case.seats if seat.no == no]
    if what == "time":
        return [TimeArrived(given)]
    if not persons:
        return []
    (person,) = persons
    if what == "score":
        opening = ClaimTask(no, person, "s", "t", NOON, LEASE)
        items = case.file.items_in(case.seats[no - 1].category)
        sheets = tuple(sheet(given, item.id) for item in items)
        return [Declare(no, person, False), opening, SubmitCard(no, person, "t", sheets)]
    if what == "move":
        return [Reassign(no, "o-1", "Choroba.", None, given)]
    return [Declare(no, person, what == "step down", "kin", given)]


def check(case: Case) -> None:
    """Each category has as many seats as its panel needs, each held by somebody else."""
    holders = [seat.expert.person for seat in case.seats]
    assert len(set(holders)) == len(holders)
    assert [seat.no for seat in case.seats] == list(range(1, len(case.seats) + 1))
    counting = [seat for seat in case.seats if seat.open or seat.state == SeatState.SCORED]
    purposes = (*(seat.purpose for seat in case.seats), *case.vacancies)
    for category in case.file.categories:
        mine = {None, category}
        taken = [seat for seat in counting if seat.category in mine]
        vacant = [purpose for purpose in case.vacancies if case.category_of(purpose) in mine]
        wide = not {THIRD, f"{THIRD}:{category}"}.isdisjoint(purposes)
        assert len(taken) + len(vacant) == (3 if wide else 2)
    if case.state in WORKING:
        assert case.open_seats or case.vacancies
        late = any(seat.late_told for seat in case.open_seats)
        assert not (case.vacancies or late) or due(case) is not None
    else:
        assert case.state == State.AWAITING_CONFIRMATION
        assert len(case.cards) == len(counting)
        assert due(case) is None
    wanted = {purpose.partition(":")[0] for purpose in case.vacancies}
    torn = case.state == State.THIRD_EXPERT and THIRD in wanted
    assert bool(case.vacancies) == (case.state == State.WAITING_FOR_EXPERT or torn)


MORE_THAN_A_SUCCESSOR = {"panel-2": an_expert("e-2"), "after-1": an_expert("e-3")}


@example(("e-1",), [("step down", 1, MORE_THAN_A_SUCCESSOR)])
@given(st.sampled_from([("e-1",), ("e-1", "e-2"), ("for both",), ()]), STEPS)
def test_a_panel_stays_whole_whatever_happens(
    panel: tuple[str, ...], steps: list[tuple[str, int, Any]]
) -> None:
    case, now = begun(*panel), NOON
    for what, no, given_ in steps:
        now += dt.timedelta(days=no if what == "time" else 0)
        for command in commands(case, what, no, given_):
            try:
                case = decide(command, now, case).state
            except Refused:
                continue
            check(case)
    assert Case.model_validate(case.model_dump(mode="json")) == case
