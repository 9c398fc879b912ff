"""``znak person ID --export FILE``: all that the four services hold on a person, as one file.

It reads the databases themselves, so it works for people who cannot sign in.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis import mongo
from chassis.export import Records
from contracts.base import SERVICES
from services.evaluation import export as evaluation
from services.intake import export as intake
from services.licensing import export as licensing
from services.notifications import export as notifications
from znak.telling import fail, wrong_settings

HELD: Final[Mapping[str, Callable[[mongo.Database, str], Awaitable[Records]]]] = {
    "intake": intake.held,
    "evaluation": evaluation.held,
    "licensing": licensing.held,
    "notifications": notifications.held,
}


class Settings(BaseSettings):
    """Where the four databases are; ``mongo_prefix`` is what all their names begin with."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    mongo_url: str
    mongo_prefix: str = ""
    mongo_driver: mongo.Driver = "motor"


def add(commands: Any) -> None:
    """Add the command to the parser."""
    gives = commands.add_parser("person", help="all that is held on a person, as JSON")
    gives.add_argument("id", help="as the office sees it at /intake/api/people")
    gives.add_argument("--export", type=Path, metavar="FILE", required=True)
    gives.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Do it: 0, or 1 when something is wrong or nothing is held."""
    try:
        found = asyncio.run(_gathered(Settings(), asked.id))
        if not any(each for held in found.values() for each in held.values()):
            return fail("Nie ma nic o tej osobie. / Nothing is held on this person.")
        told = {"person": asked.id, **found}
        text = json.dumps(told, ensure_ascii=False, indent=2, default=str)
        asked.export.write_text(text, "utf-8")
    except ValidationError as error:
        return wrong_settings(error)
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}")
    except mongo.TROUBLE:
        return fail("Baza danych nie odpowiada. / The database does not answer. (MONGO_URL)")
    print(asked.export)
    return 0


async def _gathered(settings: Settings, person: str) -> dict[str, Records]:
    client = mongo.connect(settings.mongo_url, settings.mongo_driver)
    try:
        return {
            name: await HELD[name](mongo.durable(client, f"{settings.mongo_prefix}{name}"), person)
            for name in SERVICES
        }
    finally:
        await mongo.close(client)
