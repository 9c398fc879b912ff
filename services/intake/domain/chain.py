"""The chain of a case file: every entry is linked to the one recorded before it.

What is personal is covered by a salted digest, so value and salt may be erased and the chain still
checks. Without the salt nobody can find a value again by trying out what it might have been.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

Wrong = Literal["value", "link", "head", "published", "missing"]
"""What may be wrong: a value does not fit its digest, an entry does not follow from the one before,
the file does not end where it says, it is not what was published, or it is gone."""


class Sealed(BaseModel):
    """A personal value beside its digest. An erasure takes all but the name and the digest.

    Attributes:
        name: What the value is (``by``, ``contact``, ``why`` …).
        digest: Of all that an erasure takes; this alone is in the chain.
        salt: Random, as long as the value is there.
        value: Any JSON.
        of: The persons whose erasure takes it away.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    digest: str
    salt: str | None = None
    value: Any = None
    of: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether the value fits its digest, or has been erased whole."""
        if self.salt is None:
            return self.value is None and not self.of
        return self.digest == _digest(self.salt, self.value, self.of)


class Link(BaseModel):
    """What the chain needs to know of an entry; what else it says is covered as it is stored."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str
    personal: tuple[Sealed, ...] = ()
    hash: str = ""


class Flaw(NamedTuple):
    """What is wrong with which entry (from 1, in the order of recording)."""

    case: str
    no: int
    wrong: Wrong
    id: str = ""


def sealed(name: str, value: Any, salt: str, of: tuple[str, ...]) -> Sealed:
    """A personal value with its digest; ``salt`` is at least 128 random bits."""
    return Sealed(name=name, digest=_digest(salt, value, of), salt=salt, value=value, of=of)


def linked(previous: str, entry: Link) -> str:
    """The hash of an entry recorded after the one whose hash is ``previous`` ("" for the first)."""
    said = entry.model_dump(mode="json", exclude={"hash", "personal"})
    digests = [[each.name, each.digest] for each in entry.personal]
    return fingerprint([previous, said, digests])


def flaws(case: str, entries: Sequence[Link], length: int, head: str) -> Iterator[Flaw]:
    """Everything that is wrong with one case file by itself.

    Args:
        case: Its id.
        entries: In the order of recording.
        length: How many there are, as the file says.
        head: The hash of the last one, as the file says.
    """
    previous = ""
    for no, entry in enumerate(entries, start=1):
        if entry.hash != linked(previous, entry):
            yield Flaw(case, no, "link", entry.id)
        if not all(each.intact for each in entry.personal):
            yield Flaw(case, no, "value", entry.id)
        previous = entry.hash
    if (len(entries), previous) != (length, head):
        yield Flaw(case, len(entries), "head")


def fingerprint(value: Any) -> str:
    """SHA-256 of a JSON value in its one canonical form: keys sorted, no blanks, UTF-8."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """The one form in which a JSON value is hashed and signed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _digest(salt: str, value: Any, of: tuple[str, ...]) -> str:
    return fingerprint([salt, value, list(of)])
