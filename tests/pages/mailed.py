"""The mails of a stack as people read them: in the mailbox for trying out."""

from __future__ import annotations

from playwright.async_api import Page

from tests.support.waiting import eventually


async def the_mail(page: Page, to: str, subject: str = "") -> None:
    """Open the newest mail to this address, with these words in its subject."""
    rows = page.get_by_role("row").filter(has_text=to).filter(has_text=subject)

    async def came() -> bool:
        await page.goto("/skrzynka")
        return await rows.count() > 0

    await eventually(came, 20)
    await rows.first.get_by_role("link").click()


async def the_link(page: Page, to: str, subject: str = "") -> None:
    """Open it and follow its button."""
    await the_mail(page, to, subject)
    await page.get_by_role("link").first.click()
