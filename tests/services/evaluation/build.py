"""Builders: cases as far along as a test needs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chassis.process import Decision
from contracts.base import Subject
from contracts.evaluation import ResolutionPassed, SittingSubject
from contracts.intake import (
    AppealFiled,
    AppealWithdrawn,
    ApplicationAccepted,
    ContactChanged,
    TeamChanged,
    TeamSubject,
    WithdrawalRequested,
)
from contracts.values import (
    Contact,
    Criterion,
    Entity,
    EvaluationRules,
    Item,
    ItemMaterials,
    ItemVote,
    LicenceRules,
    Materials,
    Office,
    Recommendation,
)
from services.evaluation.domain import Case, decide
from services.evaluation.domain.commands import (
    ClaimTask,
    Confirm,
    Declare,
    OpenAppeal,
    OpenCase,
    SubmitCard,
    TimeArrived,
)
from services.evaluation.domain.experts import Profile

CASE = "5b0d7a4e-6a55-4f0c-9d5c-0d6f1f3a0001"
NUMBER = "ZP/2026/000001"
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)  # a Monday
REMINDER = dt.datetime(2026, 3, 13, 7, tzinfo=dt.UTC)  # eight in Warsaw
DEADLINE = dt.datetime(2026, 3, 16, 22, 59, 59, tzinfo=dt.UTC)
LATE = DEADLINE + dt.timedelta(seconds=1)
LEASE = dt.timedelta(minutes=15)
APPEALED = NOON - dt.timedelta(minutes=1)  # as typed in from paper
DIRECTOR = "d-1"

CODES = ("quality", "social-value", "reputation", "stability", "use")
GOOD = dict(zip(CODES, (25, 20, 10, 10, 10), strict=True))  # 75
FAIR = dict(zip(CODES, (20, 15, 10, 10, 10), strict=True))  # 65
POOR = dict(zip(CODES, (10, 10, 10, 5, 5), strict=True))  # 40

RULES = EvaluationRules(
    criteria=tuple(
        Criterion(code=code, name={"pl": f"kryterium {code}", "en": code}, max=most, min=least)
        for code, most, least in zip(CODES, (30, 25, 15, 15, 15), (15, 10, 0, 0, 0), strict=True)
    ),
    pass_mean=Decimal(60),
    divergence_gap=30,
    deadline_days=14,
    reminder_days=3,
    chapter="none",
    renewal="none",
    appeal_days=14,
)
WITH_VOTE = RULES.model_copy(update={"chapter": "vote"})
WITHOUT_POINTS = WITH_VOTE.model_copy(update={"criteria": ()})
LICENCE = LicenceRules(
    prefix="ZP-LUB",
    sign_within_days=60,
    reminder_days=(60, 30, 7),
    renewal_opens_days=60,
    renewal_closes_days=30,
)
ENTITY = Entity(
    name="Spółdzielnia Socjalna Bochen",
    type="spoldzielnia-socjalna",
    nip="7121234563",
    town="Lublin",
    voivodeship="lubelskie",
)
OFFICE = Office(region="lubelskie", name="ROPS", email="znak@rops.example")
MATERIALS = Materials(
    active_since=dt.date(2019, 5, 1),
    social="Uczymy zawodu.",
    served="Osoby bezrobotne.",
    period_from=dt.date(2025, 1, 1),
    period_to=dt.date(2025, 12, 31),
    total_revenue=Decimal("100000.00"),
    own_revenue=Decimal("45000.00"),
    items=(
        ItemMaterials(
            item="i-1",
            quality="Badania co kwartał.",
            recommendations=(Recommendation(author="Szkoła nr 1", text="Polecamy."),),
        ),
    ),
)
APPLICANT = Contact(person="a-1", name="Ewa Lis", email="ewa@bochen.example")
JAN = Contact(person="a-2", name="Jan Lis", email="jan@bochen.example", team="team-1")


def an_item(no: int = 1, **changes: Any) -> Item:
    base = Item(
        id=f"i-{no}",
        kind="product",
        name=f"Chleb {no}",
        category="gastronomia",
        description="Żytni, na zakwasie.",
    )
    return base.model_copy(update=changes)


def an_expert(person: str) -> Contact:
    return Contact(person=person, name=f"Ekspert {person}", email=f"{person}@experts.example")


def a_profile(person: str, **changes: Any) -> Profile:
    contact = an_expert(person)
    base = {"name": contact.name, "email": contact.email, "competences": ("gastronomia",)}
    return Profile.model_validate({"person": person, **base, **changes})


def accepted(case: str = CASE, **changes: Any) -> ApplicationAccepted:
    base = ApplicationAccepted(
        subject=Subject(kind="application", id=case),
        case=case,
        at=NOON,
        by="rule:formal",
        number=NUMBER,
        call="call-1",
        kind="new",
        entity=ENTITY,
        items=(an_item(),),
        exclude=(),
        licence_number=None,
        contact=APPLICANT,
        office=OFFICE,
        evaluation=RULES,
        licence=LICENCE,
        materials=MATERIALS,
    )
    return base.model_copy(update=changes)


def a_renewal(*items: Item, **changes: Any) -> ApplicationAccepted:
    return accepted(
        kind="renewal",
        items=items or (an_item(new=False),),
        licence_number="ZP-LUB/2025/0001",
        **changes,
    )


def a_change(seq: int, case: str = CASE, **changes: Any) -> ContactChanged:
    """Ewa is not written to any more, Jan is."""
    return ContactChanged(
        subject=Subject(kind="application", id=case),
        case=case,
        seq=seq,
        at=NOON,
        by=APPLICANT.person,
        number=NUMBER,
        old=APPLICANT,
        new=JAN,
        accepted=True,
        licence_number=None,
    ).model_copy(update=changes)


def joined(*members: str, team: str = "team-1") -> TeamChanged:
    """Somebody has come into Jan's team, whose members are these."""
    subject = TeamSubject(kind="team", id=team)
    return TeamChanged(subject=subject, at=NOON, by=members[-1], members=members)


