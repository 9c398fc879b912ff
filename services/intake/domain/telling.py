"""What the case file keeps of an event beside its sentence: facts in the open, people sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from contracts.base import Event
from contracts.erasure import CONTACTS, WORDS
from contracts.values import Point
from services.intake.domain.chain import Sealed, fingerprint, sealed

FACTS: Final = (
    "number",
    "licence_number",
    "call",
    "kind",
    "automatic",
    "task",
    "deadline",
    "categories",
    "missing",
    "gap",
    "resolution",
    "mean",
    "appeal_until",
    "appeal_days",
    "delivered_on",
    "sign_by",
    "decide_by",
    "against",
    "outcome",
    "term",
    "term_no",
    "end",
    "days",
    "closes_renewal",
    "opens_renewal",
    "template",
    "state",
    "waits_for",
    "on",
    "until",
    "step",
)
"""Fields that name nobody."""

Salt = Callable[[], str]


def called(message: str) -> str:
    """What an entry is called: made from the message's id, which may hold a person's."""
    return fingerprint(message)[:32]


def is_person(by: str) -> bool:
    """Whether an id is somebody's, and not a rule's or the office's."""
    return bool(by) and not by.startswith(("rule:", "office:"))


def facts_of(event: Event) -> dict[str, Any]:
    """What the event says that names nobody, as JSON."""
    said = event.model_dump(mode="json", include=set(FACTS), exclude_none=True)
    points = getattr(event, "points", ())
    if points:
        said["points"] = {point.code: point.verdict for point in points}
    verdicts = getattr(event, "verdicts", ())
    if verdicts:
        said["items"] = [{"name": each.item.name, "granted": each.granted} for each in verdicts]
    if event.owner == "notifications":
        said["about"] = called(getattr(event, "event", ""))
    return said


def personal_of(event: Event, salt: Salt) -> tuple[Sealed, ...]:
    """What the event says of people, sealed, each with whose it is."""
    return tuple(sealed(name, value, salt(), of) for name, value, of in _personal(event))


def _personal(event: Event) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    for name in ("by", "person"):
        person = getattr(event, name, "")
        if is_person(person):
            yield name, person, (person,)
    about = list(getattr(event, "named", ()))
    for name in CONTACTS:
        contact = getattr(event, name, None)
        if contact is not None and not isinstance(contact, str):
            about.append(contact.person)
            said = {"person": contact.person, "name": contact.name, "email": contact.email}
            yield name, said, (contact.person,)
    of = tuple(about) or ((event.by,) if is_person(event.by) else ())
    for name in WORDS:
        words = getattr(event, name, None)
        if words:
            yield name, words, of
    reasons = _reasons(getattr(event, "points", ()))
    if reasons:
        yield "points", reasons, of


def _reasons(points: tuple[Point, ...]) -> dict[str, Any]:
    """Of each point; of the system's own in each language."""
    return {point.code: dict(point.reasons) or point.reason for point in points if point.reason}
