"""What handlers and routes of evaluation need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.mongo import Collection
from chassis.numbers import Numbers
from chassis.repository import Repository
from chassis.revocations import Revocations
from services.evaluation.domain import Case, Expert, Member, Sitting


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The service; ``lease`` is how long a task stays open in a session without a sign of life."""

    cases: Repository[Case]
    experts: Repository[Expert]
    rosters: Collection
    members: Repository[Member]
    sittings: Repository[Sitting]
    numbers: Numbers
    revoked: Revocations
    clock: Clock
    lease: dt.timedelta