def withdrawal(at: dt.datetime = NOON, case: str = CASE) -> WithdrawalRequested:
    return WithdrawalRequested(
        subject=Subject(kind="application", id=case),
        case=case,
        at=at,
        by=APPLICANT.person,
        number=NUMBER,
        reason="Zmiana planów.",
        contact=APPLICANT,
    )


def offers(*persons: str) -> dict[str, Contact]:
    """Experts for the first seats of a panel."""
    return {f"panel-{no}": an_expert(person) for no, person in enumerate(persons, start=1)}


def opened_split() -> Case:
    """Nobody knows both categories: e-1 and e-2 score the bread, e-3 and e-4 the program."""
    event = accepted(items=(an_item(1), an_item(2, category="it")))
    parts = [f"panel-{no}:{category}" for category in ("gastronomia", "it") for no in (1, 2)]
    seats = {part: an_expert(f"e-{no}") for no, part in enumerate(parts, start=1)}
    return decide(OpenCase(event, seats), NOON, None).state


def opened(*persons: str, event: ApplicationAccepted | None = None) -> Case:
    """A case whose panel are these experts; two by default."""
    command = OpenCase(event or accepted(), offers(*(persons or ("e-1", "e-2"))))
    return decide(command, NOON, None).state


def declare(no: int = 1, person: str | None = None, **changes: Any) -> Declare:
    return Declare(no, person or f"e-{no}", **{"conflict": False, **changes})


def claim(no: int = 1, session: str = "s-1", real_now: dt.datetime = NOON) -> ClaimTask:
    return ClaimTask(no, f"e-{no}", session, f"token-{session}", real_now, LEASE)


def sheet(points: Mapping[str, int], item: str = "i-1") -> dict[str, Any]:
    """Scores of one item as an expert types them."""
    scores = [
        {"criterion": code, "points": value, "justification": "Widać to w dokumentach."}
        for code, value in points.items()
    ]
    return {"item": item, "scores": scores}


def submit(no: int, *sheets: Mapping[str, Any], session: str = "s-1") -> SubmitCard:
    return SubmitCard(no, f"e-{no}", f"token-{session}", sheets)


