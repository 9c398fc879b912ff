"""What intake holds on a person. Whoever else is named in the same documents is left out."""

from __future__ import annotations

from collections.abc import Collection as Some
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

LICENCE = ("number", "nip", "entity", "person", "email", "ends")


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
    asked = database["teams"].find({"state.invitations.person": {"$in": sorted(addresses)}})
    licences = database["licences"].find({"person": person})
    owned = database["applications"].find({"state.owner.person": person})
    written = database["applications"].find({"state.appeals.by": person})
    files = database["cases"].find({"people": person})
    return {
        "accounts": accounts,
        "subscriptions": [picked(each["state"], "email", "wish") async for each in subscribed],
        "teams": [_membership(each["state"], person) async for each in teams],
        "invitations": [line async for each in asked for line in _asked(each["state"], addresses)],
        "applications": [_application(each["state"]) async for each in owned],
        "appeals": [line async for each in written for line in _written(each["state"], person)],
        "licences": [picked(each, *LICENCE) async for each in licences],
        "case_files": [_lines(each, person) async for each in files],
    }


def _account(document: Mapping[str, Any]) -> dict[str, Any]:
    state = document["state"]
    said = picked(state, "id", "state", "name", "email", "language", "roles")
    return {**said, "sessions": [picked(each, *SESSION) for each in state["sessions"]]}


def _membership(team: Mapping[str, Any], person: str) -> dict[str, Any]:
    mine = next(each for each in team["members"] if each["contact"]["person"] == person)
    return {**picked(team, "id", "name"), **mine}


def _asked(team: Mapping[str, Any], addresses: Some[str]) -> list[dict[str, Any]]:
    """Invitations to this person into a team whose name alone they see."""
    said = picked(team, "id", "name")
    mine = (each for each in team["invitations"] if each.get("person") in addresses)
    return [{**said, **picked(each, "email", "at", "until")} for each in mine]


def _application(state: Mapping[str, Any]) -> dict[str, Any]:
    appeals = [picked(each, "against", "at", "grounds", "outcome") for each in state["appeals"]]
    return {**picked(state, *APPLICATION), "contact": state["owner"], "appeals": appeals}


def _written(state: Mapping[str, Any], person: str) -> list[dict[str, Any]]:
    """What they wrote in an application, which may be a colleague's."""
    about = {"application": state["id"], "number": state["number"]}
    mine = (each for each in state["appeals"] if each["by"] == person)
    return [{**about, **picked(each, "against", "at", "grounds")} for each in mine]


def _lines(file: Mapping[str, Any], person: str) -> dict[str, Any]:
    """Only values that are about this person and nobody else."""
    lines = [
        {**picked(entry, "at", "type"), "name": each["name"], "value": each["value"]}
        for entry in file["entries"]
        for each in entry["personal"]
        if tuple(each.get("of", ())) == (person,)
    ]
    return {"case": file["_id"], "number": file.get("number"), "lines": lines}
