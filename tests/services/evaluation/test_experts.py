from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from chassis.process import Invalid, Refused
from contracts.evaluation import ExpertChanged
from contracts.people import person_of
from services.evaluation.domain import decide_expert
from services.evaluation.domain.chapter.members import MemberProfile
from services.evaluation.domain.dossier import Dossier
from services.evaluation.domain.experts import (
    Absence,
    Amend,
    Enrol,
    Expert,
    Profile,
    Remove,
    eligible,
)
from services.evaluation.domain.ties import Affiliation, tied
from tests.services.evaluation.build import (
    APPLICANT,
    ENTITY,
    NOON,
    RULES,
    a_profile,
    accepted,
    an_item,
)

TODAY = dt.date(2026, 3, 2)
NIPS = (ENTITY.nip, "5252344078", "1132191233")
FILE = Dossier.of(accepted(exclude=("5252344078", "a-2")))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"competences": ("it",)}, False),
        ({"competences": ("gastronomia", "it")}, True),
        ({"affiliations": (ENTITY.nip,)}, False),
        ({"affiliations": ("5252344078",)}, False),
        ({"affiliations": ("1132191233",)}, True),
        ({"affiliations": ({"nip": ENTITY.nip, "until": "2023-03-03"},)}, False),
        ({"affiliations": ({"nip": ENTITY.nip, "until": "2023-03-02"},)}, True),  # three years ago
        ({"affiliations": ({"nip": ENTITY.nip, "until": "2030-01-01"},)}, False),
        ({"person": APPLICANT.person}, False),
        ({"person": person_of(APPLICANT.email)}, False),
        ({"person": "a-2"}, False),
        ({"person": "e-on-case"}, False),
        ({"absence": Absence(since=TODAY, until=TODAY)}, False),
        ({"absence": Absence(since=TODAY - dt.timedelta(9), until=TODAY - dt.timedelta(1))}, True),
    ],
)
def test_who_may_sit_on_a_case(changes: dict[str, Any], *, expected: bool) -> None:
    profile = a_profile(**{"person": "e-1", **changes})

    assert eligible(profile, FILE, {"e-on-case"}, TODAY) is expected


def test_an_expert_is_competent_for_every_category_of_the_items() -> None:
    file = Dossier.of(accepted(items=(an_item(1), an_item(2, category="it"))))

    assert not eligible(a_profile("e-1"), file, (), TODAY)
    assert eligible(a_profile("e-1", competences=("it", "gastronomia")), file, (), TODAY)


def test_an_expert_is_enrolled_once_and_amended_after() -> None:
    expert = decide_expert(Enrol(a_profile("e-1"), "o-1"), NOON, None).state

    assert (
        decide_expert(Amend(a_profile("e-1", limit=3), "o-1"), NOON, expert).state.profile.limit
        == 3
    )
    with pytest.raises(Refused) as refused:
        decide_expert(Enrol(a_profile("e-1"), "o-1"), NOON, expert)
    assert refused.value.code == "expert-exists"


def test_what_is_wrong_with_an_expert_is_named() -> None:
    profile = a_profile(
        "e-1",
        competences=(),
        affiliations=("525-234-40-78", "0000000000", "1234567890"),
        absence=Absence(since=TODAY, until=TODAY - dt.timedelta(1)),
    )
    with pytest.raises(Invalid) as refused:
        decide_expert(Enrol(profile, "o-1"), NOON, None)

    assert [error.field for error in refused.value.errors] == [
        "competences",
        "affiliations.1",
        "affiliations.2",
        "absence.until",
    ]


def test_a_nip_is_kept_without_its_dashes() -> None:
    enrolled = decide_expert(
        Enrol(a_profile("e-1", affiliations=("525-234-40-78",)), "o-1"), NOON, None
    )

    assert enrolled.state.profile.affiliations == (Affiliation(nip="5252344078"),)


@pytest.mark.parametrize(
    ("years", "today", "until", "expected"),
    [
        (3, "2028-02-29", "2025-02-28", False),  # there was no 29 February then
        (3, "2028-02-29", "2025-03-01", True),
        (1, "2026-03-02", "2025-03-02", False),
        (1, "2026-03-02", "2025-03-03", True),
        (0, "2026-03-02", "2026-03-02", False),
        (0, "2026-03-02", None, True),
    ],
)
def test_a_tie_lasts_as_long_as_the_procedure_says(
    years: int, today: str, until: str | None, *, expected: bool
) -> None:
    rules = RULES.model_copy(update={"tie_years": years})
    file = Dossier.of(accepted(evaluation=rules))
    ties = a_profile("e-1", affiliations=({"nip": ENTITY.nip, "until": until},)).affiliations

    assert tied("e-1", ties, file.stake, dt.date.fromisoformat(today)) is expected


def test_an_expert_stored_before_ties_had_an_end_has_ties_that_last() -> None:
    stored = {"state": "active", "profile": {**a_profile("e-1").model_dump(mode="json")}}
    stored["profile"]["affiliations"] = ["5252344078"]  # type: ignore[index]

    expert = Expert.model_validate(stored)
    assert expert.profile.affiliations == (Affiliation(nip="5252344078", until=None),)


def test_who_was_removed_comes_back_by_being_enrolled_again() -> None:
    expert = decide_expert(Enrol(a_profile("e-1"), "o-1"), NOON, None).state
    removed = decide_expert(Remove("o-1"), NOON, expert)
    again = decide_expert(Enrol(a_profile("e-1"), "o-1"), NOON, removed.state)

    assert [each.state.state for each in (removed, again)] == ["removed", "active"]
    assert [type(each.messages[0]) for each in (removed, again)] == [ExpertChanged, ExpertChanged]


@pytest.mark.parametrize("kind", [Profile, MemberProfile])
def test_an_expert_or_member_whose_person_is_left_out_is_who_signs_in_with_the_address(
    kind: type[Profile | MemberProfile],
) -> None:
    named = {"name": "Ewa Żak", "email": "Ewa@ul.example"}
    assert kind(**named).person == person_of("ewa@ul.example")
    assert kind(**named, person="e-1").person == "e-1"
