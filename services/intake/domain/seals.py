"""The daily heads: what is signed and published, so that not even the whole chain can be rewritten.

A seal covers the heads of the cases that changed since the last one, and that last one itself, so
the seals are a chain too. A day with many changes has several; the last one is the day's head.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from services.intake.domain.chain import Flaw, Link, canonical, fingerprint, flaws

PAGE: Final = 1000
"""Cases in one seal: some 150 kB of a document's 16 MiB."""

Good = Callable[[str], bytes | None]
"""What a signature covers, None when it is not ours."""


class Leaf(BaseModel):
    """How far a case had come."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    case: str
    length: int
    head: str

    @property
    def digest(self) -> str:
        """What the seal's root is made of; it tells nothing of the case to who has not its id."""
        return fingerprint([self.case, self.length, self.head])


class Seal(BaseModel):
    """One signed statement of what the case files held.

    Attributes:
        no: From 1, without gaps.
        day: The business day in Warsaw.
        at: The moment.
        previous: The hash of the seal before, "" for the first.
        count: How many cases it covers.
        root: Over their leaves.
        signature: Compact JWS (RFC 7515) over `statement`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    no: int
    day: dt.date
    at: str
    previous: str
    count: int
    root: str
    signature: str = ""

    @property
    def statement(self) -> bytes:
        """What is signed."""
        return canonical(self.model_dump(mode="json", exclude={"signature"}))

    @property
    def hash(self) -> str:
        """What the next seal refers to."""
        return fingerprint(self.model_dump(mode="json", exclude={"signature"}))


class Broken(BaseModel):
    """A seal that does not hold."""

    model_config = ConfigDict(frozen=True)

    no: int
    why: str


def root(digests: Iterable[str]) -> str:
    """The root over the digests of leaves, in their order."""
    return fingerprint(list(digests))


def following(last: Seal | None, leaves: Sequence[Leaf], day: dt.date, at: dt.datetime) -> Seal:
    """The next seal, still to be signed."""
    return Seal(
        no=1 if last is None else last.no + 1,
        day=day,
        at=at.isoformat(),
        previous="" if last is None else last.hash,
        count=len(leaves),
        root=root(leaf.digest for leaf in leaves),
    )


def done(last: Seal | None, day: dt.date) -> bool:
    """Whether the day has its head: its last seal is the one that is not full."""
    return last is not None and last.day >= day and last.count < PAGE


def broken(last: Seal | None, seal: Seal, digests: Sequence[str], good: Good) -> Iterator[Broken]:
    """Everything that is wrong with a seal.

    Args:
        last: The one before it.
        seal: To be checked.
        digests: Of its leaves.
        good: Reads a signature.
    """
    if seal.no != (1 if last is None else last.no + 1):
        yield Broken(no=seal.no, why="the one before is missing")
    elif seal.previous != ("" if last is None else last.hash):
        yield Broken(no=seal.no, why="it does not follow from the one before")
    if (seal.count, seal.root) != (len(digests), root(digests)):
        yield Broken(no=seal.no, why="its cases are not those it was made for")
    if good(seal.signature) != seal.statement:
        yield Broken(no=seal.no, why="the signature is not good")


def unlike(document: Mapping[str, Any] | None, case: str, leaves: Iterable[Leaf]) -> Iterator[Flaw]:
    """Everything that is wrong with a case file, by itself and against what was published of it.

    Args:
        document: As it lies in the database, None when it is gone.
        case: Its id.
        leaves: Of this case, the oldest first.
    """
    if document is None:
        yield Flaw(case, 0, "missing")
        return
    entries = [Link.model_validate(entry) for entry in document["entries"]]
    yield from flaws(case, entries, document.get("length", 0), document.get("head", ""))
    for leaf in leaves:
        if leaf.length > len(entries):
            yield Flaw(case, leaf.length, "missing")
        elif entries[leaf.length - 1].hash != leaf.head:
            yield Flaw(case, leaf.length, "published", entries[leaf.length - 1].id)
