"""``znak invite`` on a real database: the first officer of a fresh installation."""

from __future__ import annotations

import asyncio

import pytest

from contracts.people import person_of
from tests.services.intake.conftest import Office
from tests.support.servers import Database as Server
from znak.cli import main


async def invite(*arguments: str) -> int:
    return await asyncio.to_thread(main, ["invite", *arguments])


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, mongo: Server, database_name: str) -> None:
    monkeypatch.setenv("MONGO_URL", mongo.mongo_url)
    monkeypatch.setenv("MONGO_DATABASE", database_name)


@pytest.mark.usefixtures("told")
async def test_the_first_officer_is_let_in_by_whoever_runs_the_system(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await invite("Zofia@Rops.example", "Zofia Bąk") == 0
    invited = (await office.service.people.accounts.get(person_of("zofia@rops.example"))).state
    assert (invited.roles, invited.state) == (("director", "officer"), "invited")
    (told,) = await office.said(invited.id, "people.accounts")
    await office.hear(told)
    assert await office.service.people.links.collection.count_documents({}) == 1
    assert "zofia@rops.example" in capsys.readouterr().out


@pytest.mark.usefixtures("told")
async def test_what_is_wrong_is_said_and_nobody_is_let_in(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await invite("zofia", "Zofia") == 1
    assert capsys.readouterr().err == "To nie jest adres e-mail. / This is no e-mail address.\n"
    assert await office.service.people.accounts.collection.count_documents({}) == 0
