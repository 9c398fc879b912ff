"""The parts of the demonstration that decide something, without any server."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from deploy.local.bots_experts import Opinion, Quality, card
from deploy.local.bots_office import formal_decision
from deploy.local.demo_report import Report, Row, Stages
from deploy.local.demo_rows import path_of
from deploy.local.demo_samples import opening, read_samples
from deploy.local.travel import Diary

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def a_row(**changes: Any) -> Row:
    whole = {
        "sample": "01-a",
        "number": "ZP/2027/000001",
        "entity": "Fundacja",
        "path": "",
        "outcome": "expired",
        "expected": "expired",
        "licence": "",
        "mails": 3,
    }
    return Row(**{**whole, **changes})


def a_report(*rows: Row, dead: int = 0, unsent: int = 0) -> Report:
    counts = {"published": 9, "dead": dead}
    return Report(rows, counts, 5, 3, unsent, {"start": 1.0}, Path("mails"))


def a_point(code: str, verdict: str) -> dict[str, Any]:
    return {"code": code, "verdict": verdict, "reason": "Bo tak.", "fields": []}


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (NOON, dt.date(2027, 1, 11)),
        (dt.datetime(2027, 1, 10, tzinfo=dt.UTC), dt.date(2027, 1, 11)),
        (dt.datetime(2027, 1, 11, tzinfo=dt.UTC), dt.date(2028, 1, 10)),
        (dt.datetime(2031, 5, 1, tzinfo=dt.UTC), dt.date(2032, 1, 12)),
    ],
)
def test_the_call_opens_on_the_next_second_monday_of_january(
    now: dt.datetime, opens: dt.date
) -> None:
    assert opening(now).date() == opens


def test_the_samples_dates_move_with_the_call_by_whole_weeks() -> None:
    moved = read_samples(opening(NOON))[0].form["activity"]["since"]

    assert moved == "2018-02-28"  # written as 2017-03-01, moved by 52 weeks


def test_there_are_enough_samples_of_every_kind() -> None:
    samples = read_samples(opening(NOON))

    assert len(samples) >= 24
    assert {each.expect for each in samples} == {
        "expired",
        "corrected",
        "renewed-early",
        "renewed-late",
        "refused",
        "rejected",
        "withdrawn",
    }


def test_a_report_in_which_everything_is_right_has_no_troubles() -> None:
    assert a_report(a_row()).troubles == []


def test_an_outcome_other_than_expected_is_told_in_a_sentence() -> None:
    assert a_report(a_row(outcome="refused")).troubles == [
        "ZP/2027/000001 (Fundacja) ended as “refused”, expected was “expired” (01-a)."
    ]


def test_dead_letters_are_told_in_a_sentence() -> None:
    assert a_report(dead=2).troubles == ["Dead letters: 2."]


def test_mails_that_did_not_go_out_are_told_in_a_sentence() -> None:
    assert a_report(unsent=1).troubles == ["Mails not sent: 1."]


def test_stages_are_timed_in_order() -> None:
    stages = Stages()

    with stages("start"), stages("inside"):
        pass

    assert list(stages.seconds) == ["inside", "start"]


def test_a_step_that_repeats_is_told_once() -> None:
    types = ["intake.application-submitted.v1", *["licensing.licence-expiring.v1"] * 3, "other"]

    assert path_of([{"type": each} for each in types]) == "sent in, reminded ×3"


@pytest.mark.parametrize(
    ("points", "asked", "outcome"),
    [
        ([a_point("items", "yes")], [], "accept"),
        ([a_point("own-revenue", "unknown")], [], "accept"),
        ([a_point("declarations", "no")], [], "correct"),
        ([a_point("declarations", "no")], [a_point("declarations", "no")], "reject"),
        ([a_point("seat", "no"), a_point("declarations", "no")], [], "reject"),
    ],
)
def test_the_officer_bot_decides_as_suggested(
    points: list[Any], asked: list[Any], outcome: str
) -> None:
    assert formal_decision({"points": points, "asked": asked})[0] == outcome


@pytest.mark.parametrize(("quality", "points"), [("good", 25), ("fair", 19), ("poor", 10)])
def test_an_expert_bot_gives_every_item_a_share_of_each_maximum(
    quality: Quality, points: int
) -> None:
    opened = {
        "application": {"items": [{"id": "a"}, {"id": "b"}]},
        "criteria": [{"code": "quality", "max": 30}],
    }

    filled = card(opened, Opinion((quality,)))

    assert [(c["item"], c["scores"][0]["points"]) for c in filled] == [("a", points), ("b", points)]


async def test_a_diary_is_kept_in_order_and_a_reminder_is_noted_once() -> None:
    diary, done = Diary(), list[str]()

    async def do(name: str) -> None:
        done.append(name)

    diary.note(NOON + dt.timedelta(days=2), lambda: do("second"))
    diary.note(NOON + dt.timedelta(days=1), lambda: do("first"))
    diary.remind(NOON)
    diary.remind(NOON)

    first = diary.next
    assert first == NOON
    assert await diary.keep(NOON) == 0
    assert await diary.keep(NOON + dt.timedelta(days=3)) == 2
    assert (done, diary.next is None) == (["first", "second"], True)
