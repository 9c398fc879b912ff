"""What the doors of licensing answer."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import BaseModel

from contracts.values import Contact, Entity, Office
from services.licensing.domain.licence import (
    Agreement,
    Filed,
    Held,
    Licence,
    Measure,
    State,
    state_on,
    term_on,
)


class TermView(BaseModel):
    """A term as the public sees it: first and last day, both included."""

    no: int
    start: dt.date
    end: dt.date

    @classmethod
    def of(cls, term: Held) -> Self:
        """This term."""
        return cls(no=term.no, start=term.start, end=term.end)


class ItemView(BaseModel):
    """A product or service that bears the mark."""

    kind: Literal["product", "service"]
    name: str
    category: str
    description: str


class RegisterEntry(BaseModel):
    """One line of the register: nothing of a person, only the entity, items and terms."""

    number: str | None
    state: State
    entity: Entity
    items: list[ItemView]
    term: TermView | None
    terms: list[TermView]

    @classmethod
    def of(cls, licence: Licence, today: dt.date) -> Self:
        """What the register says of this licence on a day."""
        term = term_on(licence, today)
        items = () if term is None else term.items
        return cls(
            number=licence.number,
            state=state_on(licence, today),
            entity=licence.entity,
            items=[ItemView(**item.model_dump(exclude={"id", "new"})) for item in items],
            term=None if term is None else TermView.of(term),
            terms=[TermView.of(each) for each in licence.terms],
        )


class LicenceView(BaseModel):
    """A licence as an officer sees it; `state` is computed from the dates."""

    id: str
    number: str | None
    state: State
    entity: Entity
    contact: Contact
    office: Office
    next: Agreement | None
    terms: tuple[Held, ...]
    filed: tuple[Filed, ...]
    closed: tuple[str, ...]
    measures: tuple[Measure, ...]

    @classmethod
    def of(cls, licence: Licence, today: dt.date) -> Self:
        """Everything but what only the rules need."""
        shown = {name: getattr(licence, name) for name in cls.model_fields}
        return cls(**{**shown, "state": state_on(licence, today)})
