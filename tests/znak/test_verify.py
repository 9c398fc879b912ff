"""``znak verify`` on a real database."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from pymongo import MongoClient

from chassis import mongo as driver
from chassis.clock import Clock
from chassis.mongo import Document
from contracts.intake import ApplicationSubmitted
from deploy.local.keys import Keys, kept_keys
from services.intake.casefile import CaseFiles
from services.intake.heads import Heads
from services.intake.signing import Signer
from tests.support.servers import Database
from znak.cli import main

EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"
EVENT = ApplicationSubmitted.read((EXAMPLES / "intake.application-submitted.v1.json").read_bytes())


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


@pytest.fixture
def published(
    mongo: Database,
    database_name: str,
    keys: Keys,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Two cases are sealed; what was published of them lies in a file."""
    monkeypatch.setenv("MONGO_URL", mongo.mongo_url)
    monkeypatch.setenv("MONGO_DATABASE", database_name)
    path = tmp_path / "heads.json"
    path.write_text(json.dumps(asyncio.run(filled(mongo, database_name, keys))))
    return path


async def filled(mongo: Database, name: str, keys: Keys) -> Document:
    """Write the cases and seal them, as the service does."""
    client = driver.connect(mongo.mongo_url, "motor")
    database = driver.durable(client, name)
    files = CaseFiles(database["cases"])
    for no in (1, 2):
        said = {"case": f"case-{no}", "number": f"ZP/2026/{no:06}"}
        await files.record(EVENT.model_copy(update=said), f"m{no}")
    heads = Heads(database["seals"], database["cases"], Clock(), Signer(keys.private))
    await heads.seal()
    seal = await heads.last()
    await driver.close(client)
    assert seal is not None
    return {"items": [seal.model_dump(mode="json")]}


def test_it_says_what_is_wrong_and_where(
    published: Path,
    keys: Keys,
    mongo: Database,
    database_name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    everything = ["verify", "--key", str(keys.public), "--published", str(published)]
    one = ["verify", "ZP/2026/000001"]
    assert (main(everything), main(one)) == (0, 0)
    with MongoClient[Document](mongo.mongo_url) as client:
        cases = client[database_name]["cases"]
        cases.update_one({"_id": "case-1"}, {"$set": {"entries.0.at": "2020-01-01T00:00:00Z"}})
        assert main([*one, "--language", "en"]) == 1
        client[database_name]["seals"].delete_many({})
    assert main([*everything, "--language", "en"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "case case-1, entry 1: it does not follow from the entry before",
        "seal 1: it was published and is gone",
        "case case-1, entry 1: it does not follow from the entry before",
    ]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--key"),
        (["--key", "nothing.pem"], "nothing.pem"),
        (["ZP/2026/000009"], "There is no such case."),
    ],
)
def test_it_says_what_it_lacks(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *arguments]) == 1
    assert told in capsys.readouterr().err
