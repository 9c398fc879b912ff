"""What a correction asks again: fields of the form by name, and the answers put together.

Lists go by position; ``*`` in a path stands for any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from operator import itemgetter
from typing import Any, Final, NamedTuple

from chassis.process import Text
from services.intake.domain.form import Entity, Form, Item, Recommendation, RunBy
from services.intake.pages.fields import ITEM, RECOMMENDATION, SECTIONS, YES_NO, Ask


class Question(NamedTuple):
    """One field. ``path`` has ``*`` where ``name`` has a number."""

    path: str
    ask: Ask
    name: str = ""

    @property
    def label(self) -> Text:
        """What it is called here, where no heading stands above it."""
        return self.ask.alone or self.ask.label

    @property
    def blank(self) -> Any:
        """What the form holds where nothing was typed."""
        return _at(BLANK, self.path.replace("*", "0"))


QUESTIONS: Final = (
    *(Question(f"{part.code}.{ask.name}", ask) for part in SECTIONS for ask in part.asks),
    *(Question(f"items.*.{ask.name}", ask) for ask in ITEM),
    *(Question(f"items.*.recommendations.*.{ask.name}", ask) for ask in RECOMMENDATION),
)
"""Every field of the form. What is no field of a section, a correction cannot change."""

BLANK: Final[Mapping[str, Any]] = Form(
    entity=Entity(run_by=RunBy()), items=(Item(recommendations=(Recommendation(),)),)
).model_dump(mode="json")
"""A form with one of everything and nothing in it."""

REMOVED: Final = "usun"
"""``items.0.usun`` takes the item out."""

SPARE: Final = 2
"""Empty places for recommendations, beside those that are there."""


def is_open(name: str, fields: Collection[str]) -> bool:
    """Whether one of these paths covers the field."""
    return any(name == field or name.startswith(f"{field}.") for field in fields)


def asked(form: Mapping[str, Any], fields: Collection[str]) -> list[Question]:
    """Every field that is open, by its name in this form; places to add some where they may be.

    Args:
        form: As sent, as JSON.
        fields: The paths that were questioned.
    """
    found = [
        (_order(name, no), question._replace(name=name))
        for no, question in enumerate(QUESTIONS)
        for name in _names(form, question.path, fields)
        if is_open(name, fields)
    ]
    return [question for _, question in sorted(found, key=itemgetter(0))]


_ORDER: Final = [part.code for part in SECTIONS]


def _order(name: str, no: int) -> tuple[int, ...]:
    """Item by item, and in an item one recommendation after the other."""
    first, *rest = name.split(".")
    item, place, *_ = [*(int(part) for part in rest if part.isdecimal()), -1, -1]
    return (_ORDER.index(first), item, place, no)


def _names(form: Mapping[str, Any], name: str, fields: Collection[str]) -> Iterator[str]:
    before, star, after = name.partition(".*")
    if not star:
        yield name
        return
    entries = _at(form, before) or []
    spare = SPARE if before.endswith("recommendations") and is_open(before, fields) else 0
    for no in range(len(entries) + spare):
        yield from _names(form, f"{before}.{no}{after}", fields)


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


def answered(
    form: Mapping[str, Any], fields: Collection[str], typed: Mapping[str, str]
) -> dict[str, Any]:
    """The corrected parts only, as `domain.corrections.merge` takes them.

    Args:
        form: As sent, as JSON.
        fields: The paths that were questioned.
        typed: The fields of the page, by name; any other is left out.
    """
    found: dict[str, Any] = {}
    for question in asked(form, fields):
        _put(found, question.name.split("."), _value(question, typed.get(question.name, "")))
    items = found.get("items", {})
    for no, item in items.items():
        recommended = item.get("recommendations", {})
        for place, said in recommended.items():
            if is_open(f"items.{no}.recommendations.{place}", fields) and not any(said.values()):
                recommended[place] = None
        if is_open(f"items.{no}", fields) and typed.get(f"items.{no}.{REMOVED}"):
            items[no] = None
    run_by = found.get("entity", {}).get("run_by")
    if is_open("entity.run_by", fields) and not any(run_by.values()):
        found["entity"]["run_by"] = None
    return {name: _listed(value) for name, value in found.items()}


def _value(question: Question, typed: str) -> Any:
    if question.ask.kind == "tick" or question.ask.choices == YES_NO:
        return {"true": True, "false": False}.get(typed, question.blank)
    return typed or question.blank


def _put(found: dict[str, Any], way: list[str], value: Any) -> None:
    for part in way[:-1]:
        found = found.setdefault(part, {})
    found[way[-1]] = value


def _listed(value: Any) -> Any:
    """Positions as a list; what lies between stays as it was."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner.get(str(no), {}) for no in range(max(map(int, inner)) + 1)]
    return inner


def placed(field: str, answers: Any) -> str:
    """An error's field by its name on the page, where what was taken out still has its place."""
    parts: list[str] = []
    for part in field.split("."):
        if isinstance(answers, list) and part.isdecimal():
            kept = [no for no, each in enumerate(answers) if each is not None]
            no = kept[int(part)] if int(part) < len(kept) else int(part)
            answers = answers[no] if no < len(answers) else None
            parts.append(str(no))
        else:
            answers = answers.get(part) if isinstance(answers, Mapping) else None
            parts.append(part)
    return ".".join(parts)
