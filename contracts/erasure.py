"""What is left of a message once a person in it is erased. Knows no message, only how they name.

A person stands in a message as a contact (``person``, ``name``, ``email``), as who acted (``by``),
or by name alone, in a message whose ``named`` gives the id. Beside them stands free text in which
they, or whoever wrote about them, may have named anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

ERASED: Final = "—"
"""Stands where a name or a text was."""

SETTLES: Final = dt.timedelta(hours=1)
"""What was sent so long after an erasure may still come from who had not heard of it."""

WORDS: Final = ("reason", "reasons", "ground", "grounds", "why")
"""Free text: whoever wrote it may have named anybody."""

NAMES: Final = ("expert", "replacement", "inviter", "name", "address")
"""Names and addresses without an id, where the value is a text."""

CONTACTS: Final = ("contact", "expert", "old", "new")
"""Whom a message is about."""

_CONTACT: Final = frozenset({"person", "name", "email"})


def named(said: Any) -> frozenset[str]:
    """The ids of everybody whom this JSON names, and of who acted."""
    return about(said) | _actor(said) | frozenset(_contacts(said))


def about(said: Any) -> frozenset[str]:
    """Whom a message is about: its contacts and who is named by name, else who acted."""
    if not isinstance(said, Mapping):
        return frozenset()
    contacts = [said[name]["person"] for name in CONTACTS if _is_contact(said.get(name))]
    people = said.get("named")
    ids = [each for each in people if isinstance(each, str)] if isinstance(people, list) else []
    return frozenset((*contacts, *ids)) or _actor(said)


def _actor(said: Any) -> frozenset[str]:
    by = said.get("by") if isinstance(said, Mapping) else None
    return frozenset({by} if isinstance(by, str) else ())


def erased(said: Any, persons: Collection[str]) -> Any:
    """The same JSON without what it says of these persons: no name, no address, no free text."""
    left = unnamed(said, persons)
    return hushed(left) if not about(said).isdisjoint(persons) else left


def unnamed(said: Any, persons: Collection[str]) -> Any:
    """The same JSON in which contacts of these persons are ids alone."""
    if isinstance(said, Mapping):
        left = {name: unnamed(value, persons) for name, value in said.items()}
        if _is_contact(said) and said["person"] in persons:
            left |= {"name": ERASED, "email": ""}
            left |= {"unsubscribe": None} if "unsubscribe" in said else {}
        return left
    return [unnamed(each, persons) for each in said] if isinstance(said, list) else said


def hushed(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same message without its free text, what the applicant wrote, and names without an id."""
    left = dict(said)
    for name in (*WORDS, *NAMES):
        if left.get(name) and isinstance(left[name], str):
            left[name] = ERASED
    if left.get("points"):
        left["points"] = [_silent(point) for point in left["points"]]
    if "materials" in left:
        left["materials"] = None
    return left


def _silent(point: Mapping[str, Any]) -> dict[str, Any]:
    return {**point, "reason": ""} | ({"reasons": {}} if "reasons" in point else {})


def _is_contact(value: Any) -> bool:
    whole = isinstance(value, Mapping) and value.keys() >= _CONTACT
    return whole and isinstance(value["person"], str)


def _contacts(said: Any) -> Iterator[str]:
    if isinstance(said, Mapping):
        if _is_contact(said):
            yield said["person"]
        for value in said.values():
            yield from _contacts(value)
    elif isinstance(said, list):
        for each in said:
            yield from _contacts(each)
