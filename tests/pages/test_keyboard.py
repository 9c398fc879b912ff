"""Everybody's way, walked with the keyboard alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.build import PDF
from tests.pages.keyboard import Keyboard
from tests.pages.place import Place
from tests.pages.test_applicant import ENTITY, ITEM

pytestmark = pytest.mark.asyncio(loop_scope="session")

EMAIL: Final = "klawisz@spoldzielnia.example"


async def test_anybody_skips_to_the_contents_and_checks_a_number(
    browser: Browser, bare: Place
) -> None:
    hands = Keyboard(await bare.sit(browser, "/"))
    page = hands.page
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Przejdź do treści")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await page.reload()

    await hands.follow("Sprawdź licencję")
    await hands.at("Sprawdź")
    await hands.type("Numer licencji albo adres", "ZP-LUB/2020/0009")
    await hands.press("Sprawdź w rejestrze")
    await expect(page.locator(".answer")).to_contain_text("Fałsz.")
    await page.context.close()


@pytest.mark.prove
async def test_an_applicant_comes_in_by_the_link_fills_in_and_sends(
    browser: Browser, place: Place, tmp_path: Path
) -> None:
    statement = tmp_path / "sprawozdanie.pdf"
    statement.write_bytes(PDF)
    hands = Keyboard(await place.sit(browser, "/logowanie"))
    await come_in(hands, place)
    await hands.follow("Nabory")
    await hands.follow("Nabór 21")
    await hands.press("Złóż wniosek")
    await hands.press("Zacznij")
    await hands.at("Podmiot")
    await sections(hands, statement)
    await hands.at("Sprawdź i wyślij")
    await hands.press("Wyślij wniosek")
    await hands.at("ZP/")
    async with hands.page.expect_download() as download:
        await hands.follow("Pobierz potwierdzenie")
    assert (await download.value).suggested_filename.endswith(".pdf")
    await hands.page.context.close()


async def come_in(hands: Keyboard, place: Place) -> None:
    """By the link that a mail would bring."""
    await hands.type("Adres e-mail", EMAIL)
    await hands.press("Wyślij link")
    await hands.at("Sprawdź")
    [*_, (_, _, letter)] = place.house.post.waiting
    hands.page = await hands.page.context.new_page()
    await hands.page.goto(json.loads(letter.body)["link"])
    await hands.press("Wejdź")
    await hands.type("Imię i nazwisko", "Ewa Klawisz")
    await hands.press("Wejdź")
    await hands.at("Moje wnioski")


async def sections(hands: Keyboard, statement: Path) -> None:
    """Every section, one after the other."""
    page = hands.page
    await fields(hands, ("Pełna nazwa",))
    await hands.choose("Rodzaj podmiotu", "spółdzielnia socjalna")
    social = page.get_by_role("radio")
    await hands.pick(page.get_by_role("radio", name="tak"), social)
    await fields(hands, ("NIP", "REGON", "Numer KRS", "Ulica i numer", "Kod pocztowy"))
    await fields(hands, ("Miejscowość",))
    await hands.choose("Województwo", "lubelskie")
    await fields(hands, ("Imię i nazwisko", "Funkcja"))
    await hands.press("Zapisz i dalej")
    await hands.at("Kontakt")
    await hands.type("Telefon", "+48 81 123 45 67")
    await hands.press("Zapisz i dalej")
    await hands.at("Działalność")
    await hands.type("Od kiedy działa podmiot", "2019-05-01")
    await hands.type("Działalność społeczna", "Uczymy zawodu osoby bezrobotne.")
    await hands.type("Kogo wspieracie", "Osoby długotrwale bezrobotne.")
    await hands.press("Zapisz i dalej")
    await hands.at("Przychody")
    await revenue(hands)
    await hands.at("Produkty i usługi")
    await item(hands)
    await attached_and_declared(hands, statement)


async def revenue(hands: Keyboard) -> None:
    await hands.type("Początek okresu", "2025-01-01")
    await hands.type("Koniec okresu", "2025-12-31")
    await hands.type("Wszystkie przychody", "100 000,00")
    await hands.type("Przychody z własnej", "45000")
    await hands.press("Zapisz i dalej")


async def attached_and_declared(hands: Keyboard, statement: Path) -> None:
    page = hands.page
    await hands.at("Załączniki")
    await hands.upload("Plik", statement)
    await hands.press("Dodaj plik")
    await expect(page.get_by_role("link", name="sprawozdanie.pdf")).to_be_visible()
    await hands.press("Dalej: oświadczenia")
    await hands.at("Oświadczenia")
    for box in await page.get_by_role("checkbox").all():
        await hands.tick(box)
    await hands.press("Zapisz i dalej")


async def item(hands: Keyboard) -> None:
    """One product."""
    page = hands.page
    await hands.press("Dodaj produkt lub usługę")
    kinds = page.get_by_role("radio")
    await hands.pick(page.get_by_role("radio", name="produkt", exact=True), kinds)
    await hands.type("Nazwa", ITEM["Nazwa"])
    await hands.choose("Kategoria", "gastronomia")
    for label in [each for each in ITEM if each != "Nazwa"]:
        await hands.type(label, ITEM[label])
    await hands.press("Zapisz i dalej")


async def fields(hands: Keyboard, labels: tuple[str, ...]) -> None:
    for label in labels:
        await hands.type(label, ENTITY[label])


@pytest.mark.prove
async def test_an_expert_declares_scores_and_sends(browser: Browser, place: Place) -> None:
    task = place.records["evaluation", "tasks"].id
    hands = Keyboard(await place.sit(browser, f"/zadania/{task}", "expert"))
    page = hands.page
    await hands.press("Nie mam konfliktu – otwórz wniosek")
    await hands.at("Karta oceny")
    for points in await page.get_by_label("Punkty").all():
        await hands.reach(points)
        await page.keyboard.type("12")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Rekomendacje to potwierdzają.")
    await hands.press("Wyślij i weź następne")
    await expect(page.get_by_role("status")).to_have_text("Karta wysłana. Dziękujemy!")
    await page.context.close()


@pytest.mark.prove
async def test_an_officer_checks_and_accepts(browser: Browser, place: Place) -> None:
    hands = Keyboard(await place.sit(browser, "/pulpit", "officer"))
    page = hands.page
    await hands.follow("Do oceny formalnej")
    await hands.at("Wnioski")
    case = place.records["intake", "checked"].id
    await hands.reach(page.locator(f'a[href="/sprawy/{case}/ocena"]'))
    await page.keyboard.press("Enter")
    await hands.at("Ocena formalna")
    for point in await page.locator("fieldset").all():
        await hands.pick(point.get_by_label("tak", exact=True), point.get_by_role("radio"))
    await hands.press("Przyjmij wniosek")
    await expect(page.get_by_role("status")).to_contain_text("Wniosek przyjęto")
    await page.context.close()


@pytest.mark.prove
async def test_the_chair_votes_and_closes_the_sitting(browser: Browser, place: Place) -> None:
    hands = Keyboard(await place.sit(browser, "/posiedzenia", "chapter"))
    page = hands.page
    meeting = place.records["evaluation", "meeting"].id
    await hands.reach(page.locator(f'a[href="/posiedzenia/{meeting}"]'))
    await page.keyboard.press("Enter")
    await hands.at("Posiedzenie")
    await hands.reach(page.get_by_role("link", name=re.compile("Spółdzielnia")))
    await page.keyboard.press("Enter")
    await hands.at("Spółdzielnia")
    votes = page.locator("fieldset").first
    await hands.pick(votes.get_by_label("za", exact=True), votes.get_by_role("radio"))
    await hands.press("Zapisz głos i przejdź dalej")
    await expect(page.get_by_role("status")).to_have_text("Głos zapisany.")
    await hands.press("Zamknij posiedzenie i podejmij uchwały")
    await expect(page.get_by_role("status")).to_have_text("Posiedzenie zamknięte, uchwały podjęte.")
    await page.context.close()


@pytest.mark.prove
async def test_a_licensee_renews_in_a_few_fields(
    browser: Browser, place: Place, tmp_path: Path
) -> None:
    statement = tmp_path / "sprawozdanie.pdf"
    statement.write_bytes(PDF)
    await place.house.travel(320)
    number = place.records["licensing", "licencje"].id
    hands = Keyboard(await place.sit(browser, f"/licencje/{number}", "applicant"))
    page = hands.page
    await hands.press("Złóż wniosek o przedłużenie")
    await hands.at("Przedłużenie licencji")
    await hands.press("Zacznij")
    for known in ("Podmiot", "Kontakt", "Działalność"):
        await hands.at(known)
        await hands.press("Zapisz i dalej")
    await hands.at("Przychody")
    await revenue(hands)
    await hands.at("Produkty i usługi")
    await hands.press("Zapisz i dalej")
    await attached_and_declared(hands, statement)
    await hands.at("Sprawdź i wyślij")
    await hands.press("Wyślij wniosek")
    await hands.at("ZP/")
    await page.context.close()
