"""What the mails of a case are called in its file, by their template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chassis.process import Text

MAILS: Final[Mapping[str, Text]] = {
    "appeal-decided": Text("Rozstrzygnięcie odwołania", "Appeal decided"),
    "appeal-filed": Text("Odwołanie", "Appeal filed"),
    "application-accepted": Text("Wynik oceny formalnej", "Formal result"),
    "application-rejected": Text("Wynik oceny formalnej", "Formal result"),
    "application-submitted": Text("Potwierdzenie złożenia", "Receipt"),
    "application-to-check": Text("Nowy wniosek", "New application"),
    "application-withdrawn": Text("Wycofanie wniosku", "Application withdrawn"),
    "correction-due": Text("Przypomnienie o uzupełnieniu", "Reminder of the correction"),
    "correction-requested": Text("Wezwanie do uzupełnienia", "Call to correct"),
    "decision-corrected": Text("Sprostowanie decyzji", "Decision corrected"),
    "draft-saved": Text("Wersja robocza wniosku", "Draft of the application"),
    "expert-assigned": Text("Wniosek do oceny", "Application to score"),
    "expert-recused": Text("Wyłączenie eksperta", "Expert recused"),
    "formal-appeal-decided": Text("Rozstrzygnięcie odwołania", "Appeal decided"),
    "licence-activated": Text("Licencja aktywna", "Licence active"),
    "licence-amended": Text("Zmiana zakresu licencji", "Licence amended"),
    "licence-drafted": Text("Umowa licencyjna do podpisu", "Agreement to be signed"),
    "licence-expired": Text("Licencja wygasła", "Licence expired"),
    "licence-expired-office": Text("Licencja wygasła", "Licence expired"),
    "licence-expiring": Text("Licencja wygasa", "Licence expiring"),
    "licence-lapsed": Text("Umowa niepodpisana w terminie", "Agreement not signed in time"),
    "licence-reinstated": Text("Przywrócenie licencji", "Licence reinstated"),
    "licence-reinstated-office": Text("Przywrócenie licencji", "Licence reinstated"),
    "licence-renewed": Text("Przedłużenie licencji", "Licence renewed"),
    "licence-revoked": Text("Cofnięcie licencji", "Licence revoked"),
    "licence-revoked-office": Text("Cofnięcie licencji", "Licence revoked"),
    "licence-surrendered": Text("Zrzeczenie się licencji", "Licence surrendered"),
    "licence-surrendered-office": Text("Zrzeczenie się licencji", "Licence surrendered"),
    "licence-suspended": Text("Zawieszenie licencji", "Licence suspended"),
    "licence-suspended-office": Text("Zawieszenie licencji", "Licence suspended"),
    "mark-granted": Text("Przyznanie znaku", "Mark granted"),
    "mark-refused": Text("Odmowa przyznania znaku", "Mark refused"),
    "panel-short": Text("Brakuje ekspertów", "Experts are missing"),
    "score-due": Text("Przypomnienie o ocenie", "Reminder of the score"),
    "score-overdue": Text("Ocena po terminie", "Score overdue"),
    "scores-diverged": Text("Rozbieżność ocen", "Scores diverged"),
    "withdrawal-too-late": Text("Na wycofanie jest za późno", "Too late to withdraw"),
}
"""One that is not here is shown by its code."""
