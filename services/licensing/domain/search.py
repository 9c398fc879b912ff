"""Words the register finds a licence by: no accents, no case, no punctuation.

Each stands in the index with its beginnings, behind the mark of its field: ``:town:l``,
``:town:lu`` … So a word that is still being typed is an equality, and an index on these and the
number gives the licences of any number of them in order, without a sort.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from services.licensing.domain.licence import Licence

MOST_WORDS = 8
"""Of a question; what is beyond them is not looked at."""

LONGEST = 8
"""Letters of the longest beginning that is kept; a longer word is kept whole, too."""

FIELDS = ("entity", "item", "town", "about")
"""Where a word is looked for that is asked of every field; ``about`` is an item's category."""

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
    texts = {
        "entity": f"{entity.name} {entity.nip}",
        "item": " ".join(item.name for item in items),
        "town": entity.town,
        "about": " ".join(categories),
    }
    begun = {
        marked(field, beginning)
        for field, text in texts.items()
        for word in words(text)
        for beginning in beginnings(word)
    }
    return tuple(sorted(begun | {marked("category", category) for category in categories}))


def beginnings(word: str) -> tuple[str, ...]:
    """What a word is found by while it is typed, and all of it."""
    return (*(word[:length] for length in range(1, min(len(word), LONGEST) + 1)), word)


def marked(field: str, word: str) -> str:
    """A word of this field alone."""
    return f":{field}:{word}"
