"""An expert's pages, without a script."""

from __future__ import annotations

import re
from typing import Any

from services.evaluation.domain.case import SeatState
from services.evaluation.domain.commands import Reassign
from tests.services.evaluation.build import (
    CASE,
    CODES,
    DEADLINE,
    GOOD,
    LATE,
    LEASE,
    NUMBER,
    accepted,
    an_expert,
    withdrawal,
)
from tests.services.evaluation.conftest import Office, Readers
from tests.support.reader import Reader, hidden, words

TASK = f"/zadania/{CASE}.1"
SECRET = "Żytni, na zakwasie."


def card(token: str, **changes: Any) -> dict[str, Any]:
    """The fields of a whole card, as a browser names them."""
    fields = {"token": token}
    for at, code in enumerate(CODES):
        fields[f"items.0.scores.{at}.points"] = str(GOOD[code])
        fields[f"items.0.scores.{at}.justification"] = "Widać to w dokumentach."
    return {**fields, **changes}


async def with_card(office: Office, reader: Readers, who: str = "expert:e-1") -> tuple[Reader, str]:
    """The first expert has declared and has the card open; the token that it has."""
    await office.one_case()
    browser = reader(who)
    opened = await browser.follow(
        await browser.send(f"{TASK}/oswiadczenie", key="k", conflict="no")
    )
    return browser, hidden(opened)["token"]


async def elsewhere(reader: Readers) -> tuple[Reader, str]:
    """The same expert opens the card on another machine."""
    other = reader("expert:e-1")
    other.client.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    opened = await other.follow(await other.send(f"{TASK}/otwarcie"))
    return other, hidden(opened)["token"]


async def test_the_most_urgent_task_comes_first_then_by_number_and_one_overdue_says_so(
    office: Office, reader: Readers
) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(accepted("b-first", number="ZP/2026/000002"))
    office.clock.moment = DEADLINE
    await office.hear(accepted("a-third", number="ZP/2026/000003"))
    await office.hear(accepted("c-second", number="ZP/2026/000001"))
    office.clock.moment = LATE
    said = words(await reader("expert:e-1").open("/zadania"))

    numbers = [f"ZP/2026/00000{no}" for no in (2, 1, 3)]
    assert sorted(numbers, key=said.index) == numbers
    assert said.count("po terminie") == 1
    assert said.count("złóż oświadczenie") == 3


async def test_nothing_to_do_is_said_in_words(reader: Readers) -> None:
    browser = reader("expert:e-1")
    assert "Nie masz teraz nic do oceny." in words(await browser.open("/zadania"))
    assert "Tu pojawią się oceny" in words(await browser.open("/zadania/zrobione"))


async def test_the_contents_open_after_the_declaration_and_not_before(
    office: Office, reader: Readers
) -> None:
    await office.one_case()
    browser = reader("expert:e-1")
    asked = await browser.open(TASK)
    forged = [
        await browser.send(f"{TASK}/{act}", **card("x"))
        for act in ("otwarcie", "karta", "szkic", "oddanie", "obecnosc")
    ]
    opened = await browser.follow(await browser.send(f"{TASK}/oswiadczenie", conflict="no"))

    assert "Czy możesz ocenić ten wniosek?" in words(asked)
    assert SECRET not in "".join(answer.text for answer in (asked, *forged))
    assert [answer.status_code for answer in forged] == [409, 409, 409, 409, 200]
    assert SECRET in words(opened)
    assert "Karta jest otwarta tutaj do 13:15" in words(opened)


async def test_a_conflict_needs_a_ground_and_then_somebody_else_scores(
    office: Office, reader: Readers
) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted())
    browser = reader("expert:e-1")
    wrong = await browser.send(f"{TASK}/oswiadczenie", conflict="yes")
    long = await browser.send(f"{TASK}/oswiadczenie", conflict="yes", words="x" * 600)
    done = await browser.send(
        f"{TASK}/oswiadczenie", conflict="yes", ground="kin", words="To moja siostra."
    )
    left = (await office.case()).seats[0]

    assert (wrong.status_code, 'href="#ground"' in wrong.text) == (422, True)
    assert (long.status_code, "x" * 600 in long.text) == (422, True)
    assert left.state is SeatState.RECUSED
    assert left.ground.startswith("Sprawa dotyczy kogoś z rodziny")
    assert left.ground.endswith("To moja siostra.")
    assert "Ocenę przejmie ktoś inny." in words(await browser.follow(done))
    assert "To moja siostra." in words(await browser.open(TASK))


async def test_a_conflict_seen_in_the_contents_is_declared_beside_the_card(
    office: Office, reader: Readers
) -> None:
    browser, _ = await with_card(office, reader)
    offered = await browser.open(TASK)
    await browser.send(f"{TASK}/oswiadczenie", conflict="yes", ground="kin")

    assert (SECRET in words(offered), "Mam konflikt – wyłączam się" in words(offered)) == (
        True,
    ) * 2
    assert (await office.case()).seats[0].state is SeatState.RECUSED


async def test_a_card_sent_twice_is_one_card_and_the_next_task_opens(
    office: Office, reader: Readers
) -> None:
    browser, token = await with_card(office, reader)
    await office.hear(accepted("case-2", number="ZP/2026/000002"))
    sent = [await browser.send(f"{TASK}/karta", key="k", **card(token)) for _ in range(2)]
    done = await browser.open("/zadania/zrobione")

    assert {(each.status_code, each.headers["location"]) for each in sent} == {
        (303, "/zadania/case-2.1")
    }
    assert "karta wysłana" in words(done)
    assert "razem 75" in words(await browser.open(TASK))


