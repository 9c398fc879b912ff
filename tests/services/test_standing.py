"""What evaluation tells of a case, as its file and the reminders hear it, over whole stories."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Refused
from contracts.base import Event
from contracts.evaluation import CasesLeft, ScoreSubmitted, SittingSubject, Standing
from services.evaluation.domain import Case, decide, standing
from services.evaluation.domain.calendar import after
from services.evaluation.domain.commands import OpenCase, PutOnAgenda, TimeArrived
from services.intake.domain.timeline import Status, entry_of, status_of, text_of
from services.intake.domain.timers import upcoming
from services.notifications.reminders import SETTLED, about
from tests.services.evaluation.build import (
    CASE,
    DEADLINE,
    GOOD,
    NOON,
    REMINDER,
    accepted,
    an_expert,
    appealed,
    claimed,
    declare,
    for_chapter,
    offers,
    resolved,
    sheet,
    submit,
)
from tests.services.evaluation.build_chapter import HELD, OFFICER
from tests.services.evaluation.test_walk import STEPS, begun, commands

DAY = dt.timedelta(days=1)
LATER = dt.datetime(2026, 3, 20, 7, tzinfo=dt.UTC)  # three days before
LAST = dt.datetime(2026, 3, 23, 22, 59, 59, tzinfo=dt.UTC)  # 21 March is a Saturday


class File:
    """A case as its file knows it: from messages alone."""

    def __init__(self, case: Case | None = None) -> None:
        self.case: Any = case
        self.seq, self.now = 0, NOON
        stands = None if case is None else standing.of(case)
        self.status = Status(**stands.model_dump(), at=NOON, order=0) if stands else None
        self.heard: list[Event] = []

    def ask(self, command: Any, now: dt.datetime = NOON) -> Case:
        made = decide(command, now, self.case)
        self.case, self.seq, self.now = made.state, self.seq + 1, now
        self.heard = [each.model_copy(update={"seq": self.seq}) for each in made.messages]
        for each in reversed(self.heard):  # the order of arrival does not matter
            status = status_of(each)
            if status and (self.status is None or status.order > self.status.order):
                self.status = status
        return made.state

    def says(self) -> tuple[Any, ...]:
        """State, waits for what and whom, until when, and what time will do."""
        assert self.status is not None
        return seen(self.status, self.now)

    def line(self) -> str:
        """The sentence of the last message."""
        return text_of(entry_of(self.heard[-1], "m-1", lambda: "salt")).en


def seen(told: Status | Standing, now: dt.datetime) -> tuple[Any, ...]:
    times = [(timer.at, timer.what) for timer in upcoming(told.timers, now, renewing=False)]
    return (told.state, told.waits_for, told.on, told.until, times)


def a_file() -> File:
    file = File()
    file.ask(OpenCase(accepted(), offers("e-1", "e-2")))
    return file


def steps_down(no: int, *instead: str) -> Any:
    given_ = {f"after-{no}": an_expert(each) for each in instead}
    return declare(no, conflict=True, ground="kin", offers=given_)


FIRST = [(REMINDER, "reminder"), (DEADLINE, "reassignment")]
SECOND = [(LATER, "reminder"), (LAST, "reassignment")]


def test_who_comes_later_takes_nobody_elses_time_away() -> None:
    file = a_file()
    file.ask(steps_down(1, "e-3"), NOON + 5 * DAY)

    assert file.says() == ("evaluation", "scores", "expert", DEADLINE, [*FIRST, *SECOND])


def test_a_panel_that_is_short_waits_for_experts_while_those_it_has_go_on() -> None:
    file = a_file()
    file.ask(steps_down(1), NOON + 5 * DAY)
    short = file.says()
    file.ask(TimeArrived({"after-1": an_expert("e-3")}), NOON + 5 * DAY)

    assert short == ("evaluation", "experts", "officer", None, FIRST)
    assert file.says() == ("evaluation", "scores", "expert", DEADLINE, [*FIRST, *SECOND])


def test_a_card_that_is_in_is_waited_for_no_more() -> None:
    file = a_file()
    file.ask(steps_down(1, "e-3"), NOON + 5 * DAY)
    file.case = claimed(file.case, 2)
    file.ask(submit(2, sheet(GOOD)))

    assert isinstance(file.heard[-1], ScoreSubmitted)
    assert file.line() == "A card is in."
    assert file.says() == ("evaluation", "scores", "expert", LAST, SECOND)


def test_who_was_reminded_is_not_to_be_reminded_and_who_is_late_is_seen_to_be() -> None:
    file = a_file()
    file.ask(TimeArrived(), REMINDER)
    reminded = file.says()
    file.ask(TimeArrived(), after(DEADLINE))

    assert reminded == ("evaluation", "scores", "expert", DEADLINE, [(DEADLINE, "reassignment")])
    assert file.says() == ("evaluation", "scores", "expert", DEADLINE, [])


def test_a_declaration_is_a_line_of_its_own() -> None:
    file = a_file()
    file.ask(declare(1))

    assert file.line() == "An expert declared that there is no conflict of interest."
    assert file.says() == ("evaluation", "scores", "expert", DEADLINE, FIRST)
    file.ask(declare(1))
    assert file.heard == []


def test_a_case_on_an_agenda_waits_for_the_day_of_the_sitting_until_that_is_over() -> None:
    file = File(for_chapter())
    file.ask(PutOnAgenda("s-1", HELD, OFFICER))
    on, line = file.says(), file.line()
    file.ask(PutOnAgenda("s-1", HELD, OFFICER))
    again = file.heard
    file.ask(a_sitting_is_over("s-0"))
    other = file.heard
    file.ask(a_sitting_is_over("s-1"))

    assert on == ("chapter", "vote", "chapter", HELD, [(HELD, "sitting")])
    assert line == "The case is on the agenda of the chapter."
    assert (again, other) == ([], [])
    assert file.says() == ("chapter", "vote", "chapter", None, [])
    assert file.line() == "The case waits for the next sitting of the chapter."
    file.ask(PutOnAgenda("s-2", HELD + DAY, OFFICER))
    file.ask(resolved())
    assert file.says() == ("awaiting_confirmation", "confirmation", "director", None, [])


def test_until_when_an_appeal_is_to_be_decided_is_told_with_every_step_of_it() -> None:
    file = File(appealed())
    file.ask(steps_down(3, "e-5"))

    state, waits_for, *_, times = file.says()
    assert (state, waits_for) == ("appeal", "scores")
    assert [what for _, what in times] == ["reminder", "reassignment", "decision-due"]


def a_sitting_is_over(sitting: str) -> CasesLeft:
    subject = SittingSubject(kind="sitting", id=sitting)
    return CasesLeft(subject=subject, at=HELD, by=OFFICER, cases=(CASE,))


@given(st.sampled_from([("e-1",), ("e-1", "e-2"), ("for both",), ()]), STEPS)
def test_the_case_file_is_never_behind_and_nobody_is_reminded_of_what_is_done(
    panel: tuple[str, ...], steps: list[tuple[str, int, Any]]
) -> None:
    file, now = File(begun(*panel)), NOON
    for what, no, given_ in steps:
        now += dt.timedelta(days=no if what == "time" else 0)
        for command in commands(file.case, what, no, given_):
            before = tasks(file.case)
            try:
                file.ask(command, now)
            except Refused:
                continue
            settled = {about(SETTLED, each) for each in file.heard}
            assert {f"task:{task}" for task in before - tasks(file.case)} <= settled
            stands = standing.of(file.case)
            assert stands is not None
            assert file.says() == seen(stands, now)


def tasks(case: Case | None) -> set[str]:
    return {case.task(seat) for seat in case.open_seats} if case else set()
