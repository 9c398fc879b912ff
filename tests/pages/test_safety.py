"""What a real browser lets nobody do, and what it does not lose."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route

from chassis.site.visitor import TOKEN
from contracts.people import person_of
from deploy.local.client import Person, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from services.intake.pages.sign_in import REFRESH
from tests.journeys.build import PDF
from tests.pages.test_steps import asked_to_correct
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

EMAIL = "ewa@bezpieczna.example"
EWA = Person("applicant", person_of(EMAIL), "Ewa Żak", EMAIL)
FRAMING = {"x-frame-options", "content-security-policy"}
LARGE = PDF.replace(b"%%EOF", b"%" + b"x" * 5_000_000 + b"\n%%EOF")


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, stack: Stack) -> AsyncIterator[BrowserContext]:
    """A browser of somebody's own, in which pages may go wrong."""
    found = await browser.new_context(base_url=stack.site, locale="pl-PL")
    yield found
    await found.close()


async def signed_in(context: BrowserContext, stack: Stack) -> Page:
    """Come in by a mailed link, which opens a tab of its own."""
    page = await context.new_page()
    await page.goto("/logowanie")
    before = len(links(stack))
    await page.get_by_label("Adres e-mail").fill(EMAIL)
    await page.get_by_role("button", name="Wyślij link").click()
    await eventually(lambda: len(links(stack)) > before, within=40, otherwise="no link was mailed")
    page = await context.new_page()
    await page.goto(links(stack)[-1])
    await page.get_by_role("button", name="Wejdź").click()
    name, out = page.get_by_label("Imię i nazwisko"), page.get_by_role("button", name="Wyloguj się")
    await name.or_(out).first.wait_for()
    if await name.count():
        await name.fill("Ewa Żak")
        await page.get_by_role("button", name="Wejdź").click()
        await out.wait_for()
    return page


def links(stack: Stack) -> list[str]:
    """The paths of the links mailed so far."""
    bodies = [mail.get_body(("plain",)) for mail in read_mails(stack.mails) if EMAIL in mail["To"]]
    texts = [body.get_content() for body in bodies if body is not None]
    return [found for text in texts for found in re.findall(r"/logowanie#\S+", text)]


async def token_is_over(page: Page, stack: Stack) -> None:
    """Ten minutes later."""
    await page.context.add_cookies([{"name": TOKEN, "value": "over", "url": stack.site}])


async def test_a_form_sent_after_the_token_goes_through_with_its_file_and_after_the_session_is_kept(
    context: BrowserContext, stack: Stack, znak: Znak, tmp_path: Path
) -> None:
    statement = tmp_path / "sprawozdanie.pdf"
    statement.write_bytes(LARGE)
    page = await signed_in(context, stack)
    cookies = {each["name"]: each for each in await context.cookies(stack.site + "/sesja")}
    assert [
        (cookies[name]["httpOnly"], cookies[name]["sameSite"]) for name in (TOKEN, REFRESH)
    ] == [(True, "Lax")] * 2

    for no, session_too in ((81, False), (82, True)):
        application = await asked_to_correct(znak, EWA, no)
        await page.goto(f"/wnioski/{application}/uzupelnienie")
        await page.get_by_label("Działalność społeczna", exact=True).fill("Zatrudniamy osiem osób.")
        await page.get_by_label("Sprawozdanie finansowe").set_input_files(statement)
        if session_too:  # at its end a browser drops both by itself
            await context.clear_cookies(name=TOKEN)
            await context.clear_cookies(name=REFRESH)
        else:
            await token_is_over(page, stack)
        await page.get_by_role("button", name="Wyślij uzupełnienie").click()
        if session_too:
            await page.get_by_role("heading", name="Sesja się skończyła").wait_for()
            await signed_in(context, stack)
            await page.get_by_label("Plik sprawozdanie.pdf").set_input_files(statement)
            await page.get_by_role("button", name="Wyślij jeszcze raz").click()
        await page.wait_for_url(f"**/wnioski/{application}")
        corrected = await znak.intake.get(f"applications/{application}", EWA)
        assert corrected["state"] == "formal_check"
        assert corrected["form"]["activity"]["social"] == "Zatrudniamy osiem osób."
        assert [each["size"] for each in corrected["attachments"].values()] == [len(LARGE)]


async def test_a_script_that_got_into_a_page_does_not_run(context: BrowserContext) -> None:
    async def inject(route: Route) -> None:
        answer = await route.fetch()
        bad = '<script>document.title="ran"</script><img src=x onerror="document.title=\'ran\'">'
        await route.fulfill(
            response=answer, body=(await answer.text()).replace("<main", f"{bad}<main")
        )

    page = await context.new_page()
    await page.route("**/logowanie", inject)
    await page.goto("/logowanie")
    assert await page.locator("img[onerror]").count() == 1
    assert "Logowanie" in await page.title()


async def test_no_other_site_sends_a_form_of_its_own(context: BrowserContext, stack: Stack) -> None:
    page = await context.new_page()
    await page.goto("/logowanie")
    elsewhere = stack.site.replace("127.0.0.1", "localhost")
    form = f'<form method="post" action="{stack.site}/logowanie"><input name="email"></form>'
    await page.route(
        f"{elsewhere}/", lambda route: route.fulfill(content_type="text/html", body=form)
    )
    await page.goto(f"{elsewhere}/")
    async with page.expect_response("**/logowanie") as sent:
        await page.locator("form").evaluate("form => form.submit()")
    assert (await sent.value).status == 409


@pytest.mark.parametrize("kept", [True, False])
async def test_no_other_site_shows_a_page_of_ours_in_a_frame_because_of_its_headers(
    context: BrowserContext, stack: Stack, *, kept: bool
) -> None:
    async def bare(route: Route) -> None:
        answer = await route.fetch()
        left = {name: each for name, each in answer.headers.items() if name not in FRAMING}
        await route.fulfill(response=answer, headers=answer.headers if kept else left)

    page = await context.new_page()
    elsewhere = stack.site.replace("127.0.0.1", "localhost")
    frame = f'<iframe src="{stack.site}/logowanie"></iframe>'
    await page.route("**/logowanie", bare)
    await page.route(
        f"{elsewhere}/", lambda route: route.fulfill(content_type="text/html", body=frame)
    )
    await page.goto(f"{elsewhere}/")
    shown = page.frame_locator("iframe").get_by_role("button", name="Wyślij link")
    if kept:
        await eventually(lambda: page.frames[1].url.startswith("chrome-error:"))
    else:
        await shown.wait_for()
    assert await shown.count() == (0 if kept else 1)
