"""What mails are called in lists and in the file of a case, by their template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MAILS: Final[Mapping[str, tuple[str, str]]] = {
    "appeal-decided": ("Rozstrzygnięcie odwołania", "Appeal decided"),
    "appeal-filed": ("Odwołanie", "Appeal filed"),
    "application-accepted": ("Wynik oceny formalnej", "Formal result"),
    "application-rejected": ("Wynik oceny formalnej", "Formal result"),
    "application-submitted": ("Potwierdzenie złożenia", "Receipt"),
    "application-to-check": ("Nowy wniosek", "New application"),
    "application-withdrawn": ("Wycofanie wniosku", "Application withdrawn"),
    "call-changed": ("Zmiana naboru", "Call changed"),
    "call-closing": ("Koniec naboru", "Call closing"),
    "call-opened": ("Ogłoszenie o naborze", "Call opened"),
    "correction-due": ("Przypomnienie o uzupełnieniu", "Reminder of the correction"),
    "correction-requested": ("Wezwanie do uzupełnienia", "Call to correct"),
    "decision-corrected": ("Sprostowanie decyzji", "Decision corrected"),
    "digest": ("Zestawienie powiadomień", "Digest"),
    "draft-saved": ("Wersja robocza wniosku", "Draft of the application"),
    "expert-assigned": ("Wniosek do oceny", "Application to score"),
    "expert-recused": ("Wyłączenie eksperta", "Expert recused"),
    "formal-appeal-decided": ("Rozstrzygnięcie odwołania", "Appeal decided"),
    "invitation": ("Zaproszenie do systemu", "Invitation"),
    "licence-activated": ("Licencja aktywna", "Licence active"),
    "licence-amended": ("Zmiana zakresu licencji", "Licence amended"),
    "licence-drafted": ("Umowa licencyjna do podpisu", "Agreement to be signed"),
    "licence-expired": ("Licencja wygasła", "Licence expired"),
    "licence-expired-office": ("Licencja wygasła", "Licence expired"),
    "licence-expiring": ("Licencja wygasa", "Licence expiring"),
    "licence-lapsed": ("Umowa niepodpisana w terminie", "Agreement not signed in time"),
    "licence-reinstated": ("Przywrócenie licencji", "Licence reinstated"),
    "licence-reinstated-office": ("Przywrócenie licencji", "Licence reinstated"),
    "licence-renewed": ("Przedłużenie licencji", "Licence renewed"),
    "licence-revoked": ("Cofnięcie licencji", "Licence revoked"),
    "licence-revoked-office": ("Cofnięcie licencji", "Licence revoked"),
    "licence-surrendered": ("Zrzeczenie się licencji", "Licence surrendered"),
    "licence-surrendered-office": ("Zrzeczenie się licencji", "Licence surrendered"),
    "licence-suspended": ("Zawieszenie licencji", "Licence suspended"),
    "licence-suspended-office": ("Zawieszenie licencji", "Licence suspended"),
    "mail-failed": ("Niedoręczona wiadomość", "Mail not delivered"),
    "mark-granted": ("Przyznanie znaku", "Mark granted"),
    "mark-refused": ("Odmowa przyznania znaku", "Mark refused"),
    "member-invited": ("Zaproszenie do zespołu", "Invitation to a team"),
    "panel-short": ("Brakuje ekspertów", "Experts are missing"),
    "score-due": ("Przypomnienie o ocenie", "Reminder of the score"),
    "score-overdue": ("Ocena po terminie", "Score overdue"),
    "scores-diverged": ("Rozbieżność ocen", "Scores diverged"),
    "sign-in": ("Link do logowania", "Link to sign in"),
    "sitting-called": ("Zaproszenie na posiedzenie", "Sitting called"),
    "sitting-cancelled": ("Posiedzenie odwołane", "Sitting cancelled"),
    "subscription": ("Potwierdzenie zapisu", "Subscription"),
    "withdrawal-too-late": ("Na wycofanie jest za późno", "Too late to withdraw"),
}
"""In Polish and English."""


def mail(template: str) -> tuple[str, str]:
    """What it is called in both languages; one that has no name is told by its template."""
    return MAILS.get(template, (template, template))
