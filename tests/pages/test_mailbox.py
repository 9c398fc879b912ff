"""Whoever tries things out reads the mails in the browser, and comes in as who got one."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import expect

from deploy.local.bots_office import OFFICER
from deploy.local.client import Znak
from deploy.local.stack import Stack
from tests.pages.conftest import Looks
from tests.pages.mailed import the_link
from tests.pages.walk import holds

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_expert_who_is_invited_comes_in_by_the_mail_and_by_the_list(
    look: Looks, znak: Znak
) -> None:
    email = "nowa@eksperci.example"
    account = {"email": email, "name": "Nina Nowa", "roles": ["expert"]}
    await znak.intake.post("people", OFFICER, account)
    page = await look("/")
    await page.get_by_role("link", name="skrzynki na próbę").click()
    await holds(page)
    await the_link(page, email)
    await page.get_by_role("button", name="Wejdź").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Twoje zadania")
    await expect(page.locator("header")).to_contain_text("Nina Nowa")

    other = await look("/")
    await other.get_by_label("Osoba").select_option("Nina Nowa – ekspert")
    await other.get_by_role("button", name="Wejdź jako ta osoba").click()
    await expect(other.get_by_role("heading", level=1)).to_have_text("Twoje zadania")


async def test_the_mailbox_gives_mails_only_and_lets_no_mail_run_anything(stack: Stack) -> None:
    async with httpx.AsyncClient(base_url=stack.site, trust_env=False) as client:
        for strange in ("000001-nie", "..%2Fkeys%2Ftoken-private", "999999-0123456789ab"):
            assert (await client.get(f"/skrzynka/{strange}")).status_code == 404
        [newest, *_] = sorted(stack.mails.glob("*.eml"), reverse=True)
        policy = (await client.get(f"/skrzynka/{newest.stem}")).headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
