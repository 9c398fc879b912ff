"""From what came in (JSON, TOML) to typed values, or errors that name each field.

The sentences never repeat what was typed: it may be personal, and it may be an attack.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from chassis.process import FieldError, Invalid, Text

M = TypeVar("M", bound=BaseModel)

REQUIRED: Final = Text("To pole jest wymagane.", "This field is required.")
EXTRA: Final = Text("Nie ma takiego pola.", "There is no such field.")
WRONG: Final = Text("Nieprawidłowa wartość.", "The value is not valid.")
TOO_LONG: Final = Text(
    "Za długi tekst. Najwięcej znaków: {max_length}.",
    "The text is too long. At most so many characters: {max_length}.",
)
TOO_MANY: Final = Text(
    "Za dużo pozycji. Najwięcej: {max_length}.",
    "There are too many entries. At most: {max_length}.",
)
DATE: Final = Text("Podaj datę w postaci RRRR-MM-DD.", "Give a date as YYYY-MM-DD.")
AMOUNT: Final = Text(
    "Podaj kwotę nieujemną, najwyżej dwa miejsca po przecinku.",
    "Give an amount that is not negative, with at most two decimals.",
)
NUMBER: Final = Text("Podaj liczbę z dozwolonego zakresu.", "Give a number within the range.")
TEXT: Final = Text("Podaj tekst.", "Give a text.")
YES_NO: Final = Text("Podaj tak lub nie (true/false).", "Give yes or no (true/false).")
YEARS: Final = Text("Podaj rok od 1800 do 2199.", "Give a year from 1800 to 2199.")
CHOICE: Final = Text("Wybierz wartość z listy.", "Choose a value from the list.")
LIST: Final = Text("Podaj listę.", "Give a list.")
OBJECT: Final = Text("Podaj obiekt z polami.", "Give an object with fields.")

_SENTENCES: Final[Mapping[str, tuple[str, Text]]] = {
    "missing": ("required", REQUIRED),
    "extra_forbidden": ("no-such-field", EXTRA),
    "string_too_long": ("too-long", TOO_LONG),
    "too_long": ("too-many", TOO_MANY),
    "out_of_range": ("out-of-range", YEARS),
    "string_type": ("not-text", TEXT),
    "literal_error": ("not-listed", CHOICE),
    "tuple_type": ("not-a-list", LIST),
    "model_type": ("not-an-object", OBJECT),
    "model_attributes_type": ("not-an-object", OBJECT),
}
_PREFIXES: Final[tuple[tuple[str, tuple[str, Text]], ...]] = (
    ("date", ("not-a-date", DATE)),
    ("decimal", ("not-an-amount", AMOUNT)),
    ("bool", ("not-a-boolean", YES_NO)),
    ("int", ("not-a-number", NUMBER)),
    ("greater", ("out-of-range", NUMBER)),
    ("less", ("out-of-range", NUMBER)),
)


def _sentence(kind: str) -> tuple[str, Text]:
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    return next((said for start, said in _PREFIXES if kind.startswith(start)), ("wrong", WRONG))


def field_errors(error: ValidationError, under: str = "") -> tuple[FieldError, ...]:
    """One error per wrong field, with its dotted path below ``under``."""
    found = []
    for line in error.errors(include_input=False, include_url=False):
        path = ".".join(str(part) for part in ((under, *line["loc"]) if under else line["loc"]))
        code, said = _sentence(line["type"])
        limits = line.get("ctx", {})
        text = Text(said.pl.format_map(limits), said.en.format_map(limits))
        found.append(FieldError(path, code, text))
    return tuple(found)


def read(model: type[M], raw: object, under: str = "") -> M:
    """The typed value.

    Args:
        model: What it should be.
        raw: What came in.
        under: Path put before each field's, for an input that is part of a larger one.

    Raises:
        Invalid: Naming every wrong field.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise Invalid(field_errors(error, under)) from None


def required(field: str) -> FieldError:
    """The error of a field that may be empty in a draft but not in what is sent."""
    return FieldError(field, "required", REQUIRED)


def wrong(field: str, code: str, pl: str, en: str) -> FieldError:
    """An error with a sentence of its own."""
    return FieldError(field, code, Text(pl, en))
