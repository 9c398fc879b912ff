"""``znak verify``: whether the case files still say what was recorded and published.

It reads intake's database itself, because whoever changed that may have changed the service too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis import mongo
from chassis.clock import Clock
from chassis.process import Unknown
from services.intake.audit import check_all, check_case
from services.intake.casefile import CaseFiles
from services.intake.domain.chain import Flaw
from services.intake.domain.seals import Broken
from services.intake.heads import Heads
from services.intake.signing import good, public_key
from znak.telling import fail

WRONG = {
    "value": ("wartość nie pasuje do skrótu", "a value does not fit its digest"),
    "link": ("wpis nie wynika z poprzedniego", "it does not follow from the entry before"),
    "head": ("akta nie kończą się tak, jak mówią", "the file does not end where it says"),
    "published": ("ogłoszono co innego", "something else was published"),
    "missing": ("brakuje tego, co ogłoszono", "what was published is gone"),
}


class Settings(BaseSettings):
    """Where intake keeps its case files; named as for the service itself."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    mongo_url: str
    mongo_database: str = "intake"
    mongo_driver: mongo.Driver = "motor"


def add(commands: Any) -> None:
    """Add the command to the parser."""
    checks = commands.add_parser("verify", help="check the chains of case files and daily heads")
    checks.add_argument("number", nargs="?", help="of one case; without it everything")
    checks.add_argument(
        "--key", type=Path, action="append", default=[], help="public key of the heads (PEM)"
    )
    checks.add_argument("--published", type=Path, help="heads as kept elsewhere (JSON)")
    checks.add_argument("--language", choices=("pl", "en"), default="pl")
    checks.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Do it: 0 when all is right, 1 when something is wrong."""
    if asked.number is None and not asked.key:
        return fail("Podaj --key z kluczem publicznym. / Give --key with the public key.")
    try:
        keys = [public_key(path) for path in asked.key]
        published = _kept(asked.published) if asked.published else {}
        found = asyncio.run(_check(Settings(), asked.number, keys, published))
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}")
    except (ValueError, KeyError) as error:  # a ValidationError too
        return fail(f"--key? --published? MONGO_URL? ({type(error).__name__})")
    except Unknown:
        return fail("Nie ma takiej sprawy. / There is no such case.")
    except mongo.TROUBLE:
        return fail("Baza danych nie odpowiada. / The database does not answer. (MONGO_URL)")
    polish = asked.language == "pl"
    for each in found:
        print(_line(each, polish=polish), file=sys.stderr)
    if not found:
        print("Wszystko się zgadza." if polish else "Everything is right.")
    return 1 if found else 0


def _kept(path: Path) -> Mapping[int, str]:
    """The signatures by number, from one answer of ``/api/case-file/heads`` or a list of them."""
    said = json.loads(path.read_text("utf-8"))
    pages = said if isinstance(said, list) else [said]
    return {seal["no"]: seal["signature"] for page in pages for seal in page["items"]}


async def _check(
    settings: Settings, number: str | None, keys: list[dict[str, Any]], published: Mapping[int, str]
) -> list[Broken | Flaw]:
    client = mongo.connect(settings.mongo_url, settings.mongo_driver)
    try:
        database = mongo.durable(client, settings.mongo_database)
        heads = Heads(database["seals"], database["cases"], Clock(), None)
        if number is None:
            return [each async for each in check_all(heads, partial(good, keys), published)]
        file = await CaseFiles(database["cases"]).numbered(number)
        return list(await check_case(heads, file["_id"]))
    finally:
        await mongo.close(client)


def _line(found: Broken | Flaw, *, polish: bool) -> str:
    if isinstance(found, Broken):
        return f"{'pieczęć' if polish else 'seal'} {found.no}: {found.why}"
    pl, en = WRONG[found.wrong]
    said = (f"sprawa {found.case}, wpis {found.no}", pl) if polish else (
        f"case {found.case}, entry {found.no}", en
    )  # fmt: skip
    return ": ".join(said)
