"""An applicant is asked to correct, does so, and then thinks better of it: in a real browser."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Znak
from tests.journeys.build import PDF, a_form
from tests.pages.cases import ASKED
from tests.pages.conftest import Looks

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = Person("applicant", "anna-kroki", "Anna Nowak", "anna-kroki@znak.example")


async def asked_to_correct(znak: Znak, who: Person = ANNA, no: int = 71) -> str:
    """An application that the office has looked at: it lacks a file, and two fields are unclear."""
    now = dt.datetime.now(dt.UTC)
    call = await znak.intake.open_call(
        OFFICER,
        number=f"{who.id}/2026",
        title="Nabór",
        opens=f"{now:%Y-%m-%d}",
        procedure="zakup-prospoleczny",
    )
    form: Json = a_form(who, no, now)
    sent = await znak.intake.apply(who, call["id"], form, submit=True)
    await znak.intake.decide(OFFICER, sent["id"], ASKED, "correct")
    return str(sent["id"])


async def test_an_applicant_corrects_what_was_asked_and_then_withdraws(
    look: Looks, znak: Znak, tmp_path: Path
) -> None:
    application = await asked_to_correct(znak)
    place = f"/wnioski/{application}"
    page = await look(f"{place}/uzupelnienie", role="applicant", person=ANNA.id)
    assert await page.get_by_text("Napisz, ile osób zatrudniacie.").is_visible()
    assert await page.get_by_label("REGON", exact=True).count() == 0

    await page.get_by_label("Działalność społeczna").fill("Zatrudniamy osiem osób.")
    right = await page.get_by_label("NIP", exact=True).input_value()
    await page.get_by_label("NIP", exact=True).fill("123")
    button = page.get_by_role("button", name="Wyślij uzupełnienie")
    await button.click()
    await page.get_by_role("alert").wait_for()
    await page.get_by_role("link", name="NIP").click()
    await page.keyboard.press("Control+A")
    await page.keyboard.type(right)
    statement = tmp_path / "sprawozdanie.pdf"
    statement.write_bytes(PDF)
    await page.get_by_label("Sprawozdanie finansowe").set_input_files(statement)
    await button.dblclick()
    await page.wait_for_url(f"**{place}")
    corrected = await znak.intake.get(f"applications/{application}", ANNA)
    assert corrected["state"] == "formal_check"
    assert corrected["form"]["activity"]["social"] == "Zatrudniamy osiem osób."
    assert [each["name"] for each in corrected["attachments"].values()] == ["sprawozdanie.pdf"]

    await page.goto(f"{place}/wycofanie")
    assert await page.get_by_text("tego nie da się cofnąć").is_visible()
    await page.get_by_role("button", name="Wycofuję wniosek").click()
    await page.wait_for_url(f"**{place}")
    assert (await znak.intake.get(f"applications/{application}", ANNA))["state"] == "withdrawn"
