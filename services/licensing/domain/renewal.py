"""A renewal on its way: filed, granted or ended. The licence lives on beside it."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, Refused, Text
from services.licensing.domain import calendar
from services.licensing.domain.commands import (
    Amend,
    DrawUpNext,
    EndRenewal,
    NoteRenewal,
    RefuseRenewal,
    Withdraw,
)
from services.licensing.domain.draft import drafted
from services.licensing.domain.licence import (
    Filed,
    Licence,
    Refusal,
    agreement,
    case_of,
    is_spent,
    knows,
    window,
)

Command = NoteRenewal | DrawUpNext | RefuseRenewal | EndRenewal | Withdraw


def is_decided(licence: Licence, command: DrawUpNext, _: dt.datetime) -> bool:
    """Whether the application has led to something, or a newer word has refused it.

    An older refusal is no hindrance: it was appealed against.
    """
    case, seq = case_of(command.verdict), command.verdict.seq
    newer = any(each.case == case and each.seq > seq for each in licence.refused)
    return newer or is_spent(licence, case)


def is_over(licence: Licence, command: Command, _: dt.datetime) -> bool:
    """Whether this application has led to something before."""
    return knows(licence, _case(command))


def is_strangers(licence: Licence, command: NoteRenewal, _: dt.datetime) -> bool:
    """Whether another entity than the licensee filed it."""
    return licence.entity.nip != command.nip


def is_too_late(licence: Licence, command: NoteRenewal, _: dt.datetime) -> bool:
    """Whether it was filed after the window; the day of filing counts, not of its arrival."""
    closes = window(licence.rules, licence.terms[-1].end)[1]
    return calendar.day_of(command.at) > closes


def note(licence: Licence, command: NoteRenewal, _: dt.datetime) -> Decision[Licence]:
    """Reminders rest from here on."""
    noted = Filed(case=command.case, at=command.at)
    return Decision(licence.but(filed=(*_others(licence, command.case), noted)))


def has_another(licence: Licence, _command: DrawUpNext | Amend, _now: dt.datetime) -> bool:
    """Whether the next term is drawn up already, from another application."""
    return licence.next is not None


def another_waits(_licence: Licence, _command: DrawUpNext | Amend, _now: dt.datetime) -> Refused:
    """Two applications cannot both make the next term."""
    text = Text(
        "Umowa na kolejny okres już czeka na podpis.",
        "The agreement for the next term already waits for a signature.",
    )
    return Refused("renewal-waits", text)


def is_foreign(licence: Licence, command: DrawUpNext | Amend, _: dt.datetime) -> bool:
    """Whether the renewal comes from somebody else than the licensee."""
    return licence.entity.nip != command.verdict.entity.nip


def not_theirs(_licence: Licence, _command: DrawUpNext | Amend, _now: dt.datetime) -> Refused:
    """A verdict about another entity must not take this licence over."""
    text = Text(
        "Ta licencja należy do innego podmiotu.",
        "This licence belongs to another entity.",
    )
    return Refused("licence-not-theirs", text)


def draw_up_next(
    licence: Licence, command: DrawUpNext | Amend, now: dt.datetime
) -> Decision[Licence]:
    """The next agreement waits for its signature while the present term runs on."""
    verdict = command.verdict
    ready = agreement(verdict, now)
    case = case_of(verdict)
    refused = tuple(each for each in licence.refused if each.case != case)
    drawn: Licence = licence.but(next=ready, filed=_others(licence, case), refused=refused)
    return Decision(drawn, (drafted(drawn, ready, now),))


def refuse(licence: Licence, command: RefuseRenewal, _: dt.datetime) -> Decision[Licence]:
    """Reminders run again. Kept, so that a late filing changes nothing."""
    return Decision(refused(licence, command.case, command.seq))


def refused(licence: Licence, case: str, seq: int) -> Licence:
    """The licence with this renewal refused by the verdict of this seq."""
    others = tuple(each for each in licence.refused if each.case != case)
    kept = (*others, Refusal(case=case, seq=seq))
    after: Licence = licence.but(filed=_others(licence, case), refused=kept)
    return after


def end(licence: Licence, command: EndRenewal | Withdraw, _: dt.datetime) -> Decision[Licence]:
    """Reminders run again. Kept even when it comes first, so that a late filing changes nothing."""
    case = command.case
    closed = (*licence.closed, case)
    return Decision(licence.but(filed=_others(licence, case), closed=closed))


def _others(licence: Licence, case: str) -> tuple[Filed, ...]:
    return tuple(each for each in licence.filed if each.case != case)


def _case(command: Command) -> str:
    return case_of(command.verdict) if isinstance(command, DrawUpNext) else command.case
