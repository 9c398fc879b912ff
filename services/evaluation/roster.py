"""The roster of a call: who has how many seats. One document, one atomic update per choice.

Many cases choose at the same moment, so the choice is made by the server inside one pipeline
update, not by reading and trying again. The natural key (case and purpose of the seat) is kept with
the answer: asked again for the same seat, the roster gives the same expert.

    {_id: call, turn, loads: [{person, load, seats, last}], given: [{key, case, person}]}

``load`` differs from ``seats`` only for a newcomer, who starts at the present minimum; ``last`` is
the turn of the last seat, so the smallest has waited longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from chassis.mongo import Collection

REMEMBERED = 200
"""Answers a roster keeps; a redelivery comes long before so many others."""


class Candidate(NamedTuple):
    """An expert who may take the seat, and the most seats they take in one call."""

    person: str
    limit: int | None


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
    found: Any = await rosters.find_one_and_update(
        {"_id": call},
        choosing(case, list(keys), candidates),
        upsert=True,
        return_document=True,
        projection={"given": _only("$given", {"$in": ["$$this.key", list(keys)]})},
    )
    return {keys[entry["key"]]: entry["person"] for entry in found["given"]}


def choosing(case: str, keys: list[str], candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """The pipeline: what is known, who is free, who is chosen, what is kept."""
    offered = {"$literal": [candidate._asdict() for candidate in candidates]}
    return [
        {"$set": {name: {"$ifNull": [f"${name}", none]} for name, none in _NOTHING.items()}},
        {"$set": {"_keys": {"$setDifference": [{"$literal": keys}, "$given.key"]}}},
        {"$set": {"_free": _only(_each(offered, _KNOWN), _free_for(case))}},
        {"$set": {"_least": {"$ifNull": [{"$min": "$_free.load"}, 0]}}},
        {"$set": {"_free": _each("$_free", {"load": {"$ifNull": ["$$this.load", "$_least"]}})}},
        {"$set": {"_chosen": _first(_BY_LOAD, {"$size": "$_keys"})}},
        {
            "$set": {
                "turn": {"$add": ["$turn", {"$size": "$_chosen"}]},
                "loads": {"$concatArrays": [_UNTOUCHED, _LOADED]},
                "given": {"$slice": [{"$concatArrays": ["$given", _answers(case)]}, -REMEMBERED]},
            }
        },
        {"$unset": ["_keys", "_free", "_least", "_chosen"]},
    ]


def _only(values: Any, condition: dict[str, Any]) -> dict[str, Any]:
    return {"$filter": {"input": values, "cond": condition}}


def _each(values: Any, fields: dict[str, Any]) -> dict[str, Any]:
    return {"$map": {"input": values, "in": {"$mergeObjects": ["$$this", fields]}}}


def _first(values: Any, count: Any) -> dict[str, Any]:
    return {"$slice": [values, count]}


def _of_loads(field: str, otherwise: Any) -> dict[str, Any]:
    """A field of the candidate's entry, found by position: the lists are short."""
    entry = {"$arrayElemAt": [f"$loads.{field}", "$$at"]}
    known = {"$cond": [{"$gte": ["$$at", 0]}, entry, otherwise]}
    return {
        "$let": {"vars": {"at": {"$indexOfArray": ["$loads.person", "$$this.person"]}}, "in": known}
    }


def _free_for(case: str) -> dict[str, Any]:
    """Below the limit, and not given to this case before."""
    here = {
        "$map": {
            "input": {
                "$filter": {
                    "input": "$given",
                    "as": "g",
                    "cond": {"$eq": ["$$g.case", {"$literal": case}]},
                }
            },
            "as": "g",
            "in": "$$g.person",
        }
    }
    below = {"$or": [{"$eq": ["$$this.limit", None]}, {"$lt": ["$$this.seats", "$$this.limit"]}]}
    return {"$and": [below, {"$not": {"$in": ["$$this.person", here]}}]}


def _answers(case: str) -> dict[str, Any]:
    pairs = {"$zip": {"inputs": ["$_keys", "$_chosen.person"]}}
    key, person = ({"$arrayElemAt": ["$$this", place]} for place in (0, 1))
    return {
        "$map": {"input": pairs, "in": {"key": key, "case": {"$literal": case}, "person": person}}
    }


_NOTHING = {"turn": 0, "loads": [], "given": []}
_KNOWN = {
    "load": _of_loads("load", None),
    "seats": _of_loads("seats", 0),
    "last": _of_loads("last", 0),
}
_BY_LOAD = {"$sortArray": {"input": "$_free", "sortBy": {"load": 1, "last": 1, "person": 1}}}
_UNTOUCHED = _only("$loads", {"$not": {"$in": ["$$this.person", "$_chosen.person"]}})
_LOADED = {
    "$map": {
        "input": "$_chosen",
        "in": {
            "person": "$$this.person",
            "load": {"$add": ["$$this.load", 1]},
            "seats": {"$add": ["$$this.seats", 1]},
            "last": {"$add": ["$turn", 1]},
        },
    }
}
