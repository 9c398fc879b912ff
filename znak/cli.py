"""``znak``, for operators: its commands, and ``import``: the licences in force at go-live."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tomllib
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis import mongo, numbers, repository
from chassis.clock import Clock
from chassis.numbers import Numbers
from chassis.repository import Later, Repository
from chassis.revocations import Revocations
from services.licensing import importing
from services.licensing.app import INDEXES
from services.licensing.domain.ledger import Region, Wrong
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import due
from services.licensing.importing import Report
from services.licensing.people import People
from services.licensing.service import Licensing
from znak import invite, person, verify
from znak.system import command as system
from znak.telling import fail, wrong_settings

PROCEDURE = Path(__file__).parents[1] / "procedures" / "zakup-prospoleczny.toml"


class Settings(BaseSettings):
    """Where licensing keeps its licences; named as for the service itself."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    mongo_url: str
    mongo_database: str = "licensing"
    mongo_driver: mongo.Driver = "motor"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command: 0 when it did what was asked, 1 when something is wrong, 2 on misuse."""
    asked = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = asked.run
    return run(asked)


def bring_in(asked: argparse.Namespace) -> int:
    """``znak import``."""
    try:
        text = asked.file.read_text("utf-8-sig")
        region = Region.model_validate(tomllib.loads(asked.procedure.read_text("utf-8")))
        settings = Settings()
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}")
    except UnicodeDecodeError:
        return fail(f"{asked.file}: zapisz plik w UTF-8 / save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        return fail(f"{asked.procedure}: {error}")
    except ValidationError as error:
        return wrong_settings(error)
    try:
        report = asyncio.run(_import(settings, text, region, check_only=asked.check))
    except mongo.TROUBLE:
        return fail("Baza danych nie odpowiada. / The database does not answer. (MONGO_URL)")
    return _tell(report, asked.language, check_only=asked.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="znak", description="Znak, for operators.")
    commands = parser.add_subparsers(dest="command", required=True)
    brings = commands.add_parser("import", help="bring in licences that are in force (CSV)")
    brings.add_argument("file", type=Path, help="one line for each item, in UTF-8")
    brings.add_argument("--procedure", type=Path, default=PROCEDURE, help="rules of the region")
    brings.add_argument("--check", action="store_true", help="only tell what is wrong")
    brings.add_argument("--language", choices=("pl", "en"), default="pl")
    brings.set_defaults(run=bring_in)
    invite.add(commands)
    person.add(commands)
    verify.add(commands)
    system.add(commands)
    if find_spec("rich"):  # of the extra "local"; no service needs it
        import_module("znak.case").add(commands)
    return parser


async def _import(settings: Settings, text: str, region: Region, *, check_only: bool) -> Report:
    client = mongo.connect(settings.mongo_url, settings.mongo_driver)
    try:
        database = mongo.durable(client, settings.mongo_database)
        if not check_only:
            wanted = [*repository.INDEXES, *INDEXES["licences"]]
            indexes = {"licences": wanted, "numbers": numbers.INDEXES}
            await mongo.ensure_indexes(database, indexes)
        clock = Clock()
        await clock.refresh(database)  # moved where time may travel, which is never production
        licences = Repository(database["licences"], Licence, due=due, clock=clock, outlet=Later())
        service = Licensing(
            licences=licences,
            numbers=Numbers(database["numbers"]),
            withdrawn=database["withdrawn"],
            people=People(database["teams"], database["contacts"]),
            revoked=Revocations(database["revoked"], clock),
            clock=clock,
        )
        return await importing.bring_in(service, text, region, check_only=check_only)
    finally:
        await mongo.close(client)


def _tell(report: Report, language: str, *, check_only: bool) -> int:
    polish = language == "pl"
    for wrong in report.wrong:
        print(_line(wrong, polish=polish), file=sys.stderr)
    if report.wrong:
        count = len(report.wrong)
        none = "Nic nie wczytano. Błędy" if polish else "Nothing was imported. Mistakes"
        print(f"{none}: {count}.", file=sys.stderr)
        return 1
    done = ("Do wczytania", "Wczytano") if polish else ("To import", "Imported")
    known = "Były już wcześniej" if polish else "Known before"
    print(f"{done[not check_only]}: {len(report.brought)}. {known}: {len(report.known)}.")
    return 0


def _line(wrong: Wrong, *, polish: bool) -> str:
    line, text = ("linia", wrong.text.pl) if polish else ("line", wrong.text.en)
    place = f"{line} {wrong.line}" + (f", {wrong.column}" if wrong.column else "")
    return f"{place}: {text}"
