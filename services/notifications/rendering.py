"""From a mail's template and context to its subject, plain text and HTML.

Each mail is written once, as plain text: the HTML is laid out from the same blocks, so the two
can never say different things. A block is what stands between blank lines:

* lines that begin with ``- `` are a list;
* lines that all look like ``Numer wniosku: ZP/2026/000123`` are facts;
* ``[Zobacz wniosek]`` is the button;
* ``(Nie pisz więcej)`` is the quiet link out of being told;
* anything else is a paragraph.

A value put in is folded to one line, so what a person typed cannot become a block of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contracts.base import Language
from services.notifications.words import FILTERS, reached

TEMPLATES = Path(__file__).parent / "templates"
FACT = re.compile(r"([^\s:.][^:.]{0,39}): (\S.*)")
BREAKS = re.compile(r"\s+")
BUTTON = re.compile(r"\[([^\[\]]+)\]")
LEAVE = re.compile(r"\(([^()]+)\)")


class Letter(NamedTuple):
    """What the person reads; ``one_click`` is for their mail program, to leave by."""

    subject: str
    text: str
    html: str
    one_click: str | None = None


@dataclass(frozen=True)
class Block:
    """One block of a letter: ``paragraph``, ``list``, ``facts``, ``button`` or ``leave``."""

    kind: str
    lines: tuple[str, ...]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value of each line."""
        return tuple((label, value) for label, _, value in (x.partition(": ") for x in self.lines))


def read_block(source: str) -> Block:
    """Tell what kind of block this is and take its marks off."""
    lines = tuple(source.split("\n"))
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line[2:] for line in lines))
    if all(FACT.fullmatch(line) for line in lines):
        return Block("facts", lines)
    button = BUTTON.fullmatch(source)
    if button:
        return Block("button", (button[1],))
    leave = LEAVE.fullmatch(source)
    return Block("leave", (leave[1],)) if leave else Block("paragraph", lines)


class Renderer:
    """Compiled templates of every language; make one and keep it.

    Args:
        public_url: Where links lead.
    """

    def __init__(self, public_url: str) -> None:
        self._url = public_url.rstrip("/")
        self._texts = {language: _texts(language) for language in get_args(Language)}
        pages = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        self._page = pages.get_template("layout.html")

    def render(self, template: str, language: Language, context: dict[str, Any]) -> Letter:
        """Fill the template in.

        Raises:
            jinja2.UndefinedError: The context lacks what the template says.
        """
        links = {name: context.get(name) for name in ("leave", "one_click")}
        out = {name: path and self._url + path for name, path in links.items()}
        values = {**context, **out, "url": context["link"] and self._url + context["link"]}
        source = self._texts[language].get_template(f"{template}.txt").render(values)
        subject, *parts = re.split(r"\n{2,}", source.strip())
        if values["url"] is None:
            parts = [part for part in parts if not BUTTON.fullmatch(part)]
        blocks = [read_block(part) for part in parts]
        html = self._page.render(
            language=language,
            subject=subject,
            blocks=blocks,
            url=values["url"],
            leave=values["leave"],
        )
        places = {"button": values["url"], "leave": values["leave"]}
        return Letter(subject, self._plain(blocks, parts, places), html, values["one_click"])

    def block(self, name: str, template: str, language: Language, context: dict[str, Any]) -> str:
        """One block of a template by itself, on one line."""
        found = self._texts[language].get_template(f"{template}.txt")
        said = "".join(found.blocks[name](found.new_context(context)))
        return BREAKS.sub(" ", said).strip()

    def _plain(self, blocks: list[Block], parts: list[str], places: dict[str, str]) -> str:
        said = (
            f"{block.lines[0]}:\n{places[block.kind]}" if block.kind in places else part
            for block, part in zip(blocks, parts, strict=True)
        )
        return "\n\n".join(said) + "\n"


def _texts(language: Language) -> Environment:
    texts = Environment(  # noqa: S701 -- plain text; the HTML page escapes what is put into it
        loader=FileSystemLoader(TEMPLATES / language),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_one_line,
        cache_size=-1,
        auto_reload=False,
    )
    for name, say in FILTERS.items():
        texts.filters[name] = partial(say, language=language)
    texts.tests["reached"] = reached
    texts.globals.update(by_post=False, appeal_days=None)  # of what was asked for before
    return texts


def _one_line(value: Any) -> Any:
    return BREAKS.sub(" ", value) if isinstance(value, str) else value
