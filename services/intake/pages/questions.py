"""The fields of the application form by name: what each is called and how it is typed.

A correction asks some of them again: which ones, and how the answers are put together, is here.
Lists go by position; ``*`` in a name stands for any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from chassis.process import Text

Kind = Literal["line", "long", "date", "amount", "yes-no", "tick", "choice"]


class Question(NamedTuple):
    """One field. ``choices`` says which list it is chosen from."""

    name: str
    label: Text
    kind: Kind = "line"
    empty: Literal[""] | None = ""
    required: bool = True
    choices: str = ""


def _q(name: str, pl: str, en: str, kind: Kind = "line", **more: Any) -> Question:
    return Question(name, Text(pl, en), kind, **more)


_MAY_LACK: Final[Mapping[str, Any]] = {"empty": None, "required": False}

QUESTIONS: Final = (
    _q("entity.name", "Nazwa podmiotu", "Name of the entity"),
    _q("entity.type", "Rodzaj podmiotu", "Type of the entity", "choice", choices="entity_types"),
    _q("entity.run_by.name", "Kto go prowadzi", "Who runs it", required=False),
    _q("entity.run_by.nip", "NIP prowadzącego", "NIP of who runs it", required=False),
    _q("entity.social_enterprise", "Przedsiębiorstwo społeczne", "Social enterprise", "yes-no"),
    _q("entity.nip", "NIP", "NIP"),
    _q("entity.regon", "REGON", "REGON"),
    _q("entity.krs", "Numer KRS", "KRS number", **_MAY_LACK),
    _q("entity.register", "Inny rejestr niż KRS", "A register other than KRS", **_MAY_LACK),
    _q("entity.address.street", "Ulica i numer", "Street and number"),
    _q("entity.address.postcode", "Kod pocztowy", "Postcode"),
    _q("entity.address.town", "Miejscowość", "Town"),
    _q(
        "entity.address.voivodeship",
        "Województwo",
        "Voivodeship",
        "choice",
        choices="voivodeships",
    ),
    _q("entity.representative.name", "Kto podpisuje", "Who signs"),
    _q("entity.representative.role", "Funkcja podpisującego", "Role of who signs"),
    _q("entity.edoreczenia", "Adres do e-Doręczeń", "e-Doręczenia address", **_MAY_LACK),
    _q("contact.name", "Osoba do kontaktu", "Contact person"),
    _q("contact.email", "E-mail do kontaktu", "Contact e-mail"),
    _q("contact.phone", "Telefon do kontaktu", "Contact phone"),
    _q("activity.since", "Działalność od dnia", "Active since", "date", empty=None),
    _q("activity.social", "Działalność społeczna", "Social activity", "long"),
    _q("activity.served", "Komu służy", "Whom it serves", "long"),
    _q("economy.from", "Okres od dnia", "Period from", "date", empty=None),
    _q("economy.to", "Okres do dnia", "Period to", "date", empty=None),
    _q("economy.total", "Przychód razem, zł", "Total revenue, PLN", "amount", empty=None),
    _q("economy.own", "Przychód własny, zł", "Own revenue, PLN", "amount", empty=None),
    _q("items.*.kind", "Produkt czy usługa", "Product or service", "choice", choices="kinds"),
    _q("items.*.name", "Nazwa", "Name"),
    _q("items.*.category", "Kategoria", "Category", "choice", choices="categories"),
    _q("items.*.description", "Opis", "Description", "long"),
    _q("items.*.quality", "Jakość", "Quality", "long"),
    _q("items.*.recommendations.*.author", "Kto poleca", "Recommended by", required=False),
    _q("items.*.recommendations.*.text", "Rekomendacja", "Recommendation", "long", required=False),
    _q("declarations.truth", "Dane są prawdziwe", "The data are true", "tick"),
    _q("declarations.rules", "Znam i akceptuję regulamin", "I accept the rules", "tick"),
    _q("declarations.rodo", "Znam zasady przetwarzania danych", "I know the notice", "tick"),
)
"""In the order of the form. What a correction cannot change is not here."""

SECTIONS: Final = ("entity", "contact", "activity", "economy", "items", "declarations")

REMOVED: Final = "usun"
"""``items.0.usun`` takes the item out."""

SPARE: Final = 2
"""Empty places for recommendations, beside those that are there."""


def is_open(name: str, fields: Collection[str]) -> bool:
    """Whether one of these paths covers the field."""
    return any(name == field or name.startswith(f"{field}.") for field in fields)


def asked(form: Mapping[str, Any], fields: Collection[str]) -> list[Question]:
    """Every field that is open, by its name in this form; places to add some where they may be.

    Args:
        form: As sent, as JSON.
        fields: The paths that were questioned.
    """
    found = [
        (_order(name, no), question._replace(name=name))
        for no, question in enumerate(QUESTIONS)
        for name in _names(form, question.name, fields)
        if is_open(name, fields)
    ]
    return [question for _, question in sorted(found)]


def _order(name: str, no: int) -> tuple[int, ...]:
    """Item by item, and in an item one recommendation after the other."""
    first, *rest = name.split(".")
    item, place, *_ = [*(int(part) for part in rest if part.isdecimal()), -1, -1]
    return (SECTIONS.index(first), item, place, no)


def _names(form: Mapping[str, Any], name: str, fields: Collection[str]) -> Iterator[str]:
    before, star, after = name.partition(".*")
    if not star:
        yield name
        return
    entries = _at(form, before) or []
    spare = SPARE if before.endswith("recommendations") and is_open(before, fields) else 0
    for no in range(len(entries) + spare):
        yield from _names(form, f"{before}.{no}{after}", fields)


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


def answered(
    form: Mapping[str, Any], fields: Collection[str], typed: Mapping[str, str]
) -> dict[str, Any]:
    """The corrected parts only, as `domain.corrections.merge` takes them.

    Args:
        form: As sent, as JSON.
        fields: The paths that were questioned.
        typed: The fields of the page, by name; any other is left out.
    """
    found: dict[str, Any] = {}
    for question in asked(form, fields):
        _put(found, question.name.split("."), _value(question, typed.get(question.name, "")))
    items = found.get("items", {})
    for no, item in items.items():
        recommended = item.get("recommendations", {})
        for place, said in recommended.items():
            if is_open(f"items.{no}.recommendations.{place}", fields) and not any(said.values()):
                recommended[place] = None
        if is_open(f"items.{no}", fields) and typed.get(f"items.{no}.{REMOVED}"):
            items[no] = None
    run_by = found.get("entity", {}).get("run_by")
    if is_open("entity.run_by", fields) and not any(run_by.values()):
        found["entity"]["run_by"] = None
    return {name: _listed(value) for name, value in found.items()}


def _value(question: Question, typed: str) -> Any:
    if question.kind == "tick":
        return typed == "true"
    if question.kind == "yes-no":
        return {"true": True, "false": False}.get(typed)
    if question.kind == "amount":
        typed = "".join(typed.split()).replace(",", ".")
    return typed or question.empty


def _put(found: dict[str, Any], way: list[str], value: Any) -> None:
    for part in way[:-1]:
        found = found.setdefault(part, {})
    found[way[-1]] = value


def _listed(value: Any) -> Any:
    """Positions as a list; what lies between stays as it was."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner.get(str(no), {}) for no in range(max(map(int, inner)) + 1)]
    return inner


def placed(field: str, answers: Any) -> str:
    """An error's field by its name on the page, where what was taken out still has its place."""
    parts: list[str] = []
    for part in field.split("."):
        if isinstance(answers, list) and part.isdecimal():
            kept = [no for no, each in enumerate(answers) if each is not None]
            no = kept[int(part)] if int(part) < len(kept) else int(part)
            answers = answers[no] if no < len(answers) else None
            parts.append(str(no))
        else:
            answers = answers.get(part) if isinstance(answers, Mapping) else None
            parts.append(part)
    return ".".join(parts)
