"""What time alone will do to a case, as the case file tells it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from contracts.base import EVENTS
from contracts.values import Term, Timer
from services.intake.domain.calendar import end_of_day, start_of_day
from services.intake.domain.timeline import status_of
from services.intake.domain.timers import ENDS, TIMERS, upcoming
from tests.services.intake.builders import NOON
from tests.services.intake.test_timeline import an_event

DAY = dt.timedelta(days=1)
SOON, LATER = Timer(what="reminder", at=NOON + DAY), Timer(what="expiry", at=NOON + 9 * DAY)
END = dt.date(2027, 1, 14)
OPENS, CLOSES = dt.date(2026, 11, 15), dt.date(2027, 2, 13)


@pytest.mark.parametrize(
    ("wire_type", "fields", "timers"),
    [
        (
            "intake.correction-requested.v1",
            {"deadline": LATER.at, "timers": (SOON,)},
            [("reminder", SOON.at), ("rejection", LATER.at)],
        ),
        (
            "intake.application-rejected.v1",
            {"appeal_until": END},
            [("appeal-ends", end_of_day(END))],
        ),
        (
            "evaluation.expert-assigned.v1",
            {"deadline": LATER.at, "timers": (SOON,)},
            [("reminder", SOON.at), ("reassignment", LATER.at)],
        ),
        (
            "evaluation.case-progressed.v1",
            {"waits_for": "vote", "until": None, "timers": (SOON,)},
            [("reminder", SOON.at)],
        ),
        ("licensing.licence-drafted.v1", {"sign_by": END}, [("lapse", end_of_day(END))]),
        (
            "licensing.licence-activated.v1",
            {
                "term": Term(no=1, start=NOON.date(), end=END),
                "opens_renewal": OPENS,
                "closes_renewal": CLOSES,
                "timers": (SOON,),
            },
            [
                ("reminder", SOON.at),
                ("renewal-opens", start_of_day(OPENS)),
                ("expiry", end_of_day(END)),
                ("renewal-closes", end_of_day(CLOSES)),
            ],
        ),
        ("licensing.licence-expired.v1", {}, []),
    ],
)
def test_an_event_sets_timers_going(
    wire_type: str, fields: dict[str, Any], timers: list[tuple[str, dt.datetime]]
) -> None:
    assert wire_type in EVENTS
    status = status_of(an_event(wire_type, **fields))
    assert status is not None
    found = upcoming(status.timers, NOON, renewing=False)
    assert [(timer.what, timer.at) for timer in found] == timers


def test_only_what_is_still_to_come_is_told() -> None:
    assert upcoming([LATER, SOON, SOON], SOON.at, renewing=False) == [LATER]


def test_who_has_filed_a_renewal_is_not_reminded() -> None:
    assert upcoming([LATER, SOON], NOON, renewing=True) == [LATER]


def test_every_end_of_waiting_has_its_words() -> None:
    assert set(ENDS.values()) <= set(TIMERS)
