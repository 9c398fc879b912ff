"""Words the register finds a licence by: no accents, no case, no punctuation."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from services.licensing.domain.licence import Licence

MOST_WORDS = 8
"""Of a question; what is beyond them is not looked at."""

_NIP = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}|\d{3}[ -]?\d{2}[ -]?\d{2}[ -]?\d{3}")


def words(text: str) -> tuple[str, ...]:
    """The words of a text, each once, in order; a NIP with dashes is one word."""
    joined = _NIP.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    plain = unicodedata.normalize("NFKD", joined.casefold().replace("ł", "l"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(dict.fromkeys(re.findall(r"[a-z0-9]+", bare)))


def index(licence: Licence, day: dt.date) -> tuple[str, ...]:
    """Words of the entity, its town and NIP, and of every item with a term not over on ``day``."""
    entity = licence.entity
    items = [item for term in licence.terms if term.end >= day for item in term.items]
    named = (part for item in items for part in (item.name, item.category))
    return tuple(sorted(set(words(" ".join((entity.name, entity.town, entity.nip, *named))))))
