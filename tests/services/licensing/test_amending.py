"""A later verdict: items join a licence or leave it, in whatever state it is."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from chassis.process import Decision, Refused
from contracts.evaluation import EvaluationConcluded
from contracts.licensing import (
    CaseProgressed,
    LicenceAmended,
    LicenceDrafted,
    LicenceRevoked,
)
from services.licensing.domain.commands import (
    Amend,
    DrawUp,
    DrawUpNext,
    GiveNumber,
    RefuseRenewal,
    Sign,
    TimeArrived,
)
from services.licensing.domain.licence import Licence, Refusal, State
from services.licensing.domain.process import decide
from tests.services.licensing.build import (
    BREAD,
    FIRST,
    NUMBER,
    ROLLS,
    SECOND,
    a_correction,
    a_draft,
    a_renewal,
    a_verdict,
    after,
    an_appeal,
    at,
    day,
    expired,
    filed,
    lapsed,
    renewing,
    signed,
    unsigned,
)

NOW = at("2026-04-20")
BOTH = (BREAD, ROLLS)
RENEWED: dict[str, Any] = {"case": SECOND, "kind": "renewal", "licence_number": NUMBER}


def test_a_draft_gets_the_items_and_nobody_is_told_before_it_has_a_number() -> None:
    made = decide(Amend(an_appeal()), NOW, a_draft())
    assert made.state.next is not None
    assert (made.state.next.items, made.messages) == (BOTH, ())


def test_an_agreement_not_signed_yet_is_drawn_up_anew_with_its_time_to_sign() -> None:
    made = decide(Amend(an_appeal()), NOW, unsigned())
    [told] = made.messages
    assert isinstance(told, LicenceDrafted)
    assert (told.licence_number, told.items, told.sign_by) == (NUMBER, BOTH, day("2026-06-19"))


def test_an_agreement_about_the_same_items_stays_as_it_is() -> None:
    before = unsigned()
    made = decide(Amend(a_correction(BREAD)), NOW, before)
    assert before.next is not None
    same = before.but(next=before.next.model_copy(update={"seq": 20}))
    assert made == Decision(same)


def test_an_agreement_that_was_not_signed_in_time_can_be_signed_with_what_is_added() -> None:
    again = after(lapsed(), ("2026-05-10", Amend(an_appeal())))
    assert (again.state, again.number) == (State.AWAITING_SIGNATURE, NUMBER)
    active = after(again, ("2026-05-11", Sign(by="o-1", form="paper")))
    assert active.terms[-1].items == BOTH


def test_an_item_joins_the_term_that_runs_and_the_licensee_is_told() -> None:
    made = decide(Amend(an_appeal()), NOW, signed())
    [told] = made.messages
    assert isinstance(told, LicenceAmended)
    assert (told.items, told.joined, told.left) == (BOTH, (ROLLS,), ())
    assert (made.state.terms[-1].items, made.state.terms[-1].end) == (BOTH, day("2027-03-09"))
    assert any("bulki" in word for word in made.state.search)


def test_an_item_leaves_the_term_that_runs() -> None:
    both = after(signed(), ("2026-04-01", Amend(an_appeal())))
    [told] = decide(Amend(a_correction(BREAD, seq=21)), NOW, both).messages
    assert isinstance(told, LicenceAmended)
    assert (told.items, told.joined, told.left) == ((BREAD,), (), (ROLLS,))


def test_a_licence_about_nothing_is_revoked_for_the_reason_of_the_correction() -> None:
    made = decide(Amend(a_correction()), NOW, signed())
    [told] = made.messages
    assert isinstance(told, LicenceRevoked)
    assert (made.state.state, told.reason, told.by) == (State.REVOKED, "Pomylono wnioski.", "d-1")


def test_a_term_that_is_over_gets_the_item_so_that_it_can_be_renewed() -> None:
    made = decide(Amend(an_appeal()), at("2027-03-20"), expired())
    assert (made.state.state, made.state.terms[-1].items) == (State.EXPIRED, BOTH)


def test_what_a_later_term_has_followed_goes_to_a_person() -> None:
    renewed = after(renewing(), ("2027-02-25", Sign(by="o-1", form="paper")))
    with pytest.raises(Refused, match="renewed-since"):
        decide(Amend(an_appeal()), at("2027-02-26"), renewed)


def test_a_refused_renewal_that_is_granted_on_appeal_is_drawn_up() -> None:
    refused = after(filed(), ("2027-02-10", RefuseRenewal(SECOND, 9)))
    assert (refused.filed, refused.refused) == ((), (Refusal(case=SECOND, seq=9),))
    again = after(refused, ("2027-03-01", Amend(an_appeal(**RENEWED))))
    assert again.next is not None
    assert (again.next.case, again.next.items, again.refused) == (SECOND, BOTH, ())


def test_a_rejected_renewal_whose_appeal_was_granted_is_drawn_up_when_it_is_granted() -> None:
    rejected = after(filed(), ("2027-02-10", RefuseRenewal(SECOND)))
    assert after(rejected, ("2027-03-01", DrawUpNext(a_renewal()))).next is not None


def test_a_renewal_refused_by_a_correction_is_not_drawn_up_by_an_older_verdict() -> None:
    told = a_correction(case=SECOND, kind="renewal", licence_number=NUMBER)
    refused = after(filed(), ("2027-02-10", Amend(told)))
    assert decide(DrawUpNext(a_renewal()), at("2027-02-11"), refused) == Decision(refused)


def test_an_agreement_for_a_next_term_that_is_about_nothing_is_void_and_the_term_runs_on() -> None:
    told = a_correction(case=SECOND, kind="renewal", licence_number=NUMBER)
    made = decide(Amend(told), at("2027-02-22"), renewing())
    [said] = made.messages
    assert isinstance(said, CaseProgressed)
    assert (made.state.state, made.state.next, said.state) == (State.ACTIVE, None, "refused")


def test_a_renewal_not_signed_in_time_stays_so() -> None:
    late = after(renewing(), ("2027-03-10", TimeArrived()), ("2027-05-01", TimeArrived()))
    told = Amend(an_appeal(**RENEWED))
    assert decide(told, at("2027-05-02"), late) == Decision(late)


WORDS = (a_verdict(), an_appeal(seq=20), a_correction(ROLLS, seq=30))


@pytest.mark.parametrize("words", [*permutations(WORDS)])
def test_whatever_order_the_verdicts_come_in_the_newest_counts(
    words: tuple[EvaluationConcluded, ...],
) -> None:
    licence: Licence | None = None
    for word in words:
        if licence is None:
            licence = after(None, ("2026-03-02", DrawUp(word)), ("2026-03-02", GiveNumber(NUMBER)))
        elif type(word) is EvaluationConcluded:
            licence = after(licence, ("2026-03-02", DrawUp(word)))
        else:
            licence = after(licence, ("2026-03-02", Amend(word)))
    assert licence is not None
    assert licence.id == FIRST
    assert licence.next is not None
    assert (licence.next.items, licence.next.seq) == ((ROLLS,), 30)
