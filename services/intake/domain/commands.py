"""What can be done to an application. Who may do it has been asked before.

``people`` are the ids of who acts in it now: they neither decide it nor score it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contracts import values
from contracts.values import Point
from services.intake.domain.application import Attachment
from services.intake.domain.call import Call
from services.intake.domain.form import Form
from services.intake.domain.licence import Licence
from services.intake.domain.procedure import AttachmentKind


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep what was typed so far."""

    id: str
    owner: values.Contact
    form: Form
    call: Call
    by: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class EditDraft:
    """Replace what was typed so far."""

    form: Form


@dataclass(frozen=True, slots=True)
class EditPart:
    """Replace one part of what was typed: whoever types in another part loses nothing."""

    part: str
    value: Any


@dataclass(frozen=True, slots=True)
class File:
    """Create and send in one go; ``notice`` as in `Submit`."""

    id: str
    owner: values.Contact
    form: Form
    call: Call
    licence: Licence | None
    by: str
    team: str | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Submit:
    """Send the draft in; ``notice`` is the version of the notice on personal data shown by then."""

    call: Call
    licence: Licence | None
    by: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class GiveNumber:
    """Write the number in and begin the formal check."""

    number: str
    duplicates: tuple[str, ...]
    call: Call
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Make it a draft again: before it had a number, something stood in its way."""


@dataclass(frozen=True, slots=True)
class Delete:
    """The owner no longer wants the draft; nothing of what was typed is kept."""

    by: str


@dataclass(frozen=True, slots=True)
class Attach:
    """Note a file whose content is stored, in place of what was there; none takes that out.

    Without ``no`` it comes beside those of its kind, unless the same content is there already.
    """

    kind: AttachmentKind
    attachment: Attachment | None
    no: int | None = 1


@dataclass(frozen=True, slots=True)
class DecideFormally:
    """The officer's decision. Points left out are as the system suggests.

    ``people`` act for the applicant, so none of them may be the officer. ``duplicates`` are those
    there are now; none says that they are as noted before.
    """

    points: tuple[Point, ...]
    outcome: Literal["accept", "correct", "reject"]
    call: Call
    by: str
    people: frozenset[str] = frozenset()
    duplicates: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """Send the correction in: the corrected parts of the form only.

    ``duplicates`` are those of the form as it is with them. ``received_on`` is the day the post
    brought a letter, none for a correction sent online. ``notice`` as in `Submit`.
    """

    form: Mapping[str, Any]
    call: Call
    by: str
    duplicates: tuple[str, ...] = ()
    received_on: dt.date | None = None
    people: frozenset[str] = frozenset()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The applicant no longer wants it."""

    reason: str
    call: Call
    by: str


@dataclass(frozen=True, slots=True)
class TimeArrived:
    """What the application waits for may be due."""

    call: Call
