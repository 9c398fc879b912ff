"""How long stages take, from what case files say."""

from __future__ import annotations

import datetime as dt

import pytest

from services.intake.domain.spent import File, spent

NOON = dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC)


def a_file(**days: float) -> File:
    """What happened, each so many days after noon; ``_`` in a name is a dash."""
    owner = {"evaluation_concluded": "evaluation", "licence_drafted": "licensing"}
    owner["licence_activated"] = "licensing"
    return [
        (f"{owner.get(name, 'intake')}.{name.replace('_', '-')}.v1", NOON + dt.timedelta(days=day))
        for name, day in days.items()
    ]


SENT = {"application_submitted": 0}
WHOLE = a_file(
    **SENT,
    correction_requested=2,
    application_corrected=5,
    application_accepted=6,
    evaluation_concluded=20,
    licence_drafted=20,
    licence_activated=24.5,
)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], {}),
        ([a_file(**SENT)], {}),
        ([a_file(**SENT, application_accepted=1.26)], {"Ocena formalna": (1.3, 1)}),
        (
            [WHOLE],
            {
                "Ocena formalna": (6, 1),
                "w tym uzupełnienie u wnioskodawcy": (3, 1),
                "Ocena ekspertów i decyzja": (14, 1),
                "Podpisanie umowy": (4.5, 1),
                "Od wniosku do decyzji": (20, 1),
            },
        ),
        (
            [a_file(**SENT, application_rejected=day) for day in (1, 2, 30)],
            {"Ocena formalna": (2, 3), "Od wniosku do decyzji": (2, 3)},
        ),
    ],
)
def test_half_of_the_cases_take_at_most_so_many_days(
    files: list[File], told: dict[str, tuple[float, int]]
) -> None:
    assert {each.stage.pl: (each.days, each.cases) for each in spent(files)} == told


def test_the_order_of_the_lines_does_not_matter() -> None:
    assert spent([list(reversed(WHOLE))]) == spent([WHOLE])
