"""A walk through many pages in a few tabs: what axe finds, how wide they are, where errors lead."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from axe_playwright_python.base import AXE_FILE_PATH, AxeResults
from playwright.async_api import Browser, Page, Response

from chassis.sentences import SENTENCES
from contracts.base import Language
from tests.pages.looks import Look
from tests.pages.place import Place

Light = tuple[int, Literal["light", "dark"]]
RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
    "rules": {
        name: {"enabled": True}
        for name in (
            "region",
            "heading-order",
            "page-has-heading-one",
            "landmark-banner-is-top-level",
            "landmark-complementary-is-top-level",
            "landmark-contentinfo-is-top-level",
            "landmark-main-is-top-level",
            "landmark-no-duplicate-banner",
            "landmark-no-duplicate-contentinfo",
            "landmark-no-duplicate-main",
            "landmark-one-main",
            "landmark-unique",
        )
    },
}
TAKEN: Final = "performance.getEntries().reduce((sum, each) => sum + (each.transferSize ?? 0), 0)"
LOADED: Final = TAKEN.replace("getEntries()", 'getEntriesByType("resource")')
WIDTH: Final = "document.documentElement.scrollWidth"
MOST: Final = 100_000
"""Bytes of a page with all that it loads, for who comes the first time."""
CUT: Final = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const style = getComputedStyle(each);
  const small = each.clientWidth <= 1 || each.clientHeight <= 1;
  const hides = (way) => ["hidden", "clip"].includes(way);
  if (small || each.matches("input, textarea, select, svg, svg *") || !each.innerText) return false;
  return (hides(style.overflowX) && each.scrollWidth > each.clientWidth + 1)
    || (hides(style.overflowY) && each.scrollHeight > each.clientHeight + 1);
}).map((each) => each.outerHTML.slice(0, 80))"""
"""What hides a part of its text; a box of one pixel is for those who listen."""

NARROW: Final = (640, 320)
"""What is left of 1280 pixels at 200 % and at 400 %."""

TABS: Final = 3
PART: Final = '<main id="tresc"'
OWN: Final = re.compile(r'name="_klucz" value="[^"]*"')
NO_SUMMARY: Final = frozenset(
    {"POST /sesja", "POST /zadania/{task}/szkic", "POST /zadania/{task}/karta"}
)
"""What was typed is kept there and not refused; the page says so above the fields.

A card is sent here by who does not hold it: the page is the draft's, whichever is looked at first.
"""

SENDING: Final = """([path, sent]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: path, hidden: true });
  for (const [name, value] of Object.entries(sent)) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(form);
  form.submit();
}"""
LED_ASTRAY: Final = """async () => {
  const summary = document.querySelector(".summary");
  if (!summary) return ["there is no summary"];
  const wrong = document.activeElement === summary ? [] : ["the summary is not told at once"];
  for (const link of summary.querySelectorAll("a")) {
    if (link.pathname !== location.pathname) continue;
    link.click();
    await new Promise((done) => setTimeout(done, 10));
    const meant = decodeURIComponent(link.hash.slice(1));
    if (document.activeElement.id !== meant) wrong.push("leads nowhere: " + meant);
  }
  return wrong;
}"""
UNNAMED: Final = tuple(
    said.partition("{")[0] for text in SENTENCES.values() for said in (text.pl, text.en)
)
"""How a sentence begins that fits any field: the name of the field has to stand before it."""


async def walk(
    browser: Browser, place: Place, looks: Iterable[Look], language: Language, light: Light
) -> list[str]:
    """Look at all of these; what is wrong with them."""
    waiting, told, wrong = iter(looks), set[str](), list[str]()

    async def tab() -> None:
        width, scheme = light
        context = await browser.new_context(
            base_url=place.url,
            locale="en-GB" if language == "en" else "pl-PL",
            color_scheme=scheme,
            reduced_motion="reduce",
            viewport={"width": width, "height": 800},
        )
        await context.add_init_script(path=AXE_FILE_PATH)
        one = Tab(await context.new_page(), place, width, told)
        await one.page.goto("/dostepnosc")
        one.shared = await one.page.evaluate(LOADED)
        for each in waiting:
            wrong.extend([f"{each}: {said}" for said in await one.look(each)])
        await context.close()

    await asyncio.gather(*(tab() for _ in range(TABS)))
    return wrong


@dataclass
class Tab:
    """One tab.

    Attributes:
        width: As wide as it is.
        shared: Bytes of what every page loads, which the browser keeps from the first one on.
        told: What pages said that were looked at before, by any tab.
    """

    page: Page
    place: Place
    width: int
    told: set[str] = field(default_factory=set)
    shared: int = 0

    async def look(self, look: Look) -> list[str]:
        """What is wrong with this page."""
        context = self.page.context
        path, cookies, sent = self.place.visit(look)
        await context.clear_cookies()
        for name, value in cookies.items():
            await context.add_cookies([{"name": name, "value": value, "url": self.place.url}])
        answer = await self._open(path, look, sent)
        text = await answer.text()
        shown = {look.status} if look.status else {200} if look.sent is None else {200, 409, 422}
        if answer.status not in shown:
            return [f"{answer.url} answered with {answer.status}"]
        said = OWN.sub("", text.partition(PART)[2])
        if said in self.told:
            return []
        self.told.add(said)
        problems = [problem async for problem in self._problems(look)]
        if answer.request.method == "POST" and "hreflang=" in text:
            problems.append("offers another language and drops what was typed")
        return problems

    async def _open(self, path: str, look: Look, sent: dict[str, str]) -> Response:
        if look.sent is None:
            answer = await self.page.goto(path)
        else:
            async with self.page.expect_navigation() as going:
                await self.page.evaluate(SENDING, [path, {"_token": "t", **sent}])
            answer = await going.value
        assert answer is not None
        return answer

    async def _problems(self, look: Look) -> AsyncIterator[str]:
        taken = await self.page.evaluate(TAKEN)
        if taken == 0 or taken + self.shared >= MOST:
            yield "takes 100 KB or more"
        found = AxeResults(await self.page.evaluate("rules => axe.run(rules)", RULES))
        if found.violations_count:
            yield found.generate_report()
        if look.sent is not None and not look.status and look.row.route not in NO_SUMMARY:
            for said in await self.page.evaluate(LED_ASTRAY):
                yield said
            for link in await self.page.locator(".summary a").all_inner_texts():
                if link.startswith(UNNAMED):
                    yield f"names no field: {link}"
        for width in NARROW:
            await self.page.set_viewport_size({"width": width, "height": 800})
            if (wide := await self.page.evaluate(WIDTH)) > width:
                yield f"is {wide} pixels wide where there are {width}"
            for cut in await self.page.evaluate(CUT):
                yield f"hides text at {width}: {cut}"
        await self.page.set_viewport_size({"width": self.width, "height": 800})


async def holds(page: Page) -> None:
    """See that no rule is broken on a page that only a journey comes to."""
    await page.evaluate(AXE_FILE_PATH.read_text())
    found = AxeResults(await page.evaluate("rules => axe.run(rules)", RULES))
    assert found.violations_count == 0, found.generate_report()
