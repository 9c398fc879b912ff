"""Anybody: finds a licence and sees whether it is true, also without the network."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from babel.dates import format_date
from playwright.async_api import Locator, Page, expect

from contracts.values import Item
from contracts.workdays import WARSAW
from deploy.local.stack import ROOT, Stack
from services.licensing.certificates import Certificates
from services.licensing.domain.certificate import Claim, digest
from tests.pages.conftest import Looks
from tests.pages.walk import holds
from tests.services.licensing.lists import BREAD, a_list

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER: Final = "ZP-LUB-2025-0003"
START: Final = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=30)
END: Final = START.replace(year=START.year + 1) - dt.timedelta(days=1)


@pytest.fixture(scope="module")
def scanned(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A licence in force, brought in as an operator does it: what its QR code holds."""
    file = tmp_path_factory.mktemp("ledger") / "licences.csv"
    file.write_text(a_list({"start": START.isoformat(), "end": END.isoformat()}), "utf-8")
    env = {
        "MONGO_URL": stack.mongo_url,
        "MONGO_DATABASE": f"{stack.plan.database_prefix}licensing",
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([sys.executable, "-m", "znak", "import", str(file)], env=env, check=True)
    bread = Item(
        id="", kind="product", name=BREAD["item"], category=BREAD["category"], description=""
    )
    claim = Claim(NUMBER, BREAD["nip"], START, END, digest([bread]))
    key = Path(stack.plan.directory) / "keys" / "certificate-private.pem"
    return Certificates(key, (), stack.site).address(claim)


async def test_somebody_finds_a_licence_and_sees_whether_it_is_true(
    look: Looks, scanned: str
) -> None:
    page = await look("/")
    await page.get_by_role("link", name="Rejestr", exact=True).first.click()
    await page.get_by_label("Czego szukasz?").fill("bochen")
    await page.get_by_role("button", name="Szukaj").click()
    await page.get_by_role("link", name="Złoty Bochenek").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Złoty Bochenek")
    await expect(page.locator("main")).to_contain_text("Licencja obowiązuje do")

    await page.get_by_role("link", name="Sprawdź licencję").click()
    await page.get_by_label("Numer licencji albo adres").fill("zp-lub/2025/0003")
    await page.get_by_role("button", name="Sprawdź w rejestrze").click()
    await expect(page.locator(".answer")).to_contain_text("Prawda.")

    await page.goto(scanned)
    await expect(page.locator("section .answer")).to_contain_text("Prawda.")
    await expect(verdict(page)).to_contain_text("Podpis jest prawdziwy")
    await holds(page)
    await page.goto(scanned.replace(f"do={END}", f"do={END.replace(year=END.year + 5)}"))
    await expect(page.locator("section .answer")).to_contain_text("Fałsz.")
    await expect(verdict(page)).to_contain_text("Podpis jest fałszywy")


async def test_an_open_page_checks_a_signature_without_the_network(
    look: Looks, scanned: str
) -> None:
    page = await look("/sprawdz")
    await page.context.set_offline(True)
    typed, button = page.get_by_label("Numer licencji albo adres"), "Sprawdź sam podpis"
    for address, said in (
        (scanned, "Podpis jest prawdziwy"),
        (scanned.replace(NUMBER, "ZP-LUB-2025-0004"), "Podpis jest fałszywy"),
        (NUMBER, "Sam numer nie ma podpisu."),
        (scanned[:-1], "Podpis jest fałszywy"),
    ):
        await typed.fill(address)
        await page.get_by_role("button", name=button).click()
        await expect(verdict(page)).to_contain_text(said)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (START - dt.timedelta(days=1), "Okres licencji jeszcze się nie zaczął."),
        (START, "Podpis jest prawdziwy"),
        (END, "Podpis jest prawdziwy"),
        (END + dt.timedelta(days=1), "Okres licencji już się skończył."),
    ],
)
async def test_a_signature_of_a_term_that_is_over_or_to_come_is_no_good_answer(
    look: Looks, scanned: str, today: dt.date, said: str
) -> None:
    page = await look("/sprawdz")
    await page.clock.set_fixed_time(dt.datetime.combine(today, dt.time(12), WARSAW))
    await page.context.set_offline(True)
    await page.get_by_label("Numer licencji albo adres").fill(scanned)
    await page.get_by_role("button", name="Sprawdź sam podpis").click()

    answer = verdict(page).locator(".answer")
    await expect(answer).to_contain_text(said)
    good = said == "Podpis jest prawdziwy"
    await expect(answer).to_have_class("answer" if good else "answer false")
    for day in (START, END):
        await expect(verdict(page)).to_contain_text(format_date(day, "d MMMM y", locale="pl"))


async def test_a_browser_that_cannot_check_says_so(look: Looks, scanned: str) -> None:
    page = await look("/sprawdz")
    await page.evaluate("() => { crypto.subtle.importKey = () => Promise.reject(new Error()); }")
    await page.get_by_label("Numer licencji albo adres").fill(scanned)
    await page.get_by_role("button", name="Sprawdź sam podpis").click()
    await expect(verdict(page)).to_contain_text("nie umie sprawdzić podpisu")


def verdict(page: Page) -> Locator:
    return page.locator("[data-verdict]")
