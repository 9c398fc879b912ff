"""What a certificate says and its signature covers: one term of one licence, and its items."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from chassis.process import Refused, Text
from contracts.values import Item
from services.licensing.domain.licence import Held, Licence, State, state_on, term_on

KIND: Final = "znak-certificate.v1"
"""The first line of a statement, so that a signature is good for nothing else."""

FIRST: Final = "od"
LAST: Final = "do"
FIELDS: Final = ("numer", "nip", FIRST, LAST, "pozycje")
"""What an address calls the parts of a statement, in the order of its lines."""

SIGNATURE: Final = "podpis"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is signed.

    Attributes:
        number: Of the licence as addresses carry it, ``ZP-LUB-2026-0001``.
        nip: Of the entity.
        start: First day of the term.
        end: Its last day.
        items: Digest of the items; see `digest`.
    """

    number: str
    nip: str
    start: dt.date
    end: dt.date
    items: str

    @classmethod
    def of(cls, licence: Licence, term: Held) -> Self:
        """What the certificate of this term says."""
        number, nip = (licence.number or "").replace("/", "-"), licence.entity.nip
        return cls(number, nip, term.start, term.end, digest(term.items))

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Self:
        """From the parts of an address.

        Raises:
            ValueError: A part is missing or is no date.
        """
        number, nip, start, end, items = (said.get(name, "") for name in FIELDS)
        if not all((number, nip, items)):
            raise ValueError("a part is missing")
        read = dt.date.fromisoformat
        return cls(number, nip, read(start), read(end), items)

    def parts(self) -> dict[str, str]:
        """As an address carries it."""
        dates = (self.start.isoformat(), self.end.isoformat())
        said = (self.number, self.nip, *dates, self.items)
        return dict(zip(FIELDS, said, strict=True))

    def statement(self) -> bytes:
        """The bytes that are signed: the kind and the parts, a line each."""
        return "\n".join((KIND, *self.parts().values())).encode()


def digest(items: Iterable[Item]) -> str:
    """SHA-256 of what the items are called, in whatever order they stand (base64url, unpadded)."""
    named = sorted([each.kind, each.category, each.name] for each in items)
    text = json.dumps(named, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def certified(licence: Licence, day: dt.date, no: int | None = None) -> Held:
    """The term whose certificate is handed out: the present one, or a next one that is signed.

    Args:
        licence: Whose.
        day: Today.
        no: Which term; none for the present one.

    Raises:
        Refused: The licence is not in force, or there is no such term.
    """
    present = term_on(licence, day)
    if state_on(licence, day) is not State.ACTIVE or present is None:
        raise Refused("no-certificate", _NOT_IN_FORCE, state=state_on(licence, day))
    coming = [term for term in licence.terms if term.no >= present.no]
    found = next((term for term in coming if no in {None, term.no}), None)
    if found is None:
        raise Refused("no-such-term", _NO_TERM)
    return found


_NOT_IN_FORCE: Final = Text(
    "Certyfikat jest do pobrania tylko wtedy, gdy licencja obowiązuje.",
    "The certificate can be had only while the licence is in force.",
)
_NO_TERM: Final = Text(
    "Ta licencja nie ma takiego okresu albo już się skończył.",
    "This licence has no such term, or it is over.",
)
