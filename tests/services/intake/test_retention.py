"""Erasure by age: who, when, and who has to wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from chassis.mongo import Document
from contracts.base import Event
from contracts.intake import ApplicationRejected
from contracts.values import Contact
from services.intake import retention
from services.intake.domain.person import Actor
from services.intake.settings import Settings
from tests.services.intake.builders import NOON
from tests.services.intake.conftest import Office
from tests.services.intake.test_timeline import an_event

DAYS = 1_825
CASE_OVER = "intake.application-rejected.v1"
CASE_GOES_ON = "intake.application-submitted.v1"


@pytest.fixture(autouse=True)
def five_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION_DAYS", str(DAYS))


async def record(office: Office, kind: str, case: str, days: int = 0) -> Event:
    """Something happens in a case, so many days after noon."""
    event = an_event(kind, case=case)
    at = NOON + dt.timedelta(days=days)
    event = event.model_copy(update={"at": at, "seq": event.seq + days})
    await office.service.cases.record(event, f"{case}-{kind}-{days}")
    return event


async def after(office: Office, days: int) -> list[Document]:
    """What is told of erasures once so many days have gone by; swept twice is swept once."""
    office.clock.moment = NOON + dt.timedelta(days=days)
    while await retention.sweep(office.service):
        pass
    found = office.service.people.accounts.collection.find({"state.state": "erased"})
    return [each["state"]["erasure"] async for each in found]


def applicant() -> Contact:
    """Of every case here."""
    event = an_event(CASE_OVER, case="any")
    assert isinstance(event, ApplicationRejected)
    return event.contact


@pytest.mark.parametrize(("days", "erased"), [(DAYS - 1, 0), (DAYS, 1)])
async def test_who_applied_is_erased_when_the_last_case_is_old_enough(
    office: Office, days: int, erased: int
) -> None:
    await record(office, CASE_OVER, "case-1")
    granted = await after(office, days)
    assert len(granted) == erased
    if erased:
        assert granted[0]["persons"] == [applicant().person]
        assert (granted[0]["by"], granted[0]["at"]) == (
            "rule:retention",
            (NOON + dt.timedelta(days=days)).isoformat().replace("+00:00", "Z"),
        )


async def test_a_younger_case_of_theirs_keeps_the_older_one(office: Office) -> None:
    await record(office, CASE_OVER, "case-1")
    await record(office, CASE_OVER, "case-2", days=400)
    assert await after(office, DAYS) == []
    assert await after(office, DAYS + 399) == []
    assert len(await after(office, DAYS + 400)) == 1


async def test_nobody_whose_case_goes_on_is_erased_however_old_it_is(office: Office) -> None:
    await record(office, CASE_GOES_ON, "case-1")
    assert await after(office, 3 * DAYS) == []
    await record(office, CASE_OVER, "case-1", days=3 * DAYS + 1)
    assert await after(office, 4 * DAYS) == []
    assert len(await after(office, 4 * DAYS + 1)) == 1


async def test_a_file_that_cannot_be_read_stops_nothing_and_is_looked_at_again_a_day_later(
    office: Office,
) -> None:
    await record(office, CASE_OVER, "case-1")
    await record(office, CASE_OVER, "case-2")
    files = office.service.cases.collection
    whole = await files.find_one({"_id": "case-1"})
    assert whole is not None
    await files.update_one({"_id": "case-1"}, {"$set": {"entries": "torn"}})
    assert await after(office, DAYS) == []
    assert [each["_id"] async for each in files.find({"quiet_since": NOON})] == []
    await files.update_one({"_id": "case-1"}, {"$set": {"entries": whole["entries"]}})
    assert await after(office, DAYS) == []
    assert len(await after(office, DAYS + 1)) == 1


async def test_of_people_of_the_office_the_office_decides(office: Office) -> None:
    contact = applicant()
    await office.service.people.invite(contact, ("expert",), Actor("d", frozenset({"director"})))
    await record(office, CASE_OVER, "case-1")
    assert await after(office, DAYS) == []


async def test_without_the_setting_nobody_is_erased_by_age(
    office: Office,
) -> None:
    settings = office.service.settings.model_copy(update={"retention_days": None})
    office.service = replace(office.service, settings=settings)
    await record(office, CASE_OVER, "case-1")
    assert await after(office, 100 * DAYS) == []


async def test_the_notice_tells_the_days(office: Office) -> None:
    said = (await office.door("", "GET", "/api/notice")).json()["applicants"]
    told = next(each["text"] for each in said if each["code"] == "retention")
    assert str(DAYS) in told


def test_a_retention_of_no_days_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "0")
    with pytest.raises(ValueError, match="retention_days"):
        Settings(
            broker_url="amqp://nowhere",
            mongo_url="mongodb://nowhere",
            token_public_key_file="x",
            token_private_key_file="x",
        )
