"""Values that several messages carry: people, entities, items and the rules a case travels with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field

from contracts.base import Language, Wire
from contracts.erasure import ERASED

ApplicationKind = Literal["new", "renewal"]
PagePath = Annotated[str, Field(pattern=r"^/[^/]")]
"""Where a page is below the public address, which notifications alone puts before it."""


class Contact(Wire):
    """Whom to write to about a case, and in which language.

    Attributes:
        team: The team whose members all act in the case; none when this person acts alone.
    """

    person: str
    name: str
    email: str
    language: Language = "pl"
    team: str | None = None

    @property
    def by_post(self) -> bool:
        """Whether nobody with an account is behind it: who applied on paper answers by letter."""
        return self.person.startswith("paper:") and self.team is None

    def erased(self, persons: Collection[str]) -> Self:
        """The id alone, where it is one of these persons; else the same."""
        if self.person not in persons:
            return self
        return self.model_copy(update={"name": ERASED, "email": ""})


class Recipient(Contact):
    """One of many who are told of a call. By the secret ``unsubscribe`` they leave, if they may."""

    unsubscribe: str | None = None


class Office(Wire):
    """The office that runs the call: it signs every mail, and its own notices go to it."""

    region: str
    name: str
    email: str
    language: Language = "pl"


class Timer(Wire):
    """Something that time alone will do to a case, unless it is done or settled before.

    Attributes:
        what: A code, as ``reminder``.
        at: When.
    """

    what: str
    at: AwareDatetime


class Entity(Wire):
    """The entity as the public register shows it."""

    name: str
    type: str
    nip: str
    town: str
    voivodeship: str


class Item(Wire):
    """One product or service of an application. ``new`` is false for one already licensed."""

    id: str
    kind: Literal["product", "service"]
    name: str
    category: str
    description: str
    new: bool = True


class Recommendation(Wire):
    """What somebody says about an item, with their name as the applicant wrote it."""

    author: str
    text: str


class ItemMaterials(Wire):
    """What the applicant sent about one item.

    Attributes:
        item: The item's id.
        quality: Evidence of its quality, in the applicant's words.
        recommendations: What others say of it; may be empty for an item licensed already.
    """

    item: str
    quality: str
    recommendations: tuple[Recommendation, ...]


class Materials(Wire):
    """What an application says beside its items: the experts score by it.

    Attributes:
        active_since: The day the activity began.
        social: The social activity, in the applicant's words.
        served: Whom it serves.
        period_from: First day of the period the revenue is about.
        period_to: Its last day.
        total_revenue: In the period, PLN.
        own_revenue: Of that from own activity, PLN.
        items: Of each item, in the order of the application's items.
    """

    active_since: dt.date
    social: str
    served: str
    period_from: dt.date
    period_to: dt.date
    total_revenue: Decimal
    own_revenue: Decimal
    items: tuple[ItemMaterials, ...]


class Point(Wire):
    """One point of the formal check, with the reason told to the applicant.

    Attributes:
        fields: The form fields (dotted paths) that the point questions.
        reasons: The same in each language; empty where the words are an officer's.
    """

    code: str
    verdict: Literal["yes", "no", "unknown"]
    reason: str = ""
    fields: tuple[str, ...] = ()
    reasons: Mapping[Language, str] = {}

    def why(self, language: Language) -> str:
        """The reason in this language, else as it was given."""
        return self.reasons.get(language) or self.reason


class Criterion(Wire):
    """One line of the score card: whole points up to ``max``; the mean must reach ``min``."""

    code: str
    name: dict[Language, str]
    max: int = Field(gt=0)
    min: int = Field(default=0, ge=0)


class EvaluationRules(Wire):
    """The slice of the procedure that evaluation decides a case by.

    Attributes:
        tie_years: So long after its end a shared employer or entity still keeps a person away.
    """

    experts: int = Field(default=2, ge=1)
    criteria: tuple[Criterion, ...]
    pass_mean: Decimal
    divergence_gap: int
    deadline_days: int
    reminder_days: int
    chapter: Literal["none", "vote"]
    renewal: Literal["none", "panel"]
    appeal_days: int
    tie_years: int = Field(default=3, ge=0)


class LicenceRules(Wire):
    """The slice of the procedure that licensing runs a licence by.

    ``post_days`` are the working days after the last day to sign in which an agreement signed by it
    may still be recorded, before it lapses.
    """

    prefix: str
    years: int = 1
    sign_within_days: int
    post_days: int = 3
    reminder_days: tuple[int, ...]
    renewal_opens_days: int
    renewal_closes_days: int


class CriterionVerdict(Wire):
    """How an item was scored by one criterion: points up to ``max``, of which ``min`` are needed.

    Attributes:
        mean: Of the experts whose scores count.
        justifications: Their words, in the order of the alphabet: nobody can tell whose is which.
    """

    code: str
    name: dict[Language, str]
    max: int
    min: int = 0
    mean: Decimal
    justifications: tuple[str, ...] = ()


class ItemVerdict(Wire):
    """What was decided about one item. ``mean`` is out of 100; none when no expert scored it.

    Attributes:
        reason: Why, in the language of the contact, or in the director's words.
        reasons: The same in each language; empty where the words are the director's.
        criteria: How a refused item was scored; empty where no expert did.
    """

    item: Item
    granted: bool
    mean: Decimal | None = None
    reason: str = ""
    reasons: Mapping[Language, str] = {}
    criteria: tuple[CriterionVerdict, ...] = ()

    def why(self, language: Language) -> str:
        """The reason in this language, else as it was given."""
        return self.reasons.get(language) or self.reason

    def unexplained(self) -> Self:
        """The same without how it was scored."""
        return self.model_copy(update={"criteria": ()})


class ItemVote(Wire):
    """How the chapter voted on one item; ``reason`` says why it departs from the score, if so."""

    item: str
    granted: bool
    yes: int
    no: int
    abstain: int
    reason: str = ""


class Term(Wire):
    """One term of a licence: its number (from 1) and first and last day, both included."""

    no: int
    start: dt.date
    end: dt.date
