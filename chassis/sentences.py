"""What is wrong with a value, as a sentence that names the rule: one for each error of pydantic.

Limits come out of the error, so they are those of the field. What was typed is never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from chassis.process import Text

_TEXT: Final = Text("Podaj tekst.", "Give a text.")
_LIST: Final = Text("Podaj listę.", "Give a list.")
_OBJECT: Final = Text("Podaj obiekt z polami.", "Give an object with fields.")
_CHOICE: Final = Text("Wybierz jedną z wartości: {expected}.", "Choose one of: {expected}.")
_YES_NO: Final = Text("Odpowiedz tak lub nie (true, false).", "Answer yes or no (true, false).")
_WHOLE: Final = Text("Podaj liczbę całkowitą.", "Give a whole number.")
_NUMBER: Final = Text("Podaj liczbę.", "Give a number.")
_DATE: Final = Text("Podaj datę: RRRR-MM-DD.", "Give a date: YYYY-MM-DD.")
_MOMENT: Final = Text(
    "Podaj datę i godzinę ze strefą, np. 2026-03-02T09:00:00Z.",
    "Give a date and time with its zone, e.g. 2026-03-02T09:00:00Z.",
)
_AMOUNT: Final = Text("Podaj kwotę, np. 1234,50.", "Give an amount, e.g. 1234.50.")
_REST: Final = Text("To nie pasuje do reguł tego pola.", "This breaks the rules of the field.")

SENTENCES: Final[Mapping[str, Text]] = {
    "missing": Text("To pole jest wymagane.", "This field is required."),
    "none_required": Text("To pole ma być puste.", "This field has to be empty."),
    "extra_forbidden": Text("Nie ma takiego pola.", "There is no such field."),
    "invalid_key": Text("Nazwy pól są tekstami.", "The names of fields are texts."),
    "json_invalid": Text("To nie jest poprawny JSON.", "This is not valid JSON."),
    "string_type": _TEXT,
    "string_unicode": Text(
        "Tekst ma znaki, których nie można zapisać.", "The text has characters that cannot be kept."
    ),
    "string_too_short": Text(
        "Tekst jest za krótki. Najmniej znaków: {min_length}.",
        "The text is too short. At least so many characters: {min_length}.",
    ),
    "string_too_long": Text(
        "Tekst jest za długi. Najwięcej znaków: {max_length}.",
        "The text is too long. At most so many characters: {max_length}.",
    ),
    "string_pattern_mismatch": Text(
        "Tekst ma pasować do wzoru {pattern}.", "The text has to match the pattern {pattern}."
    ),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": Text("Ta liczba jest za duża.", "This number is too large."),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": Text("Ta liczba nie ma wartości.", "This number has no value."),
    "greater_than": Text("Podaj liczbę większą niż {gt}.", "Give a number above {gt}."),
    "greater_than_equal": Text("Najmniejsza wartość: {ge}.", "The least value: {ge}."),
    "less_than": Text("Podaj liczbę mniejszą niż {lt}.", "Give a number below {lt}."),
    "less_than_equal": Text("Największa wartość: {le}.", "The greatest value: {le}."),
    "decimal_type": _AMOUNT,
    "decimal_parsing": _AMOUNT,
    "decimal_max_digits": Text(
        "Najwięcej cyfr: {max_digits}.", "At most so many digits: {max_digits}."
    ),
    "decimal_max_places": Text(
        "Najwięcej miejsc po przecinku: {decimal_places}.",
        "At most so many decimal places: {decimal_places}.",
    ),
    "decimal_whole_digits": Text(
        "Najwięcej cyfr przed przecinkiem: {whole_digits}.",
        "At most so many digits before the point: {whole_digits}.",
    ),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": Text(
        "Dodaj strefę czasową, np. Z albo +01:00.", "Add the time zone, e.g. Z or +01:00."
    ),
    "out_of_range": Text("Podaj rok od 1800 do 2199.", "Give a year from 1800 to 2199."),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "too_short": Text(
        "Za mało pozycji. Najmniej: {min_length}.", "Too few entries. At least: {min_length}."
    ),
    "too_long": Text(
        "Za dużo pozycji. Najwięcej: {max_length}.", "Too many entries. At most: {max_length}."
    ),
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
}


def sentence(kind: str, context: Mapping[str, Any] | None = None) -> Text:
    """What to say about an error.

    Args:
        kind: Its type, as pydantic names it.
        context: What pydantic adds: the limits of the field.
    """
    said = SENTENCES.get(kind, _REST)
    known = {name: _plain(value) for name, value in (context or {}).items()}
    return Text(said.pl.format_map(known), said.en.format_map(known))


def _plain(value: Any) -> str:
    """A limit as it is; of ``'a', 'b' or 'c'`` the values alone."""
    text = str(value)
    return ", ".join(re.findall(r"'([^']*)'", text)) or text
