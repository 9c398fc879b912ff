"""What intake holds on a person. Whoever else is named in the same documents is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.export import Records, picked
from chassis.mongo import Database
from contracts.people import person_of

SESSION = ("began_at", "used_at", "ends_at", "device")
APPLICATION = (
    *("id", "number", "state", "call", "form", "received_on", "submitted_at", "notice"),
    *("deadline", "attachments", "points", "asked", "decided_at", "delivered_on", "appeal_until"),
)


async def held(database: Database, person: str) -> Records:
    """All of it, by kind.

    Args:
        database: Intake's.
        person: The id.
    """
    accounts = [_account(each) async for each in database["people"].find({"_id": person})]
    addresses = {person, *(person_of(each["email"]) for each in accounts if each["email"])}
    subscribed = database["subscriptions"].find({"_id": {"$in": sorted(addresses)}})
    teams = database["teams"].find({"state.members.contact.person": person})
    owned = database["applications"].find({"state.owner.person": person})
    files = database["cases"].find({"people": person})
    return {
        "accounts": accounts,
        "subscriptions": [picked(each["state"], "email", "wish") async for each in subscribed],
        "teams": [_membership(each["state"], person) async for each in teams],
        "applications": [_application(each["state"]) async for each in owned],
        "case_files": [_lines(each, person) async for each in files],
    }


def _account(document: Mapping[str, Any]) -> dict[str, Any]:
    state = document["state"]
    said = picked(state, "id", "state", "name", "email", "language", "roles")
    return {**said, "sessions": [picked(each, *SESSION) for each in state["sessions"]]}


def _membership(team: Mapping[str, Any], person: str) -> dict[str, Any]:
    mine = next(each for each in team["members"] if each["contact"]["person"] == person)
    return {**picked(team, "id", "name"), **mine}


def _application(state: Mapping[str, Any]) -> dict[str, Any]:
    appeals = [picked(each, "against", "at", "grounds", "outcome") for each in state["appeals"]]
    return {**picked(state, *APPLICATION), "contact": state["owner"], "appeals": appeals}


def _lines(file: Mapping[str, Any], person: str) -> dict[str, Any]:
    """Only values that are about this person and nobody else."""
    lines = [
        {**picked(entry, "at", "type"), "name": each["name"], "value": each["value"]}
        for entry in file["entries"]
        for each in entry["personal"]
        if tuple(each.get("of", ())) == (person,)
    ]
    return {"case": file["_id"], "number": file.get("number"), "lines": lines}
