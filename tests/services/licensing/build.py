"""Builders of licences, verdicts and moments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from contracts.base import Subject
from contracts.evaluation import (
    AppealDecided,
    CaseWithdrawn,
    DecisionCorrected,
    EvaluationConcluded,
)
from contracts.values import Contact, Entity, Item, ItemVerdict, LicenceRules, Office, Timer
from services.licensing.domain.calendar import WARSAW
from services.licensing.domain.commands import (
    DrawUp,
    DrawUpNext,
    GiveNumber,
    NoteRenewal,
    Revoke,
    Sign,
    Surrender,
    Suspend,
    TimeArrived,
)
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import decide, due

FIRST = "0d6f0a5e-0000-4000-8000-000000000001"
SECOND = "0d6f0a5e-0000-4000-8000-000000000002"
NUMBER = "ZP-LUB/2026/0001"
EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

CONTACT = Contact(person="p-1", name="Anna Wójcik", email="anna@bochenek.example")
OFFICE = Office(region="lubelskie", name="ROPS w Lublinie", email="biuro@rops.example")
ENTITY = Entity(
    name="Spółdzielnia Socjalna „Złoty Bochenek”",
    type="spoldzielnia-socjalna",
    nip="7121234565",
    town="Łęczna",
    voivodeship="lubelskie",
)
BREAD = Item(
    id="i-1", kind="product", name="Chleb żytni", category="gastronomia", description="Na zakwasie."
)
ROLLS = Item(
    id="i-2", kind="product", name="Bułki", category="gastronomia", description="Codziennie."
)
RULES = LicenceRules(
    prefix="ZP-LUB",
    sign_within_days=60,
    reminder_days=(60, 30, 7),
    renewal_opens_days=60,
    renewal_closes_days=30,
)


def at(text: str) -> dt.datetime:
    """The moment (UTC) when the clocks in Warsaw show ``2026-03-01`` (noon) or with a time."""
    moment = dt.datetime.fromisoformat(text if "T" in text else f"{text}T12:00")
    return moment.replace(tzinfo=WARSAW).astimezone(dt.UTC)


def day(text: str) -> dt.date:
    """A date."""
    return dt.date.fromisoformat(text)


def a_verdict(case: str = FIRST, **changed: Any) -> EvaluationConcluded:
    """A verdict that grants the bread and refuses the rolls, unless told otherwise."""
    told: dict[str, Any] = {
        "subject": Subject(kind="case", id=case),
        "case": case,
        "seq": 9,
        "at": at("2026-03-01"),
        "by": "d-1",
        "number": "ZP/2026/000001",
        "kind": "new",
        "entity": ENTITY,
        "verdicts": (
            ItemVerdict(item=BREAD, granted=True, mean=Decimal(81)),
            ItemVerdict(item=ROLLS, granted=False, mean=Decimal(44), reason="Za mało punktów."),
        ),
        "mean": Decimal(81),
        "reasons": "Wysoka jakość.",
        "appeal_until": None,
        "licence_number": None,
        "licence": RULES,
        "contact": CONTACT,
        "office": OFFICE,
    }
    return EvaluationConcluded(**{**told, **changed})


def a_renewal(case: str = SECOND, **changed: Any) -> EvaluationConcluded:
    """A verdict that grants the bread for a next term."""
    verdicts = (ItemVerdict(item=BREAD, granted=True),)
    told = {"kind": "renewal", "licence_number": NUMBER, "number": "ZP/2027/000007"}
    return a_verdict(case, **{"verdicts": verdicts, **told, **changed})


def an_appeal(*items: Item, case: str = FIRST, seq: int = 20, **changed: Any) -> AppealDecided:
    """Decided on appeal: these items are granted, bread and rolls unless told otherwise."""
    told = a_verdict(case, verdicts=_granting(items or (BREAD, ROLLS)), **changed)
    return AppealDecided(**{**dict(told), "seq": seq}, outcome="granted")


def a_correction(
    *items: Item, case: str = FIRST, seq: int = 20, **changed: Any
) -> DecisionCorrected:
    """Put right: only these items are granted, none unless told otherwise."""
    told = a_verdict(case, verdicts=_granting(items), **changed)
    why = "Pomylono wnioski."
    return DecisionCorrected(**{**dict(told), "seq": seq}, why=why, changed=(BREAD.id,))


def _granting(items: tuple[Item, ...]) -> tuple[ItemVerdict, ...]:
    return tuple(ItemVerdict(item=item, granted=item in items) for item in (BREAD, ROLLS))


def a_filing(
    case: str = SECOND, filed_at: str = "2027-02-01", nip: str = ENTITY.nip
) -> NoteRenewal:
    """The licensee files a renewal, unless another NIP is given."""
    return NoteRenewal(case, at(filed_at), nip)


def a_withdrawal(case: str = FIRST, licence_number: str | None = None) -> CaseWithdrawn:
    """Asked for before the verdict, answered after it; of a first application unless numbered."""
    return CaseWithdrawn(
        subject=Subject(kind="case", id=case),
        case=case,
        seq=10,
        at=at("2026-03-01"),
        by="p-1",
        number="ZP/2026/000001",
        licence_number=licence_number,
        contact=CONTACT,
        office=OFFICE,
    )


def refused(verdict: EvaluationConcluded) -> EvaluationConcluded:
    """The same verdict with every item refused."""
    verdicts = tuple(each.model_copy(update={"granted": False}) for each in verdict.verdicts)
    return verdict.model_copy(update={"verdicts": verdicts})


def after(licence: Licence | None, *steps: tuple[str, object]) -> Licence:
    """The licence after these commands, each at its moment."""
    for moment, command in steps:
        licence = decide(command, at(moment), licence).state
    assert licence is not None
    return licence


def a_draft(drawn: str = "2026-03-02", **changed: Any) -> Licence:
    """Drawn up, its number pending."""
    return after(None, (drawn, DrawUp(a_verdict(**changed))))


def unsigned(drawn: str = "2026-03-02", **changed: Any) -> Licence:
    """Numbered, waiting for the signature."""
    return after(a_draft(drawn, **changed), (drawn, GiveNumber(NUMBER)))


def signed(on: str = "2026-03-10", **changed: Any) -> Licence:
    """In force from this day, drawn up on the same day."""
    return after(unsigned(on, **changed), (on, Sign(by="o-1", form="paper")))


def filed(on: str = "2027-02-01", licence: Licence | None = None) -> Licence:
    """In force, with a renewal filed."""
    return after(licence or signed(), (on, a_filing(SECOND, on)))


def renewing(on: str = "2027-02-20", licence: Licence | None = None) -> Licence:
    """In force, with the next agreement waiting for its signature."""
    return after(licence or filed(), (on, DrawUpNext(a_renewal())))


def expired() -> Licence:
    """Its only term has ended."""
    return after(signed(), ("2027-03-10", TimeArrived()))


def suspended(on: str = "2026-06-01", licence: Licence | None = None) -> Licence:
    """In force no longer, until it is reinstated."""
    return after(licence or signed(), (on, Suspend("o-1", "Znak na innym chlebie.")))


def revoked() -> Licence:
    """Taken back in its first term."""
    return after(signed(), ("2026-06-01", Revoke("o-1", "Znak na innym chlebie.")))


def surrendered() -> Licence:
    """Given up in its first term."""
    return after(signed(), ("2026-06-01", Surrender("p-1")))


def lapsed() -> Licence:
    """Never signed."""
    return after(unsigned(), ("2026-05-08", TimeArrived()))


def live(
    licence: Licence, until: dt.datetime, since: dt.datetime = EPOCH
) -> tuple[Licence, list[Any]]:
    """Let time pass as the scheduler does: the licence at ``until`` and all it said, in order."""
    said: list[Any] = []
    moment = since
    while (following := due(licence)) is not None and following <= until:
        moment = max(moment, following)
        made = decide(TimeArrived(), moment, licence)
        assert made.state != licence, "a tick must move on"
        licence = made.state
        said.extend(made.messages)
    return licence, said


def reminders(end: str) -> tuple[Timer, ...]:
    """The three of a term that ends on this day, at eight in the morning."""
    days = (day(end) - dt.timedelta(days=before) for before in (60, 30, 7))
    return tuple(Timer(what="reminder", at=at(f"{each}T08:00")) for each in days)
