"""Application forms from a few words about an entity."""

import re
from typing import Any

from stdnum.pl import nip, regon

from deploy.local.client import Json

_LETTERS = str.maketrans("ąćęłńóśźż", "acelnoszz")
_ADDRESS = re.compile(r"(?P<street>.+), (?P<postcode>\d\d-\d{3}) (?P<town>.+)")
_YES = {"truth": True, "rules": True, "rodo": True}


def form_of(told: Json, year: int) -> Json:
    """The body's `form` of `POST /api/applications`.

    Args:
        told: `no` (its identifiers follow from it), `entity`, `type`, `address`, `person`, `role`,
            `since`, `social`, `served` and `items`; whatever else it names is put into the form.
        year: That its economy tells of.
    """
    words = dict(told)
    no = words.pop("no")
    entity = _entity(no, words)
    income = 180_000 + no * 7_350
    return {
        "kind": "new",
        "licence_number": None,
        "channel": "online",
        "received_on": None,
        "entity": entity,
        "contact": _contact(no, words.pop("person"), entity["name"], words.pop("language", "pl")),
        "activity": {name: words.pop(name) for name in ("since", "social", "served")},
        "economy": {
            "from": f"{year}-01-01",
            "to": f"{year}-12-31",
            "total": f"{income}.00",
            "own": f"{income * (40 + no % 50) // 100}.00",
        },
        "items": [_item(each, entity["address"]["town"]) for each in words.pop("items")],
        "declarations": _YES,
        **words,
    }


def nip_of(no: int) -> str:
    """A NIP that passes every check and belongs to nobody: none begins with 00."""
    tried = (f"0017{no:03d}{tail:03d}" for tail in range(1000))
    return next(number for number in tried if nip.is_valid(number))


def _entity(no: int, words: dict[str, Any]) -> Json:
    address = _ADDRESS.fullmatch(words.pop("address"))
    if address is None:
        raise ValueError(f"sample {no}: an address is “street, 00-000 town”")
    short = f"99{no * 7919 % 1_000_000:06d}"
    return {
        "name": words.pop("entity"),
        "type": words.pop("type"),
        "run_by": words.pop("run_by", None),
        "social_enterprise": True,
        "nip": nip_of(no),
        "regon": short + regon.calc_check_digit(short),
        "krs": f"{9_400_000 + no * 6151 % 500_000:010d}",
        "register": None,
        "address": {**address.groupdict(), "voivodeship": "lubelskie"},
        "representative": {"name": words["person"], "role": words.pop("role")},
        "edoreczenia": None,
    }


def _contact(no: int, name: str, entity: str, language: str) -> Json:
    own = re.sub(r"[^a-z]", "", entity.partition("„")[2].lower().translate(_LETTERS))
    return {
        "name": name,
        "email": f"biuro@{own}.example",
        "phone": f"+48 81 {500 + no:03d} {no % 90 + 10} {no * 7 % 90 + 10}",
        "language": language,
    }


def _item(told: Json, town: str) -> Json:
    authors = (f"Gmina {town}", f"Biblioteka Publiczna w: {town}")
    words = (
        "Zamówienie wykonano w terminie i bez poprawek. Chętnie zamówimy ponownie.",
        "Zespół jest rzetelny i punktualny. Nasi czytelnicy są zadowoleni.",
    )
    praise = [{"author": author, "text": text} for author, text in zip(authors, words, strict=True)]
    return {
        "kind": "service",
        "quality": "Stali odbiorcy, ankiety po każdym zleceniu i własna kontrola przed oddaniem.",
        "recommendations": praise[: told.get("praises", len(praise))],
        "new": True,
        **{name: value for name, value in told.items() if name != "praises"},
    }
