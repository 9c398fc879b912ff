"""The parts of the demonstration that decide something, without any server."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from deploy.local.bots_chapter import carried
from deploy.local.bots_experts import Opinion, Quality, card
from deploy.local.bots_office import formal_decision
from deploy.local.client import Znak
from deploy.local.demo.acts import ACTS
from deploy.local.demo.days import opening
from deploy.local.demo.facts import Fact
from deploy.local.demo.report import WIDTHS, Report, Row, Stages, short
from deploy.local.demo.rows import STEPS, path_of
from deploy.local.demo.samples import Filing, Group, Step, read_programme, read_samples
from deploy.local.demo.script import Stage, Story
from deploy.local.demo.world import World
from deploy.local.travel import Diary

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def a_row(**changes: Any) -> Row:
    whole = {
        "sample": "01-a",
        "group": "granted",
        "number": "ZP/2027/000001",
        "entity": "Fundacja",
        "shows": "",
        "path": "",
        "outcome": "expired",
        "expected": "expired",
        "licence": "",
        "mails": 3,
    }
    return Row(**{**whole, **changes})


def a_report(*rows: Row, dead: int = 0, unsent: int = 0, facts: Sequence[Fact] = ()) -> Report:
    counts = {"published": 9, "dead": dead}
    groups = (Group(name="granted", title="Granted"),)
    return Report(groups, rows, facts, counts, 5, 3, unsent, {"start": 1.0}, Path("mails"))


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


def test_there_are_enough_applications_of_every_kind() -> None:
    samples = read_samples(opening(NOON))
    filings: list[Filing] = [*samples, *(each.renewal for each in samples if each.renewal)]

    assert len(filings) >= 60
    assert {each.expect for each in filings} == {
        *("active", "expired", "revoked", "surrendered", "corrected"),
        *("renewed-early", "renewed-late"),
        *("lapsed", "granted", "refused", "rejected", "withdrawn", "draft", "deleted"),
    }


def test_a_sample_names_only_what_there_is() -> None:
    programme = read_programme(opening(NOON))
    samples = programme.samples
    filings: list[Filing] = [*samples, *(each.renewal for each in samples if each.renewal)]

    assert {each.group for each in samples} == {each.name for each in programme.groups}
    assert {each.call for each in samples} <= {each.name for each in programme.calls}
    assert {step.do for each in filings for step in each.steps} <= set(ACTS)
    known = {*STEPS.values(), "4 experts"}
    assert {word for each in filings for word in each.passes} <= known
    assert len({each.name for each in samples}) == len(samples)


def test_every_act_is_shown_by_a_sample() -> None:
    samples = read_samples(opening(NOON))
    filings: list[Filing] = [*samples, *(each.renewal for each in samples if each.renewal)]

    assert {step.do for each in filings for step in each.steps} == set(ACTS)


def test_the_table_has_room_for_what_a_sample_shows() -> None:
    samples = read_samples(opening(NOON))

    assert [each.shows for each in samples if len(each.shows) > WIDTHS[2]] == []
    assert [each.entity for each in samples if len(short(each.entity)) > WIDTHS[1]] == []


def test_a_report_in_which_everything_is_right_has_no_troubles() -> None:
    assert a_report(a_row()).troubles == []


def test_an_outcome_other_than_expected_is_told_in_a_sentence() -> None:
    assert a_report(a_row(outcome="refused")).troubles == [
        "ZP/2027/000001 (Fundacja) ended as “refused”, expected was “expired” (01-a)."
    ]


def test_whatever_else_went_wrong_in_a_row_is_told_in_a_sentence() -> None:
    assert a_report(a_row(wrong=["“appeal” was not refused."])).troubles == [
        "ZP/2027/000001 (Fundacja): “appeal” was not refused. (01-a)"
    ]


def test_a_fact_that_is_not_as_it_should_be_is_told_in_a_sentence() -> None:
    fact = Fact("Case files do not verify.", right=False)
    assert a_report(facts=[fact]).troubles == ["Not as it should be: Case files do not verify."]


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


@pytest.mark.parametrize(
    ("words", "granted"),
    [
        (["yes", "yes", "no"], True),
        (["yes", "no", "abstain"], True),
        (["no", "yes", "abstain"], False),
        (["yes", "no", "no", ""], False),
    ],
)
def test_a_tie_goes_as_the_chair_voted(words: list[str], granted: bool) -> None:  # noqa: FBT001
    assert carried(words) is granted


def a_story(*steps: Step) -> Story:
    sample = read_samples(opening(NOON))[0].model_copy(update={"steps": steps})
    stage = Stage(Znak({}), Diary(), Path())
    return Story(stage, sample, sample, case="case-1")


def a_world(*states: str) -> World:
    return World({}, {"case-1": set(states)}, {})


async def test_a_step_waits_for_its_state_and_its_day_and_holds_everybody_off() -> None:
    story = a_story(Step(when="rejected", do="wait", days=2))
    morning = NOON + dt.timedelta(days=2)

    assert await story.act(NOON, a_world("accepted")) == 0
    assert (story.holds(a_world("accepted")), story.holds(a_world("rejected"))) == (False, True)
    assert await story.act(NOON, a_world("rejected")) == 0
    assert story.stage.diary.next is not None
    assert await story.act(morning, a_world("rejected")) == 1
    assert (story.holds(a_world("rejected")), story.wrong) == (False, [])


async def test_a_step_that_should_have_been_refused_or_never_came_is_told() -> None:
    allowed = a_story(Step(when="rejected", do="wait", refused="call-closed"))
    await allowed.act(NOON, a_world("rejected"))
    never = a_story(Step(when="rejected", do="appeal"))
    never.finish()

    assert allowed.wrong == ["“wait” was not refused."]
    assert never.wrong == ["“appeal” never came: it was not “rejected”."]


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
