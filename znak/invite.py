"""``znak invite``: the first people of an installation, whom no officer can invite yet."""

from __future__ import annotations

import argparse
import asyncio
import re
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis import mongo, repository
from chassis.auth import ROLES
from chassis.clock import Clock
from chassis.process import Refused
from chassis.repository import Later, Repository
from contracts.people import address_of, person_of
from contracts.values import Contact
from services.intake.domain.people import decide
from services.intake.domain.person import Actor, Invite, Person
from services.intake.queries_people import INDEXES
from znak.telling import fail, wrong_settings

INSTALLER: Final = Actor("rule:install", frozenset({"director"}))
"""Whoever reaches the database may do what a director may."""


class Settings(BaseSettings):
    """Where intake keeps its accounts; named as for the service itself."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    mongo_url: str
    mongo_database: str = "intake"
    mongo_driver: mongo.Driver = "motor"


def add(commands: Any) -> None:
    """Add the command to the parser."""
    invites = commands.add_parser("invite", help="let the first officers in")
    invites.add_argument("email", help="a link for signing in is mailed there")
    invites.add_argument("name", help="first and last name")
    invites.add_argument("--role", action="append", choices=ROLES, help="officer and director")
    invites.add_argument("--language", choices=("pl", "en"), default="pl")
    invites.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Do it: 0, or 1 when something is wrong."""
    address = address_of(asked.email)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        return fail("To nie jest adres e-mail. / This is no e-mail address.")
    contact = Contact(
        person=person_of(address), name=asked.name, email=address, language=asked.language
    )
    roles = tuple(asked.role or ("officer", "director"))
    try:
        asyncio.run(_invite(Settings(), Invite(contact, roles, INSTALLER)))
    except ValidationError as error:
        return wrong_settings(error)
    except Refused as refused:
        return fail(f"{refused.text.pl} / {refused.text.en}")
    except mongo.TROUBLE:
        return fail("Baza danych nie odpowiada. / The database does not answer. (MONGO_URL)")
    polish = f"Zaproszono: {address}. Link wyśle działająca usługa intake."
    print(f"{polish} / Invited; a running intake mails the link.")
    return 0


async def _invite(settings: Settings, command: Invite) -> None:
    client = mongo.connect(settings.mongo_url, settings.mongo_driver)
    try:
        database = mongo.durable(client, settings.mongo_database)
        indexes = {"people": [*repository.INDEXES, *INDEXES["people"]]}
        await mongo.ensure_indexes(database, indexes)
        accounts = Repository(
            database["people"], Person, due=lambda _: None, clock=Clock(), outlet=Later()
        )
        decision = partial(decide, command, datetime.now(UTC))
        await accounts.change(command.contact.person, decision)
    finally:
        await mongo.close(client)
