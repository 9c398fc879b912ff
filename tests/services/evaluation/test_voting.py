"""Quorum, count and tie: by hand, and over every vote there can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.evaluation import CasesLeft, ResolutionPassed
from services.evaluation.domain import decide_sitting
from services.evaluation.domain.chapter.sitting import Ballot
from services.evaluation.domain.chapter.voting import Count, carried, count, quorum
from tests.services.evaluation.build import CASE
from tests.services.evaluation.build_chapter import (
    ABSTAIN,
    CHAIR,
    HELD,
    NO,
    YES,
    a_closure,
    exclusion,
    in_session,
    voted,
)

BALLOT = st.sampled_from(Ballot)
CAST = st.lists(st.none() | BALLOT, min_size=1, max_size=7)


@pytest.mark.parametrize(
    ("taking_part", "entitled", "enough"),
    [(0, 0, False), (0, 1, False), (1, 1, True), (1, 2, False), (2, 2, True), (2, 3, True)],
)
def test_a_quorum_is_over_half(taking_part: int, entitled: int, *, enough: bool) -> None:
    assert quorum(taking_part, entitled) is enough


@pytest.mark.parametrize(
    ("ballots", "granted"),
    [
        ((YES, YES, NO), True),
        ((NO, NO, YES), False),
        ((YES, NO), True),  # a tie: the chair said yes
        ((NO, YES), False),  # a tie: the chair said no
        ((ABSTAIN, YES, NO), False),  # a tie: the chair did not break it
        ((None, YES, NO), False),  # a tie: the chair was away
        ((ABSTAIN, ABSTAIN), False),
        ((ABSTAIN, ABSTAIN, YES), True),
    ],
)
def test_more_votes_decide_and_the_chair_breaks_a_tie(
    ballots: tuple[Ballot | None, ...], *, granted: bool
) -> None:
    cast = [ballot for ballot in ballots if ballot is not None]

    assert carried(count(cast), ballots[0]) is granted


@given(st.lists(BALLOT))
def test_every_vote_is_counted_once(ballots: list[Ballot]) -> None:
    assert sum(count(ballots)) == len(ballots)


@given(st.lists(BALLOT), BALLOT | st.none())
def test_a_vote_more_in_favour_never_turns_a_yes_into_a_no(
    ballots: list[Ballot], chair: Ballot | None
) -> None:
    before = carried(count(ballots), chair)
    after = carried(count([*ballots, YES]), chair)

    assert after >= before


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_abstaining_and_the_chair_change_nothing_where_there_is_no_tie(
    yes: int, no: int, abstain: int
) -> None:
    outcomes = {carried(Count(yes, no, abstain), chair) for chair in (YES, NO, ABSTAIN, None)}

    assert outcomes == ({yes > no} if yes != no else {True, False})


@given(CAST, st.sets(st.integers(1, 7)))
def test_a_case_is_resolved_exactly_when_over_half_of_those_entitled_took_part(
    ballots: list[Ballot | None], out: set[int]
) -> None:
    sitting = voted(in_session(seats=len(ballots)), *ballots)
    gone = {no for no in out if no <= len(ballots)}
    for no in gone:
        sitting = decide_sitting(exclusion(no), HELD, sitting).state
    # What is expected, worked out from the votes alone.
    left = {no: ballots[no - 1] for no in range(1, len(ballots) + 1) if no not in gone}
    cast = [ballot for ballot in left.values() if ballot is not None]
    resolved = len(cast) > len(left) / 2
    lead = cast.count(YES) - cast.count(NO)
    granted = lead > 0 or (lead == 0 and left.get(1) is YES)

    decision = decide_sitting(a_closure(("i-1", "Powód.")), HELD, sitting)

    assert [each.case for each in decision.state.resolutions] == [CASE] * resolved
    told = [ResolutionPassed if resolved else CasesLeft]
    assert [type(message) for message in decision.messages] == told
    assert {item.granted for each in decision.state.resolutions for item in each.items} == (
        {granted} if resolved else set()
    )
    assert sitting.chair == CHAIR
