"""A renewal begins with what is known of the last term: only what is new is left to type."""

from __future__ import annotations

import re

from services.intake.domain.application import Application
from services.intake.domain.form import (
    Address,
    Contact,
    Declarations,
    Economy,
    Entity,
    Form,
    Item,
    same,
)
from services.intake.domain.licence import Licence

_NUMBER = re.compile(r"([A-Z0-9-]+)[-/]([0-9]{4})[-/]([0-9]+)")


def licence_number(said: str) -> str:
    """``ZP-LUB-2026-0001``, as it stands in addresses, as ``ZP-LUB/2026/0001``."""
    found = _NUMBER.fullmatch(said.strip())
    return "/".join(found.groups()) if found else said.strip()


def prefilled(licence: Licence, before: Application | None, who: Contact) -> Form:
    """The form of a renewal.

    Args:
        licence: What is renewed.
        before: The application that granted its last term; none for a licence from before this
            system, of which only what the register shows is known.
        who: Is asked where nobody has been before.
    """
    items = tuple(_item(each.kind, each.name, licence, before) for each in licence.items)
    fresh = {"kind": "renewal", "licence_number": licence.number, "items": items}
    if before is None:
        return Form(entity=_registered(licence), contact=who).model_copy(update=fresh)
    # Revenue and declarations are asked for every year; the rest is looked through and mended.
    cleared = {"economy": Economy(), "declarations": Declarations()}
    online = {"channel": "online", "received_on": None}
    return before.form.model_copy(update={**fresh, **cleared, **online})


def _registered(licence: Licence) -> Entity:
    seat = Address(town=licence.town, voivodeship=licence.voivodeship)
    return Entity(name=licence.entity, type=licence.type, nip=licence.nip, address=seat)


def _item(kind: str, name: str, licence: Licence, before: Application | None) -> Item:
    typed = () if before is None else before.form.items
    for each in typed:
        if (each.kind, same(each.name)) == (kind, same(name)):
            return each.model_copy(update={"new": False})
    held = next(each for each in licence.items if each.name == name)
    return Item(
        kind=held.kind,
        name=held.name,
        category=held.category,
        description=held.description,
        new=False,
    )
