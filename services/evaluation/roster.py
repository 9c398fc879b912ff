"""The roster of a call: who has how many seats. One document, one atomic update per choice.

Many cases choose at the same moment, so the choice is made by the server inside one pipeline
update, not by reading and trying again. The natural key (case and purpose of the seat) is kept with
the answer: asked again for the same seat, the roster gives the same expert.

    {_id: call, turn, loads: [{person, kind, load, seats, last, away?}],
     given: [{key, case, person}]}

An expert enters when first offered, and anew when of another ``kind`` since, or when cases went by
while they were ``away``: off the list, absent. Who enters starts at the present minimum of their
equals, so ``load`` may differ from ``seats``. ``last`` is the turn of the last seat: the smallest
waited longest.
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
        kind: What they are competent for, with commas between.
        equals: Which of those who are `Here` they are among.
    """

    person: str
    limit: int | None
    kind: str = ""
    equals: int = 0


class Here(NamedTuple):
    """Who is there for such a case, whether or not they may sit on this one.

    Attributes:
        needed: What the case asks them to be competent for; nobody is away where it asks nothing.
        equals: Everybody of them, together with those who may sit on exactly the same cases.
    """

    needed: Sequence[str] = ()
    equals: Sequence[Sequence[str]] = ()


NOBODY = Here()


async def pick(
    rosters: Collection,
    call: str,
    case: str,
    purposes: Sequence[str],
    candidates: Sequence[Candidate],
    here: Here = NOBODY,
) -> dict[str, str]:
    """Choose the least loaded candidates for the seats of a case.

    Returns:
        Person by purpose; fewer than asked for when candidates run out.
    """
    keys = {f"{case}.{purpose}": purpose for purpose in purposes}
    asked = {"$in": ["$$this.key", {"$literal": list(keys)}]}
    found: Any = await rosters.find_one_and_update(
        {"_id": call},
        choosing(case, list(keys), candidates, here),
        upsert=True,
        return_document=True,
        projection={"given": _only("$given", asked)},
    )
    return {keys[entry["key"]]: entry["person"] for entry in found["given"]}


def choosing(
    case: str, keys: list[str], candidates: Sequence[Candidate], here: Here
) -> list[dict[str, Any]]:
    """The pipeline: who is away, who may be chosen, who enters, who is chosen, what is kept.

    What comes from outside stands under ``$literal``, so that no name is read as an expression.
    """
    offered = {"$literal": [candidate._asdict() for candidate in candidates]}
    unanswered = _only({"$literal": keys}, _not_in("$$this", "$given.key"))
    return [
        {"$set": {name: {"$ifNull": [f"${name}", none]} for name, none in _NOTHING.items()}},
        {"$set": {"_keys": unanswered, "_known": "$loads.person", "_seated": _seated(case)}},
        {"$set": {"_free": _field("person", _only(offered, _MAY_SIT)), "_gone": _gone(here)}},
        {"$set": {"loads": _unless_empty("$_gone", {"$map": {"input": "$loads", "in": _AWAY}})}},
        {"$set": {"_at": {"$map": {"input": _only("$loads", _PRESENT), "in": _AS_WHAT}}}},
        {"$set": {"_new": _only(offered, _not_in(_AS_WHAT, "$_at"))}},
        {"$set": {"_stay": _only("$loads", {"$and": [_PRESENT, _OLD]})}},
        {"$set": {"loads": _unless_empty("$_new", _with_new(here))}},
        {"$set": {"_chosen": {"$slice": [_IN_TURN, {"$size": "$_keys"}]}}},
        {
            "$set": {
                "turn": {"$add": ["$turn", {"$size": "$_chosen"}]},
                "loads": {"$map": {"input": "$loads", "in": _LOADED}},
                "given": {"$slice": [{"$concatArrays": ["$given", _answers(case)]}, -REMEMBERED]},
            }
        },
        {"$unset": [*_HELD]},
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


def _gone(here: Here) -> dict[str, Any] | list[str]:
    """Whom this case would have asked, were they there."""
    if not here.needed:
        return []
    kind = {"$split": [{"$ifNull": ["$$this.kind", ""]}, ","]}
    competent = _only("$loads", {"$setIsSubset": [{"$literal": list(here.needed)}, kind]})
    everybody = [person for equals in here.equals for person in equals]
    return {"$setDifference": [_field("person", competent), {"$literal": everybody}]}


def _with_new(here: Here) -> dict[str, Any]:
    """The loads with those who enter: each at the minimum of the first of these who are there.

    Their equals; those of their kind who are free, or all of it; those of it who enter with them;
    everybody who is free.
    """
    free, kind = _in("$$this.person", "$_free"), {"$eq": ["$$this.kind", "$$new.kind"]}
    groups = {"$literal": [list(equals) for equals in here.equals]}
    equals = {"$ifNull": [{"$arrayElemAt": [groups, "$$new.equals"]}, []]}
    stay = (_in("$$this.person", equals), {"$and": [kind, free]}, kind)
    lowest = [_lowest(_only("$_stay", who)) for who in stay]
    lowest += [_lowest(_only("$loads", {"$and": [kind, {"$not": _OLD}]}))]
    place = {"$indexOfArray": ["$_known", "$$new.person"]}
    before = {"$cond": [{"$gte": [place, 0]}, {"$arrayElemAt": ["$loads", place]}, None]}
    entry = {
        "person": "$$new.person",
        "kind": "$$new.kind",
        "load": {"$ifNull": [*lowest, _lowest(_only("$_stay", free)), 0]},
        "seats": {"$ifNull": ["$$old.seats", 0]},
        "last": {"$ifNull": ["$$old.last", 0]},
    }
    entering = {"$let": {"vars": {"old": before}, "in": entry}}
    new = {"$map": {"input": "$_new", "as": "new", "in": entering}}
    return {"$concatArrays": [_only("$loads", _OLD), new]}


def _unless_empty(cause: str, loads: dict[str, Any]) -> dict[str, Any]:
    """New loads where there is a cause, which is seldom; else those there are."""
    return {"$cond": [{"$eq": [cause, []]}, "$loads", loads]}


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
_PRESENT = {"$ne": ["$$this.away", True]}
_OLD = _not_in("$$this.person", "$_new.person")
"""Does not enter now."""
_AWAY = {
    "$cond": [
        _in("$$this.person", "$_gone"),
        {"$mergeObjects": ["$$this", {"away": True}]},
        "$$this",
    ]
}
_AS_WHAT = {"$concat": ["$$this.kind", ":", "$$this.person"]}
_HELD = ("_keys", "_known", "_seated", "_free", "_gone", "_at", "_new", "_stay", "_chosen")
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
