"""What each event says of its case: a sentence, and where the case is now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from chassis.process import Text
from contracts import evaluation, intake, licensing, notifications
from contracts.base import Event
from services.intake.domain import calendar
from services.intake.domain.licence import Begun

Who = Literal["applicant", "officer", "expert", "director", "system", "licensee", "nobody"]


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


def _end(event: Begun) -> dt.datetime:
    return calendar.end_of_day(event.term.end)


def _last_day(event: licensing.LicenceSuspended | licensing.LicenceReinstated) -> dt.datetime:
    return calendar.end_of_day(event.end)


def _appeal(event: intake.ApplicationRejected) -> dt.datetime | None:
    """None where the days are counted from a delivery that is still to be noted."""
    return None if event.appeal_days else calendar.end_of_day(event.appeal_until)


def _decide_by(event: intake.AppealFiled) -> dt.datetime | None:
    """Intake's own matter; one against a refusal is evaluation's, which tells until when."""
    return calendar.end_of_day(event.decide_by) if event.against == "rejection" else None


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
    intake.DraftDeleted: _line("Usunięto wersję roboczą.", "Draft deleted.", 0, "deleted"),
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
        "Wniosek spełnia warunki i idzie do oceny.",
        "Accepted for evaluation.",
        3,
        "accepted",
        "panel",
        "system",
    ),
    intake.ApplicationRejected: _line(
        "Wniosek odrzucony: nie spełnia warunków formalnych.",
        "Formally rejected.",
        3,
        "rejected",
        "appeal",
        "applicant",
        _appeal,
    ),
    intake.DecisionDelivered: _line("Doręczono decyzję.", "Decision delivered.", 1),
    intake.AppealFiled: _line(
        "Złożono odwołanie.",
        "Appeal filed.",
        1,
        "appeal",
        "appeal-decision",
        "officer",
        _decide_by,
    ),
    intake.AppealWithdrawn: _line("Wycofano odwołanie.", "Appeal withdrawn.", 1),
    intake.AppealDecided: _line("Rozpatrzono odwołanie.", "Appeal decided.", 2, "rejected"),
    intake.ApplicationWithdrawn: _line("Wycofano wniosek.", "Withdrawn.", 3, "withdrawn"),
    intake.WithdrawalRequested: _line("Poproszono o wycofanie.", "Withdrawal asked for.", 1),
    intake.ContactChanged: _line("Zmieniono dane do kontaktu.", "Contact changed.", 0),
    evaluation.ExpertAssigned: _line(
        "Wyznaczono eksperta.",
        "Expert assigned.",
        0,
        "evaluation",
        "scores",
        "expert",
        _deadline,
    ),
    evaluation.ExpertRecused: _line("Wyłączono eksperta.", "Expert recused.", 0),
    evaluation.TaskReassigned: _line(
        "Ocenę przekazano innemu ekspertowi.", "A task went to another expert.", 0
    ),
    evaluation.PanelShort: _line(
        "Brakuje ekspertów.", "Experts are missing.", 1, "evaluation", "experts", "officer"
    ),
    evaluation.ScoreDue: _line("Przypomniano o ocenie.", "Expert reminded.", 0),
    evaluation.ScoreOverdue: _line("Ocena po terminie.", "Score overdue.", 0),
    evaluation.ScoreSubmitted: _line("Ekspert oddał kartę oceny.", "A card is in.", 0),
    evaluation.ScoresDiverged: _line("Oceny się różnią.", "Scores diverged.", 1),
    evaluation.ResolutionPassed: _line("Kapituła podjęła uchwałę.", "The chapter resolved.", 0),
    evaluation.CaseProgressed: _line("Sprawa jest w toku.", "The case went on.", 2),
    evaluation.CaseWithdrawn: _line("Wycofano wniosek.", "Withdrawn.", 3, "withdrawn"),
    evaluation.WithdrawalTooLate: _line("Na wycofanie jest za późno.", "Too late to withdraw.", 0),
    evaluation.EvaluationConcluded: _line("Wydano rozstrzygnięcie.", "Decided.", 4, "decided"),
    evaluation.AppealDecided: _line("Rozstrzygnięto odwołanie.", "Appeal decided.", 4, "decided"),
    evaluation.DecisionCorrected: _line(
        "Sprostowano decyzję.", "Decision corrected.", 4, "decided"
    ),
    licensing.LicenceAmended: _line("Zmieniono zakres licencji.", "Licence amended.", 1),
    licensing.CaseProgressed: _line("Licencja jest w toku.", "The licence went on.", 1),
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
    licensing.LicenceImported: _line(
        "Wpisano licencję sprzed uruchomienia systemu.",
        "A licence from before this system was brought in.",
        2,
        "active",
        "renewal",
        "licensee",
        _end,
    ),
    licensing.LicenceSuspended: _line(
        "Zawieszono licencję.",
        "Licence suspended.",
        2,
        "suspended",
        "reinstatement",
        "officer",
        _last_day,
    ),
    licensing.LicenceReinstated: _line(
        "Przywrócono licencję.",
        "Licence reinstated.",
        2,
        "active",
        "renewal",
        "licensee",
        _last_day,
    ),
    licensing.LicenceRevoked: _line("Cofnięto licencję.", "Licence revoked.", 3, "revoked"),
    licensing.LicenceSurrendered: _line(
        "Zrzeczono się licencji.", "Licence surrendered.", 3, "surrendered"
    ),
    notifications.MailSent: _line("Wysłano wiadomość.", "Mail sent."),
    notifications.MailFailed: _line("Nie udało się wysłać wiadomości.", "Mail could not be sent."),
}
"""Every event of a case. One that is not here is kept too, with its type for a text."""

STEPS: Final[Mapping[str, Text]] = {
    "declared": Text(
        "Ekspert oświadczył, że nie ma konfliktu interesów.",
        "An expert declared that there is no conflict of interest.",
    ),
    "on-agenda": Text(
        "Sprawa jest w porządku obrad Kapituły.", "The case is on the agenda of the chapter."
    ),
    "off-agenda": Text(
        "Sprawa czeka na następne posiedzenie Kapituły.",
        "The case waits for the next sitting of the chapter.",
    ),
}
"""What went on, where an event without a line of its own names the step."""
