"""The forms of a page as a browser without a script sees them: what is in them is what is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

TYPED: Final = frozenset({"text", "email", "tel", "date", "datetime-local", "search", "hidden"})
TICKED: Final = frozenset({"checkbox", "radio"})

Attributes = dict[str, str]


@dataclass
class Shown:
    """One form: what it holds as it stands, what may be put into it, and its buttons.

    Attributes:
        held: Names and values that are sent if nobody touches anything.
        takes: Of each name the values there are to choose, none where anything may be typed.
    """

    action: str
    held: dict[str, str] = field(default_factory=dict)
    takes: dict[str, set[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    buttons: dict[str, Attributes] = field(default_factory=dict)

    def sent(self, button: str, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Where it goes and what with, once these are typed or chosen and the button is pressed.

        Raises:
            AssertionError: The form has no such field, or no such choice.
        """
        for name, value in fields.items():
            assert name in self.takes, f"there is no field {name}: {sorted(self.takes)}"
            choices = self.takes[name]
            assert not choices or value in choices, f"{name} is one of {sorted(choices)}"
        pressed = self.buttons[button]
        own = {pressed["name"]: pressed.get("value", "")} if "name" in pressed else {}
        return pressed.get("formaction", self.action), {**self.held, **fields, **own}


class _Reading(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[Shown]()
        self._form: Shown | None = None
        self._list, self._text, self._button = "", "", None

    _button: Attributes | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: Attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Shown(said.get("action") or self.path)
            self.forms.append(self._form)
        elif self._form is not None:
            self._part(self._form, tag, said)

    def _part(self, form: Shown, tag: str, said: Attributes) -> None:
        name = said.get("name", "")
        match tag:
            case "input" if said.get("type") == "file":
                form.files.add(name)
            case "input" if name:
                _input(form, name, said)
            case "select":
                self._list = name
                form.takes[name] = set()
            case "option" if self._list:
                value = said.get("value", "")
                form.takes[self._list].add(value)
                if "selected" in said or self._list not in form.held:
                    form.held[self._list] = value
            case "textarea":
                form.takes[name], self._list, self._text = set(), name, ""
            case "button":
                self._button, self._text = said, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._form is not None and tag == "textarea":
            self._form.held[self._list], self._list = self._text.removeprefix("\n"), ""
        elif self._form is not None and tag == "button" and self._button is not None:
            name = self._button.get("aria-label") or " ".join(self._text.split())
            self._form.buttons[name], self._button = self._button, None
        elif tag == "select":
            self._list = ""


def _input(form: Shown, name: str, said: Attributes) -> None:
    kind, value = said.get("type", "text"), said.get("value", "")
    if kind in TICKED:
        form.takes.setdefault(name, set()).add(value or "on")
        if "checked" in said:
            form.held[name] = value or "on"
        return
    assert kind in TYPED, f"an input of a kind that is not known here: {kind}"
    form.held[name] = value
    if kind != "hidden":
        form.takes[name] = set()


def form_with(page: str, button: str, path: str) -> Shown:
    """The one form of the page that has this button.

    Raises:
        AssertionError: There is none, or more than one.
    """
    reading = _Reading(path)
    reading.feed(page)
    found = [form for form in reading.forms if button in form.buttons]
    known = [name for form in reading.forms for name in form.buttons]
    assert len(found) == 1, f"{len(found)} forms with the button {button}; there are {known}"
    return found[0]
