"""What is kept of an appeal while it is decided."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime

from contracts.values import ItemVerdict
from services.evaluation.domain.dossier import Part

Outcome = Literal["granted", "upheld", "withdrawn"]
"""What becomes of an appeal: granted in whole or in part, or not at all, or taken back."""


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
