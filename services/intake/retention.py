"""Erasure by age: who applied is erased so many days after the last of their cases came to rest.

A case is quiet since its newest event. Any number of processes may look at once: an erasure granted
twice is granted once, and a case is put aside only as it was read.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import structlog

from chassis.logging import describe
from chassis.mongo import TROUBLE, Document
from chassis.process import Refused
from services.intake import erasing
from services.intake.domain.person import Actor
from services.intake.service import Intake

log = structlog.get_logger()

PAGE: Final = 100
TOMORROW: Final = dt.timedelta(days=1)
RULE: Final = Actor("rule:retention", frozenset({"director"}))
REASON: Final = "Minął okres przechowywania danych. / The retention period is over."


async def sweep(service: Intake) -> bool:
    """Look at one page of the cases that have been quiet for long enough; whether there were any.

    A case whose erasure fails is told in the log and looked at again a day later.
    """
    days = service.settings.retention_days
    if days is None:
        return False
    before = service.clock.now() - dt.timedelta(days=days)
    files = await service.cases.quiet(before, PAGE)
    for file in files:
        try:
            until = await _until(service, file, before)
        except TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 -- one case never keeps the others
            log.error("retention_failed", case=file["_id"], error=describe(error))  # noqa: TRY400
            until = before + TOMORROW
        await service.cases.put_aside(file, until)
    return bool(files)


async def _until(service: Intake, file: Document, before: dt.datetime) -> dt.datetime | None:
    """Erase whom the case was about.

    Returns:
        None when that is done; otherwise since when to count anew, because somebody is needed.
    """
    if not erasing.over(service, file):
        return service.clock.now()
    later = []
    for person in sorted(erasing.holders(file)):
        account = await service.people.accounts.find(person)
        if account is not None and {*account.state.roles} - {"applicant"}:
            continue  # of the office's own people somebody decides
        newest = await service.cases.newest(person)
        if newest is not None and newest > before:
            later.append(newest)
            continue
        try:
            await erasing.grant(service, person, REASON, RULE, f"retention/{file['_id']}")
        except Refused as refused:
            log.info("retention_waits", case=file["_id"], reason=refused.code)
            later.append(service.clock.now())
    return max(later, default=None)
