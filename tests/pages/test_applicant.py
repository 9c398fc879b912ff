"""An applicant's way through the pages alone: from the start page to a receipt, in Polish."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

from deploy.local.bots_office import OFFICER
from deploy.local.client import Znak
from tests.pages.conftest import Looks
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

PDF = b"%PDF-1.7 sprawozdanie %%EOF\n"
ENTITY: Mapping[str, str] = {
    "Pełna nazwa": "Spółdzielnia Socjalna „Żywa Łąka”",
    "NIP": "0012345673",
    "REGON": "991234561",
    "Numer KRS": "0009123456",
    "Ulica i numer": "ul. Prosta 1",
    "Kod pocztowy": "20-001",
    "Miejscowość": "Lublin",
    "Imię i nazwisko": "Anna Żak",
    "Funkcja": "prezeska",
}
ITEM: Mapping[str, str] = {
    "Nazwa": "Chleb na zakwasie",
    "Opis": "Chleb pieczony co rano z mąki z okolicy.",
    "Skąd wiadomo, że jest dobrej jakości": "Badania co kwartał.",
    "Kto poleca (1)": "Szkoła nr 1",
    "Treść rekomendacji (1)": "Polecamy.",
    "Kto poleca (2)": "Biblioteka",
    "Treść rekomendacji (2)": "Bardzo dobry.",
}


async def a_call(znak: Znak, number: str, procedure: str = "zakup-prospoleczny") -> str:
    """An open call; its title."""
    title = f"Nabór {number}"
    opens = (dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).isoformat()
    body = {"number": number, "title": title, "opens": opens, "procedure": procedure}
    await znak.intake.post("calls", OFFICER, body)
    return title


async def fill(page: Page, fields: Mapping[str, str]) -> None:
    for label, value in fields.items():
        await page.get_by_label(label).first.fill(value)


async def go_on(page: Page, to: str) -> None:
    await page.get_by_role("button", name="Zapisz i dalej").click()
    await expect(page.locator("h1")).to_have_text(to)


async def entity(page: Page) -> None:
    await fill(page, ENTITY)
    await page.get_by_label("Rodzaj podmiotu").select_option("spółdzielnia socjalna")
    await page.get_by_label("Województwo").select_option("lubelskie")
    await page.get_by_label("tak").check()


async def item(page: Page) -> None:
    await page.get_by_role("button", name="Dodaj produkt lub usługę").click()
    await page.get_by_label("produkt", exact=True).check()
    await fill(page, ITEM)
    await page.get_by_label("Kategoria").select_option("gastronomia")


async def typed(page: Page, *, saved_by_itself: bool = True) -> None:
    """Every section, one after the other."""
    await entity(page)
    await go_on(page, "Kontakt")
    await page.get_by_label("Telefon").fill("+48 81 123 45 67")
    await go_on(page, "Działalność")
    await page.get_by_label("Od kiedy działa podmiot").fill("2019-05-01")
    await page.get_by_label("Działalność społeczna").fill("Uczymy zawodu osoby bezrobotne.")
    await page.get_by_label("Kogo wspieracie").fill("Osoby długotrwale bezrobotne.")
    if saved_by_itself:
        await expect(page.locator("#zapis")).to_contain_text("Zapisano o")
    await go_on(page, "Przychody")
    await page.get_by_label("Początek okresu").fill("2025-01-01")
    await page.get_by_label("Koniec okresu").fill("2025-12-31")
    await page.get_by_label("Wszystkie przychody").fill("100 000,00")
    await page.get_by_label("Przychody z własnej").fill("45000")
    await go_on(page, "Produkty i usługi")
    await item(page)
    await go_on(page, "Załączniki")
    file = FilePayload(name="sprawozdanie.pdf", mimeType="application/pdf", buffer=PDF)
    await page.get_by_label("Plik", exact=True).set_input_files(file)
    await page.get_by_role("button", name="Dodaj plik").click()
    await expect(page.get_by_role("link", name="sprawozdanie.pdf")).to_be_visible()
    await page.get_by_role("button", name="Dalej: oświadczenia").click()
    for box in await page.get_by_role("checkbox").all():
        await box.check()


async def test_from_the_start_page_to_the_receipt_with_a_double_click_on_send(
    look: Looks, znak: Znak, tmp_path: Path
) -> None:
    title = await a_call(znak, "A/2026")
    page = await look("/", role="applicant", person="anna-strony")
    await page.get_by_role("button", name="Zobacz nabory").click()
    await page.get_by_role("link", name=title).click()
    await page.get_by_role("button", name="Złóż wniosek").click()
    await page.get_by_role("button", name="Zacznij").click()
    await expect(page.get_by_role("status").first).to_contain_text("Wersja robocza zapisana")
    await typed(page)
    await go_on(page, "Sprawdź i wyślij")
    await expect(page.locator("main")).to_contain_text("Spółdzielnia Socjalna „Żywa Łąka”")
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.method) if each.method == "POST" else None)
    async with slow(page):
        await page.get_by_role("button", name="Wyślij wniosek").dblclick()
        await expect(page.locator("h1")).to_contain_text("ZP/", timeout=15_000)
    assert sent == ["POST"]
    await expect(page.locator("li.now, li.past").first).to_contain_text("złożony")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Pobierz potwierdzenie").click()
    kept = tmp_path / "potwierdzenie.pdf"
    await (await download.value).save_as(kept)
    assert kept.read_bytes().startswith(b"%PDF-")
    await page.get_by_role("link", name="Moje wnioski").first.click()
    await expect(page.locator(".cards > li")).to_have_count(1)
    await case_told(page)


@pytest.mark.prove
async def test_all_of_it_without_a_script(look: Looks, znak: Znak) -> None:
    title = await a_call(znak, "B/2026", "demo")
    page = await look("/", role="applicant", person="bez-skryptow", java_script_enabled=False)
    await page.get_by_role("button", name="Zobacz nabory").click()
    await page.get_by_role("link", name=title).click()
    await page.get_by_role("button", name="Złóż wniosek").click()
    await page.get_by_role("button", name="Zacznij").click()
    await typed(page, saved_by_itself=False)
    await go_on(page, "Sprawdź i wyślij")
    await page.get_by_role("button", name="Wyślij wniosek").click()
    await expect(page.locator("h1")).to_contain_text("Wniosek")
    await expect(page.locator("li.now, li.past").first).to_contain_text("złożony")


@asynccontextmanager
async def slow(page: Page) -> AsyncIterator[None]:
    """The network of a train."""
    network = await page.context.new_cdp_session(page)
    for latency, speed in ((400, 20_000), (0, -1)):
        conditions = {"downloadThroughput": speed, "uploadThroughput": speed, "latency": latency}
        await network.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
        if latency:
            yield


async def case_told(page: Page) -> None:
    """The list says what the application waits for, once the case file has heard of it."""

    async def told() -> bool:
        await page.reload()
        return "ocena formalna" in await page.locator("main").inner_text()

    await eventually(told)
