"""The roster of a call: who has how many seats. One document, one atomic update per choice.

Many cases choose at the same moment, so the choice is made by the server inside one pipeline
update, not by reading and trying again. The natural key (case and purpose of the seat) is kept with
the answer: asked again for the same seat, the roster gives the same expert.

    {_id: call, turn, loads: [{person, kind, load, seats, last}], given: [{key, case, person}]}

An expert enters when first offered. ``load`` differs from ``seats`` only for one who came later and
started at the then minimum of those asked for the same cases: their ``kind``. ``last`` is the
turn of the last seat: the smallest waited longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from chassis.mongo import Collection

REMEMBERED = 200
"""Answers a roster keeps; a redelivery comes long before so many others."""


class Candidate(NamedTuple):
    """An expert who may take the seat.

    Attributes:
        limit: The most seats they take in one call.
        kind: The same for experts who are asked for the same cases.
    """

    person: str
    limit: int | None
    kind: str = ""


async def pick(
    rosters: Collection,
    call: str,
    case: str,
    purposes: Sequence[str],
    candidates: Sequence[Candidate],
) -> dict[str, str]:
    """Choose the least loaded candidates for the seats of a case.

    Returns:
        Person by purpose; fewer than asked for when candidates run out.
    """
    keys = {f"{case}.{purpose}": purpose for purpose in purposes}
    asked = {"$in": ["$$this.key", {"$literal": list(keys)}]}
    found: Any = await rosters.find_one_and_update(
        {"_id": call},
        choosing(case, list(keys), candidates),
        upsert=True,
        return_document=True,
        projection={"given": _only("$given", asked)},
    )
    return {keys[entry["key"]]: entry["person"] for entry in found["given"]}


def choosing(case: str, keys: list[str], candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """The pipeline: who may be chosen, who is new, who is chosen, what is kept.

    What comes from outside stands under ``$literal``, so that no name is read as an expression.
    """
    offered = {"$literal": [candidate._asdict() for candidate in candidates]}
    unanswered = _only({"$literal": keys}, _not_in("$$this", "$given.key"))
    least = {"$ifNull": [_lowest(_only("$loads", _in("$$this.person", "$_free"))), 0]}
    return [
        {"$set": {name: {"$ifNull": [f"${name}", none]} for name, none in _NOTHING.items()}},
        {"$set": {"_keys": unanswered, "_known": "$loads.person", "_seated": _seated(case)}},
        {"$set": {"_free": _field("person", _only(offered, _MAY_SIT))}},
        {"$set": {"_least": least}},
        {"$set": {"loads": {"$concatArrays": ["$loads", _newcomers(offered)]}}},
        {"$set": {"_chosen": {"$slice": [_IN_TURN, {"$size": "$_keys"}]}}},
        {
            "$set": {
                "turn": {"$add": ["$turn", {"$size": "$_chosen"}]},
                "loads": {"$map": {"input": "$loads", "in": _LOADED}},
                "given": {"$slice": [{"$concatArrays": ["$given", _answers(case)]}, -REMEMBERED]},
            }
        },
        {"$unset": ["_keys", "_known", "_seated", "_free", "_least", "_chosen"]},
    ]


def _only(values: Any, condition: dict[str, Any]) -> dict[str, Any]:
    return {"$filter": {"input": values, "cond": condition}}


def _field(name: str, values: Any) -> dict[str, Any]:
    return {"$map": {"input": values, "in": f"$$this.{name}"}}


def _lowest(loads: Any) -> dict[str, Any]:
    return {"$min": _field("load", loads)}


def _in(value: Any, values: Any) -> dict[str, Any]:
    return {"$in": [value, values]}


def _not_in(value: Any, values: Any) -> dict[str, Any]:
    return {"$not": _in(value, values)}


def _seated(case: str) -> dict[str, Any]:
    """Who was given to this case before."""
    return _field("person", _only("$given", {"$eq": ["$$this.case", {"$literal": case}]}))


def _newcomers(offered: dict[str, Any]) -> dict[str, Any]:
    """Each starts where their kind is: those of it who are free, else all of it, else everybody."""
    alike = {"$eq": ["$$this.kind", "$$new.kind"]}
    free = {"$and": [alike, _in("$$this.person", "$_free")]}
    load = {"$ifNull": [*(_lowest(_only("$loads", who)) for who in (free, alike)), "$_least"]}
    entry = {"person": "$$new.person", "kind": "$$new.kind", "load": load, "seats": 0, "last": 0}
    new = _only(offered, _not_in("$$this.person", "$_known"))
    return {"$map": {"input": new, "as": "new", "in": entry}}


def _answers(case: str) -> dict[str, Any]:
    pairs = {"$zip": {"inputs": ["$_keys", "$_chosen.person"]}}
    key, person = ({"$arrayElemAt": ["$$this", place]} for place in (0, 1))
    answer = {"key": key, "case": {"$literal": case}, "person": person}
    return {"$map": {"input": pairs, "in": answer}}


_PLACE = {"$indexOfArray": ["$_known", "$$this.person"]}
_SEATS = {"$cond": [{"$gte": [_PLACE, 0]}, {"$arrayElemAt": ["$loads.seats", _PLACE]}, 0]}
_MAY_SIT = {
    "$and": [
        {"$or": [{"$eq": ["$$this.limit", None]}, {"$lt": [_SEATS, "$$this.limit"]}]},
        _not_in("$$this.person", "$_seated"),
    ]
}
"""Below the limit, and not given to this case before."""
_NOTHING = {"turn": 0, "loads": [], "given": []}
_IN_TURN = {
    "$sortArray": {
        "input": _only("$loads", _in("$$this.person", "$_free")),
        "sortBy": {"load": 1, "last": 1, "person": 1},
    }
}
_SEATED = {
    "person": "$$this.person",
    "kind": "$$this.kind",
    "load": {"$add": ["$$this.load", 1]},
    "seats": {"$add": ["$$this.seats", 1]},
    "last": {"$add": ["$turn", 1]},
}
_LOADED = {"$cond": [_in("$$this.person", "$_chosen.person"), _SEATED, "$$this"]}
