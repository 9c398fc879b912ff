"""The steps that are taken now and then, walked with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from tests.pages.keyboard import Keyboard
from tests.pages.place import Place
from tests.pages.test_keyboard import fields
from tests.support.waiting import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.prove]


async def said(hands: Keyboard, text: str) -> None:
    """See that the page tells what was done, and go."""
    await expect(hands.page.get_by_role("status").first).to_contain_text(text)
    await hands.page.context.close()


async def test_a_director_confirms_a_decision(browser: Browser, place: Place) -> None:
    hands = Keyboard(await place.sit(browser, "/pulpit", "director"))
    await hands.follow("Do zatwierdzenia")
    await hands.at("Decyzje do zatwierdzenia")
    await hands.tick(hands.page.get_by_role("checkbox").first)
    await hands.press("Zatwierdź zaznaczone")
    await said(hands, "Zatwierdzone decyzje: 1.")


async def test_an_operator_looks_at_a_dead_letter_and_discards_it(
    browser: Browser, place: Place
) -> None:
    hands = Keyboard(await place.sit(browser, "/system", "operator"))
    letters = hands.page.get_by_role("link", name=re.compile("zobacz"))

    async def counted() -> bool:
        await hands.page.reload()
        return await letters.count() > 0

    await eventually(counted, within=20, otherwise="the broker has counted no dead letter")
    await hands.reach(letters)
    await hands.page.keyboard.press("Enter")
    await hands.at("Nieobsłużone wiadomości")
    await hands.tick(hands.page.get_by_role("checkbox").first)
    await hands.press("Usuń wybrane na zawsze")
    await hands.at("Usunąć na zawsze?")
    await hands.press("Usuń na zawsze")
    await said(hands, "Usunięto.")


async def test_an_applicant_corrects_and_then_withdraws(browser: Browser, place: Place) -> None:
    page = f"/wnioski/{place.records['intake', 'asked'].id}"
    hands = Keyboard(await place.sit(browser, page, "applicant"))
    await hands.follow("Uzupełnij wniosek")
    await hands.at("Uzupełnij wniosek")
    await hands.type("Działalność społeczna", "Zatrudniamy osiem osób.")
    await hands.press("Wyślij uzupełnienie")
    await hands.follow("Wycofaj wniosek")
    await hands.at("Wycofaj wniosek")
    await hands.type("Powód", "Złożymy go wiosną.")
    await hands.press("Wycofuję wniosek")
    await said(hands, "wycofany")


async def test_an_applicant_appeals(browser: Browser, place: Place) -> None:
    page = f"/wnioski/{place.records['intake', 'refused'].id}"
    hands = Keyboard(await place.sit(browser, page, "applicant"))
    await hands.follow("Złóż odwołanie")
    await hands.at("Odwołaj się od decyzji")
    await hands.type("Dlaczego się nie zgadzasz", "Mamy obie rekomendacje.")
    await hands.press("Wyślij odwołanie")
    await said(hands, "Odwołanie")


async def test_an_officer_types_in_what_came_on_paper(browser: Browser, place: Place) -> None:
    hands = Keyboard(await place.sit(browser, "/pulpit", "officer"))
    await hands.press("Wpisz wniosek z papieru")
    await hands.at("Wpisz wniosek, który przyszedł na papierze")
    await hands.choose("Nabór", "21/2026 – Nabór 21")
    await hands.press("Zapisz i wpisuj dalej")
    await hands.follow("Podmiot")
    await hands.at("Podmiot")
    await fields(hands, ("Pełna nazwa",))
    await hands.choose("Rodzaj podmiotu", "spółdzielnia socjalna")
    await fields(hands, ("Miejscowość",))
    await hands.press("Zapisz i dalej")
    await hands.at("Kontakt")
    await hands.page.context.close()


async def test_an_officer_records_a_signature(browser: Browser, place: Place) -> None:
    number = place.records["licensing", "drawn"].id.replace("-", "/").replace("ZP/", "ZP-", 1)
    hands = Keyboard(await place.sit(browser, "/licencje", "officer"))
    await hands.follow("Umowy do podpisu")
    await hands.follow(number)
    await hands.at(number)
    await hands.follow("Zapisz podpis umowy")
    await hands.at("Zapisz podpis umowy")
    forms = hands.page.get_by_role("radio")
    await hands.pick(forms.first, forms)
    day = place.house.clock.moment
    await hands.type("Dzień podpisania", f"{day:%Y-%m-%d}")
    await hands.press("Zapisz podpis umowy")
    await said(hands, "Podpis jest zapisany.")
