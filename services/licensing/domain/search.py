"""Words the register finds a licence by: no accents, no case, no punctuation.

Each stands in the index as it is and once more behind the mark of its field, ``:town:lublin``, so
one index answers a search of everything and of one field; no word of a person begins with a colon.
"""

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
    categories = {item.category for item in items}
    fields = {
        "entity": f"{entity.name} {entity.nip}",
        "town": entity.town,
        "item": " ".join(item.name for item in items),
    }
    anywhere = words(" ".join((*fields.values(), *categories)))
    told_apart = (marked(field, word) for field, text in fields.items() for word in words(text))
    coded = (marked("category", category) for category in categories)
    return tuple(sorted({*anywhere, *told_apart, *coded}))


def marked(field: str, word: str) -> str:
    """A word of this field alone."""
    return f":{field}:{word}"
