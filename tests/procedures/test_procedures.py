"""The procedures that are shipped work, and a mistaken one is refused by the name of its field."""

from __future__ import annotations

import re

import pytest

from chassis.process import Invalid
from services.intake.domain.places import line_of
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


def test_the_four_procedures_are_there_and_can_be_read() -> None:
    assert {name: parse(text).name for name, text in TEXTS.items()} == {
        "bez-punktow": "bez-punktow",
        "bench": "bench",
        "demo": "demo",
        "zakup-prospoleczny": "zakup-prospoleczny",
    }


def test_the_demo_differs_from_the_office_only_where_it_says_so() -> None:
    office, demo = parse(TEXTS["zakup-prospoleczny"]), parse(TEXTS["demo"])
    said = {"name", "trial", "formal.automatic", "evaluation.chapter"}
    assert differences(office, demo) == said


def test_the_one_without_points_differs_from_the_office_only_in_having_none() -> None:
    office, bare = parse(TEXTS["zakup-prospoleczny"]), parse(TEXTS["bez-punktow"])
    assert differences(office, bare) == {"name", "trial", "evaluation.criteria"}


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


LINES = TEXTS["demo"].splitlines()
FIRST_CRITERION = LINES.index("[[evaluation.criteria]]") + 1


def line(start: str, *, after: int = 0) -> int:
    """The number of the first line that begins so."""
    return next(no for no, text in enumerate(LINES, 1) if no > after and text.startswith(start))


@pytest.mark.parametrize(
    ("old", "new", "field", "code", "at"),
    [
        # What is missing is named with the line of what it is missing from.
        ("min = 15\n", "", "evaluation.criteria.0.min", "required", FIRST_CRITERION),
        ("activity_months = 6\n", "", "formal.activity_months", "required", line("[formal]")),
        ("[office]", "[offices]", "office", "required", 1),
        # Weights and thresholds.
        ("max = 30\n", "max = 29\n", "evaluation.criteria", "weights", FIRST_CRITERION),
        (
            'pass_mean = "60"',
            'pass_mean = "101"',
            "evaluation.pass_mean",
            "unreachable",
            line("pass_mean"),
        ),
        ("min = 15\n", "min = 31\n", "evaluation.criteria.0.min", "unreachable", line("min")),
        ("min = 15\n", "min = -1\n", "evaluation.criteria.0.min", "out-of-range", line("min")),
        # What there is not.
        (
            '    "zaz",\n',
            '    "spolka",\n',
            "entity_types.2",
            "unknown-entity-type",
            line('    "zaz"'),
        ),
        ('    "zaz",\n', '    "wtz",\n', "entity_types.2", "repeated", line('    "zaz"')),
        (
            'voivodeship = "lubelskie"',
            'voivodeship = "Lublin"',
            "voivodeship",
            "unknown-voivodeship",
            line("voivodeship"),
        ),
        (
            '"register-extract"]',
            '"photo"]',
            "required_attachments.1",
            "not-listed",
            line("required_attachments"),
        ),
        (
            'chapter = "none"',
            'chapter = "king"',
            "evaluation.chapter",
            "not-listed",
            line("chapter"),
        ),
        (
            "closing_notice_days = 3",
            "closing_notice_days = 3\nnope = 1",
            "nope",
            "no-such-field",
            line("closing_notice_days") + 1,
        ),
        (
            'code = "social-value"',
            'code = "quality"',
            "evaluation.criteria.1.code",
            "repeated",
            line('code = "social-value"'),
        ),
        # Numbers.
        (
            'percent = "30.00"',
            'percent = "130.00"',
            "formal.own_revenue_percent",
            "out-of-range",
            line("own_revenue_percent"),
        ),
        (
            "correction_reminder_days = 2",
            "correction_reminder_days = 7",
            "formal.correction_reminder_days",
            "too-early",
            line("correction_reminder_days"),
        ),
        (
            "\nreminder_days = 3",
            "\nreminder_days = 14",
            "evaluation.reminder_days",
            "too-early",
            line("reminder_days"),
        ),
        ("years = 1\n", "years = 0\n", "licence.years", "too-small", line("years")),
        (
            "post_days = 3 # working days to record",
            "post_days = -1 # working days to record",
            "licence.post_days",
            "too-small",
            line("post_days", after=line("[licence]")),
        ),
        (
            "[60, 30, 7]",
            "[60, 30, -7]",
            "licence.reminder_days.2",
            "too-small",
            line("reminder_days", after=line("[licence]")),
        ),
        ('email = "znak@', 'email = "', "office.email", "not-valid", line("email")),
        ('prefix = "ZP-LUB"', 'prefix = "zp/lub"', "licence.prefix", "not-valid", line("prefix")),
        # What cannot be read at all.
        (
            "closing_notice_days = 3",
            "closing_notice_days = ",
            "procedure",
            "not-toml",
            line("closing_notice_days"),
        ),
        ("voivodeship = ", 'name = "x" # ', "procedure", "not-toml", line("voivodeship")),
    ],
)
def test_a_mistake_is_refused_by_field_and_line(
    old: str, new: str, field: str, code: str, at: int
) -> None:
    mistaken = TEXTS["demo"].replace(old, new, 1)
    assert mistaken != TEXTS["demo"]
    with pytest.raises(Invalid) as refused:
        parse(mistaken)
    first = refused.value.errors[0]
    assert (first.field, first.code, first.line) == (field, code, at)


NUMBERS = [no for no, text in enumerate(LINES) if re.fullmatch(r'\w+ = ["\[]?\d.*', text)]
"""Every rule that is a number, by the place of its line."""


@pytest.mark.parametrize("place", NUMBERS, ids=[LINES[no].split()[0] for no in NUMBERS])
def test_every_number_is_stated_in_the_file(place: int) -> None:
    table = max((no for no in range(place) if LINES[no].startswith("[")), default=0)
    without = "\n".join(LINES[:place] + LINES[place + 1 :])
    with pytest.raises(Invalid) as refused:
        parse(without)
    [error] = (each for each in refused.value.errors if each.code == "required")
    assert error.field.rpartition(".")[2] == LINES[place].split()[0]
    assert error.line == table + 1


def test_every_mistake_is_named_at_once() -> None:
    mistaken = TEXTS["demo"].replace('"zaz"', '"x"').replace("years = 1", "years = 0")
    with pytest.raises(Invalid) as refused:
        parse(mistaken)
    assert [error.field for error in refused.value.errors] == ["entity_types.2", "licence.years"]


@pytest.mark.parametrize(
    ("text", "field", "at"),
    [
        ("", "a", 1),
        ("a = 1", "a", 1),
        ("\n# why\na = 1", "a", 3),
        ("a.b = 1\na.c = 2", "a.c", 2),
        ("a = [\n  1, # one\n\n  2,\n]", "a.1", 4),
        ("a = [1, 2]\nb = [3,\n4]", "b.1", 3),
        ('a = """\nb = 1\n"""\nb = 2', "b", 4),
        ("[[a]]\nx = 1\n[[a]]\ny = 1", "a.1.x", 3),
        ("[a]\n[b]\nc = {d = 1}", "b.c.d", 3),
        ("[a]\n[b]\nc = {d = 1}", "b.c.e", 3),
        ("[a]\n[b]\nc = {d = 1}", "x.y", 1),
    ],
)
def test_a_field_is_found_where_it_stands(text: str, field: str, at: int) -> None:
    assert line_of(text, field) == at
