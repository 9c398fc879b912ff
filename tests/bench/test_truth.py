"""A lost or doubled document fails a run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from bench.truth import DONE, EVENTS, MAILS, Lost, Truth
from tests.support.servers import Database

CASES = 3


@dataclass
class Left:
    """What an arm has left behind."""

    client: MongoClient[dict[str, Any]]
    prefix: str
    mails: Path

    def collection(self, name: str) -> Any:
        database, _, collection = name.partition(".")
        return self.client[f"{self.prefix}{database}"][collection]

    def truth(self) -> Truth:
        return Truth(self.client, self.prefix, self.mails)


@pytest.fixture
def left(mongo: Database, database_name: str, tmp_path: Path) -> Iterator[Left]:
    """The documents and mails of three cases, all of them done."""
    with MongoClient[dict[str, Any]](mongo.mongo_url) as client:
        done = Left(client, f"{database_name}-", tmp_path)
        for name, state in DONE.items():
            many = CASES * MAILS if name.endswith("mails") else CASES
            done.collection(name).insert_many(
                {"_id": no, "state": {"state": state, "number": f"ZP/2026/{no:06d}"}}
                for no in range(1, many + 1)
            )
        done.collection("intake.cases").insert_many(
            {"_id": no, "entries": [{"id": f"{no}.{event}"} for event in range(EVENTS)]}
            for no in range(CASES)
        )
        for no in range(CASES * MAILS):
            (tmp_path / f"{no:06d}-{no:012x}.eml").touch()
        yield done


def a_lost_mail(left: Left) -> None:
    left.collection("notifications.mails").delete_one({})


def a_doubled_mail(left: Left) -> None:
    (left.mails / f"999999-{0:012x}.eml").touch()


def an_unfinished_case(left: Left) -> None:
    left.collection("evaluation.cases").update_one({}, {"$set": {"state.state": "in_panel"}})


def a_doubled_entry(left: Left) -> None:
    left.collection("intake.cases").update_one({}, {"$push": {"entries": {"id": "0.0"}}})


def a_skipped_number(left: Left) -> None:
    skipped = {"$set": {"state.number": "ZP-LUB/2026/0004"}}
    left.collection("licensing.licences").update_one({"_id": CASES}, skipped)


def test_whole_documents_are_right_and_at_rest(left: Left) -> None:
    left.truth().check(CASES)

    assert left.truth().at_rest(CASES)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (a_lost_mail, "notifications.mails: 20 instead of 21"),
        (a_doubled_mail, "mails in the sink: 22 instead of 21"),
        (an_unfinished_case, "evaluation.cases concluded: 2 instead of 3"),
        (a_doubled_entry, "entries: 55 instead of 54"),
        (a_skipped_number, "highest licence number: 4 instead of 3"),
    ],
)
def test_a_wrong_count_is_named(left: Left, spoil: Callable[[Left], None], said: str) -> None:
    spoil(left)

    with pytest.raises(Lost, match=said):
        left.truth().check(CASES)
