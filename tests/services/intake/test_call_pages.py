"""The office's pages of a call: what it goes by, changing it before it opens, another end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest

from services.intake.domain.call import State
from services.intake.domain.procedure import Procedure, parse
from services.intake.pages.rules import in_words
from services.intake.settings import HERE
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

HAND = "zakup-prospoleczny"
PLAN = {
    "number": "3/2026",
    "title": "Nabór wiosnny",
    "procedure": HAND,
    "opens": "2026-03-01",
    "closes": "2026-03-31",
}


@pytest.fixture
def officer(office: Office) -> Reader:
    reader = Reader(office.app)
    reader.sign_in(office.key, "officer", "maria")
    return reader


@pytest.fixture
async def planned(officer: Reader) -> str:
    done = await officer.send("/pulpit/nabory/nowy", **PLAN)
    return str(done.headers["location"])


async def test_a_planned_call_is_changed_in_a_form_filled_in(officer: Reader, planned: str) -> None:
    assert f'href="{planned}/zmiana"' in (await officer.open(planned)).text
    form = await officer.open(f"{planned}/zmiana")
    filled = [f'value="{PLAN[name]}"' in form.text for name in PLAN if name != "procedure"]
    assert (set(filled), f'value="{HAND}" selected' in form.text) == ({True}, True)
    right = PLAN | {"title": "Nabór wiosenny", "closes": "", "procedure": "demo"}
    shown = words(await officer.follow(await officer.send(f"{planned}/zmiana", **right)))
    for said in ("Nabór wiosenny (3/2026)", "Do bez terminu końcowego", "Procedura demo"):
        assert said in shown


async def test_what_the_api_refuses_stands_beside_the_field(officer: Reader, planned: str) -> None:
    early = await officer.send(f"{planned}/zmiana", **PLAN | {"closes": "2026-02-01"})
    said = "Koniec: Nabór kończy się przed początkiem."
    assert (early.status_code, said in words(early)) == (422, True)
    assert 'value="2026-02-01"' in early.text
    assert "31 marca 2026" in words(await officer.open(planned))


async def test_an_hour_that_the_form_does_not_show_stays_while_its_day_does(
    office: Office, officer: Reader
) -> None:
    hours = {"opens": "2026-03-01T08:00:00Z", "closes": "2026-03-31T10:00:00Z"}
    call = await office.call(**{**PLAN, **hours})
    await officer.send(f"/pulpit/nabory/{call}/zmiana", **PLAN | {"closes": "2026-04-01"})
    changed = (await office.service.calls.get(call)).state
    assert changed.opens == dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
    assert changed.closes == dt.datetime(2026, 4, 1, 21, 59, 59, tzinfo=dt.UTC)


async def test_a_call_that_has_opened_is_not_changed(office: Office, officer: Reader) -> None:
    at = f"/pulpit/nabory/{await office.call(procedure=HAND)}"
    assert "/zmiana" not in (await officer.open(at)).text
    assert (await officer.open(f"{at}/zmiana")).headers["location"] == at
    refused = await officer.send(f"{at}/zmiana", **PLAN)
    assert (refused.status_code, 'role="alert"' in refused.text) == (409, True)
    assert (await office.service.calls.get(at.rpartition("/")[2])).state.number == "1/2026"


async def test_a_call_is_closed_on_an_earlier_day_and_a_wrong_one_is_told_at_its_field(
    office: Office, officer: Reader
) -> None:
    call = await office.call(procedure=HAND, closes="2026-02-28")
    at = f"/pulpit/nabory/{call}"
    for day, told in (
        ("2026-03-01", "Nowy termin musi być wcześniejszy."),
        ("2026-01-01", "Ten termin już minął."),
        ("jutro", ""),
    ):
        wrong = await officer.send(f"{at}/zamkniecie", earlier=day)
        assert (wrong.status_code, told in words(wrong)) == (422, True)
        assert ('href="#earlier"' in wrong.text, 'href="#closes"' in wrong.text) == (True, False)
    assert (await officer.send(f"{at}/zamkniecie", earlier="2026-01-31")).status_code == 303
    kept = (await office.service.calls.get(call)).state
    assert (kept.state, kept.closes) == (
        State.OPEN,
        dt.datetime(2026, 1, 31, 22, 59, 59, tzinfo=dt.UTC),
    )


async def test_the_rules_of_a_call_are_those_it_was_opened_with(
    office: Office, officer: Reader
) -> None:
    call = await office.call(procedure=HAND)
    file = office.procedures / f"{HAND}.toml"
    file.write_text(file.read_text("utf-8").replace('pass_mean = "60"', 'pass_mean = "70"'))
    for path, mean in ((f"/pulpit/nabory/{call}", 60), ("/pulpit/nabory/nowy", 70)):
        assert f"Próg średnia co najmniej {mean} na 100" in words(await officer.open(path))


async def test_a_mistaken_procedure_hides_no_other(office: Office, officer: Reader) -> None:
    (office.procedures / "pomylka.toml").write_text("= 1", "utf-8")
    page = await officer.open("/pulpit/nabory/nowy")
    folded = [f"<summary>{name}</summary>" in page.text for name in (HAND, "pomylka")]
    assert (page.status_code, folded) == (200, [True, False])


Way = tuple[str | int, ...]
HELD = parse((HERE / f"{HAND}.toml").read_text("utf-8"))
OTHER = {
    "voivodeship": "slaskie",
    "own_revenue_percent": "31",
    "pass_mean": "61",
    "chapter": "none",
    "renewal": "panel",
    "language": "en",
}
UNSAID = {"name", "office.region", *(f"evaluation.criteria.{no}.code" for no in range(5))}
"""The name stands above, the region is the voivodeship, and a criterion goes by its name."""


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """Where each single value stands."""
    if isinstance(value, (dict, list)):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from ways(inner, (*way, step))
    else:
        yield way


def otherwise(way: Way) -> Procedure:
    """The procedure with another value there, or with one less in a list."""
    *before, last = way
    raw: Any = HELD.model_dump(mode="json")
    held = reduce(lambda inner, step: inner[step], before, raw)
    old = held[last]
    if isinstance(last, int):
        del held[last]
    elif isinstance(old, bool):
        held[last] = not old
    else:
        held[last] = old + 1 if isinstance(old, int) else OTHER.get(last, f"{old}-x")
    return Procedure.model_validate(raw)


def test_every_rule_of_a_procedure_is_said() -> None:
    every = list(ways(HELD.model_dump(mode="json")))
    silent = [each for each in every if in_words(otherwise(each)) == in_words(HELD)]
    assert {".".join(map(str, each)) for each in silent} == UNSAID
    assert len(every) > len(UNSAID) + 40


def test_a_procedure_without_points_speaks_of_no_experts() -> None:
    bare = parse((HERE / "bez-punktow.toml").read_text("utf-8"))
    names = [rule.name.pl for part in in_words(bare) for rule in part.rules]
    assert ("Kapituła" in names, "Eksperci" in names, "Próg" in names) == (True, False, False)
