"""Erasure at evaluation: names and words go; who judged what, and how, stays by the id."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.process import Decision
from contracts.base import Subject
from contracts.evaluation import ExpertChanged
from contracts.intake import PersonErased
from contracts.values import Contact
from services.evaluation.domain import Case, erasing
from services.evaluation.domain.case import DraftScore, SeatState
from services.evaluation.domain.chapter.members import Member, MemberProfile, MemberState
from services.evaluation.domain.experts import Expert, ExpertState
from services.evaluation.export import held
from services.evaluation.handlers import on
from tests.services.evaluation.build import (
    APPLICANT,
    NOON,
    a_profile,
    appealed,
    awaiting,
    buried,
    opened,
    withdrawn,
)
from tests.services.evaluation.conftest import Office

GONE = {"person": "e-1", "name": "—", "email": "erased@invalid"}


def recused() -> Case:
    """The first seat's expert stepped down, in words of their own."""
    case = awaiting()
    typed = (DraftScore(item="i-1", criterion="quality", justification="Brat Jan tak mówi."),)
    seat = case.seats[0].but(
        state=SeatState.RECUSED, ground="Tam pracuje mój brat Jan.", draft=typed
    )
    return case.with_seat(seat)


def test_of_an_applicant_the_id_stays_and_the_verdict() -> None:
    before = recused()
    left = erasing.case(before, {APPLICANT.person}).state
    assert left.file.contact == Contact(person=APPLICANT.person, name="—", email="")
    assert left.file.materials is None
    assert left == before.but(
        dossier=before.file.but(contact=left.file.contact, materials=None),
    )


def test_of_an_expert_the_card_stays_and_not_why_they_stepped_down() -> None:
    before = recused()
    left = erasing.case(before, {before.seats[0].expert.person}).state
    seat = before.seats[0]
    unnamed = seat.expert.model_copy(update={"name": "—", "email": ""})
    assert left == before.with_seat(seat.but(expert=unnamed, ground="—", draft=()))
    assert left.cards == before.cards


@pytest.mark.parametrize("persons", [{"a-1"}, {"e-1"}, {"a-1", "e-1", "e-2"}, set[str]()])
def test_the_same_again_changes_nothing(persons: set[str]) -> None:
    left = erasing.case(recused(), persons).state
    assert erasing.case(left, persons) == Decision(left)
    assert Case.model_validate(left.model_dump(mode="json")) == left


def test_an_expert_leaves_the_list_and_the_cases_hear_of_it() -> None:
    expert = Expert.of(a_profile("e-1"))
    told = ExpertChanged(subject=Subject(kind="person", id="e-1"), at=NOON, by="rule:erasure")
    made = erasing.expert(expert, NOON)
    assert (made.state.state, made.messages) == (ExpertState.REMOVED, (told,))
    assert made.state.profile.model_dump(include=set(GONE)) == GONE
    assert (made.state.profile.competences, made.state.profile.affiliations) == ((), ())
    assert erasing.expert(made.state, NOON) == Decision(made.state)


def test_a_member_leaves_the_chapter() -> None:
    profile = MemberProfile(person="e-1", name="Ewa Mazur", email="ewa@kapitula.example")
    left = erasing.member(Member(state=MemberState.SITTING, profile=profile)).state
    assert (left.state, left.profile.model_dump(include=set(GONE))) == (MemberState.DISMISSED, GONE)


@pytest.mark.parametrize("words", ["withdrawal", "appeal"])
async def test_a_member_who_wrote_is_found_who_is_not_the_contact(
    office: Office, words: str
) -> None:
    case = withdrawn() if words == "withdrawal" else appealed()
    case = case.but(**{words: getattr(case, words).but(by="jan")})
    await office.service.cases.change(case.id, lambda _: Decision(case))
    name = {"withdrawal": "reason", "appeal": "grounds"}[words]
    (told,) = (await held(office.service.cases.collection.database, "jan"))["cases"]
    assert (told[words][name], told["contact"]) == (getattr(getattr(case, words), name), None)
    event = PersonErased(
        subject=Subject(kind="person", id="jan"), at=NOON, by="o-1", persons=("jan",)
    )
    await office.hear(event)
    left = await office.case(case.id)
    assert left == case.but(**{words: getattr(case, words).but(**{name: "—"})})


async def test_of_a_withdrawal_before_its_case_the_words_are_exported(office: Office) -> None:
    await office.service.cases.change("c", lambda _: Decision(buried()))
    (told,) = (await held(office.service.cases.collection.database, APPLICANT.person))["cases"]
    assert (told["withdrawal"]["reason"], told["contact"]) == ("Zmiana planów.", None)


async def test_everything_that_names_somebody_is_found(office: Office) -> None:
    case = recused()
    await office.service.cases.change(case.id, lambda _: Decision(case))
    other = opened().but(id="other")
    await office.service.cases.change("other", lambda _: Decision(other))
    await office.enrol("e-1")
    event: Any = PersonErased(
        subject=Subject(kind="person", id="a-1"), at=NOON, by="o-1", persons=("a-1", "e-1")
    )
    for _ in "12":
        await on.by_type[event.wire_type](event, "m", office.service)
    for id_, before in ((case.id, case), ("other", other)):
        found = await office.service.cases.get(id_)
        assert found.state == erasing.case(before, {"a-1", "e-1"}).state
        assert found.version == 2
    assert (await office.service.experts.get("e-1")).version == 2
