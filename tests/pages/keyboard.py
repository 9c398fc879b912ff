"""Hands that never touch a mouse: whatever a page offers is reached by Tab and used by keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import Locator, Page, expect

ROUNDS: Final = 2
"""From where one stands to the end of the page, and once through the whole of it."""

Role = Literal["button", "checkbox", "combobox", "link", "radio", "textbox"]
FOCUSED: Final = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const label = at.labels && at.labels[0] ? at.labels[0].textContent : at.textContent;
  return {
    name: (at.getAttribute("aria-label") || label || at.tagName).trim().replace(/\\s+/g, " "),
    at: at === document.body ? -1 : [...document.querySelectorAll("*")].indexOf(at),
    shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
HERE: Final = "(all) => all.includes(document.activeElement)"
CHECKED: Final = "(all) => all.some((each) => each.checked)"


@dataclass
class Keyboard:
    """Two hands on a page."""

    page: Page

    async def reach(self, what: Locator) -> None:
        """Press Tab until this has the focus, which is seen all the way and goes as one reads.

        Raises:
            AssertionError: It is never reached, the focus is not seen, or it jumps back.
        """
        await what.first.wait_for(state="attached")
        passed: list[str] = []
        before, turns = (await self.page.evaluate(FOCUSED))["at"], 0
        while not await what.evaluate_all(HERE):
            await self.page.keyboard.press("Tab")
            focus = await self.page.evaluate(FOCUSED)
            if focus["at"] < 0:  # past the last one, in the browser's own bar
                turns, before = turns + 1, -1
                assert turns < ROUNDS, f"never reached: {what}; passed {passed}"
                continue
            if focus["at"] == before:  # another part of the same field: its year, its calendar
                continue
            passed.append(focus["name"][:40])
            assert focus["shown"], f"the focus is not seen: {passed}"
            assert focus["at"] > before, f"the focus jumps back: {passed}"
            before = focus["at"]

    async def press(self, name: str, role: Role = "button") -> None:
        """Go to a button or a link and press Enter."""
        await self.reach(self.page.get_by_role(role, name=name))
        await self.page.keyboard.press("Enter")

    async def follow(self, name: str) -> None:
        """Go to a link and open it."""
        await self.press(name, "link")

    async def type(self, label: str, text: str) -> None:
        """Go to a field and type over what stands in it."""
        field = self.page.get_by_label(label).first
        await self.reach(field)
        if await field.get_attribute("type") == "date":
            year, month, day = text.split("-")
            await self.page.keyboard.type(f"{month}{day}{year}")
        else:
            await self.page.keyboard.press("Control+A")
            await self.page.keyboard.insert_text(text)
        await expect(field).to_have_value(text)

    async def choose(self, label: str, option: str) -> None:
        """Go to a list and type the beginning of what is meant."""
        field = self.page.get_by_label(label).first
        await self.reach(field)
        await self.page.keyboard.type(option)
        await expect(field.locator("option:checked")).to_have_text(option)

    async def tick(self, box: Locator) -> None:
        """Go to a box and tick it."""
        await self.reach(box)
        await self.page.keyboard.press("Space")
        await expect(box).to_be_checked()

    async def pick(self, choice: Locator, among: Locator) -> None:
        """Go to a group of choices and walk through it with arrows."""
        await self.reach(among)
        if not await choice.is_checked():
            await self.page.keyboard.press("Space")
        for _ in range(await among.count()):
            if await choice.is_checked():
                return
            await self.page.keyboard.press("ArrowDown")
        await expect(choice).to_be_checked()

    async def upload(self, label: str, file: Path) -> None:
        """Go to the field of a file and open the browser's window, which is not ours to walk."""
        async with self.page.expect_file_chooser() as chosen:  # told of before the key is pressed
            await self.reach(self.page.get_by_label(label, exact=True))
            await self.page.keyboard.press("Space")
        await (await chosen.value).set_files(file)

    async def at(self, heading: str) -> None:
        """See that this page has come."""
        await expect(self.page.locator("h1")).to_contain_text(heading)
