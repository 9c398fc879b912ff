"""What licensing holds on a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.export import Records, picked
from chassis.mongo import Database
from services.licensing.queries import NAMED


async def held(database: Database, person: str) -> Records:
    """All of it, by kind.

    Args:
        database: Licensing's.
        person: The id.
    """
    of = {"$or": [{place: person} for place in NAMED]}
    licences = database["licences"].find(of)
    contacts = database["contacts"].find({"contact.person": person})
    teams = database["teams"].find({"members": person})
    return {
        "licences": [_licence(each["state"], person) async for each in licences],
        "contacts": [{"case": each["_id"], **picked(each, "contact")} async for each in contacts],
        "teams": [{"id": each["_id"]} async for each in teams],
    }


def _licence(licence: Mapping[str, Any], person: str) -> dict[str, Any]:
    ready = (licence["next"] or {}).get("contact")
    contacts = [each for each in (licence["contact"], ready) if each and each["person"] == person]
    mine = [each for each in licence["measures"] if each["by"] == person]
    said = picked(licence, "id", "number", "state")
    return {**said, "contacts": contacts, "measures": mine}
