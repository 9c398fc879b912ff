"""The procedures that are shipped work, and a mistaken one is refused by the name of its field."""

from __future__ import annotations

import pytest

from chassis.process import Invalid
from services.intake.domain.procedure import Procedure, parse
from services.intake.settings import HERE

TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(HERE.glob("*.toml"))}


def differences(one: Procedure, other: Procedure) -> set[str]:
    left, right = one.model_dump(), other.model_dump()
    parts = {**left, **{f"formal.{k}": v for k, v in left["formal"].items()}}
    parts |= {f"evaluation.{k}": v for k, v in left["evaluation"].items()}
    others = {**right, **{f"formal.{k}": v for k, v in right["formal"].items()}}
    others |= {f"evaluation.{k}": v for k, v in right["evaluation"].items()}
    return {name for name in parts if parts[name] != others[name]} - {"formal", "evaluation"}


def test_the_three_procedures_are_there_and_can_be_read() -> None:
    assert {name: parse(text).name for name, text in TEXTS.items()} == {
        "bench": "bench",
        "demo": "demo",
        "zakup-prospoleczny": "zakup-prospoleczny",
    }


def test_the_demo_differs_from_the_office_only_where_it_says_so() -> None:
    office, demo = parse(TEXTS["zakup-prospoleczny"]), parse(TEXTS["demo"])
    said = {"name", "trial", "formal.automatic", "evaluation.chapter"}
    assert differences(office, demo) == said


def test_the_load_test_differs_from_the_demo_only_in_the_files() -> None:
    demo, bench = parse(TEXTS["demo"]), parse(TEXTS["bench"])
    assert differences(demo, bench) == {"name", "required_attachments"}


def without_points(text: str) -> str:
    """The procedure with no criteria at all."""
    head, *_, last = text.split("[[evaluation.criteria]]")
    return head.replace("[evaluation]", "[evaluation]\ncriteria = []") + last[last.index("[") :]


def test_a_procedure_may_run_without_points_when_the_chapter_votes() -> None:
    assert parse(without_points(TEXTS["zakup-prospoleczny"])).evaluation.criteria == ()
    with pytest.raises(Invalid) as refused:
        parse(without_points(TEXTS["demo"]))
    assert "evaluation.criteria" in [error.field for error in refused.value.errors]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("min = 15\n", "", "evaluation.criteria.0.min"),
        ("min = 15\n", "min = 31\n", "evaluation.criteria.0.min"),
        ("min = 15\n", "min = -1\n", "evaluation.criteria.0.min"),
        ("max = 30\n", "max = 29\n", "evaluation.criteria"),
        ('pass_mean = "60"', 'pass_mean = "101"', "evaluation.pass_mean"),
        ('    "zaz",\n', '    "spolka",\n', "entity_types.2"),
        ('voivodeship = "lubelskie"', 'voivodeship = "Lublin"', "voivodeship"),
        ("activity_months = 6\n", "", "formal.activity_months"),
        ('percent = "30.00"', 'percent = "130.00"', "formal.own_revenue_percent"),
        (
            "correction_reminder_days = 2",
            "correction_reminder_days = 7",
            "formal.correction_reminder_days",
        ),
        ('"register-extract"]', '"photo"]', "required_attachments.1"),
        ('chapter = "none"', 'chapter = "king"', "evaluation.chapter"),
        ("years = 1\n", "years = 0\n", "licence.years"),
        ("[office]", "[offices]", "office"),
        ("closing_notice_days = 3", "closing_notice_days = 3\nnope = 1", "nope"),
        ("closing_notice_days = 3", "closing_notice_days = ", "procedure"),
    ],
)
def test_a_mistake_is_refused_by_the_name_of_its_field(old: str, new: str, field: str) -> None:
    mistaken = TEXTS["demo"].replace(old, new, 1)
    assert mistaken != TEXTS["demo"]
    with pytest.raises(Invalid) as refused:
        parse(mistaken)
    assert refused.value.errors[0].field == field
