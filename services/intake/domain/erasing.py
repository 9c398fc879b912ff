"""Erasing people: when it has to wait, and what is left of what is kept here (art. 17 RODO).

Number, entity, items, dates, verdicts and ids of persons stay: they are the case. What the
applicant wrote and who they are goes. An id leads back to nobody who does not know the address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from chassis.process import Decision, Refused, Text
from contracts.erasure import ERASED
from contracts.intake import TeamChanged, TeamSubject
from contracts.values import Point
from services.intake.domain.appeal import Appeal, Verdict
from services.intake.domain.application import Application, State
from services.intake.domain.form import Activity, Contact, Form, Representative
from services.intake.domain.submission import NOBODY
from services.intake.domain.team import Team

OVER: Final = frozenset(
    {
        *("draft", "deleted", "rejected", "refused", "withdrawn"),
        *("lapsed", "ended", "expired", "revoked", "surrendered"),
    }
)
"""Where a case file says that nobody needs the applicant any more."""

LICENSED: Final = frozenset({"awaiting_signature", "active", "suspended"})
"""Where it says that there is a licence."""


class Held(NamedTuple):
    """A case that still needs the person: its number, and its licence once there is one."""

    number: str
    licence: str | None


def needed(held: Sequence[Held]) -> Refused:
    """The office cannot do without the person yet; says in which cases and what to do."""
    cases = sorted(each.number for each in held if each.licence is None)
    licences = sorted(each.licence for each in held if each.licence is not None)
    named = ", ".join((*cases, *licences))
    text = Text(
        f"Ta osoba jest kontaktem w toczących się sprawach lub licencjach: {named}. "
        "Najpierw je zakończ albo przekaż komuś innemu z podmiotu.",
        f"This person is the contact of cases or licences that go on: {named}. "
        "End them first, or hand them over to a colleague of theirs.",
    )
    return Refused("person-needed", text, cases=cases, licences=licences)


def application(found: Application, persons: Collection[str]) -> Decision[Application]:
    """What is left of the application of somebody erased; of a draft of theirs alone nothing.

    A draft that a team works on stays the team's. Of a member who is not the contact the grounds go
    that they wrote.
    """
    if found.owner.person not in persons:
        mine = (_unfounded(each) if each.by in persons else each for each in found.appeals)
        return Decision(found.but(appeals=tuple(mine)))
    owner = found.owner.erased(persons)
    if found.state is State.DRAFT and found.team is None:
        gone = Application(
            id=found.id, state=State.DELETED, call=found.call, owner=NOBODY, form=Form()
        )
        return Decision(gone)
    contact = Contact(language=found.form.contact.language)
    if found.state is State.DRAFT:
        return Decision(
            found.but(owner=owner, form=found.form.model_copy(update={"contact": contact}))
        )
    return Decision(
        found.but(
            owner=owner,
            form=_form(found.form, contact),
            attachments={},
            points=_silent(found.points),
            asked=_silent(found.asked),
            appeals=tuple(_unfounded(each) for each in found.appeals),
            verdict=found.verdict and _unexplained(found.verdict),
        )
    )


def _form(form: Form, contact: Contact) -> Form:
    entity = form.entity.model_copy(update={"representative": Representative()})
    items = tuple(
        item.model_copy(update={"quality": "", "recommendations": ()}) for item in form.items
    )
    left = {"entity": entity, "contact": contact, "items": items}
    return form.model_copy(update={**left, "activity": Activity(since=form.activity.since)})


def _silent(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(point.model_copy(update={"reason": "", "reasons": {}}) for point in points)


def _unfounded(appeal: Appeal) -> Appeal:
    return appeal.model_copy(update={"grounds": ERASED, "reasons": ""})


def _unexplained(verdict: Verdict) -> Verdict:
    confirmed = verdict.confirmed and verdict.confirmed.model_copy(update={"why": ""})
    return verdict.model_copy(update={"confirmed": confirmed})


def team(found: Team, persons: Collection[str], now: dt.datetime) -> Decision[Team]:
    """A team goes on without somebody erased; one of nobody else keeps a member without a name."""
    kept = tuple(each for each in found.invitations if each.person not in persons)
    left = tuple(each for each in found.members if each.contact.person not in persons)
    if not left:
        unnamed = (
            each.model_copy(update={"contact": each.contact.erased(persons)})
            for each in found.members
        )
        return Decision(found.but(members=tuple(unnamed), invitations=kept))
    smaller: Team = found.but(members=left, invitations=kept)
    if left == found.members:
        return Decision(smaller)
    told = TeamChanged(
        subject=TeamSubject(kind="team", id=found.id),
        at=now,
        by="rule:erasure",
        members=tuple(each.contact.person for each in left),
    )
    return Decision(smaller, (told,))
