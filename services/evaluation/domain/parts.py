"""Parts of a case that are values of their own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.values import ItemVerdict

Outcome = Literal["granted", "upheld", "withdrawn"]
"""What becomes of an appeal: granted in whole or in part, or not at all, or taken back."""


class Part(BaseModel):
    """A part of the aggregate: frozen, replaced as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def but(self, **fields: Any) -> Self:
        """A copy with these fields replaced."""
        return self.model_copy(update=fields)


class Withdrawal(Part):
    """The applicant's request to withdraw."""

    at: AwareDatetime
    by: str
    reason: str


class Appeal(Part):
    """An appeal against a refusal, with the decision that it is against.

    Attributes:
        items: Ids of the items to be judged again.
        verdicts: Of every item, before the appeal; with ``mean`` and ``resolution`` as they were.
    """

    at: AwareDatetime
    by: str
    grounds: str
    decide_by: dt.date
    items: tuple[str, ...]
    verdicts: tuple[ItemVerdict, ...]
    mean: Decimal | None
    resolution: str | None
