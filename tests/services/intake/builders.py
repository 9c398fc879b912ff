"""Applications, calls and moments to begin a test from."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from contracts.values import Contact, Item
from services.intake.domain import procedure, rules
from services.intake.domain.application import Application, Attachment, State
from services.intake.domain.calendar import end_of_day, start_of_day
from services.intake.domain.call import Call
from services.intake.domain.call import State as CallState
from services.intake.domain.commands import DecideFormally, File, GiveNumber
from services.intake.domain.form import Form
from services.intake.domain.licence import Licence
from services.intake.domain.procedure import Procedure
from services.intake.settings import HERE

NOON = dt.datetime(2026, 1, 15, 11, tzinfo=dt.UTC)
TODAY = dt.date(2026, 1, 15)
OWNER = Contact(person="anna", name="Anna Nowak", email="anna@przyklad.example")
NUMBER = "ZP/2026/000001"
PDF = Attachment(name="sprawozdanie.pdf", type="application/pdf", size=9, sha256="0" * 64)

FORM: dict[str, Any] = {
    "kind": "new",
    "entity": {
        "name": "Spółdzielnia Socjalna „Przykład”",
        "type": "spoldzielnia-socjalna",
        "social_enterprise": True,
        "nip": "0012345673",
        "regon": "991234561",
        "krs": "0009123456",
        "address": {
            "street": "ul. Prosta 1",
            "postcode": "20-001",
            "town": "Lublin",
            "voivodeship": "lubelskie",
        },
        "representative": {"name": "Anna Nowak", "role": "prezeska"},
    },
    "contact": {
        "name": "Anna Nowak",
        "email": "biuro@przyklad.example",
        "phone": "+48 81 123 45 67",
        "language": "pl",
    },
    "activity": {
        "since": "2019-05-01",
        "social": "Zatrudniamy osoby długotrwale bezrobotne.",
        "served": "Osoby długotrwale bezrobotne.",
    },
    "economy": {"from": "2025-01-01", "to": "2025-12-31", "total": "100000.00", "own": "45000.00"},
    "items": [
        {
            "kind": "product",
            "name": "Chleb na zakwasie",
            "category": "gastronomia",
            "description": "Chleb pieczony co rano.",
            "quality": "Badania co kwartał.",
            "recommendations": [
                {"author": "Szkoła nr 1", "text": "Polecamy."},
                {"author": "Biblioteka", "text": "Bardzo dobry."},
            ],
        }
    ],
    "declarations": {"truth": True, "rules": True, "rodo": True},
}


def a_form(**parts: Any) -> Form:
    """A complete form; ``entity={"nip": ""}`` replaces that field of that part."""
    raw = dict(FORM)
    for name, part in parts.items():
        raw[name] = {**raw[name], **part} if isinstance(part, dict) else part
    return Form.model_validate(raw)


def an_item(**fields: Any) -> dict[str, Any]:
    """The form's item with these fields replaced."""
    return {**FORM["items"][0], **fields}


@cache
def a_procedure(name: str = "demo") -> Procedure:
    """A procedure from the repository's files."""
    return procedure.parse((HERE / f"{name}.toml").read_text("utf-8"))


def a_call(**fields: Any) -> Call:
    """An open call of January 2026."""
    call = Call(
        id="call-1",
        state=CallState.OPEN,
        number="1/2026",
        title="Nabór zimowy",
        opens=start_of_day(dt.date(2026, 1, 12)),
        closes=end_of_day(dt.date(2026, 1, 31)),
        procedure_name="demo",
        procedure=a_procedure(),
    )
    changed: Call = call.but(**fields)
    return changed


def without_automatic() -> Call:
    """A call whose applications an officer checks."""
    rules_of = a_procedure()
    formal = rules_of.formal.model_copy(update={"automatic": False})
    return a_call(procedure=rules_of.model_copy(update={"formal": formal}))


def an_application(state: State = State.DRAFT, **fields: Any) -> Application:
    """An application in a state, with what one has by then."""
    application = Application(
        id="application-1",
        state=state,
        call="call-1",
        owner=OWNER,
        form=a_form(),
        attachments={"financial-statement": PDF},
    )
    if state is not State.DRAFT:
        sent = {"submitted_at": NOON, "received_on": TODAY, "submitted_by": "anna"}
        application = application.but(**sent, notice="n-1")
    if state not in {State.DRAFT, State.SUBMITTED}:
        application = application.but(number=NUMBER, duplicates=())
    changed: Application = application.but(**fields)
    return changed


def a_licence(**fields: Any) -> Licence:
    """A licence of the form's entity, open for renewal at `NOON`."""
    item = Item(
        id="old-1",
        kind="product",
        name="Chleb na zakwasie",
        category="gastronomia",
        description="Chleb pieczony co rano.",
    )
    licence = Licence(
        number="ZP-LUB/2025/0001",
        nip=FORM["entity"]["nip"],
        person="anna",
        items=(item,),
        opens_renewal=dt.date(2026, 1, 1),
        closes_renewal=dt.date(2026, 4, 1),
        seq=3,
    )
    return licence.model_copy(update=fields)


def filed(form: Form, call: Call, *, files: bool = True, at: dt.datetime = NOON) -> Application:
    """An application sent in and numbered, through the table."""
    sent = rules.decide(File("application-1", OWNER, form, call, None, "anna"), at, None).state
    if files:
        sent = sent.but(attachments={"financial-statement": PDF})
    return rules.decide(GiveNumber(NUMBER, (), call), at, sent).state


def asked_to_correct(form: Form, call: Call, at: dt.datetime = NOON) -> Application:
    """An application in its correction round."""
    decision = DecideFormally((), "correct", call, "officer")
    return rules.decide(decision, at, filed(form, call, at=at)).state
