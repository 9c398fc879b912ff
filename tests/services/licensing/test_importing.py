"""The list goes in on a real database: all of it or nothing, once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from chassis.mongo import Document
from contracts.licensing import LicenceImported
from services.licensing.domain.bringing import id_of
from services.licensing.domain.calendar import WARSAW, last_day
from services.licensing.domain.commands import Suspend
from services.licensing.importing import Report, bring_in
from tests.services.licensing.build import FIRST, a_verdict
from tests.services.licensing.conftest import Office
from tests.services.licensing.lists import EXAMPLE, REGION, a_list
from znak.cli import main

TWO = a_list({"number": "ZP-LUB/2025/0007"}, {"number": "ZP-LUB/2025/0009"})
NUMBERS = ("ZP-LUB/2025/0007", "ZP-LUB/2025/0009")


async def stored(office: Office) -> list[Document]:
    return await office.service.licences.collection.find({}).sort("_id", 1).to_list(None)


def places(report: Report) -> list[tuple[int, str]]:
    return [(wrong.line, wrong.column) for wrong in report.wrong]


async def test_a_right_list_is_one_document_for_each_licence(office: Office) -> None:
    assert await bring_in(office.service, TWO, REGION) == Report(brought=NUMBERS)

    assert await office.service.id_of("ZP-LUB/2025/0007") == id_of("ZP-LUB/2025/0007")
    assert [type(said) for said in await office.said(id_of("ZP-LUB/2025/0009"))] == [
        LicenceImported
    ]
    assert len(await stored(office)) == 2


async def test_run_twice_it_changes_nothing_whatever_became_of_them(office: Office) -> None:
    await bring_in(office.service, TWO, REGION)
    await office.service.change(id_of("ZP-LUB/2025/0007"), Suspend("o-1", "Powód."))
    before = await stored(office)

    assert await bring_in(office.service, TWO, REGION) == Report(known=NUMBERS)
    assert await stored(office) == before


async def test_what_a_crash_cut_off_is_finished_by_the_next_run(office: Office) -> None:
    await bring_in(office.service, TWO, REGION)
    await office.service.licences.collection.delete_one({"_id": id_of("ZP-LUB/2025/0009")})

    again = await bring_in(office.service, TWO, REGION)

    assert again == Report(brought=NUMBERS[1:], known=NUMBERS[:1])


async def test_one_wrong_line_and_nothing_comes_in(office: Office) -> None:
    text = a_list({}, {"number": "ZP-LUB/2025/0009", "nip": "1"})

    assert places(await bring_in(office.service, text, REGION)) == [(3, "nip")]
    assert await stored(office) == []
    assert await office.service.numbers.give("ZP-LUB/2025", "x") == 1


async def test_a_list_that_is_only_checked_comes_not_in(office: Office) -> None:
    report = await bring_in(office.service, TWO, REGION, check_only=True)

    assert (report, await stored(office)) == (Report(brought=NUMBERS), [])


@pytest.mark.parametrize(
    ("start", "end"), [("2025-03-01", "2026-03-01"), ("2026-03-03", "2027-03-02")]
)
async def test_only_what_is_in_force_today_comes_in(office: Office, start: str, end: str) -> None:
    text = a_list({"start": start, "end": end})

    assert places(await bring_in(office.service, text, REGION)) == [(2, "end")]


async def test_numbering_goes_on_after_the_highest_number_of_that_year(office: Office) -> None:
    assert await office.service.numbers.give("ZP-LUB/2026", "before") == 1
    assert await office.service.numbers.give("ZP-LUB/2025", "before too") == 1
    text = a_list({"number": "ZP-LUB/2025/0007"})

    await bring_in(office.service, text, REGION)

    assert await office.service.numbers.give("ZP-LUB/2025", "x") == 8
    assert await office.service.numbers.give("ZP-LUB/2026", "y") == 2


async def test_a_number_that_this_system_has_given_is_not_taken_over(office: Office) -> None:
    await office.hear(a_verdict())  # ZP-LUB/2026/0001
    await office.service.numbers.give("ZP-LUB/2026", "a draft that has not got it yet")
    term = {"start": "2026-03-01", "end": "2027-02-28"}
    text = a_list(*({**term, "number": f"ZP-LUB/2026/000{no}"} for no in (1, 2, 3)))

    report = await bring_in(office.service, text, REGION)

    assert places(report) == [(2, "number"), (3, "number")]
    assert [each["_id"] for each in await stored(office)] == [FIRST]


async def test_a_number_brought_in_stays_with_its_entity(office: Office) -> None:
    await bring_in(office.service, TWO, REGION)
    text = a_list({"number": "ZP-LUB/2025/0007", "nip": "5213017228"})

    assert places(await bring_in(office.service, text, REGION)) == [(2, "number")]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A list that is right for a long time, as a spreadsheet saves it."""
    path = tmp_path / "licences.csv"
    path.write_text(EXAMPLE, "utf-8-sig")
    return path


@pytest.fixture
def _environment(monkeypatch: pytest.MonkeyPatch, mongo_url: str, database_name: str) -> None:
    monkeypatch.setenv("MONGO_URL", mongo_url)
    monkeypatch.setenv("MONGO_DATABASE", database_name)


@pytest.mark.usefixtures("_environment")
def test_the_command_tells_what_it_did(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    today = dt.datetime.now(WARSAW).date()
    term = {"start": f"{today}", "end": f"{last_day(today, 1)}"}
    numbers = (f"ZP-LUB/{today.year}/000{no}" for no in (1, 2))
    example.write_text(a_list(*({**term, "number": number} for number in numbers)), "utf-8-sig")

    codes = [main(["import", str(example), *more]) for more in (["--check"], [], [])]

    assert codes == [0, 0, 0]
    assert capsys.readouterr().out.splitlines() == [
        "Do wczytania: 2. Były już wcześniej: 0.",
        "Wczytano: 2. Były już wcześniej: 0.",
        "Wczytano: 0. Były już wcześniej: 2.",
    ]


@pytest.mark.usefixtures("_environment")
def test_the_command_tells_what_is_wrong_in_which_line(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example.write_text(a_list({"nip": "1", "town": ""}), "utf-8")

    assert [main(["import", str(example), "--language", each]) for each in ("pl", "en")] == [1, 1]
    assert capsys.readouterr().err.splitlines() == [
        "linia 2, nip: To nie jest poprawny NIP.",
        "linia 2, town: To pole jest wymagane.",
        "Nic nie wczytano. Błędy: 2.",
        "line 2, nip: This is not a valid NIP.",
        "line 2, town: This is required.",
        "Nothing was imported. Mistakes: 2.",
    ]


def test_the_command_tells_which_file_or_setting_is_missing(
    example: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MONGO_URL", raising=False)

    assert [main(["import", name]) for name in ("/no/such.csv", str(example))] == [1, 1]
    assert capsys.readouterr().err.splitlines() == [
        "/no/such.csv: No such file or directory",
        "Settings: mongo_url",
    ]
