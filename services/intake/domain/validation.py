"""What must be right before an application may be sent: every field present and well formed.

What the office may ask to correct (revenue too low, one recommendation too few, ...) is not here:
that is the formal check. Errors name the field and never repeat what was typed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from chassis.process import FieldError, Invalid
from services.intake.domain.form import Contact, Economy, Entity, Form, Item, same
from services.intake.domain.identifiers import is_email, is_krs, is_nip, is_regon
from services.intake.domain.procedure import (
    ENTITY_TYPES,
    RUN_BY_ANOTHER,
    VOIVODESHIPS,
    Procedure,
)
from services.intake.domain.reading import required, wrong

Errors = Iterator[FieldError]

_PHONE: Final = re.compile(r"\+?[0-9 ()-]{7,20}")
_POSTCODE: Final = re.compile(r"[0-9]{2}-[0-9]{3}")
_EDORECZENIA: Final = re.compile(r"AE:PL-[0-9]{5}-[0-9]{5}-[A-Z]{5}-[0-9]{2}")


def complete(form: Form, procedure: Procedure, today: dt.date) -> None:
    """Check that the form may be sent.

    Args:
        form: What was typed.
        procedure: Of the call; it names the categories.
        today: The day of sending in Warsaw.

    Raises:
        Invalid: Naming every field that is missing or wrong.
    """
    errors = tuple(complaints(form, procedure, today))
    if errors:
        raise Invalid(errors)


def right_channel(form: Form, *, officer: bool) -> None:
    """Check that an officer types in paper, and everybody else files online.

    Raises:
        Invalid: Naming the channel.
    """
    if (form.channel == "paper") != officer:
        said = (
            "Wniosek papierowy wpisuje pracownik urzędu, a online składa podmiot.",
            "The office types in paper applications, the entity files online.",
        )
        raise Invalid((wrong("channel", "not-yours", *said),))


def complaints(form: Form, procedure: Procedure, today: dt.date) -> Errors:
    """Every field that is missing or wrong."""
    yield from _filing(form, today)
    yield from _entity(form.entity)
    yield from about_contact(form.contact)
    yield from _date("activity.since", form.activity.since, today)
    yield from _economy(form.economy, today)
    if not form.items:
        said = (
            "Dodaj co najmniej jeden produkt albo usługę.",
            "Add at least one product or service.",
        )
        yield wrong("items", "required", *said)
    for index, item in enumerate(form.items):
        yield from _item(f"items.{index}", item, procedure)
    yield from _repeated(form.items)


def _text(prefix: str, part: Any, *names: str) -> Errors:
    for name in names:
        if not getattr(part, name):
            yield required(f"{prefix}.{name}")


def _number(field: str, value: str, good: Callable[[str], bool], name: str) -> Errors:
    if not value:
        yield required(field)
    elif not good(value):
        pl = f"Ten numer {name} jest nieprawidłowy. Sprawdź cyfry."
        yield wrong(field, "not-valid", pl, f"This {name} number is not valid. Check the digits.")


def _date(field: str, value: dt.date | None, today: dt.date) -> Errors:
    if value is None:
        yield required(field)
    elif value > today:
        yield wrong(field, "future", "Ta data jest w przyszłości.", "This date is in the future.")


def _filing(form: Form, today: dt.date) -> Errors:
    if form.channel == "paper":
        yield from _date("received_on", form.received_on, today)
    elif form.received_on is not None:
        said = (
            "Data wpływu dotyczy tylko wniosku papierowego.",
            "Only a paper application has a date of receipt.",
        )
        yield wrong("received_on", "paper-only", *said)
    if form.kind == "renewal" and not form.licence_number:
        yield required("licence_number")
    if form.kind == "new" and form.licence_number:
        said = (
            "Numer licencji podaje się tylko przy przedłużeniu.",
            "Only a renewal names a licence.",
        )
        yield wrong("licence_number", "renewal-only", *said)


def _entity(entity: Entity) -> Errors:
    yield from _text("entity", entity, "name", "type")
    if entity.type and entity.type not in ENTITY_TYPES:
        said = ("Wybierz typ podmiotu z listy.", "Choose a type of entity from the list.")
        yield wrong("entity.type", "unknown-entity-type", *said)
    if entity.social_enterprise is None:
        yield required("entity.social_enterprise")
    yield from _number("entity.nip", entity.nip, is_nip, "NIP")
    yield from _number("entity.regon", entity.regon, is_regon, "REGON")
    yield from _register(entity)
    yield from _run_by(entity)
    yield from _address(entity)
    yield from _text("entity.representative", entity.representative, "name", "role")
    if entity.edoreczenia and not _EDORECZENIA.fullmatch(entity.edoreczenia):
        said = (
            "Adres do e-Doręczeń ma postać AE:PL-12345-67890-ABCDE-12.",
            "An e-Doręczenia address looks like AE:PL-12345-67890-ABCDE-12.",
        )
        yield wrong("entity.edoreczenia", "not-valid", *said)


def _register(entity: Entity) -> Errors:
    if entity.krs:
        yield from _number("entity.krs", entity.krs, is_krs, "KRS")
    elif not entity.register_name:
        said = (
            "Podaj numer KRS albo nazwę innego rejestru.",
            "Give the KRS number or the name of another register.",
        )
        yield wrong("entity.krs", "required", *said)


def _run_by(entity: Entity) -> Errors:
    if entity.run_by is not None:
        yield from _text("entity.run_by", entity.run_by, "name")
        yield from _number("entity.run_by.nip", entity.run_by.nip, is_nip, "NIP")
    elif entity.type in RUN_BY_ANOTHER:
        said = (
            "Podaj podmiot prowadzący: jego nazwę i NIP.",
            "Name the entity that runs it, with its NIP.",
        )
        yield wrong("entity.run_by", "required", *said)


def _address(entity: Entity) -> Errors:
    address = entity.address
    yield from _text("entity.address", address, "street", "postcode", "town", "voivodeship")
    if address.postcode and not _POSTCODE.fullmatch(address.postcode):
        said = ("Kod pocztowy ma postać 20-001.", "A postcode looks like 20-001.")
        yield wrong("entity.address.postcode", "not-valid", *said)
    if address.voivodeship and address.voivodeship not in VOIVODESHIPS:
        said = ("Wybierz województwo z listy.", "Choose a voivodeship from the list.")
        yield wrong("entity.address.voivodeship", "unknown-voivodeship", *said)


def about_contact(contact: Contact) -> Errors:
    """Every field of the contact that is missing or wrong."""
    yield from _text("contact", contact, "name", "email", "phone")
    if contact.email and not is_email(contact.email):
        said = ("Ten adres e-mail jest nieprawidłowy.", "This e-mail address is not valid.")
        yield wrong("contact.email", "not-valid", *said)
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        said = ("Ten numer telefonu jest nieprawidłowy.", "This phone number is not valid.")
        yield wrong("contact.phone", "not-valid", *said)


def _economy(economy: Economy, today: dt.date) -> Errors:
    yield from _date("economy.from", economy.from_, today)
    yield from _date("economy.to", economy.to, today)
    if economy.from_ and economy.to and economy.to < economy.from_:
        said = ("Okres kończy się przed początkiem.", "The period ends before it begins.")
        yield wrong("economy.to", "before-start", *said)
    for name in ("total", "own"):
        if getattr(economy, name) is None:
            yield required(f"economy.{name}")
    if economy.total is not None and economy.own is not None and economy.own > economy.total:
        said = (
            "Przychód z działalności własnej nie może przekraczać całości.",
            "Revenue from own activity cannot exceed the total.",
        )
        yield wrong("economy.own", "exceeds-total", *said)


def _item(field: str, item: Item, procedure: Procedure) -> Errors:
    yield from _text(field, item, "kind", "name", "category", "description", "quality")
    if item.category and item.category not in procedure.categories:
        said = ("Wybierz kategorię z listy.", "Choose a category from the list.")
        yield wrong(f"{field}.category", "unknown-category", *said)
    for index, recommendation in enumerate(item.recommendations):
        yield from _text(f"{field}.recommendations.{index}", recommendation, "author", "text")


def _repeated(items: Sequence[Item]) -> Errors:
    met = set()
    for index, item in enumerate(items):
        said = (item.kind, same(item.name))
        if said in met:
            text = ("To jest już we wniosku. Usuń jedno.", "This is there already. Remove one.")
            yield wrong(f"items.{index}.name", "repeated", *text)
        if all(said):
            met.add(said)
