"""The case file: every event once, in whatever order it came, on a real database."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chassis import mongo as driver
from chassis.mongo import Document
from chassis.process import Unknown
from contracts import all_events
from contracts.base import Event
from contracts.evaluation import EvaluationConcluded
from contracts.licensing import LicenceActivated, LicenceRenewed
from contracts.values import Term
from services.intake.api.case_view import CaseView, Eyes, case_view
from services.intake.casefile import CaseFiles
from services.intake.domain.calendar import end_of_day
from services.intake.domain.lines import LINES
from services.intake.domain.telling import called
from services.intake.domain.timeline import RANKS
from services.intake.licences import Licences
from tests.services.intake.builders import NOON

EXAMPLES = Path(__file__).parents[3] / "contracts" / "examples"
OF_NO_CASE = {
    *("CallAnnounced", "CallOpened", "CallChanged", "CallClosing", "SittingCalled"),
    *("SittingCancelled", "CasesLeft", "ExpertChanged"),
    *("PersonInvited", "SessionsRevoked", "SignInRequested", "MemberInvited", "TeamChanged"),
    *("SubscriptionRequested", "PersonErased"),
}
OFFICE = Eyes(office=True)
STORY = (
    ("intake.draft-saved.v1", 1, 0),
    ("intake.application-submitted.v1", 3, 1),
    ("intake.application-accepted.v1", 3, 1),
    ("evaluation.expert-assigned.v1", 1, 2),
    ("notifications.mail-sent.v1", 1, 2),
    ("evaluation.case-progressed.v1", 3, 9),
    ("evaluation.evaluation-concluded.v1", 4, 10),
    ("licensing.licence-drafted.v1", 1, 10),
    ("licensing.licence-activated.v1", 2, 20),
)
"""Type, seq, and how many days after `NOON`."""


def an_event(wire_type: str, **fields: Any) -> Event:
    text = (EXAMPLES / f"{wire_type}.json").read_bytes()
    event: Event = all_events()[wire_type].read(text)
    return event.model_copy(update={"case": "application-1", **fields})


def the_story() -> list[tuple[str, Event]]:
    return [
        (f"message-{no}", an_event(kind, seq=seq, at=NOON + dt.timedelta(days=day)))
        for no, (kind, seq, day) in enumerate(STORY)
    ]


def seen(document: Document, *, days: int = 20) -> CaseView:
    """What the office sees, but for the links: they depend on salts and on the order of arrival."""
    view = case_view(document, NOON + dt.timedelta(days=days), "pl", OFFICE)
    entries = [entry.model_copy(update={"hash": None}) for entry in view.entries]
    return view.model_copy(update={"entries": entries})


async def recorded(cases: CaseFiles, story: Sequence[tuple[str, Event]]) -> CaseView:
    await asyncio.gather(*(cases.record(event, message) for message, event in story))
    return seen(await cases.get("application-1"))


def test_every_event_of_a_case_has_a_line_and_fits_its_rank() -> None:
    known = {kind.__name__ for kind in LINES}
    assert {kind.__name__ for kind in all_events().values()} - known == OF_NO_CASE
    assert max(line.rank for line in LINES.values()) < RANKS


async def test_a_case_file_tells_where_the_case_is_and_how_it_came_there(
    database: driver.Database,
) -> None:
    view = await recorded(CaseFiles(database["cases"]), the_story())
    assert [entry.type for entry in view.entries] == [kind for kind, _, _ in STORY]
    assert (view.state, view.waits_for, view.on) == ("active", "renewal", "licensee")
    assert (view.number is None, view.licence_number is None) == (False, False)


@pytest.mark.parametrize("seed", range(8))
async def test_order_and_repetition_do_not_matter(database: driver.Database, seed: int) -> None:
    told = await recorded(CaseFiles(database["told"]), the_story())
    mixed = [*the_story(), *the_story()]
    random.Random(seed).shuffle(mixed)  # noqa: S311
    assert await recorded(CaseFiles(database["mixed"]), mixed) == told


async def test_a_later_word_of_the_same_service_is_not_overtaken(database: driver.Database) -> None:
    cases = CaseFiles(database["cases"])
    story = the_story()[:3]
    views = [await recorded(cases, [each]) for each in reversed(story)]
    assert [view.state for view in views] == ["accepted", "accepted", "accepted"]
    assert len(views[-1].entries) == 3


async def test_two_hundred_events_at_once_are_all_there(database: driver.Database) -> None:
    cases = CaseFiles(database["cases"])
    mail = an_event("notifications.mail-sent.v1")
    await asyncio.gather(*(cases.record(mail, f"m{no % 200}") for no in range(400)))
    entries = (await cases.get("application-1"))["entries"]
    assert sorted(entry["id"] for entry in entries) == sorted(called(f"m{no}") for no in range(200))


async def test_a_text_that_looks_like_a_path_is_kept_as_it_is(database: driver.Database) -> None:
    cases = CaseFiles(database["cases"])
    await cases.record(an_event("notifications.mail-sent.v1", by="$entries"), "message")
    assert [entry.by for entry in seen(await cases.get("application-1")).entries] == ["$entries"]


async def test_an_event_of_no_case_and_an_unknown_case_leave_nothing(
    database: driver.Database,
) -> None:
    cases = CaseFiles(database["cases"])
    await cases.record(an_event("intake.call-opened.v1", case=None), "message")
    assert await database["cases"].count_documents({}) == 0
    with pytest.raises(Unknown):
        await cases.numbered("ZP/2026/000001")


async def test_a_term_that_is_over_is_not_shown_as_active(database: driver.Database) -> None:
    cases = CaseFiles(database["cases"])
    end = NOON + dt.timedelta(days=30)
    activated = an_event("licensing.licence-activated.v1", at=NOON)
    assert isinstance(activated, LicenceActivated)
    term = Term(no=1, start=NOON.date(), end=end.date())
    await cases.record(activated.model_copy(update={"term": term}), "message")
    document = await cases.get("application-1")
    assert [seen(document, days=days).state for days in (30, 31)] == ["active", "ended"]


@pytest.mark.parametrize(
    ("wire_type", "state", "on"),
    [
        ("licensing.licence-suspended.v1", "suspended", "officer"),
        ("licensing.licence-reinstated.v1", "active", "licensee"),
        ("licensing.licence-revoked.v1", "revoked", "nobody"),
        ("licensing.licence-surrendered.v1", "surrendered", "nobody"),
    ],
)
async def test_what_the_office_did_to_a_licence_is_where_its_case_is(
    database: driver.Database, wire_type: str, state: str, on: str
) -> None:
    did = an_event(wire_type, seq=9, at=NOON + dt.timedelta(days=30))
    view = await recorded(CaseFiles(database["cases"]), [*the_story(), ("did", did)])
    assert (view.entries[-1].type, view.state, view.on) == (wire_type, state, on)


async def test_a_refusal_waits_for_an_appeal_until_its_last_day(
    database: driver.Database,
) -> None:
    refused = an_event("evaluation.evaluation-concluded.v1", at=NOON)
    assert isinstance(refused, EvaluationConcluded)
    verdicts = tuple(each.model_copy(update={"granted": False}) for each in refused.verdicts)
    refused = refused.model_copy(update={"verdicts": verdicts})
    view = await recorded(CaseFiles(database["cases"]), [("refused", refused)])
    assert refused.appeal_until is not None
    assert (view.state, view.waits_for, view.on) == ("refused", "appeal", "applicant")
    assert view.until == end_of_day(refused.appeal_until)


async def test_after_an_appeal_a_licence_that_lives_on_is_where_the_case_is(
    database: driver.Database,
) -> None:
    later = NOON + dt.timedelta(days=30)
    filed = an_event("intake.appeal-filed.v1", seq=9, at=later)
    decided = an_event("evaluation.appeal-decided.v1", seq=9, at=later + dt.timedelta(days=9))
    cases = CaseFiles(database["cases"])
    pending = await recorded(cases, [*the_story(), ("filed", filed)])
    view = await recorded(cases, [("decided", decided)])
    assert (pending.state, pending.waits_for, pending.on) == (
        "appeal",
        "appeal-decision",
        "officer",
    )
    assert (view.state, view.entries[-1].type) == ("active", "evaluation.appeal-decided.v1")


async def test_a_suspension_is_not_shown_after_the_end_of_the_term(
    database: driver.Database,
) -> None:
    cases = CaseFiles(database["cases"])
    end = NOON.date() + dt.timedelta(days=30)
    await cases.record(an_event("licensing.licence-suspended.v1", at=NOON, end=end), "message")
    document = await cases.get("application-1")
    assert [seen(document, days=days).state for days in (30, 31)] == ["suspended", "ended"]


@pytest.mark.parametrize("newest_first", [False, True])
async def test_the_newest_term_of_a_licence_is_what_may_be_renewed(
    database: driver.Database, *, newest_first: bool
) -> None:
    licences = Licences(database["licences"])
    activated = an_event("licensing.licence-activated.v1", seq=2)
    renewed = an_event("licensing.licence-renewed.v1", seq=7)
    assert isinstance(activated, LicenceActivated)
    assert isinstance(renewed, LicenceRenewed)
    activated = activated.model_copy(update={"licence_number": renewed.licence_number})
    events = (renewed, activated) if newest_first else (activated, renewed)
    await asyncio.gather(*(licences.learn(event) for event in events))
    await licences.learn(activated)
    found = await licences.find(renewed.licence_number)
    assert found is not None
    assert (found.seq, found.closes_renewal) == (7, renewed.closes_renewal)
    assert await licences.find("ZP-LUB/2020/0009") is None
    assert await licences.find(None) is None
