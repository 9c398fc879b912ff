"""An appeal: once for each decision, in time, decided by somebody else, and final.

Source: art. 127–129, 24 § 1 pkt 5 and 137 KPA, which Znak follows by analogy. The day of delivery
is not counted; for e-mail the day of sending counts as delivery, see also `delivery`.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

from chassis.process import Decision, Invalid, Refused, Text
from contracts.evaluation import AppealDecided
from services.intake.domain import announcements as announce
from services.intake.domain import calendar, post, verdicts
from services.intake.domain.appeal import Appeal, DecideAppeal, FileAppeal, WithdrawAppeal
from services.intake.domain.application import Application, State
from services.intake.domain.reading import required, wrong

Made = Decision[Application]

BEFORE: Final = wrong(
    "received_on",
    "before-decision",
    "Ta data jest sprzed decyzji.",
    "This date is before the decision.",
)


def is_used(application: Application, _: FileAppeal, __: dt.datetime) -> bool:
    """Whether there was an appeal and nothing new to appeal against came after it."""
    return application.appeal_until is None and bool(application.appeals)


def used(_: Application, __: FileAppeal, ___: dt.datetime) -> Refused:
    """Say that it is possible only once."""
    said = (
        "Odwołanie można złożyć tylko raz, a jego wynik jest ostateczny.",
        "You can appeal only once, and the result is final.",
    )
    return Refused("appealed-before", Text(*said))


def is_late(application: Application, command: FileAppeal, now: dt.datetime) -> bool:
    """Whether the last day is over at the moment that counts."""
    until = application.appeal_until
    if until is None:
        return True
    if application.undelivered():
        _counts_at(application, command, now)  # a day that cannot be is named all the same
        return False
    return calendar.passed(calendar.end_of_day(until), _counts_at(application, command, now))


def too_late(application: Application, command: FileAppeal, now: dt.datetime) -> Refused:
    """Say until when it was, and which day counts."""
    until = application.appeal_until
    if until is None:
        said = ("Nie ma od czego się odwołać.", "There is nothing to appeal against.")
        return Refused("nothing-to-appeal", Text(*said))
    filed = calendar.local_date(_counts_at(application, command, now))
    text = Text(
        f"Termin na odwołanie minął {until:%d.%m.%Y}.", f"The time to appeal ended on {until}."
    )
    return Refused("appeal-late", text, until=until.isoformat(), filed=filed.isoformat())


def is_doubled(_: Application, command: FileAppeal, __: dt.datetime) -> bool:
    """Whether another live application asks for the same meanwhile."""
    return bool(command.duplicates)


def doubled(_: Application, command: FileAppeal | DecideAppeal, __: dt.datetime) -> Refused:
    """Say which: of two for one item only one can lead to a licence."""
    listed = ", ".join(command.duplicates)
    text = Text(
        f"W toku jest inny wniosek o to samo: {listed}. Odwołanie może iść dalej, gdy ten wniosek "
        "zostanie wycofany.",
        f"Another application asks for the same: {listed}. The appeal can go on once that one is "
        "withdrawn.",
    )
    return Refused("duplicate", text, duplicates=list(command.duplicates))


def _counts_at(application: Application, command: FileAppeal, now: dt.datetime) -> dt.datetime:
    return post.counts_at(command.received_on, application.decided_at, now, BEFORE)


def file(application: Application, command: FileAppeal, now: dt.datetime) -> Made:
    """Keep the appeal and tell the office."""
    appeal = Appeal(
        against="rejection" if application.state is State.REJECTED else "refusal",
        at=_counts_at(application, command, now),
        by=command.by,
        grounds=command.grounds.strip(),
    )
    after = application.but(appeals=(*application.appeals, appeal), appeal_until=None)
    return Decision(after, (announce.appeal_filed(after, command.call, appeal),))


def is_own_decision(application: Application, command: DecideAppeal, _: dt.datetime) -> bool:
    """Whether this officer decided what the appeal is against (art. 24 § 1 pkt 5 KPA)."""
    return command.by == application.checked_by


def own_decision(_: Application, __: DecideAppeal, ___: dt.datetime) -> Refused:
    """Say that somebody else has to look at it."""
    said = (
        "To Twoja decyzja. Odwołanie musi rozpatrzyć inna osoba.",
        "This is your own decision. Somebody else has to decide the appeal.",
    )
    return Refused("own-decision", Text(*said))


def granted(_: Application, command: DecideAppeal, __: dt.datetime) -> bool:
    """Whether the appeal is granted."""
    return command.outcome == "granted"


def granted_twice(_: Application, command: DecideAppeal, __: dt.datetime) -> bool:
    """Whether it would be granted beside another live application for the same."""
    return command.outcome == "granted" and bool(command.duplicates)


def grant(application: Application, command: DecideAppeal, now: dt.datetime) -> Made:
    """Every disputed point is a yes for the officer's reasons: formally accepted after all."""
    reasons = _reasons(command)
    points = tuple(
        point
        if point.verdict == "yes"
        else point.model_copy(update={"verdict": "yes", "reason": reasons, "reasons": {}})
        for point in application.points
    )
    after = _ended(application, "granted", now, reasons).but(points=points, checked_by=command.by)
    call, by = command.call, command.by
    told = announce.appeal_decided(after, call, "granted", reasons, now, by)
    return Decision(after, (told, announce.accepted(after, call, now, by, command.people)))


