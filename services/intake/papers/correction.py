"""The call to correct: what the office asks for, in its words, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from chassis.papers import Paper
from chassis.process import Text, Unknown
from contracts.base import Language
from services.intake.domain import calendar
from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.pages.words import POINTS
from services.intake.papers.printing import day_of, letter, spoken

TITLE: Final = Text("Wezwanie do uzupełnienia wniosku", "Call to correct the application")
CHECK: Final = Text("Sprawdź ten punkt.", "Please check this point.")


def call_to_correct(application: Application, call: Call, url: str, language: Language) -> Paper:
    """The call to correct.

    Args:
        application: Whose correction was asked for.
        call: It was made in.
        url: Where people reach these pages.
        language: Of the paper.

    Raises:
        Unknown: Nothing was asked for.
    """
    at = application.asked_at
    if at is None:
        raise Unknown("call to correct")
    until = calendar.deadline(at, call.procedure.formal.correction_days)
    facts = [
        (Text("Podmiot", "Entity"), application.form.entity.name),
        (Text("Nabór", "Call"), f"{call.title} ({call.number})"),
        (Text("Termin uzupełnienia", "Correct by"), day_of(until, language)),
    ]
    points = [
        [spoken(POINTS.get(each.code, Text(each.code, each.code)), language), each.why(language)]
        for each in application.asked
    ]
    return letter(
        "correction",
        TITLE,
        application,
        call,
        at,
        language,
        facts=[[spoken(name, language), value] for name, value in facts],
        points=[[title, reason or spoken(CHECK, language)] for title, reason in points],
        how=[spoken(each, language) for each in _how(application, call, until, url)],
    )


def _how(application: Application, call: Call, until: dt.datetime, url: str) -> Iterator[Text]:
    page = f"{url}/wnioski/{application.id}/uzupelnienie"
    pl, en = day_of(until, "pl"), day_of(until, "en")
    yield Text(
        f"Masz czas do {pl} włącznie. Uzupełnienie wysyłasz jeden raz. Jeśli nie wpłynie "
        "w terminie, odrzucimy wniosek.",
        f"You have until {en}, that day included. You send the correction once. If it does not "
        "come in time, the application is rejected.",
    )
    if application.contact().by_post:
        yield Text(
            "Wniosek wpłynął na papierze, więc odpowiedz pismem do urzędu. Podaj numer wniosku.",
            "The application came on paper, so please answer the office in writing. "
            "Quote the number of the application.",
        )
    else:
        yield Text(
            f"Zrób to na stronie wniosku: {page}. Otwarte są tam tylko te części, których dotyczą "
            "uwagi. Reszta zostaje bez zmian.",
            f"Do it on its page: {page}. Only the parts in question are open there. The rest stays "
            "as it is.",
        )
    yield Text(
        f"Masz pytanie? Napisz na adres {call.procedure.office.email}.",
        f"Any questions? Write to {call.procedure.office.email}.",
    )
