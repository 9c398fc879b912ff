"""Documents that intake prints: letters about an application, and the whole case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.papers import Paper
from services.intake.api.case_view import CaseView, EntryView
from services.intake.domain.application import Application
from services.intake.domain.calendar import WARSAW
from services.intake.domain.words import ON, STATES, WAITS, said
from services.intake.papers.printing import HERE


def case_pdf(view: CaseView, application: Application | None, length: int, head: str) -> bytes:
    """The case file as the office sees it, on paper: Polish, tagged, PDF/UA-1.

    Args:
        view: In Polish, with the office's eyes.
        application: As it was filed; none for a licence from before this system.
        length: How many entries the chain has.
        head: Its last link.
    """
    number = view.number or view.licence_number or view.id
    data = {
        "lang": "pl",
        "title": f"Akta sprawy {number}",
        "number": number,
        "subtitle": f"Identyfikator: {view.id}",
        "state": _state(view),
        "timers": [[timer.summary, moment(timer.at)] for timer in view.timers],
        "application": [] if application is None else _application(application),
        "attachments": [] if application is None else _attachments(application),
        "entries": [_entry(entry) for entry in view.entries],
        "length": str(length),
        "head": head,
    }
    return Paper(HERE / "case.typ", data).pdf()


def moment(at: Any) -> str:
    """A moment in Warsaw: ``12.01.2026, 10:05``."""
    return f"{at.astimezone(WARSAW):%d.%m.%Y, %H:%M}"


def _state(view: CaseView) -> list[list[str]]:
    rows: list[tuple[str, str | None]] = [
        ("Numer sprawy", view.number),
        ("Numer licencji", view.licence_number),
        ("Stan", said(STATES, view.state).pl),
        ("Czeka na", said(WAITS, view.waits_for).pl),
        ("Po stronie", said(ON, view.on).pl),
        ("Do kiedy", moment(view.until) if view.until else None),
    ]
    return [[name, value] for name, value in rows if value]


def _application(application: Application) -> list[list[str]]:
    form = application.form
    entity, contact = form.entity, form.contact
    address = entity.address
    rows: list[list[str]] = [
        ["Podmiot", entity.name],
        ["NIP, REGON, KRS", _joined(entity.nip, entity.regon, entity.krs)],
        ["Adres", _joined(address.street, f"{address.postcode} {address.town}".strip())],
        ["Reprezentuje", _joined(entity.representative.name, entity.representative.role)],
        ["Kontakt", _joined(contact.name, contact.email, contact.phone)],
        ["Rodzaj", "przedłużenie" if form.kind == "renewal" else "nowy"],
        ["Droga", "na papierze" if form.channel == "paper" else "przez internet"],
        ["Złożono", moment(application.filed_at()) if application.submitted_at else "–"],
    ]
    rows += [[f"Produkt / usługa {no}", item.name] for no, item in enumerate(form.items, start=1)]
    return [[name, value] for name, value in rows if value]


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _attachments(application: Application) -> Sequence[list[str]]:
    files = application.attachments.values()
    return [[f.name, str(f.size), f"{f.sha256[:32]} {f.sha256[32:]}"] for f in files]


def _entry(entry: EntryView) -> Mapping[str, Any]:
    who = entry.who or entry.by.replace("rule:", "reguła: ", 1)
    to = entry.to.name or entry.to.id if entry.to else ""
    template = f" Szablon: {entry.template}." if entry.template else ""
    return {
        "at": moment(entry.at),
        "what": entry.summary + template,
        "why": entry.why,
        "who": f"{who} → {to}" if to else who,
    }
