"""Reminders of what was done, or taken away from the person, before the mail could leave.

A message may wait on its way and a mailbox may refuse for days, so a reminder is looked at once
more just before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from chassis.clock import Clock
from chassis.mongo import Collection, Index
from contracts import evaluation as e
from contracts import intake as i
from contracts import licensing as li
from contracts.base import Event

KEPT: Final = timedelta(days=30)
"""Longer than any message or mail is on its way."""

INDEXES: Final = (Index([("until", 1)], expires=True),)

_TICK: Final = timedelta(milliseconds=1)
"""The database keeps no less of a moment."""

Key = Callable[[Any], str | None]


def _task(event: Any) -> str | None:
    return None if event.task is None else f"task:{event.task}"


def _tasks(event: Any) -> str:
    """Every task of a case: the id of each begins with that of its case."""
    return f"task:{event.case}"


def _correction(event: Any) -> str:
    return f"correction:{event.case}"


def _licence(event: Any) -> str:
    return f"licence:{event.licence_number}"


REMINDERS: Mapping[type[Event], Key] = {
    e.ScoreDue: _task,
    i.CorrectionDue: _correction,
    li.LicenceExpiring: _licence,
}
"""What each reminder is about."""

SETTLED: Mapping[type[Event], Key] = {
    e.ScoreSubmitted: _task,
    e.ExpertRecused: _task,
    e.TaskReassigned: _task,
    e.ScoreOverdue: _task,
    e.CaseWithdrawn: _tasks,
    e.AppealDecided: _tasks,
    i.ApplicationCorrected: _correction,
    i.ApplicationAccepted: _correction,
    i.ApplicationRejected: _correction,
    i.ApplicationWithdrawn: _correction,
    i.RenewalFiled: _licence,
    li.LicenceRenewed: _licence,
    li.LicenceExpired: _licence,
    li.LicenceSuspended: _licence,
    li.LicenceRevoked: _licence,
    li.LicenceSurrendered: _licence,
}
"""After which events nobody is to be reminded of what was asked before."""


class Reminders:
    """What is settled, and since when: ``{_id: what, at, until}``, in no order of arrival.

    Args:
        collection: Where it is kept.
        clock: Its real time tells until when.
    """

    def __init__(self, collection: Collection, clock: Clock) -> None:
        self._collection = collection
        self._clock = clock

    async def settle(self, event: Event) -> None:
        """Take over what the event settles, if anything."""
        key = about(SETTLED, event)
        if key is not None:
            later = {"at": event.at, "until": self._clock.real() + KEPT}
            await self._collection.update_one({"_id": key}, {"$max": later}, upsert=True)

    async def needless(self, key: str | None, at: datetime | None) -> bool:
        """Whether what was asked for at this moment has been settled since."""
        if key is None or at is None:
            return False
        keys = [key, key.rpartition(".")[0]]
        since = {"$gt": at - _TICK}
        return await self._collection.find_one({"_id": {"$in": keys}, "at": since}) is not None


def about(table: Mapping[type[Event], Key], event: Event) -> str | None:
    """What this event is about by this table."""
    key = table.get(type(event))
    return None if key is None else key(event)