async def test_a_task_whose_application_or_appeal_was_withdrawn_is_over(
    office: Office, reader: Readers
) -> None:
    await office.one_case()
    await office.hear(withdrawal())
    browser, said = reader("expert:e-1"), "niosek albo odwołanie wycofano"

    assert f"W{said}. Nie trzeba oceniać." in words(await browser.open(TASK))
    assert f"w{said}" in words(await browser.open("/zadania/zrobione"))


async def test_a_wrong_field_is_named_and_what_was_typed_stays(
    office: Office, reader: Readers
) -> None:
    browser, token = await with_card(office, reader)
    wrong = {"items.0.scores.1.points": "26", "items.0.scores.2.justification": ""}
    answer = await browser.send(f"{TASK}/karta", **card(token, **wrong))

    assert answer.status_code == 422
    assert 'href="#items.0.scores.1.points">Chleb 1, kryterium social-value: Podaj' in answer.text
    assert 'value="26"' in answer.text
    assert "Uzasadnij ocenę słowami." in answer.text


async def test_what_is_saved_half_done_is_there_again(office: Office, reader: Readers) -> None:
    browser, token = await with_card(office, reader)
    half = {"items.0.scores.0.points": "dużo", "items.0.scores.0.justification": "Brudnopis"}
    saved = await browser.send(f"{TASK}/szkic", token=token, **half)
    again = await browser.follow(saved)

    assert "Zapisano." in words(again)
    assert 'value="dużo"' in again.text
    assert "Brudnopis" in again.text


async def test_while_typing_only_the_line_about_the_card_comes_back(
    office: Office, reader: Readers
) -> None:
    browser, token = await with_card(office, reader)
    browser.client.headers["hx-request"] = "true"
    office.clock.real_moment += LEASE / 3
    saved = await browser.send(f"{TASK}/szkic", **card(token))
    kept = await browser.send(f"{TASK}/obecnosc", token=token)
    await browser.send(f"{TASK}/oddanie", **card(token))
    lost = await browser.send(f"{TASK}/szkic", **card(token))

    assert "<main" not in saved.text + kept.text + lost.text
    assert "do <strong>13:20</strong>. Zapisano o 13:05." in saved.text
    assert "do <strong>13:20</strong>" in kept.text
    assert 'role="alert"' in lost.text


async def test_a_stale_card_is_told_which_session_has_it_and_keeps_what_was_typed(
    office: Office, reader: Readers
) -> None:
    browser, token = await with_card(office, reader)
    office.clock.real_moment += LEASE
    _, taken = await elsewhere(reader)
    typed = card(token, **{"items.0.scores.0.justification": "Moje słowa"})
    stale = await browser.send(f"{TASK}/karta", **typed)
    closed = await browser.send(f"{TASK}/otwarcie", **typed)

    for answer in (stale, closed):
        assert answer.status_code == 409
        assert "Moje słowa" in answer.text
        assert re.search(r"Firefox, Windows \(\w{6}\)</strong>, od 13:15", answer.text)
    office.clock.real_moment += LEASE
    opened = await browser.follow(await browser.send(f"{TASK}/otwarcie", **typed))
    assert "Moje słowa" in opened.text
    assert hidden(opened)["token"] not in {token, taken}


async def test_a_card_open_elsewhere_is_not_shown_here(office: Office, reader: Readers) -> None:
    await with_card(office, reader)
    other = reader("expert:e-1")
    shown = await other.open(TASK)

    assert SECRET not in shown.text
    assert "Karta jest teraz otwarta gdzie indziej" in words(shown)


async def test_a_task_given_back_waits_with_what_was_typed(office: Office, reader: Readers) -> None:
    browser, token = await with_card(office, reader)
    back = await browser.send(f"{TASK}/oddanie", **card(token))
    seat = (await office.case()).seats[0]

    assert (back.status_code, back.headers["location"]) == (303, "/zadania")
    assert (seat.state, seat.draft[0].points) == (SeatState.DECLARED, "25")


async def test_whoever_lost_the_task_reads_why_and_no_contents(
    office: Office, reader: Readers
) -> None:
    browser, token = await with_card(office, reader)
    await office.ask(Reassign(1, "o-1", "Choroba.", None, {"after-1": an_expert("e-3")}))
    late = await browser.send(f"{TASK}/karta", **card(token))
    shown = await browser.open(TASK)

    assert late.status_code == 409
    for answer in (late, shown):
        assert "Urząd przekazał to zadanie komuś innemu." in words(answer)
        assert SECRET not in answer.text


async def test_nobody_opens_or_writes_into_what_is_another_experts(
    office: Office, reader: Readers
) -> None:
    _, token = await with_card(office, reader)
    stranger = reader("expert:e-2")
    acts = ("oswiadczenie", "otwarcie", "obecnosc", "szkic", "karta", "oddanie")
    answers = [await stranger.open(TASK)]
    answers += [await stranger.send(f"{TASK}/{act}", conflict="no", **card(token)) for act in acts]

    assert {answer.status_code for answer in answers} == {403}
    assert NUMBER not in "".join(answer.text for answer in answers)
    assert (await stranger.open("/zadania/nie-ma.9")).status_code == 404
