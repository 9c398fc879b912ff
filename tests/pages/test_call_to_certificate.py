"""A call from its announcement to a certificate that anybody checks, everybody by pages alone.

Nobody is let in by a back door: each comes by a link that was mailed, reads it in the mailbox for
trying out, and goes on by what the pages and mails offer.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from contracts.places import ROLES
from deploy.local.stack import ROOT, Stack
from tests.pages.conftest import Looks
from tests.pages.mailed import the_link
from tests.pages.test_applicant import ENTITY, ITEM, go_on, typed
from tests.pages.test_expert import type_card
from tests.support.waiting import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.prove]

TITLE: Final = "Nabór od ogłoszenia do certyfikatu"
DIRECTOR: Final = ("Teresa Dyrek", "t.dyrek@rops.example")
OFFICER: Final = ("Maria Urzędnik", "m.urzednik@rops.example")
OPERATOR: Final = ("Olga Serwer", "o.serwer@rops.example")
EXPERTS: Final = (("Ewa Ocena", "ewa@ocena.example"), ("Igor Karta", "igor@karta.example"))
CHAIR: Final = ("Zofia Przewodnia", "zofia@kapitula-dm.example")
MEMBER: Final = ("Jan Głos", "jan@kapitula-dm.example")
APPLICANT: Final = ("Anna Żak", "anna@laka.example")

COME_IN: Final = "Wejdź"


async def test_a_call_from_its_announcement_to_a_certificate_that_anybody_checks(
    look: Looks, stack: Stack
) -> None:
    officer, director = await the_office(look, stack)
    await announced(officer)
    experts = [await an_expert(look, officer, *who) for who in EXPERTS]
    chair, member = [await a_member(look, officer, *who) for who in (CHAIR, MEMBER)]

    anna = await by_a_link(look, *APPLICANT)
    number = await applied(anna)
    await accepted(officer, number)
    for page, (_, email) in zip(experts, EXPERTS, strict=True):
        await scored(page, email, number)
    await called(officer, number)
    await opened_and_voted(chair, member)
    await confirmed(director, number)

    licence = await signed(anna, officer)
    certificate = await the_certificate(anna, licence)
    assert certificate.startswith(b"%PDF-")
    anybody = await look("/")
    await anybody.get_by_role("link", name="Sprawdź licencję").click()
    await anybody.get_by_label("Numer licencji albo adres").fill(licence)
    await anybody.get_by_role("button", name="Sprawdź w rejestrze").click()
    await expect(anybody.locator(".answer")).to_contain_text("Prawda.")
    await expect(anybody.locator("main")).to_contain_text(ENTITY["Pełna nazwa"])


async def the_office(look: Looks, stack: Stack) -> tuple[Page, Page]:
    """The installation lets the director in, who lets in the officer and the operator."""
    name, email = DIRECTOR
    env = {
        **stack._environment(),  # noqa: SLF001 -- as whoever installs it has it
        **stack._own_settings("intake", "web", 0),  # noqa: SLF001
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "znak", "invite", email, name, "--role", "director"]
    await asyncio.to_thread(subprocess.run, command, env=env, check=True)
    director = await invited(look, email)
    for person, role in ((OFFICER, "officer"), (OPERATOR, "operator")):
        await director.get_by_role("link", name="Osoby").click()
        await director.get_by_role("button", name="Zaproś osobę").click()
        await director.get_by_label("Imię i nazwisko").fill(person[0])
        await director.get_by_label("Adres e-mail").fill(person[1])
        await director.get_by_label(ROLES[role][0], exact=True).check()
        await director.get_by_role("button", name="Zaproś").click()
        await expect(director.get_by_role("status")).to_have_text("Zaproszenie wysłano.")
    operator = await invited(look, OPERATOR[1])
    await expect(operator.locator("h1")).to_have_text("System")
    await expect(operator.locator("main")).to_contain_text("intake")
    return await invited(look, OFFICER[1]), director


async def invited(look: Looks, email: str) -> Page:
    """Come in by an invitation."""
    page = await look("/skrzynka")
    await the_link(page, email, "Zaproszenie do systemu")
    await page.get_by_role("button", name=COME_IN).click()
    await expect(page.get_by_role("button", name="Wyloguj się")).to_be_visible()
    return page


async def by_a_link(look: Looks, name: str, email: str) -> Page:
    """Ask for a link, and come in as somebody new."""
    page = await look("/logowanie")
    await page.get_by_label("Adres e-mail").fill(email)
    await page.get_by_role("button", name="Wyślij link").click()
    await page.get_by_role("link", name="skrzynki na próbę").click()
    await the_link(page, email, "Link do logowania")
    await page.get_by_role("button", name=COME_IN).click()
    await page.get_by_label("Imię i nazwisko").fill(name)
    await page.get_by_role("button", name=COME_IN).click()
    await expect(page.locator("h1")).to_have_text("Moje wnioski")
    return page


async def announced(officer: Page) -> None:
    await officer.get_by_role("link", name="Pulpit").click()
    await officer.get_by_role("button", name="Ogłoś nabór").click()
    await officer.get_by_label("Numer", exact=True).fill("OC/2026")
    await officer.get_by_label("Tytuł").fill(TITLE)
    await officer.get_by_label("Procedura").select_option("zakup-prospoleczny")
    await officer.get_by_role("button", name="Ogłoś nabór").click()
    await expect(officer.get_by_role("status")).to_have_text("Nabór zapisano.")


async def an_expert(look: Looks, officer: Page, name: str, email: str) -> Page:
    """Put on the list and invited; they come in."""
    await officer.get_by_role("link", name="Eksperci", exact=True).click()
    await officer.get_by_role("button", name="Dodaj eksperta").click()
    await officer.get_by_label("Imię i nazwisko").fill(name)
    await officer.get_by_label("Adres e-mail").fill(email)
    await officer.get_by_label("Kategorie").fill("gastronomia")
    await officer.get_by_role("button", name="Dodaj do listy").click()
    await officer.get_by_role("link", name="Zaproś tę osobę do systemu").click()
    await officer.get_by_role("button", name="Zaproś").click()
    return await invited(look, email)


async def a_member(look: Looks, officer: Page, name: str, email: str) -> Page:
    """The same for the chapter."""
    await officer.get_by_role("link", name="Posiedzenia", exact=True).click()
    await officer.get_by_role("link", name="Skład Kapituły").click()
    await officer.get_by_label("Imię i nazwisko").fill(name)
    await officer.get_by_label("Adres e-mail").fill(email)
    await officer.get_by_role("button", name="Dodaj do Kapituły").click()
    await officer.get_by_role("link", name=f"Zaproś: {name}").click()
    await officer.get_by_role("button", name="Zaproś").click()
    return await invited(look, email)


async def applied(anna: Page) -> str:
    """Every section, then sent; the number."""
    await anna.get_by_role("link", name="Nabory", exact=True).click()
    await anna.get_by_role("link", name=TITLE).click()
    await anna.get_by_role("button", name="Złóż wniosek").click()
    await anna.get_by_role("button", name="Zacznij").click()
    await typed(anna)
    await go_on(anna, "Sprawdź i wyślij")
    await anna.get_by_role("button", name="Wyślij wniosek").click()
    await expect(anna.locator("h1")).to_contain_text("ZP/")
    return (await anna.locator("h1").inner_text()).removeprefix("Wniosek ")


async def accepted(officer: Page, number: str) -> None:
    await officer.get_by_role("link", name="Pulpit").click()
    await officer.get_by_role("link", name="Do oceny formalnej").click()
    await officer.get_by_role("link", name=number).click()
    for point in await officer.locator("fieldset.point").all():
        await point.get_by_label("tak", exact=True).check()
    await officer.get_by_role("button", name="Przyjmij wniosek").click()
    await expect(officer.get_by_role("status")).to_contain_text("Wniosek przyjęto")


async def scored(expert: Page, email: str, number: str) -> None:
    await the_link(expert, email, number)
    await expert.get_by_role("button", name="Nie mam konfliktu").click()
    await type_card(expert, "15")
    await expert.get_by_role("button", name="Wyślij i weź następne").click()
    await expect(expert.get_by_role("status")).to_have_text("Karta wysłana. Dziękujemy!")


async def called(officer: Page, number: str) -> None:
    """A sitting today, once the case waits for one."""
    await officer.get_by_role("link", name="Posiedzenia", exact=True).click()
    await officer.get_by_role("link", name="Nowe posiedzenie").click()
    case = officer.get_by_label(number)
    await until(officer, case.count)
    soon = dt.datetime.now(ZoneInfo("Europe/Warsaw")) + dt.timedelta(minutes=2)
    await officer.get_by_label("Dzień i godzina").fill(f"{soon:%Y-%m-%dT%H:%M}")
    await officer.get_by_label("Miejsce").fill("Lublin, sala 14")
    await officer.get_by_label("Przewodniczy").select_option(CHAIR[0])
    await case.check()
    await officer.get_by_role("button", name="Zaplanuj").click()
    await officer.get_by_role("button", name="Zwołaj i wyślij zaproszenia").click()
    await expect(officer.get_by_role("status")).to_have_text("Zaproszenia wysłane.")


async def opened_and_voted(chair: Page, member: Page) -> None:
    """The chair opens the sitting, both vote, the chair closes it."""
    for page, (_, email) in ((chair, CHAIR), (member, MEMBER)):
        await the_link(page, email, "Zaproszenie na posiedzenie")
    await chair.get_by_role("button", name="Otwórz posiedzenie").click()
    for page in (chair, member):
        await page.get_by_role("link", name=ENTITY["Pełna nazwa"]).click()
        await page.get_by_label("za", exact=True).check()
        await page.get_by_role("button", name="Zapisz głos").click()
        await expect(page.get_by_role("status")).to_have_text("Głos zapisany.")
    await chair.get_by_role("link", name="Posiedzenia", exact=True).click()
    await chair.get_by_role("row").filter(has_text="trwa").get_by_role("link").first.click()
    await chair.get_by_role("button", name="Zamknij posiedzenie").click()
    await expect(chair.locator("main")).to_contain_text(f"{ITEM['Nazwa']}: znak przyznany")


async def confirmed(director: Page, number: str) -> None:
    await director.get_by_role("link", name="Posiedzenia", exact=True).click()
    await director.get_by_role("link", name="Decyzje do zatwierdzenia").click()
    decision = director.get_by_role("checkbox", name=number)
    await until(director, decision.count)
    await decision.check()
    await director.get_by_role("button", name="Zatwierdź zaznaczone").click()
    await expect(director.get_by_role("status")).to_be_visible()


async def signed(anna: Page, officer: Page) -> str:
    """The licensee gets the agreement, the officer records that it came back; the number."""
    await the_link(anna, APPLICANT[1], "do podpisu")
    licence = (await anna.locator("h1").inner_text()).removeprefix("Licencja ")
    agreement = await downloaded(anna, "Pobierz umowę (PDF)")
    assert agreement.startswith(b"%PDF-")
    await officer.get_by_role("link", name="Licencje", exact=True).click()
    await officer.get_by_role("link", name="Umowy do podpisu").click()
    await officer.get_by_role("link", name=licence).click()
    await officer.get_by_role("link", name="Zapisz podpis umowy").click()
    await officer.get_by_role("radio").first.check()
    today = dt.datetime.now(ZoneInfo("Europe/Warsaw"))
    await officer.get_by_label("Dzień podpisania").fill(f"{today:%Y-%m-%d}")
    await officer.get_by_role("button", name="Zapisz podpis umowy").click()
    await expect(officer.get_by_role("status")).to_have_text("Podpis jest zapisany.")
    return licence


async def the_certificate(anna: Page, licence: str) -> bytes:
    await the_link(anna, APPLICANT[1], f"Licencja {licence} jest aktywna")
    return await downloaded(anna, re.compile("Certyfikat"))


async def downloaded(page: Page, link: str | re.Pattern[str]) -> bytes:
    """What a link leads to, which no browser shows as a page."""
    named = page.get_by_role("link", name=link).or_(page.get_by_role("button", name=link))
    address = await named.first.get_attribute("href")
    assert address is not None
    return await (await page.request.get(address)).body()


async def until(page: Page, there: Callable[[], Awaitable[int]]) -> None:
    """Load the page again until this is on it."""

    async def came() -> bool:
        await page.reload()
        return await there() > 0

    await eventually(came, 20)
