"""A browser that looks at the site as somebody, and its screenshots."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Browser, FloatRect, Page, async_playwright

from deploy.local.child import ChildFailed
from deploy.local.client import Person

Act = Callable[[Page], Awaitable[object]]

WIDE: Final = 1000
PHONE: Final = 390
_ARGS: Final = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-quic",
    "--font-render-hinting=none",
)
_STYLE: Final = """
[aria-labelledby="proba"] { display: none; }
.stays { position: static !important; max-height: none !important; }
* { caret-color: transparent !important; transition: none !important; }
"""
_SETTLED: Final = r"""
() => {
  const rules = [
    [/ o \d{2}:\d{2}/, " o 10:15", "#stan, #zapis"],
    [/\d{2}:\d{2}/, "10:45", "#stan strong"],
    [/Stan z [^.]+/, "Stan z 7 lutego 2028, 10:00", "main > p"],
    [/do \d+ \S+ 2\d{3} r., godz. [\d:]+/, "do 11 stycznia 2028 r., godz. 10:15", "p"],
  ];
  for (const [found, said, where] of rules)
    for (const part of document.querySelectorAll(where)) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode;
        text.nodeValue = text.nodeValue.replace(found, said);
      }
    }
  for (const each of document.querySelectorAll("input[type=date]")) {
    const told = each.value.split("-").reverse().join(".");
    each.type = "text";
    each.value = told || "dd.mm.rrrr";
  }
  for (const each of document.querySelectorAll("input[type=file]"))
    each.outerHTML = "<p><button>Wybierz plik</button> Nie wybrano pliku</p>";
}
"""
"""What is another each time: hours of the real clock. And the browser's own words, in Polish."""


@dataclass(frozen=True)
class Shot:
    """One picture of the guide.

    Attributes:
        name: Of its file, without the ending.
        path: Of the page; ``{…}`` is filled in with what the story has made.
        who: Who looks; nobody is signed in without.
        before: What they do on the page first.
        after: What they do there once the picture is taken.
        at: What stands at the upper edge; the top of the page, when empty.
        tall: How many pixels of the page are seen at most.
        phone: Whether it is seen on a phone.
    """

    name: str
    path: str
    who: Person | None = None
    before: Act | None = None
    after: Act | None = None
    at: str = ""
    tall: int = 900
    phone: bool = False


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one site."""

    browser: Browser
    site: str

    async def take(self, shot: Shot, made: Mapping[str, str]) -> bytes:
        """Opens the page as whoever looks, does what comes before, and takes the picture."""
        context = await self.browser.new_context(
            base_url=self.site,
            viewport={"width": PHONE if shot.phone else WIDE, "height": 844},
            locale="pl-PL",
            timezone_id="Europe/Warsaw",
            color_scheme="light",
            reduced_motion="reduce",
            bypass_csp=True,
        )
        page = await context.new_page()
        if shot.who:
            await come_in(page, shot.who)
        await page.goto(shot.path.format(**made))
        await page.add_style_tag(content=_STYLE)
        if shot.before:
            await shot.before(page)
            await page.add_style_tag(content=_STYLE)
        await page.evaluate(_SETTLED)
        png = await _seen(page, shot)
        if shot.after:
            await shot.after(page)
        await context.close()
        return png


async def come_in(page: Page, who: Person) -> None:
    """Signs in as for trying out, without drawing the start page."""
    start = await (await page.request.get("/")).text()
    found = re.search(r'name="_token" value="([^"]+)"', start)
    if found is None:
        raise ChildFailed("The start page has no form to come in by.")
    form = {"_token": found[1], "role": who.role, "person": who.id, "name": who.name}
    await page.request.post("/logowanie/na-probe", form=form)


async def _seen(page: Page, shot: Shot) -> bytes:
    top = 0.0
    if shot.at:
        box = await page.locator(shot.at).first.bounding_box()
        scrolled = float(await page.evaluate("window.scrollY"))
        top = max(0.0, (box["y"] if box else 0.0) + scrolled - 12)
    whole = float(await page.evaluate("document.documentElement.scrollHeight"))
    width = PHONE if shot.phone else WIDE
    height = min(float(shot.tall), whole - top)
    clip: FloatRect = {"x": 0.0, "y": top, "width": float(width), "height": height}
    return await page.screenshot(full_page=True, clip=clip, animations="disabled")


@asynccontextmanager
async def camera(site: str) -> AsyncIterator[Camera]:
    """Starts Chromium.

    Raises:
        ChildFailed: There is none.
    """
    path = shutil.which("chromium") or os.environ.get("CHROMIUM")
    if not path:
        raise ChildFailed("There is no chromium: run `make browser`.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGS))
        yield Camera(browser, site)
        await browser.close()
