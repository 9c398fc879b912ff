"""An application: its state, and what follows from its fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from chassis.process import Aggregate
from chassis.words import beginnings
from contracts import values
from contracts.values import Item, Point
from services.intake.domain import calendar
from services.intake.domain.appeal import Appeal, Verdict
from services.intake.domain.form import Form, items_of, same
from services.intake.domain.identifiers import is_email
from services.intake.domain.procedure import AttachmentKind

NUMBER_WITHIN: Final = dt.timedelta(seconds=10)
"""Without a number for so long, the submission was cut off: the scheduler goes on with it."""


class State(StrEnum):
    """Where an application is, as intake sees it. SUBMITTED means that its number is pending.

    Of a draft that was DELETED nothing is left but its id and its call.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    FORMAL_CHECK = "formal_check"
    CORRECTION = "correction"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    APPEAL = "appeal"  # against the formal rejection or the refusal; not decided yet
    GRANTED = "granted"
    REFUSED = "refused"
    DELETED = "deleted"


LIVE: Final = (
    State.SUBMITTED,
    State.FORMAL_CHECK,
    State.CORRECTION,
    State.ACCEPTED,
    State.APPEAL,
)
"""Sent and not decided: another application for the same item is a duplicate of these."""

UNCHECKED: Final = (State.DRAFT, State.SUBMITTED, State.FORMAL_CHECK)
"""The formal check is still to be decided (again, after a correction)."""


class Attachment(BaseModel):
    """A file that was attached; ``file`` is the id under which its content lies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    type: Literal["application/pdf", "image/jpeg", "image/png"]
    size: int
    sha256: str
    file: str = ""


FILES_OF_A_KIND: Final = 5
"""A statement may come as several scans, but not as any number of them."""


def place(kind: AttachmentKind, no: int) -> str:
    """Under what an application notes the file of this kind and number (from 1)."""
    return kind if no == 1 else f"{kind}.{no}"


class Application(Aggregate):
    """One application.

    Attributes:
        attachments: By their `place`.
        owner: Who it belongs to; written to while the form names nobody.
        team: Whose members all act in it; the owner alone where there is none.
        submitted_at: The moment it was sent in (typed in, for paper).
        notice: Which version of the notice about personal data was acknowledged (`Notices`); ""
            where nobody has declared that.
        received_on: The day of receipt in Warsaw; for paper the day the post brought it.
        duplicates: Numbers of other live applications for a same item, None when not looked up.
        licensed: Items of the licence that a renewal is about.
        points: The formal check as last decided.
        asked: The points the correction was asked for; kept afterwards, because it is asked once.
        asked_at: When it was asked for.
        plain: Whether each of these was a defect to the system as well. What only an officer saw,
            only an officer may call corrected.
        deadline: Until when to correct.
        lapses: The last second before silence is a rejection, where that is later: a letter of the
            last day may be typed in some days after.
        reminder: When to remind of it; none once reminded.
        checked_by: Who decided the formal check last: not the one to decide an appeal against it.
        verdict: Evaluation's newest word, once there is one.
        decided_at: When what can be appealed against was decided.
        delivered_on: The day on which the letter with that was delivered, where one was noted.
        appeal_until: The last day to appeal, counted from the delivery, else from the decision;
            none when there is nothing to appeal against (any more).
        appeals: The newest last.
    """

    id: str
    state: State
    call: str
    owner: values.Contact
    team: str | None = None
    form: Form
    attachments: Mapping[str, Attachment] = {}
    number: str | None = None
    submitted_at: dt.datetime | None = None
    submitted_by: str = ""
    notice: str = ""
    received_on: dt.date | None = None
    duplicates: tuple[str, ...] | None = None
    licensed: tuple[Item, ...] = ()
    points: tuple[Point, ...] = ()
    asked: tuple[Point, ...] = ()
    asked_at: dt.datetime | None = None
    plain: bool = False
    deadline: dt.datetime | None = None
    lapses: dt.datetime | None = None
    reminder: dt.datetime | None = None
    withdrawal_asked: bool = False
    verdict: Verdict | None = None
    checked_by: str = ""
    decided_at: dt.datetime | None = None
    delivered_on: dt.date | None = None
    appeal_until: dt.date | None = None
    appeals: tuple[Appeal, ...] = ()

    @computed_field  # type: ignore[prop-decorator]  # mypy knows of no decorated property
    @property
    def search(self) -> tuple[str, ...]:
        """Beginnings of the words of the entity's name, by which the office finds it."""
        return beginnings(self.form.entity.name)

    @model_validator(mode="before")
    @classmethod
    def _made_anew(cls, stored: Any) -> Any:
        if isinstance(stored, Mapping) and "search" in stored:
            return {name: value for name, value in stored.items() if name != "search"}
        return stored

    def contact(self) -> values.Contact:
        """Whom to write to."""
        contact = self.form.contact
        if not contact.name or not is_email(contact.email):
            return self.owner.model_copy(update={"team": self.team})
        return values.Contact(
            person=self.owner.person,
            name=contact.name,
            email=contact.email,
            language=contact.language,
            team=self.team,
        )

    def waits_until(self) -> dt.datetime | None:
        """The last second in which a correction may still be put in."""
        return self.lapses or self.deadline

    def items(self) -> tuple[Item, ...]:
        """The items as messages carry them."""
        return items_of(self.form, self.id, self.licensed)

    def wanted(self) -> frozenset[tuple[str | None, str]]:
        """What it asks for, by kind and `same` name: every item, or those a verdict refused."""
        judged = self.verdict.items if self.verdict is not None else ()
        granted = {(each.item.kind, same(each.item.name)) for each in judged if each.granted}
        return frozenset((item.kind, same(item.name)) for item in self.form.items) - granted

    def filed_at(self) -> dt.datetime:
        """The moment rights are judged by: for paper the end of the day of receipt."""
        sent = self.submitted_at or dt.datetime.min.replace(tzinfo=dt.UTC)
        if self.received_on is None:
            return sent
        return min(sent, calendar.end_of_day(self.received_on))

    def undelivered(self) -> bool:
        """Whether what was decided goes by post and no delivery is noted: no time runs as yet."""
        return self.form.channel == "paper" and self.delivered_on is None

    def with_evaluation(self) -> bool:
        """Whether evaluation was given it, so that a licence may have come of it."""
        if self.state is State.APPEAL:
            return self.appeals[-1].against == "refusal"
        return self.state in (State.ACCEPTED, State.GRANTED, State.REFUSED)

    def decided(self) -> Literal["evaluation", "formally"] | None:
        """Who decided it as it stands: evaluation, or the formal check that rejected it."""
        if self.verdict is not None and self.verdict.items:
            return "evaluation"
        appealed = self.state is State.APPEAL and self.appeals[-1].against == "rejection"
        return "formally" if self.state is State.REJECTED or appealed else None

    def licence_number(self) -> str | None:
        """The licence a renewal is about."""
        return self.form.licence_number if self.form.kind == "renewal" else None


def due(application: Application) -> dt.datetime | None:
    """The next moment that matters: a number still pending, the reminder, the lapse."""
    if application.state is State.SUBMITTED and application.submitted_at is not None:
        return application.submitted_at + NUMBER_WITHIN
    until = application.waits_until()
    if application.state is not State.CORRECTION or until is None:
        return None
    return application.reminder or calendar.after(until)
