"""How a story ends: everything the four databases hold, without what only tells when it came."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from chassis.mongo import Document
from contracts.base import SERVICES
from services.evaluation.domain.calendar import WARSAW
from tests.journeys.offline import CASE_FILE, House
from tests.journeys.post import Letter

Ending = dict[str, Any]
"""From the path of a field to what it says."""

AGGREGATES: Final = {
    "intake": ("calls", "applications"),
    "evaluation": ("cases", "experts"),
    "licensing": ("licences",),
}
MOMENT: Final = re.compile(r"^\d{4}-\d\d-\d\dT")


async def ending(house: House, names: Mapping[str, str]) -> Ending:
    """The normal form of the end of a story.

    Moments are told by their day, versions are left out (a message ignored makes none), mails are
    counted, the case file's lines are sorted.

    Args:
        house: At rest.
        names: What the story calls its applications, by name.
    """
    called = {id_: f"<{name}>" for name, id_ in names.items()}
    told: Ending = {"dead letters": house.dead, "outboxes": await _outboxes(house)}
    for service, collections in AGGREGATES.items():
        for collection in collections:
            for document in await _all(house, service, collection):
                path = f"{service}.{collection}.{document['_id']}"
                told.update(_fields(path, document["state"]))
    told.update(await case_files(house))
    told.update(await mails(house, house.log["notifications"]))
    return {_named(path, called): _named(value, called) for path, value in told.items()}


async def case_files(house: House) -> Ending:
    """What intake makes of everything it is told: the case files, and licences to renew."""
    told: Ending = {}
    for document in await _all(house, "intake", "cases"):
        path = f"{CASE_FILE}.{document['_id']}"
        lines = sorted((entry["service"], entry["type"]) for entry in document.pop("entries"))
        told[f"{path}.lines"] = lines
        # The rest of the chain follows from the lines, their order of arrival and chance.
        shown = {k: v for k, v in document.items() if k not in {"head", "length", "people"}}
        told.update(_fields(path, shown))
    for document in await _all(house, "intake", "licences"):
        told.update(_fields(f"intake.licences.{document['_id']}", document))
    return told


async def mails(house: House, letters: Iterable[Letter]) -> Ending:
    """How many mails of each kind each person got because of these messages."""
    types = {letter.id: letter.key.type for letter in letters}
    states = [document["state"] for document in await _all(house, "notifications", "mails")]
    found = Counter(
        f"mails.{mail['case']}.{types[mail['event']]}.{mail['template']}.{mail['person']}"
        for mail in states
    )
    return dict(found)


def differences(one: Ending, other: Ending) -> set[str]:
    """The paths at which two endings are not the same."""
    return {path for path in one | other if one.get(path) != other.get(path)}


async def _all(house: House, service: str, collection: str) -> list[Document]:
    return await house.databases[service][collection].find({}).sort("_id", 1).to_list(None)


async def _outboxes(house: House) -> int:
    """How many documents still have something to send."""
    left = 0
    for service in SERVICES:
        database = house.databases[service]
        for collection in await database.list_collection_names():
            left += await database[collection].count_documents({"outbox.0": {"$exists": True}})
    return left


def _fields(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every leaf with its path; an order of arrival (``seq``, ``order``) is none."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in {"seq", "order"}:
                yield from _fields(f"{path}.{name}", inner)
    elif isinstance(value, list):
        for no, inner in enumerate(value):
            yield from _fields(f"{path}.{no}", inner)
    else:
        yield path, _day(value)


def _day(value: Any) -> Any:
    if isinstance(value, str) and MOMENT.match(value):
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(WARSAW).date().isoformat()
    return value


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for id_, name in names.items():
            value = value.replace(id_, name)
    return value
