"""What was typed, as people read it: on the page to check, and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_decimal

from chassis.process import FieldError, Text
from chassis.site.filled import flat
from contracts.base import Language
from services.intake.domain.application import Application
from services.intake.domain.form import Form
from services.intake.pages.fields import (
    DECLARATIONS,
    FILES,
    ITEM,
    ITEMS,
    RECOMMENDATION,
    SECTIONS,
    Ask,
    Section,
)
from services.intake.pages.words import ATTACHMENTS, CATEGORIES

NOTHING: Final = Text("nie podano", "not given")
YES: Final = Text("tak", "yes")
NO: Final = Text("nie", "no")
ANCHORS: Final[Mapping[str, str]] = {
    "entity.run_by": "entity.run_by.name",
    "declarations": "declarations.truth",
    "attachments": "attachment",
    "items": "add",
}
"""Where on its page an error stands whose field is more than one field."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line: what was asked, under which heading, and what was answered."""

    label: Text
    value: str
    group: Text | None = None


def anchored(errors: tuple[FieldError, ...]) -> tuple[FieldError, ...]:
    """The same errors, each at a field that its page has."""
    return tuple(each._replace(field=ANCHORS.get(each.field, each.field)) for each in errors)


def asks_of(section: Section, form: Form) -> Iterator[tuple[str, Ask, Text | None]]:
    """Every field of a section by its dotted name, with the heading that begins there."""
    if section != ITEMS:
        prefix = "" if section.code == "filing" else f"{section.code}."
        yield from ((f"{prefix}{ask.name}", ask, ask.group) for ask in section.asks)
        return
    for no, item in enumerate(form.items):
        for ask in ITEM:
            yield f"items.{no}.{ask.name}", ask, named(no) if ask is ITEM[0] else None
        for index, _ in enumerate(item.recommendations):
            for ask in RECOMMENDATION:
                yield f"items.{no}.recommendations.{index}.{ask.name}", ask, None


def named(no: int) -> Text:
    """The heading of an item, from 0."""
    return Text(f"Produkt lub usługa {no + 1}", f"Product or service {no + 1}")


def labels(form: Form) -> dict[str, Text]:
    """What each field is called where an error names it."""
    found = {
        "add": ITEMS.title,
        "attachment": FILES.title,
        "declarations.truth": DECLARATIONS.title,
    }
    for section in SECTIONS:
        for name, ask, _ in asks_of(section, form):
            found.setdefault(name, _numbered(name, ask.label))
    return found


def _numbered(name: str, label: Text) -> Text:
    first, _, rest = name.partition(".")
    no = rest.partition(".")[0]
    if first != "items" or not no.isdecimal():
        return label
    heading = named(int(no))
    return Text(f"{heading.pl}, {label.pl}", f"{heading.en}, {label.en}")


def answers(section: Section, application: Application, language: Language) -> list[Answer]:
    """The answers of one section."""
    if section == FILES:
        return [
            Answer(attachment_name(at), file.name) for at, file in application.attachments.items()
        ]
    values = flat(application.form)
    return [
        Answer(ask.label, shown(ask, values.get(name), language), group)
        for name, ask, group in asks_of(section, application.form)
    ]


def grouped(found: list[Answer]) -> list[tuple[Text | None, list[Answer]]]:
    """The answers under their headings; those before the first have none."""
    groups: list[tuple[Text | None, list[Answer]]] = []
    for answer in found:
        if answer.group is not None or not groups:
            groups.append((answer.group, []))
        groups[-1][1].append(answer)
    return groups


def attachment_name(at: str) -> Text:
    """What a file in this place is."""
    kind, _, no = at.partition(".")
    said = ATTACHMENTS[kind]
    return Text(f"{said.pl} ({no})", f"{said.en} ({no})") if no else said


def shown(ask: Ask, value: Any, language: Language) -> str:
    """A value in words."""
    if value is None or value == "":
        return _in(NOTHING, language)
    if ask.kind == "tick":
        return _in(YES if value else NO, language)
    if ask.kind in {"radios", "choice"}:
        code = str(value).lower() if isinstance(value, bool) else str(value)
        found = next((text for each, text in ask.choices if each == code), None)
        found = found or CATEGORIES.get(code, Text(code, code))
        return _in(found, language)
    if ask.kind == "date":
        return str(format_date(dt.date.fromisoformat(value), "d MMMM y", locale=language))
    if ask.kind == "amount":
        return str(format_decimal(value, "#,##0.00", locale=language))
    return str(value)


def _in(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.pl
