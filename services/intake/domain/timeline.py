"""How the case file reads events: where the case is, what it waits for, on whom, until when.

Each service's events are ordered by ``seq``, and by rank where one change sent several. The newest
of each service is kept, and the newest of those is where the case is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.process import Text
from contracts import evaluation, intake, licensing, notifications
from contracts.base import Event, Service
from services.intake.domain import calendar

Who = Literal["applicant", "officer", "expert", "director", "system", "licensee", "nobody"]

_ORDER: Final[tuple[Service, ...]] = ("intake", "evaluation", "licensing", "notifications")
RANKS: Final = 10
"""One change sends fewer messages than this."""


class Status(BaseModel):
    """Where one service last saw the case. ``order`` is the seq and the rank below it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: str
    waits_for: str
    on: str
    until: AwareDatetime | None = None
    at: AwareDatetime
    order: int


class Entry(BaseModel):
    """One line of the case file; it holds no personal data but the id of who acted."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    at: AwareDatetime
    type: str
    by: str
    seq: int
    service: Service
    rank: int = 0
    template: str | None = None


class Line(NamedTuple):
    """What an event says of the case; no state where it says nothing new about that."""

    text: Text
    rank: int = 0
    state: str | None = None
    waits_for: str = ""
    on: Who = "nobody"
    until: Callable[[Any], dt.datetime | None] = lambda _: None


def _deadline(event: Any) -> dt.datetime:
    moment: dt.datetime = event.deadline
    return moment


def _sign_by(event: licensing.LicenceDrafted) -> dt.datetime:
    return calendar.end_of_day(event.sign_by)


def _end(event: licensing.LicenceActivated | licensing.LicenceRenewed) -> dt.datetime:
    return calendar.end_of_day(event.term.end)


def _appeal(event: intake.ApplicationRejected) -> dt.datetime:
    return calendar.end_of_day(event.appeal_until)


def _own(event: evaluation.CaseProgressed | licensing.CaseProgressed) -> dt.datetime | None:
    return event.until


def _line(
    pl: str,
    en: str,
    rank: int = 0,
    state: str | None = None,
    waits_for: str = "",
    on: Who = "nobody",
    until: Callable[[Any], dt.datetime | None] = lambda _: None,
) -> Line:
    return Line(Text(pl, en), rank, state, waits_for, on, until)


LINES: Final[Mapping[type[Event], Line]] = {
    intake.DraftSaved: _line(
        "Zapisano wersję roboczą.", "Draft saved.", 0, "draft", "submission", "applicant"
    ),
    intake.ApplicationSubmitted: _line(
        "Złożono wniosek.",
        "Application submitted.",
        1,
        "formal_check",
        "formal-decision",
        "officer",
    ),
    intake.RenewalFiled: _line("Złożono wniosek o przedłużenie.", "Renewal filed.", 2),
    intake.CorrectionRequested: _line(
        "Wezwano do uzupełnienia.",
        "Correction requested.",
        1,
        "correction",
        "correction",
        "applicant",
        _deadline,
    ),
    intake.CorrectionDue: _line(
        "Przypomniano o uzupełnieniu.",
        "Reminder of the correction sent.",
        1,
        "correction",
        "correction",
        "applicant",
        _deadline,
    ),
    intake.ApplicationCorrected: _line(
        "Uzupełniono wniosek.", "Corrected.", 1, "formal_check", "formal-decision", "officer"
    ),
    intake.ApplicationAccepted: _line(
        "Ocena formalna pozytywna.", "Formally accepted.", 3, "accepted", "panel", "system"
    ),
    intake.ApplicationRejected: _line(
        "Ocena formalna negatywna.",
        "Formally rejected.",
        3,
        "rejected",
        "appeal",
        "applicant",
        _appeal,
    ),
    intake.ApplicationWithdrawn: _line("Wycofano wniosek.", "Withdrawn.", 3, "withdrawn"),
    intake.WithdrawalRequested: _line("Poproszono o wycofanie.", "Withdrawal asked for.", 1),
    evaluation.ExpertAssigned: _line("Wyznaczono eksperta.", "Expert assigned.", 0),
    evaluation.ExpertRecused: _line("Wyłączono eksperta.", "Expert recused.", 0),
    evaluation.PanelShort: _line(
        "Brakuje ekspertów.", "Experts are missing.", 1, "evaluation", "experts", "officer"
    ),
    evaluation.ScoreDue: _line("Przypomniano o ocenie.", "Expert reminded.", 0),
    evaluation.ScoreOverdue: _line("Ocena po terminie.", "Score overdue.", 0),
    evaluation.ScoresDiverged: _line("Oceny się różnią.", "Scores diverged.", 0),
    evaluation.CaseProgressed: _line("Sprawa jest w toku.", "The case went on.", 2, until=_own),
    evaluation.CaseWithdrawn: _line("Wycofano wniosek.", "Withdrawn.", 3, "withdrawn"),
    evaluation.WithdrawalTooLate: _line("Na wycofanie jest za późno.", "Too late to withdraw.", 0),
    evaluation.EvaluationConcluded: _line("Wydano rozstrzygnięcie.", "Decided.", 4, "decided"),
    licensing.CaseProgressed: _line("Licencja jest w toku.", "The licence went on.", 1, until=_own),
    licensing.LicenceDrafted: _line(
        "Przygotowano umowę.",
        "Agreement drawn up.",
        1,
        "awaiting_signature",
        "signature",
        "licensee",
        _sign_by,
    ),
    licensing.LicenceLapsed: _line(
        "Umowy nie podpisano w terminie.", "Agreement not signed in time.", 2, "lapsed"
    ),
    licensing.LicenceActivated: _line(
        "Licencja aktywna.", "Licence active.", 2, "active", "renewal", "licensee", _end
    ),
    licensing.LicenceExpiring: _line("Licencja wkrótce wygaśnie.", "Licence expiring.", 0),
    licensing.LicenceExpired: _line("Licencja wygasła.", "Licence expired.", 3, "expired"),
    licensing.LicenceRenewed: _line(
        "Przedłużono licencję.", "Licence renewed.", 2, "active", "renewal", "licensee", _end
    ),
    notifications.MailSent: _line("Wysłano wiadomość.", "Mail sent."),
    notifications.MailFailed: _line("Nie udało się wysłać wiadomości.", "Mail could not be sent."),
}
"""Every event of a case. One that is not here is kept too, with its type for a text."""


def entry_of(event: Event, message: str) -> Entry:
    """The line of the case file that this event is."""
    line = LINES.get(type(event))
    return Entry(
        id=message,
        at=event.at,
        type=event.wire_type,
        by=event.by,
        seq=event.seq,
        service=event.owner,
        rank=line.rank if line else 0,
        template=getattr(event, "template", None),
    )


def status_of(event: Event) -> Status | None:
    """Where the event puts the case, None when it says nothing about that."""
    line = LINES.get(type(event))
    if line is None:
        return None
    order = event.seq * RANKS + line.rank
    until = line.until(event)
    if isinstance(event, evaluation.CaseProgressed | licensing.CaseProgressed):
        return Status(
            state=event.state,
            waits_for=event.waits_for,
            on=event.on,
            until=until,
            at=event.at,
            order=order,
        )
    if line.state is None:
        return None
    state = line.state if line.state != "decided" else _decided(event)
    return Status(
        state=state, waits_for=line.waits_for, on=line.on, until=until, at=event.at, order=order
    )


def _decided(event: Event) -> str:
    verdicts = event.verdicts if isinstance(event, evaluation.EvaluationConcluded) else ()
    return "granted" if any(verdict.granted for verdict in verdicts) else "refused"


def text_of(entry: Entry) -> Text:
    """The sentence of a line."""
    for kind, line in LINES.items():
        if kind.wire_type == entry.type:
            return line.text
    return Text(entry.type, entry.type)


def where(statuses: Mapping[Service, Status], now: dt.datetime) -> Status | None:
    """Where the case is: the newest word of any service; a term that has ended is not active."""
    known = [(statuses[service].at, _ORDER.index(service)) for service in statuses]
    if not known:
        return None
    newest = statuses[_ORDER[max(known)[1]]]
    if newest.state == "active" and newest.until and calendar.passed(newest.until, now):
        return newest.model_copy(update={"state": "ended", "waits_for": "", "on": "nobody"})
    return newest


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """The lines by time; those of one moment by service, seq and rank."""
    return sorted(
        entries, key=lambda entry: (entry.at, _ORDER.index(entry.service), entry.seq, entry.rank)
    )
