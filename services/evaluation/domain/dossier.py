"""What was accepted: the file that a case is about, with the rules it travels with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from contracts.intake import ApplicationAccepted
from contracts.people import person_of
from contracts.values import (
    ApplicationKind,
    Contact,
    Entity,
    EvaluationRules,
    Item,
    LicenceRules,
    Materials,
    Office,
)


class Part(BaseModel):
    """A part of the aggregate: frozen, replaced as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def but(self, **fields: Any) -> Self:
        """A copy with these fields replaced."""
        return self.model_copy(update=fields)


def of_category(category: str | None) -> str:
    """How the purpose of a seat for one category ends; nothing where it is for all of them."""
    return "" if category is None else f":{category}"


def category_in(purpose: str) -> str | None:
    """The category that a purpose tells of."""
    return purpose.partition(":")[2] or None


class Stake(Part):
    """Who has a stake in a case and may not judge it: NIPs and persons.

    ``tie_years`` is how long a tie with one of them counts after its end.
    """

    names: tuple[str, ...] = ()
    tie_years: int = 0


class Dossier(Part):
    """What intake accepted, with the rules the case travels with.

    Attributes:
        changed: Items of the licence, as it has them, that a renewal describes otherwise.
        appeals: How many appeals were taken up; each has panels of its own.
        appealed: Ids of the items that the present appeal asks to be judged again.
    """

    call: str
    kind: ApplicationKind
    entity: Entity
    items: tuple[Item, ...]
    exclude: tuple[str, ...]
    licence_number: str | None
    contact: Contact
    office: Office
    evaluation: EvaluationRules
    licence: LicenceRules
    materials: Materials | None = None
    changed: tuple[Item, ...] = ()
    by_post: bool = False
    appeals: int = 0
    appealed: tuple[str, ...] = ()

    @classmethod
    def of(cls, event: ApplicationAccepted) -> Self:
        """Keep what the event says."""
        told = cls.model_fields.keys() & type(event).model_fields.keys()
        return cls(**{name: getattr(event, name) for name in told})

    @property
    def to_score(self) -> tuple[Item, ...]:
        """Items the experts score; a renewal spares those already licensed when the rules do.

        On appeal only what was refused is scored again.
        """
        if self.appealed:
            return tuple(item for item in self.items if item.id in self.appealed)
        spared = self.kind == "renewal" and self.evaluation.renewal == "none"
        return tuple(item for item in self.items if item.new or not spared)

    @property
    def only_voted(self) -> bool:
        """The procedure has no points: what would be scored is left to the chapter alone."""
        return bool(self.to_score) and not self.evaluation.criteria

    @property
    def categories(self) -> tuple[str, ...]:
        """Competences an expert of this case needs."""
        return tuple(sorted({item.category for item in self.to_score}))

    @property
    def stake(self) -> Stake:
        """Who may not judge this case: of a contact also who signs in with its address."""
        contact = {self.contact.person, person_of(self.contact.email)}
        names = {*self.exclude, self.entity.nip, *contact}
        return Stake(names=tuple(sorted(names)), tie_years=self.evaluation.tie_years)

    def without(self, persons: Iterable[str]) -> Self:
        """The same, to be judged by none of these persons either."""
        return self.but(exclude=tuple(dict.fromkeys((*self.exclude, *persons))))

    def panel(self) -> tuple[str, ...]:
        """Purposes of the first seats; none when there is nothing to score, or no points."""
        seats = self.evaluation.experts if self.to_score and self.evaluation.criteria else 0
        return tuple(self.purpose(f"panel-{no}", None) for no in range(1, seats + 1))

    def purpose(self, seat: str, category: str | None) -> str:
        """What a seat of a panel is called; each appeal has names of its own."""
        appeal = f"appeal-{self.appeals}-" if self.appeals else ""
        return f"{appeal}{seat}{of_category(category)}"

    def needed(self, category: str | None) -> tuple[str, ...]:
        """Competences of an expert whose seat is for one category, or for all of them."""
        return self.categories if category is None else (category,)

    def items_in(self, category: str | None) -> tuple[Item, ...]:
        """Items to score of one category, or all of them."""
        return tuple(item for item in self.to_score if category in {None, item.category})
