"""The office's list, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Decision
from contracts.base import Subject
from contracts.licensing import LicenceImported
from contracts.values import Contact, Entity, Item, Term
from services.licensing.domain.bringing import id_of
from services.licensing.domain.commands import BringIn
from services.licensing.domain.ledger import COLUMNS, Entry, read
from services.licensing.domain.licence import State
from services.licensing.domain.process import decide, due
from tests.services.licensing.build import at, day, reminders
from tests.services.licensing.lists import BREAD, EXAMPLE, REGION, a_list

NUMBER = "ZP-LUB/2025/0003"
ROLLS = {"item": "Bułki", "description": ""}
ONE = BringIn(
    number=NUMBER,
    entity=Entity(
        name="Złoty Bochenek",
        type="spoldzielnia-socjalna",
        nip="7121234568",
        town="Łęczna",
        voivodeship="lubelskie",
    ),
    items=tuple(
        Item(
            id=id_of(f"{NUMBER}#{no}"),
            kind="product",
            name=name,
            category="gastronomia",
            description=description,
            new=False,
        )
        for no, name, description in ((1, "Chleb żytni", "Na zakwasie."), (2, "Bułki", ""))
    ),
    start=day("2025-12-10"),
    end=day("2026-12-09"),
    contact=Contact(
        person=id_of("person:anna@bochenek.example"),
        name="Anna Wójcik",
        email="anna@bochenek.example",
    ),
    office=REGION.office,
    rules=REGION.licence,
)


def mistakes(text: str) -> list[tuple[int, str]]:
    return [(wrong.line, wrong.column) for wrong in read(text, REGION)[1]]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_lines_of_one_number_are_one_licence(delimiter: str) -> None:
    assert read(a_list({}, ROLLS, delimiter=delimiter), REGION) == ([Entry(2, ONE)], [])


def test_a_nip_may_have_dashes_and_the_language_may_be_left_out() -> None:
    told = {"nip": "712-123-45-68", "language": ""}

    assert read(a_list(told, {**told, **ROLLS}), REGION) == ([Entry(2, ONE)], [])


def test_the_example_of_the_manual_is_right() -> None:
    entries, wrong = read(EXAMPLE, REGION)

    assert [(each.line, len(each.licence.items)) for each in entries] == [(2, 2), (4, 1)]
    assert wrong == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("number", "ZP-MAZ/2025/0003"),
        ("number", "ZP-LUB/2025/0000"),
        ("number", "ZP-LUB/2025/3"),
        ("number", "ZP-LUB/2026/0003"),  # given after the term began
        ("entity", " "),
        ("entity", "x" * 501),
        ("entity_type", "bank"),
        ("nip", "7121234567"),
        ("nip", "0000000000"),
        ("nip", "٧١٢١٢٣٤٥٦٥"),
        ("town", ""),
        ("voivodeship", "mazowieckie"),
        ("item_kind", "produkt"),
        ("item", ""),
        ("category", "chleb"),
        ("description", "x" * 5001),
        ("start", "10.12.2025"),
        ("start", "2025-02-30"),
        ("end", ""),
        ("end", "2025-12-09"),
        ("end", "2026-12-11"),
        ("contact", ""),
        ("email", "anna@bochenek"),
        ("email", "anna bochenek.example"),
        ("language", "de"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(column: str, cell: str) -> None:
    other = {"number": "ZP-LUB/2025/0004"}

    assert mistakes(a_list(other, {column: cell})) == [(3, column)]


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2024-02-29", "2025-02-28", []),
        ("2024-02-29", "2025-03-01", []),
        ("2024-02-29", "2025-03-02", [(2, "end")]),
        ("2025-12-10", "2026-12-10", []),
    ],
)
def test_a_term_is_a_year_and_may_count_the_anniversary_in(
    start: str, end: str, wrong: list[tuple[int, str]]
) -> None:
    number = {"number": "ZP-LUB/2024/0001"}

    assert mistakes(a_list({**number, "start": start, "end": end})) == wrong


def test_every_mistake_is_told_at_once() -> None:
    text = a_list({"nip": "1", "town": ""}, {}, {"email": "?"})

    assert mistakes(text) == [(2, "nip"), (2, "town"), (4, "email")]


def test_lines_of_one_licence_agree_and_no_item_is_there_twice() -> None:
    text = a_list({}, {**ROLLS, "town": "Lublin"}, {"item": "CHLEB ŻYTNI"})

    assert mistakes(text) == [(3, "town"), (4, "item")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", [(1, "")]),
        (a_list(), [(1, "")]),
        (a_list({}).replace("nip", "NIP", 1), [(1, "NIP"), (1, "nip")]),
        (a_list({}) + "\r\n\r\nZP-LUB/2025/0004,x\r\n", [(5, "")]),
        (a_list({}) + '"never closed', [(3, "")]),
    ],
    ids=["nothing", "no lines", "a column", "too few cells", "a quote"],
)
def test_what_is_no_such_list_is_told(text: str, wrong: list[tuple[int, str]]) -> None:
    assert sorted(mistakes(text)) == wrong


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    text = a_list({"description": "two\nlines"}, {**ROLLS, "nip": "1"})

    assert mistakes(text) == [(4, "nip")]


@given(st.text())
def test_any_text_is_read_or_told_to_be_wrong(text: str) -> None:
    entries, wrong = read(text, REGION)

    assert (entries, bool(wrong)) == ([], True)


@given(st.permutations(range(6)))
def test_the_order_of_lines_changes_no_licence(order: list[int]) -> None:
    lines = [
        {"number": f"ZP-LUB/2025/000{no}", "item": item}
        for no in (1, 2, 3)
        for item in ("Chleb", "Bułki")
    ]

    entries, wrong = read(a_list(*(lines[each] for each in order)), REGION)

    held = {e.licence.number: {item.name for item in e.licence.items} for e in entries}
    assert held == {f"ZP-LUB/2025/000{no}": {"Chleb", "Bułki"} for no in (1, 2, 3)}
    assert wrong == []


def test_a_licence_brought_in_is_in_force_and_intake_is_told() -> None:
    decision = decide(ONE, at("2026-03-02"), None)

    told = LicenceImported(
        subject=Subject(kind="licence", id=id_of(NUMBER)),
        case=id_of(NUMBER),
        at=at("2026-03-02"),
        by="rule:import",
        licence_number=NUMBER,
        term=Term(no=1, start=ONE.start, end=ONE.end),
        items=ONE.items,
        entity=ONE.entity,
        opens_renewal=day("2026-10-10"),
        closes_renewal=day("2027-01-08"),
        contact=ONE.contact,
        office=ONE.office,
        timers=reminders(f"{ONE.end}"),
    )
    state = decision.state
    assert (state.state, state.number, state.reminded) == (State.ACTIVE, NUMBER, None)
    assert decision.messages == (told,)
    assert due(state) == at("2026-10-10T08:00")


@pytest.mark.parametrize(
    ("today", "next_one"),
    [
        ("2026-10-10T07:59", "2026-10-10T08:00"),
        ("2026-10-10T08:00", "2026-11-09T08:00"),
        ("2026-12-05", "2026-12-10T00:00"),
    ],
)
def test_reminders_of_days_gone_by_are_not_sent(today: str, next_one: str) -> None:
    assert due(decide(ONE, at(today), None).state) == at(next_one)


def test_brought_in_twice_is_brought_in_once() -> None:
    before = decide(ONE, at("2026-03-02"), None).state

    assert decide(ONE, at("2026-03-03"), before) == Decision(before)


def test_the_lists_of_the_tests_have_every_column() -> None:
    assert [*BREAD] == [*COLUMNS]
