"""Who sees what of a case file: one table, role by field."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pytest

from contracts.base import Language
from contracts.values import Contact, Point
from services.intake.api.case_view import Eyes, case_view
from tests.services.intake.builders import NOON
from tests.services.intake.conftest import Office
from tests.services.intake.test_timeline import an_event

TONGUES: Final[tuple[Language, ...]] = ("pl", "en")
EXPERT: Final = Contact(person="ewa", name="Ewa Ekspert", email="ewa@example.org")
ANNA: Final = Contact(person="anna", name="Anna Nowak", email="anna@example.org")
POINT: Final = Point(code="seat", verdict="no", reason="Siedziba jest w innym województwie.")

LINES: Final = {
    "submitted by the applicant": {
        "applicant": {"summary", "facts", "by", "who"},
        "officer": {"summary", "facts", "by", "who", "hash"},
        "operator": {"summary", "facts", "hash"},
    },
    "rejected by an officer": {
        "applicant": {"summary", "facts", "why"},
        "officer": {"summary", "facts", "why", "by", "hash"},
        "operator": {"summary", "facts", "hash"},
    },
    "an expert assigned by a rule": {
        "applicant": {"summary", "by"},
        "officer": {"summary", "facts", "by", "hash"},
        "operator": {"summary", "facts", "by", "hash"},
    },
    "an expert recused": {
        "applicant": {"summary"},
        "officer": {"summary", "facts", "why", "by", "who", "hash"},
        "operator": {"summary", "facts", "hash"},
    },
    "the scores diverged": {
        "applicant": {"summary"},
        "officer": {"summary", "facts", "by", "who", "hash"},
        "operator": {"summary", "facts", "hash"},
    },
    "a mail to the applicant": {
        "applicant": {"summary", "by", "template", "to"},
        "officer": {"summary", "facts", "by", "template", "to", "hash"},
        "operator": {"summary", "facts", "by", "template", "hash"},
    },
    "a mail to the expert": {
        "applicant": set(),
        "officer": {"summary", "facts", "by", "template", "to", "hash"},
        "operator": {"summary", "facts", "by", "template", "hash"},
    },
    "a mail to the office": {
        "applicant": set(),
        "officer": {"summary", "facts", "by", "template", "to", "hash"},
        "operator": {"summary", "facts", "by", "template", "hash"},
    },
}
"""What each role sees of each line; the director sees what the officer does."""

EVENTS: Final[dict[str, dict[str, Any]]] = {
    "submitted by the applicant": {"type": "intake.application-submitted.v1", "by": "anna"},
    "rejected by an officer": {
        "type": "intake.application-rejected.v1",
        "by": "officer-1",
        "points": (POINT,),
    },
    "an expert assigned by a rule": {
        "type": "evaluation.expert-assigned.v1",
        "by": "rule:panel",
        "expert": EXPERT,
    },
    "an expert recused": {"type": "evaluation.expert-recused.v1", "by": "ewa"},
    "the scores diverged": {"type": "evaluation.scores-diverged.v1", "by": "ewa"},
    "a mail to the applicant": {"type": "notifications.mail-sent.v1", "person": "anna"},
    "a mail to the expert": {"type": "notifications.mail-sent.v1", "person": "ewa"},
    "a mail to the office": {"type": "notifications.mail-sent.v1", "person": "office:lubelskie"},
}


async def a_case(office: Office) -> str:
    """Anna's case with one line of each kind, a minute apart."""
    id_ = str((await office.apply(await office.call(), submit=False))["id"])
    for no, fields in enumerate(EVENTS.values()):
        at = NOON + dt.timedelta(minutes=no)
        event = an_event(fields["type"], case=id_, at=at, seq=no + 1)
        said = {name: value for name, value in fields.items() if name != "type"}
        if "contact" in type(event).model_fields:
            said["contact"] = ANNA
        await office.service.cases.record(event.model_copy(update=said), f"m{no}")
    return id_


def visible(line: dict[str, Any]) -> set[str]:
    """The fields that say something, without those of every line."""
    common = {"at", "type", "seq", "service"}
    return {name for name, value in line.items() if value} - common


