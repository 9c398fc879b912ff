"""The receipt: what was sent, when, and under which number it is found."""

from __future__ import annotations

from typing import Final

from chassis.papers import Paper
from chassis.process import Text
from contracts.base import Language
from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.pages.answers import NOTHING, answers, grouped
from services.intake.pages.fields import SECTIONS, Section
from services.intake.papers.printing import day_of, letter, second_of, spoken

TITLE: Final = Text("Potwierdzenie złożenia wniosku", "Receipt of the application")


def receipt(application: Application, call: Call, language: Language) -> Paper:
    """The receipt of an application that was sent and has its number."""
    sent = application.submitted_at
    renewal = application.form.kind == "renewal"
    kind = Text("przedłużenie", "renewal") if renewal else Text("nowy", "new")
    facts = [
        (Text("Numer wniosku", "Application"), application.number or ""),
        _filed(application, language),
        (Text("Nabór", "Call"), f"{call.title} ({call.number})"),
        (Text("Podmiot", "Entity"), application.form.entity.name),
        (Text("Rodzaj wniosku", "Kind"), spoken(kind, language)),
    ]
    return letter(
        "receipt",
        TITLE,
        application,
        call,
        sent,
        language,
        by_post=application.contact().by_post,
        facts=[[spoken(name, language), value] for name, value in facts],
        parts=[_part(section, application, language) for section in SECTIONS],
        files=[[file.name, file.sha256] for file in application.attachments.values()],
    )


def _filed(application: Application, language: Language) -> tuple[Text, str]:
    """The moment it was sent; on paper the day the post brought it, which is what counts."""
    received, sent = application.received_on, application.submitted_at
    if application.form.channel == "paper" and received is not None:
        return Text("Wpłynął do urzędu", "Received"), day_of(received, language)
    return Text("Złożono", "Filed"), second_of(sent, language) if sent else ""


def _part(section: Section, application: Application, language: Language) -> dict[str, object]:
    empty = spoken(NOTHING, language)
    groups = [
        [
            "" if group is None else spoken(group, language),
            [[spoken(each.label, language), each.value] for each in rows if each.value != empty],
        ]
        for group, rows in grouped(answers(section, application, language))
    ]
    given = [[group, rows] for group, rows in groups if rows]
    return {"title": spoken(section.title, language), "groups": given}
