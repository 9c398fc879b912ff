"""The mark's files are scanned by clamd before they are kept, where the settings name one."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis import mongo
from chassis.process import Invalid
from chassis.scanning import Away, Scanner
from services.licensing.mark import Mark
from services.licensing.settings import Settings
from tests.services.licensing.conftest import Office
from tests.support.clamd import BAD, Clamd, listening

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100_000)


def scanning(office: Office, port: int) -> Mark:
    """The office's files, with a scanner at this port, as the settings name it."""
    database = office.service.licences.collection.database
    said = Settings.model_construct(clamd_host="127.0.0.1", clamd_port=port, clamd_patience=2)
    return Mark(mongo.bucket(database, "mark"), database["mark.files"], Scanner.of(said))


async def test_a_clean_file_of_the_mark_is_seen_whole_and_kept(office: Office) -> None:
    async with listening(Clamd()) as clamd:
        mark = scanning(office, clamd.port)
        await mark.keep("m-1", "znak.png", PNG, "o-1")
    assert (clamd.seen == PNG, [each.name for each in await mark.own()]) == (True, ["znak.png"])


async def test_an_infected_file_of_the_mark_is_named_and_not_kept(office: Office) -> None:
    async with listening(Clamd()) as clamd:
        mark = scanning(office, clamd.port)
        with pytest.raises(Invalid) as refused:
            await mark.keep("m-1", "znak.png", PNG + BAD, "o-1")
    (error,) = refused.value.errors
    found = (error.field, error.code, "znak.png" in error.text.pl)
    assert (found, await mark.own()) == (("file", "infected", True), [])


async def test_a_file_of_the_mark_that_nobody_can_scan_is_not_kept(office: Office) -> None:
    async with listening(Clamd(silent=True)) as clamd:
        mark = scanning(office, clamd.port)
        with pytest.raises(Away):
            await mark.keep("m-1", "znak.png", PNG, "o-1")
    assert await mark.own() == []


def test_without_a_host_nobody_scans(tmp_path: Path) -> None:
    key = tmp_path / "key"
    said = Settings(
        broker_url="amqp://",
        mongo_url="mongodb://",
        token_public_key_file=key,
        certificate_private_key_file=key,
    )
    assert Scanner.of(said) is None