@pytest.mark.parametrize("role", ["applicant", "officer", "director", "operator"])
async def test_each_role_sees_of_each_line_what_the_table_says(office: Office, role: str) -> None:
    case = await a_case(office)
    who = "applicant:anna" if role == "applicant" else role
    answer = (await office.door(who, "GET", f"/api/cases/{case}")).json()
    column = "officer" if role == "director" else role
    expected = [seen[column] for seen in LINES.values() if seen[column]]
    assert [visible(line) for line in answer["entries"]] == expected


async def test_the_office_reads_names_and_an_applicant_no_experts(office: Office) -> None:
    case = await a_case(office)
    told = (await office.door("officer", "GET", f"/api/cases/{case}")).json()["entries"]
    assert [line["who"] for line in told] == [
        "Anna Nowak", "", "", "Ewa Ekspert", "Ewa Ekspert", "", "", "",
    ]  # fmt: skip
    assert told[-2]["to"] == {"id": "ewa", "name": "Ewa Ekspert"}
    assert told[-1]["to"] == {"id": "office", "name": ""}
    assert told[1]["why"] == [POINT.reason]
    hers = (await office.door("applicant:anna", "GET", f"/api/cases/{case}")).text
    assert not any(word in hers for word in ("ewa", "Ewa", "officer-1", '"gap"'))


async def test_a_reason_of_the_system_comes_in_the_language_of_who_reads(office: Office) -> None:
    said = {"pl": "Siedziba jest poza województwem.", "en": "The seat is in another voivodeship."}
    systems = POINT.model_copy(update={"reason": said["en"], "reasons": said})
    points = (systems, POINT.model_copy(update={"code": "items"}))
    event = an_event("intake.application-rejected.v1", case="c", at=NOON)
    await office.service.cases.record(event.model_copy(update={"points": points}), "m")
    document = await office.service.cases.get("c")
    polish, english = (case_view(document, NOON, each, Eyes(office=True)) for each in TONGUES)
    assert [view.entries[0].why for view in (polish, english)] == [
        [said["pl"], POINT.reason],
        [said["en"], POINT.reason],
    ]


async def test_a_colleague_of_the_team_reads_what_the_applicant_does(office: Office) -> None:
    document = await office.service.cases.get(await a_case(office))
    alone, team = (
        case_view(document, NOON, "pl", Eyes(party=frozenset(party)))
        for party in ({"anna"}, {"anna", "jan"})
    )
    without = case_view(document, NOON, "pl", Eyes(party=frozenset({"jan"})))
    assert alone == team
    assert [line.why for line in without.entries if line.why] == [[POINT.reason]]


@pytest.mark.parametrize(
    ("who", "status"),
    [("applicant:jan", 403), ("expert", 403), ("chapter", 403), ("", 401)],
)
async def test_nobody_else_sees_a_case(office: Office, who: str, status: int) -> None:
    case = await a_case(office)
    assert (await office.door(who, "GET", f"/api/cases/{case}")).status_code == status


async def test_a_case_is_found_by_its_number_or_by_its_licence(office: Office) -> None:
    cases, at = office.service.cases, NOON
    first = an_event("licensing.licence-activated.v1", case="first", at=at)
    renewed = an_event(
        "licensing.licence-renewed.v1", case="second", at=at + dt.timedelta(days=300)
    )
    renewed = renewed.model_copy(update={"licence_number": "ZP-LUB/2026/0001"})
    first = first.model_copy(update={"licence_number": "ZP-LUB/2026/0001"})
    await cases.record(renewed, "m2")
    await cases.record(first, "m1")

    async def ask(query: str) -> Any:
        return await office.door("officer", "GET", f"/api/cases?{query}")

    assert (await ask("licence=ZP-LUB/2026/0001")).json()["id"] == "second"
    assert (await ask("licence=ZP-LUB/2026/0009")).status_code == 404
    for query in ("", "number=ZP/2026/000001&licence=ZP-LUB/2026/0001"):
        refused = await ask(query)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "number")
