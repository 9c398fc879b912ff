"""What evaluation tells the others: tasks of experts, and the verdict."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Event, Subject, Wire
from contracts.values import (
    ApplicationKind,
    Contact,
    Entity,
    Item,
    ItemVerdict,
    ItemVote,
    LicenceRules,
    Office,
    Timer,
)


class Standing(Wire):
    """Where a case stands after a step, computed of all of it; what `case-progressed` tells too."""

    state: str
    waits_for: str
    on: str
    until: AwareDatetime | None = None
    timers: tuple[Timer, ...] = ()


class ExpertAssigned(Event, owner="evaluation", name="expert-assigned", readers=("notifications",)):
    """Sent to each expert who gets a seat on the panel of a case, or of its ``appeal``.

    ``timers`` is what older senders told instead of ``standing``.
    """

    number: str
    task: str
    expert: Contact
    deadline: AwareDatetime
    office: Office
    timers: tuple[Timer, ...] = ()
    appeal: bool = False
    standing: Standing | None = None


class ExpertChanged(Event, owner="evaluation", name="expert-changed", readers=("evaluation",)):
    """Sent when an expert is put on the list, amended or removed; cases look at it page by page.

    ``after`` is the case up to which they have looked; none at first.
    """

    after: str | None = None


class ExpertRecused(Event, owner="evaluation", name="expert-recused", readers=("notifications",)):
    """Sent when a conflict of interest is declared or found; says who replaced the expert.

    ``named`` are the ids of the two.
    """

    number: str
    expert: str
    ground: str
    replacement: str | None
    office: Office
    task: str | None = None
    named: tuple[str, ...] = ()
    standing: Standing | None = None


class TaskReassigned(Event, owner="evaluation", name="task-reassigned", readers=("notifications",)):
    """Sent when an officer gave an expert's task to somebody else; the case file says why.

    ``named`` are the ids of the two.
    """

    number: str
    task: str
    expert: str
    replacement: str
    reason: str
    named: tuple[str, ...] = ()
    standing: Standing | None = None


class PanelShort(Event, owner="evaluation", name="panel-short", readers=("notifications",)):
    """Sent when no competent expert is left for a case; it waits until one is added."""

    number: str
    categories: tuple[str, ...]
    missing: int
    office: Office
    appeal: bool = False
    standing: Standing | None = None


class ScoreDue(Event, owner="evaluation", name="score-due", readers=("notifications",)):
    """Sent to an expert whose deadline is near and whose card is not in."""

    number: str
    task: str
    expert: Contact
    deadline: AwareDatetime
    office: Office
    standing: Standing | None = None


class ScoreOverdue(Event, owner="evaluation", name="score-overdue", readers=("notifications",)):
    """Sent to the office when an expert's deadline has passed, and again when somebody takes over.

    ``named`` is the id of the replacement.
    """

    number: str
    task: str
    expert: Contact
    deadline: AwareDatetime
    replacement: str | None
    office: Office
    named: tuple[str, ...] = ()
    standing: Standing | None = None


class ScoreSubmitted(Event, owner="evaluation", name="score-submitted", readers=("notifications",)):
    """Sent when an expert's card is in; its scores stay with the case. Nobody reminds of it now."""

    number: str
    task: str
    standing: Standing | None = None


class ScoresDiverged(Event, owner="evaluation", name="scores-diverged", readers=("notifications",)):
    """Sent to the office when the two cards are too far apart and a third expert is needed."""

    number: str
    gap: int
    office: Office
    standing: Standing | None = None


class CaseProgressed(Event, owner="evaluation", name="case-progressed", readers=()):
    """Sent at any step of a case that has no event of its own; the case file reads it.

    ``step`` is which one it was, where there is a word for it; ``task`` whose, if it was a seat's.
    """

    number: str
    state: str
    waits_for: str
    on: str
    until: AwareDatetime | None = None
    timers: tuple[Timer, ...] = ()
    step: str | None = None
    task: str | None = None


class SittingSubject(Subject):
    """A sitting sends events too; the kinds that others have published stay as they are."""

    kind: Literal["sitting"]  # type: ignore[assignment]  # a kind more, in these events only


class AgendaPoint(Wire):
    """One case that a sitting is to vote on, item by item."""

    case: str
    number: str
    entity: str
    items: tuple[Item, ...]


class SittingCalled(Event, owner="evaluation", name="sitting-called", readers=("notifications",)):
    """Sent when a sitting of the chapter is called; it is of no one case, but of all it names."""

    subject: SittingSubject
    number: str
    held: AwareDatetime
    place: str
    agenda: tuple[AgendaPoint, ...]
    members: tuple[Contact, ...]
    office: Office


class SittingCancelled(
    Event, owner="evaluation", name="sitting-cancelled", readers=("notifications",)
):
    """Sent when a sitting that was called is not held; its cases wait for another."""

    subject: SittingSubject
    number: str
    held: AwareDatetime
    place: str
    reason: str
    members: tuple[Contact, ...]
    office: Office


class CasesLeft(Event, owner="evaluation", name="cases-left", readers=("evaluation",)):
    """Sent when a sitting is cancelled or closed: these cases it has not resolved, by their ids."""

    subject: SittingSubject
    cases: tuple[str, ...]


class ResolutionPassed(
    Event, owner="evaluation", name="resolution-passed", readers=("evaluation",)
):
    """Sent to each case that a sitting has resolved, when the sitting is closed."""

    subject: SittingSubject
    number: str
    resolution: str
    items: tuple[ItemVote, ...]


class CaseWithdrawn(
    Event,
    owner="evaluation",
    name="case-withdrawn",
    readers=("intake", "licensing", "notifications"),
):
    """Sent when a withdrawal asked for after acceptance came in time."""

    number: str
    licence_number: str | None
    contact: Contact
    office: Office


class WithdrawalTooLate(
    Event, owner="evaluation", name="withdrawal-too-late", readers=("intake", "notifications")
):
    """Sent when a withdrawal was asked for after the decision."""

    number: str
    contact: Contact
    office: Office


class EvaluationConcluded(
    Event,
    owner="evaluation",
    name="evaluation-concluded",
    readers=("intake", "licensing", "notifications"),
):
    """Sent when the director has confirmed the verdict, which is per item.

    ``resolution`` is the number of the chapter's resolution, none where the score decided.

    Attributes:
        appeal_until: The last day to appeal, counted from the decision; none where nothing is left
            to appeal against.
        appeal_days: Where the decision goes by post, so many days are counted from its delivery
            instead, which is not known yet.
    """

    number: str
    kind: ApplicationKind
    entity: Entity
    verdicts: tuple[ItemVerdict, ...]
    mean: Decimal | None
    reasons: str
    appeal_until: dt.date | None
    licence_number: str | None
    licence: LicenceRules
    contact: Contact
    office: Office
    resolution: str | None = None
    appeal_days: int | None = None


class AppealDecided(
    EvaluationConcluded,
    owner="evaluation",
    name="appeal-decided",
    readers=("intake", "licensing", "notifications"),
):
    """Sent when an appeal against a refusal is over: the whole verdict anew, now final."""

    outcome: Literal["granted", "upheld", "withdrawn"]


class DecisionCorrected(
    EvaluationConcluded,
    owner="evaluation",
    name="decision-corrected",
    readers=("intake", "licensing", "notifications"),
):
    """Sent when an obvious mistake in a decision was put right: the whole verdict anew.

    Attributes:
        why: What the mistake was.
        changed: Ids of the items whose verdict or reason changed.
    """

    why: str
    changed: tuple[str, ...]
