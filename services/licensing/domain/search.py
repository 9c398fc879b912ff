"""Words the register finds a licence by, each behind the mark of its field: ``:town:lublin``."""

from __future__ import annotations

import datetime as dt
import re

from chassis import words as plain
from services.licensing.domain.licence import Licence

MOST_WORDS = 8
"""Of a question; what is beyond them is not looked at."""

FIELDS = ("entity", "item", "town", "about")
"""Where a word is looked for that is asked of every field; ``about`` is an item's category."""

_NIP = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}|\d{3}[ -]?\d{2}[ -]?\d{2}[ -]?\d{3}")


def words(text: str) -> tuple[str, ...]:
    """The words of a text, each once, in order; a NIP with dashes is one word."""
    return plain.words(_joined(text))


def index(licence: Licence, day: dt.date) -> tuple[str, ...]:
    """Words of the entity, its town and NIP, and of every item with a term not over on ``day``."""
    entity = licence.entity
    items = [item for term in licence.terms if term.end >= day for item in term.items]
    categories = {item.category for item in items}
    texts = {
        "entity": f"{entity.name} {entity.nip}",
        "item": " ".join(item.name for item in items),
        "town": entity.town,
        "about": " ".join(categories),
    }
    begun = {
        marked(field, part)
        for field, text in texts.items()
        for part in plain.beginnings(_joined(text))
    }
    return tuple(sorted(begun | {marked("category", category) for category in categories}))


def indexed(licence: Licence, day: dt.date) -> Licence:
    """The licence with its words as of this day; one that has ended keeps those of its last."""
    of = min(day, licence.terms[-1].end)
    found: Licence = licence.but(search=index(licence, of), search_of=of)
    return found


def changes_on(licence: Licence) -> dt.date | None:
    """The day from which a next term alone counts, while the words are of a day before."""
    if len(licence.terms) < 2:  # noqa: PLR2004 -- one term never changes
        return None
    start = licence.terms[-1].start
    return start if licence.search_of is None or licence.search_of < start else None


def marked(field: str, word: str) -> str:
    """A word of this field alone."""
    return f":{field}:{word}"


def _joined(text: str) -> str:
    return _NIP.sub(lambda found: re.sub(r"\D", "", found[0]), text)