def claimed(case: Case, no: int = 1) -> Case:
    """Seat ``no`` has declared and holds the task in session s-1."""
    declared = decide(declare(no), NOON, case).state
    return decide(claim(no), NOON, declared).state


def score(case: Case, no: int, *points: Mapping[str, int]) -> Decision[Case]:
    """Expert ``no`` scores every item of their card, in order."""
    items = case.file.items_in(case.seats[no - 1].category)
    sheets = [sheet(p, item.id) for p, item in zip(points, items, strict=True)]
    return decide(submit(no, *sheets), NOON, claimed(case, no))


def with_third(first: Mapping[str, int] = GOOD, second: Mapping[str, int] = POOR) -> Case:
    """The panel disagreed and e-3 has been seated."""
    torn = score(score(opened(), 1, first).state, 2, second).state
    return decide(TimeArrived({"third": an_expert("e-3")}), NOON, torn).state


def awaiting(first: Mapping[str, int] = GOOD, second: Mapping[str, int] = FAIR) -> Case:
    """Both experts have scored and agree."""
    return score(score(opened(), 1, first).state, 2, second).state


def for_vote(case: str = CASE, items: int = 1, **changes: Any) -> Case:
    """A case whose procedure has the chapter vote, with its panel."""
    wanted = tuple(an_item(no) for no in range(1, items + 1))
    return opened(event=accepted(case, items=wanted, evaluation=WITH_VOTE, **changes))


def for_chapter(case: str = CASE, items: int = 1, **changes: Any) -> Case:
    """Both experts have scored every item with 75 points; the chapter is to vote."""
    sheets = [GOOD] * items
    begun = for_vote(case, items, **changes)
    return score(score(begun, 1, *sheets).state, 2, *sheets).state


def resolved(*votes: ItemVote, case: str = CASE) -> ResolutionPassed:
    """The chapter's word on a case; in favour of its one item by default."""
    return ResolutionPassed(
        subject=SittingSubject(kind="sitting", id="s-1"),
        case=case,
        at=NOON,
        by="c-1",
        number=NUMBER,
        resolution="1/2026/1",
        items=votes or (ItemVote(item="i-1", granted=True, yes=2, no=1, abstain=0),),
    )


def concluded() -> Case:
    return decide(Confirm(DIRECTOR), NOON, awaiting()).state


def refused(**changes: Any) -> Case:
    """Concluded, with every item refused."""
    begun = opened(event=accepted(**changes))
    poor = [POOR] * len(begun.file.to_score)
    scored = score(score(begun, 1, *poor).state, 2, *poor).state
    return decide(Confirm(DIRECTOR), NOON, scored).state


def an_appeal(at: dt.datetime = APPEALED) -> AppealFiled:
    return AppealFiled(
        subject=Subject(kind="application", id=CASE),
        case=CASE,
        at=at,
        by=APPLICANT.person,
        number=NUMBER,
        against="refusal",
        grounds="Atest jest w załączniku.",
        decide_by=dt.date(2026, 4, 2),
        contact=APPLICANT,
        office=OFFICE,
    )


def taken_back(filed: dt.datetime = APPEALED) -> AppealWithdrawn:
    return AppealWithdrawn(
        subject=Subject(kind="application", id=CASE),
        case=CASE,
        at=filed + dt.timedelta(hours=1),
        by=APPLICANT.person,
        number=NUMBER,
        filed=filed,
    )


def appealed(case: Case | None = None, *persons: str) -> Case:
    """What was refused is before e-3 and e-4, unless others are named."""
    again = offers(*(persons or ("e-3", "e-4")))
    command = OpenAppeal(an_appeal(), {f"appeal-1-{p}": expert for p, expert in again.items()})
    return decide(command, NOON, case or refused()).state


def judged(*points: Mapping[str, int], case: Case | None = None) -> Case:
    """The other experts have scored, well unless told otherwise."""
    again = case or appealed()
    for no in (3, 4):
        again = score(again, no, *(points or [GOOD] * len(again.file.to_score))).state
    return again


def buried() -> Case:
    return decide(withdrawal(), NOON, None).state


def withdrawn() -> Case:
    return decide(withdrawal(), NOON, opened()).state
