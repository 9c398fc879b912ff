"""The records are true ones, and what is promised of 200,000 holds of some thousands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from pymongo import MongoClient
from rich.console import Console
from stdnum.pl import nip

from bench.scale.__main__ import Options, failures, run
from bench.scale.day import Plans
from bench.scale.ground import Ground, Size
from chassis.mongo import Document
from contracts.base import SERVICES
from services.intake.domain.chain import Link, flaws

SIZE = Size(cases=2_000, experts=40, distances=6)
MADE_UP = re.compile(rb"zq[a-z]+\d+z", re.IGNORECASE)
PLANS = Plans(ending=300, rate=2, calm=10, within=300)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    made = Ground(tmp_path_factory.mktemp("scale"))
    with made.database() as target:
        made.load(target, SIZE)
    return made


@pytest.fixture
def database(ground: Ground) -> Iterator[Any]:
    with ground.database() as target, MongoClient[Document](target.mongo_url) as client:
        yield lambda service: client[f"{target.prefix}{service}"]


@pytest.mark.prove
def test_every_copy_is_somebody_elses_and_nothing_is_left_of_the_template(database: Any) -> None:
    for service in SERVICES:
        for name in database(service).list_collection_names():
            for document in database(service)[name].find({}):
                said = orjson.dumps(document, default=str)
                assert MADE_UP.search(said) is None, (service, name)
    new = {"state.form.kind": "new"}
    nips = [
        each["state"]["form"]["entity"]["nip"] for each in database("intake").applications.find(new)
    ]
    assert len(set(nips)) == len(nips) == SIZE.cases
    assert all(map(nip.is_valid, nips))


@pytest.mark.prove
def test_the_case_files_of_the_copies_are_whole(database: Any) -> None:
    wrong = [
        flaw
        for file in database("intake").cases.find({})
        for flaw in flaws(
            file["_id"],
            [Link.model_validate(entry) for entry in file["entries"]],
            file["length"],
            file["head"],
        )
    ]
    assert wrong == []


@pytest.mark.prove
def test_numbers_have_no_gap(database: Any) -> None:
    for service in ("intake", "licensing"):
        numbers = database(service).numbers
        for series in numbers.distinct("series"):
            count = numbers.count_documents({"series": series})
            assert numbers.find_one({"series": series}, sort=[("no", -1)])["no"] == count


@pytest.mark.prove
def test_a_day_of_many_ends_leaves_room_for_new_applications(ground: Ground) -> None:
    flat = run(ground, Options(SIZE, PLANS, runs=3), Console())
    assert failures(flat) == []
