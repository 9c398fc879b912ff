"""Whose application it is: none of them decides anything about it (art. 24 § 1 KPA)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.process import Refused, Text
from contracts.people import person_of
from services.intake.domain.appeal import DecideAppeal
from services.intake.domain.application import Application
from services.intake.domain.commands import DecideFormally


def stakeholders(application: Application, people: frozenset[str]) -> frozenset[str]:
    """Its owner, whoever signs in with the address it names, and ``people``, who act in it."""
    return people | {application.owner.person, person_of(application.contact().email)}


def is_own(
    application: Application, command: DecideFormally | DecideAppeal, _: dt.datetime
) -> bool:
    """Whether the officer has a stake in it."""
    return command.by in stakeholders(application, command.people)


def own(*_: Any) -> Refused:
    """Say that somebody else has to decide."""
    said = (
        "To wniosek Twój albo Twojego zespołu. Musi go rozpatrzyć inna osoba.",
        "This application is yours or your team's. Somebody else has to decide it.",
    )
    return Refused("own-application", Text(*said))
