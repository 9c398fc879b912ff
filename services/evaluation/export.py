"""What evaluation holds on a person. An applicant does not learn here who scored, nor how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.export import Records, picked
from chassis.mongo import Database
from services.evaluation.queries import WROTE

TOLD = ("state.dossier.contact.person", "state.contact.person", *WROTE)
SEAT = ("assigned", "deadline", "state", "declared", "ground", "draft", "card")


async def held(database: Database, person: str) -> Records:
    """All of it, by kind.

    Args:
        database: Evaluation's.
        person: The id.
    """
    experts = database["experts"].find({"_id": person})
    members = database["members"].find({"_id": person})
    sittings = database["sittings"].find({"state.members.person": person})
    seated = database["cases"].find({"state.seats.expert.person": person})
    told = {"$or": [{place: person} for place in TOLD]}
    return {
        "experts": [picked(each["state"], "state", "profile") async for each in experts],
        "members": [picked(each["state"], "state", "profile") async for each in members],
        "tasks": [line async for each in seated for line in _tasks(each["state"], person)],
        "sittings": [_sitting(each["state"], person) async for each in sittings],
        "cases": [_case(each["state"], person) async for each in database["cases"].find(told)],
    }


def _tasks(case: Mapping[str, Any], person: str) -> list[dict[str, Any]]:
    mine = (seat for seat in case["seats"] if seat["expert"]["person"] == person)
    about = {"case": case["id"], "number": case["number"]}
    return [{**about, **picked(seat, "expert", *SEAT)} for seat in mine]


def _sitting(sitting: Mapping[str, Any], person: str) -> dict[str, Any]:
    mine: dict[str, Any] = {
        name: [each for each in sitting[name] if each["member"] == person]
        for name in ("votes", "exclusions")
    }
    contact = next(each for each in sitting["members"] if each["person"] == person)
    return {**picked(sitting, "id", "number", "held", "place"), "contact": contact, **mine}


def _case(case: Mapping[str, Any], person: str) -> dict[str, Any]:
    contact = case["contact"] or (case["dossier"] or {}).get("contact")
    said = picked(case, "id", "number", "state")
    for name in ("withdrawal", "appeal"):
        words = case[name]
        if words and words["by"] == person:
            said[name] = picked(words, "at", "reason", "grounds")
    return {**said, "contact": contact if contact and contact["person"] == person else None}
