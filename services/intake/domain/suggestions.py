"""The formal check of an application, and the officer's decision laid over it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from chassis.process import FieldError, Invalid
from contracts.values import Point
from services.intake.domain import calendar
from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.domain.checks import CHECKS, Facts, all_sure, suggest
from services.intake.domain.commands import DecideFormally
from services.intake.domain.reading import required, wrong

AUTOMATIC: Final = "rule:formal.automatic"
"""Who accepted, when no officer did."""


def suggestions(application: Application, call: Call, today: dt.date) -> tuple[Point, ...]:
    """What the system suggests; a draft is judged as if it were sent ``today``."""
    return suggest(facts_of(application, call, today), application.contact().language)


def facts_of(application: Application, call: Call, today: dt.date) -> Facts:
    """What the checks look at."""
    licensed = (index for index, item in enumerate(application.items()) if not item.new)
    return Facts(
        form=application.form,
        procedure=call.procedure,
        opens=call.opens,
        closes=call.closes,
        received_on=application.received_on or today,
        attachments=frozenset(at.partition(".")[0] for at in application.attachments),
        licensed=frozenset(licensed),
        duplicates=application.duplicates,
    )


def accepts_by_rule(application: Application, call: Call, now: dt.datetime) -> bool:
    """All eleven points are a sure yes and the procedure accepts without an officer."""
    if not call.procedure.formal.automatic:
        return False
    return all_sure(suggestions(application, call, calendar.local_date(now)))


def decided(application: Application, command: DecideFormally, today: dt.date) -> tuple[Point, ...]:
    """All eleven points: the officer's where the officer spoke, else as suggested.

    Raises:
        Invalid: An unknown or repeated point, a defect without a reason, an acceptance with a
            point that is not a yes, a refusal with no defect.
    """
    said = {point.code: point for point in command.points}
    if errors := _slips(command.points):
        raise Invalid(errors)
    points = tuple(
        said.get(suggested.code, suggested)
        for suggested in suggestions(application, command.call, today)
    )
    if command.outcome == "accept" and not all_sure(points):
        text = ("Nie wszystkie punkty są spełnione.", "Not every point is met.")
        raise Invalid((wrong("points", "not-all-yes", *text),))
    if command.outcome != "accept" and all_sure(points):
        text = ("Wskaż co najmniej jeden brak.", "Name at least one defect.")
        raise Invalid((wrong("points", "no-defect", *text),))
    return tuple(_with_fields(point) for point in points)


def _slips(points: tuple[Point, ...]) -> tuple[FieldError, ...]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, point in enumerate(points):
        if point.code not in CHECKS or point.code in seen:
            text = ("Nieznany albo powtórzony punkt.", "Unknown or repeated point.")
            errors.append(wrong(f"points.{index}.code", "unknown-point", *text))
        elif point.verdict != "yes" and not point.reason.strip():
            errors.append(required(f"points.{index}.reason"))
        seen.add(point.code)
    return tuple(errors)


def _with_fields(point: Point) -> Point:
    """A point names the fields it questions; those of the check when the officer named none."""
    return point if point.fields else point.model_copy(update={"fields": CHECKS[point.code][1]})


def plain(asked: tuple[Point, ...], application: Application, call: Call, today: dt.date) -> bool:
    """Whether each of these points is a defect to the system as well."""
    doubtful = {p.code for p in suggestions(application, call, today) if p.verdict != "yes"}
    return {point.code for point in asked} <= doubtful
