"""Setting the agenda: when, where, which cases, under whose chair."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from chassis.process import Decision, FieldError, Invalid, Text
from services.evaluation.domain.agenda import TAKEN
from services.evaluation.domain.case import Case, State
from services.evaluation.domain.chapter.commands import Plan
from services.evaluation.domain.chapter.sitting import Matter, Sitting, SittingState

NO_CHAIR = Text("Tej osoby nie ma w Kapitule.", "This person is not a member of the chapter.")
NOTHING = Text("Podaj co najmniej jedną sprawę.", "Give at least one case.")
NO_CASE = Text("Nie ma takiej sprawy.", "There is no such case.")
NOT_WAITING = Text("Ta sprawa nie czeka na głosowanie.", "This case does not wait for a vote.")
OTHER_OFFICE = Text(
    "Tę sprawę prowadzi inny urząd niż pierwszą.", "This case is another office's than the first."
)
PAST = Text("Ten termin już minął.", "This date has passed.")


def plan(_: Sitting | None, command: Plan, now: dt.datetime) -> Decision[Sitting]:
    """Write the sitting down, with the members and the scores as they are now.

    Raises:
        Invalid: Names every wrong field.
    """
    errors = tuple(_wrong(command, now))
    if errors:
        raise Invalid(errors)
    cases = [case for case in command.cases.values() if case is not None]
    return Decision(
        Sitting(
            state=SittingState.PLANNED,
            id=command.id,
            held=command.held,
            place=command.place,
            chair=command.chair,
            members=command.members,
            agenda=tuple(Matter.of(case) for case in cases),
            office=cases[0].file.office,
        )
    )


def _wrong(command: Plan, now: dt.datetime) -> Iterator[FieldError]:
    if command.held <= now:
        yield FieldError("held", "past", PAST)
    if command.chair not in {member.person for member in command.members}:
        yield FieldError("chair", "not-a-member", NO_CHAIR)
    if not command.cases:
        yield FieldError("cases", "required", NOTHING)
    yield from _wrong_cases(list(command.cases.values()), command.taken)


def _wrong_cases(cases: list[Case | None], taken: frozenset[str]) -> Iterator[FieldError]:
    waiting = [case for case in cases if case is not None and case.state is State.CHAPTER]
    for index, case in enumerate(cases):
        if case is None:
            yield FieldError(f"cases.{index}", "unknown", NO_CASE)
        elif case.state is not State.CHAPTER:
            yield FieldError(f"cases.{index}", "not-waiting", NOT_WAITING)
        elif case.id in taken:
            yield FieldError(f"cases.{index}", "already-on-agenda", TAKEN)
        elif case.file.office.region != waiting[0].file.office.region:
            yield FieldError(f"cases.{index}", "other-office", OTHER_OFFICE)