def uphold(application: Application, command: DecideAppeal, now: dt.datetime) -> Made:
    """The rejection stands for good."""
    reasons = _reasons(command)
    after = _ended(application, "upheld", now, reasons)
    told = announce.appeal_decided(after, command.call, "upheld", reasons, now, command.by)
    return Decision(after, (told,))


def is_of_refusal(application: Application, _: object, __: dt.datetime) -> bool:
    """Whether the pending appeal is against a refusal, which evaluation decides."""
    return application.appeals[-1].against == "refusal"


def not_formal(_: Application, __: DecideAppeal, ___: dt.datetime) -> Refused:
    """Say who decides it."""
    said = (
        "Odwołanie od odmowy rozpatrują inni eksperci.",
        "Other experts decide an appeal against a refusal.",
    )
    return Refused("not-formal", Text(*said))


def is_asked_back(application: Application, _: WithdrawAppeal, __: dt.datetime) -> bool:
    """Whether evaluation was asked before."""
    return application.appeals[-1].taken_back


def ask_back(application: Application, command: WithdrawAppeal, now: dt.datetime) -> Made:
    """Evaluation has the appeal, so it is asked."""
    *earlier, pending = application.appeals
    asked = (*earlier, pending.model_copy(update={"taken_back": True}))
    told = announce.appeal_withdrawn(application, now, command.by)
    return Decision(application.but(appeals=asked), (told,))


def take_back(application: Application, command: WithdrawAppeal, now: dt.datetime) -> Made:
    """The rejection stands for good: an appeal taken back cannot be filed again."""
    after = _ended(application, "withdrawn", now)
    told = announce.appeal_decided(after, command.call, "withdrawn", "", now, command.by)
    return Decision(after, (told,))


def _reasons(command: DecideAppeal) -> str:
    reasons = command.reasons.strip()
    if not reasons:
        raise Invalid((required("reasons"),))
    return reasons


def decided_by_evaluation(application: Application, event: AppealDecided, _: dt.datetime) -> Made:
    """The appeal is over; where the application is, evaluation's newest word tells."""
    heard = verdicts.heard(application, event)
    return Decision(_ended(heard, event.outcome, event.at))


def _ended(
    application: Application,
    outcome: Literal["granted", "upheld", "withdrawn"],
    at: dt.datetime,
    reasons: str = "",
) -> Application:
    """The appeal that is pending has this outcome."""
    *earlier, pending = application.appeals
    said = {"outcome": outcome, "ended_at": at, "reasons": reasons}
    closed = pending.model_copy(update=said)
    ended: Application = application.but(appeals=(*earlier, closed))
    return ended
