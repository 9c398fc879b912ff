"""The office's pages of evaluation, without a script: experts, panels, corrections."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from services.evaluation.domain.case import SeatState
from services.evaluation.domain.experts import ExpertState
from tests.services.evaluation.build import (
    CASE,
    ENTITY,
    GOOD,
    POOR,
    a_renewal,
    accepted,
    an_item,
    claim,
    declare,
    sheet,
    submit,
)
from tests.services.evaluation.conftest import Doors, Office, Readers
from tests.services.evaluation.test_handlers import both_score
from tests.support.reader import Reader, words

POLISH = re.compile("[^ ]*[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ][^ ]*")
PROFILE = {
    "name": "Jan Kowalski",
    "email": "jan@uczelnia.example",
    "language": "pl",
    "competences": "Gastronomia, usługi informatyczne",
    "affiliations": "525-234-40-78, 2025-06-30\n5260250995",
    "limit": "3",
    "absence.since": "2026-07-01",
    "absence.until": "2026-07-14",
}


async def test_an_expert_is_added_once_however_often_the_form_comes(
    office: Office, reader: Readers
) -> None:
    officer = reader("officer")
    sent = [await officer.send("/eksperci/nowy", key="k", **PROFILE) for _ in range(2)]
    assert sent[0].status_code == 303, words(sent[0])
    person = sent[0].headers["location"].rpartition("/")[2]
    shown = await officer.follow(sent[1])
    profile = (await office.service.experts.get(person)).state.profile

    assert [answer.status_code for answer in sent] == [303, 303]
    assert (profile.competences, profile.limit) == (("gastronomia", "it"), 3)
    assert [(tie.nip, tie.until) for tie in profile.affiliations] == [
        ("5252344078", dt.date(2025, 6, 30)),
        ("5260250995", None),
    ]
    assert profile.absence is not None
    assert "Ekspert jest na liście." in words(shown)
    assert "5252344078, 2025-06-30" in shown.text
    asked = "name=Jan+Kowalski&amp;email=jan%40uczelnia.example&amp;language=pl&amp;roles=expert"
    assert f'href="/osoby/zaproszenie?{asked}"' in shown.text
    drawn = await officer.open("/eksperci/obciazenie.svg?kategoria=it")
    assert (drawn.headers["content-type"], PROFILE["name"] in drawn.text) == ("image/svg+xml", True)
    listed = words(await officer.open("/eksperci?kategoria=it"))
    assert "nieobecność 1 lipca 2026 – 14 lipca 2026" in listed


async def test_an_expert_is_found_by_the_beginnings_of_their_names(reader: Readers) -> None:
    officer = reader("officer")
    for name, email in (("Jan Kowalski", "jan@x.example"), ("Żaneta Kos", "zaneta@x.example")):
        await officer.send("/eksperci/nowy", **{**PROFILE, "name": name, "email": email})

    async def found(q: str) -> list[str]:
        page = await officer.open(f"/eksperci?q={q}&kategoria=it")
        drawn = await officer.open(f"/eksperci/obciazenie.svg?q={q}&kategoria=it")
        names = ("Jan Kowalski", "Żaneta Kos")
        shown = [name for name in names if name in words(page)]
        assert [name for name in names if name in drawn.text] == shown
        return shown

    assert await found("ko") == ["Jan Kowalski", "Żaneta Kos"]
    assert await found("kos+zan") == ["Żaneta Kos"]
    assert await found("nikt") == []
    assert "Nie ma takiej osoby na liście." in words(await officer.open("/eksperci?q=nikt"))


async def test_a_wrong_profile_names_its_fields_and_keeps_what_was_typed(reader: Readers) -> None:
    wrong = {"competences": "", "affiliations": "123", "absence.until": "2026-06-01", "limit": "-1"}
    first = await reader("officer").send("/eksperci/nowy", **{**PROFILE, **wrong})
    answer = await reader("officer").send("/eksperci/nowy", **{**PROFILE, **wrong, "limit": ""})

    assert (first.status_code, 'href="#limit"' in first.text) == (422, True)
    assert answer.status_code == 422
    for field in ("competences", "affiliations", "absence.until"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text
    assert 'value="Jan Kowalski"' in answer.text


async def test_a_profile_is_changed_and_the_person_taken_off_the_list(
    office: Office, reader: Readers
) -> None:
    await office.one_case()
    officer = reader("officer")
    before = await officer.open("/eksperci")
    shown = await officer.open("/eksperci/e-1")
    await officer.send("/eksperci/e-1", **{**PROFILE, "affiliations": "", "name": "Ewa Nowa"})
    changed = await office.service.experts.get("e-1")
    wrong = await officer.send("/eksperci/e-1", **{**PROFILE, "name": ""})
    await officer.send("/eksperci/e-1/zdjecie")

    assert words(before).count("gastronomia 1 ") == 2
    assert "ZP/2026/000001" in words(shown)
    assert (changed.state.profile.name, changed.state.profile.person) == ("Ewa Nowa", "e-1")
    assert (wrong.status_code, 'href="#name"' in wrong.text) == (422, True)
    assert (await office.service.experts.get("e-1")).state.state is ExpertState.REMOVED
    assert "poza listą" in words(await officer.open("/eksperci"))


async def test_an_empty_list_says_what_to_do(reader: Readers) -> None:
    assert "Dodaj ekspertów" in words(await reader("officer").open("/eksperci"))
    assert "Nie ma teraz takich spraw." in words(await reader("officer").open("/oceny"))


async def test_a_seat_is_given_to_somebody_else_by_hand(office: Office, reader: Readers) -> None:
    await office.one_case()
    await office.enrol("e-3")
    officer, path = reader("officer"), f"/oceny/{CASE}"
    shown = await officer.open(path)
    wrong = await officer.send(f"{path}/zmiana", seat="1", person="e-3")
    nobody = await officer.send(f"{path}/zmiana", seat="1", person="e-2", reason="Choroba.")
    done = await officer.send(f"{path}/zmiana", key="k", seat="1", person="e-3", reason="Choroba.")
    again = await officer.send(f"{path}/zmiana", key="k", seat="1", person="e-3", reason="Choroba.")
    seats = (await office.case()).seats

    assert "Ekspert e-3" in words(shown)
    assert (wrong.status_code, 'href="#reason"' in wrong.text) == (422, True)
    assert (nobody.status_code, "Nie ma eksperta" in words(nobody)) == (409, True)
    assert [answer.status_code for answer in (done, again)] == [303, 303]
    assert [(seat.expert.person, seat.state) for seat in seats] == [
        ("e-1", SeatState.REASSIGNED),
        ("e-2", SeatState.ASSIGNED),
        ("e-3", SeatState.ASSIGNED),
    ]


async def test_cards_show_to_whom_the_api_shows_them(office: Office, reader: Readers) -> None:
    await office.one_case()
    await both_score(office, GOOD, GOOD, CASE)
    path = f"/oceny/{CASE}"
    director = await reader("director").open(path)

    assert "razem 75" in words(director)
    assert "Zatwierdź decyzję" in words(director)
    assert "Zatwierdź decyzję" not in words(await reader("officer").open(path))
    for who in ("chapter:c-1", "expert:e-1", "applicant:a-1"):
        assert (await reader(who).open(path)).status_code == 403


async def test_the_director_sees_what_a_renewal_says_otherwise_than_the_licence(
    office: Office, reader: Readers
) -> None:
    held = an_item(new=False)
    await office.hear(a_renewal(held.model_copy(update={"description": "Nowy."}), changed=(held,)))
    director = reader("director")

    listed = words(await director.open("/posiedzenia/decyzje"))
    shown = words(await director.open(f"/oceny/{CASE}"))

    assert "Chleb 1: znak przyznany Opis jest zmieniony." in listed
    assert "Opis jest zmieniony. Był: Żytni, na zakwasie. Jest: Nowy." in shown


@pytest.mark.parametrize("role", ["officer", "director"])
async def test_who_has_yet_to_score_reads_no_card_before_whatever_else_they_are(
    office: Office, door: Doors, reader: Readers, role: str
) -> None:
    await office.one_case()
    await office.ask(declare(1))
    await office.ask(claim(1))
    await office.ask(submit(1, sheet(GOOD)))
    both, path = f"{role}+expert:e-2", f"/oceny/{CASE}"
    blind = await reader(both).open(path)
    seats = (await door(both, "GET", f"/api/cases/{CASE}")).json()["seats"]

    assert [seat["card"] for seat in seats] == [None, None]
    assert "Karta oceny" not in words(blind)
    assert "Karta oceny: Ekspert e-1" in words(await reader(f"{role}:e-1").open(path))
    assert "Karta oceny: Ekspert e-1" in words(await reader(role).open(path))
    for command in (declare(2), claim(2), submit(2, sheet(GOOD))):
        await office.ask(command)
    assert words(await reader(both).open(path)).count("Karta oceny: ") == 2


async def test_the_director_puts_a_mistake_right(office: Office, reader: Readers) -> None:
    await office.one_case()
    await both_score(office, POOR, POOR, CASE)
    director, path = reader("director"), f"/oceny/{CASE}/sprostowanie"
    early = await director.send(path, **{"reason": "Omyłka.", "items.i-1.granted": "true"})
    await director.send("/posiedzenia/decyzje", cases=[CASE])
    wrong = await director.send(path, **{"items.i-1.granted": "false"})
    fields = {"reason": "Pomylono sprawy.", "items.i-1.granted": "true"}
    expert = await reader("director:e-1").send(path, **fields)
    done = await director.send(path, **fields, **{"items.i-1.reason": "Średnia 75 pkt."})
    (made,) = (await office.case()).verdicts

    assert early.status_code == 409
    assert (wrong.status_code, 'href="#reason"' in wrong.text) == (422, True)
    assert 'id="items.i-1"' in wrong.text
    assert (expert.status_code, "Nie możesz decydować" in words(expert)) == (409, True)
    assert (made.granted, made.reason) == (True, "Średnia 75 pkt.")
    assert "Decyzja sprostowana." in words(await director.follow(done))
    listed = await director.open("/oceny?stan=concluded")
    assert "ZP/2026/000001" in words(listed)


async def test_lists_of_cases_come_in_pages(office: Office, reader: Readers) -> None:
    await office.enrol("e-1", "e-2")
    for no in range(3):
        await office.hear(accepted(f"case-{no}", number=f"ZP/2026/00000{no}"))
    officer = reader("officer")
    first = await officer.open("/oceny?limit=2")
    more = first.text.partition('href="/oceny?stan=in_panel&amp;after=')[2].partition('"')[0]

    assert "ZP/2026/000002" not in words(first)
    assert "ZP/2026/000002" in words(await officer.open(f"/oceny?stan=in_panel&after={more}"))


async def test_every_page_speaks_english_when_asked(office: Office, reader: Readers) -> None:
    await office.one_case()
    case, task = f"/oceny/{CASE}", f"/zadania/{CASE}.1"
    pages = {
        "expert:e-1": ("/zadania", "/zadania/zrobione", task),
        "officer": (
            *("/posiedzenia", "/posiedzenia/minione", "/posiedzenia/nowe", "/posiedzenia/kapitula"),
            *("/eksperci", "/eksperci/nowy", "/eksperci/e-1", "/oceny", case),
        ),
        "director": ("/posiedzenia/decyzje", f"{case}/sprostowanie"),
    }
    polish = {
        path: found
        for who, paths in pages.items()
        for path in paths
        if (found := POLISH.findall(await in_english(reader(who), path)))
    }
    assert polish == {}


async def in_english(browser: Reader, path: str) -> str:
    """What the page says beside the name of the entity."""
    answer = await browser.open(f"{path}?lang=en")
    assert answer.status_code == 200, path
    return words(answer).replace(ENTITY.name, "")
