"""One handler of each service, killed before and after every I/O call: one effect all the same."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chassis import mongo as driver
from chassis.clock import Clock
from chassis.mongo import Database
from chassis.repository import Repository
from chassis.topology import declare, design
from chassis.wiring import Chassis, Wiring
from contracts import all_events
from contracts.base import SERVICES, Event
from deploy.local.keys import kept_keys
from services.evaluation import app as evaluation
from services.evaluation.domain import Expert, decide_expert
from services.evaluation.domain.experts import Enrol
from services.evaluation.settings import Settings as EvaluationSettings
from services.intake import app as intake
from services.intake.settings import Settings as IntakeSettings
from services.licensing import app as licensing
from services.licensing.settings import Settings as LicensingSettings
from services.notifications import app as notifications
from services.notifications.settings import Settings as NotificationsSettings
from tests.chassis import crash, post, sample
from tests.services.evaluation.build import a_profile
from tests.services.notifications.sink import a_sink
from tests.support.servers import Database as Server
from tests.support.waiting import eventually

EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"
PAST = datetime.now(UTC) - timedelta(minutes=1)
HOUR = 3600


def quiet(wire: Callable[[Chassis[Any]], Wiring], chassis: Chassis[Any]) -> Wiring:
    """The service with nothing that polls, so that every call is one of the handler's."""
    return replace(wire(chassis), ticks=())


async def nothing(_: Any) -> None:
    """The world does nothing."""


@dataclass(frozen=True)
class Case:
    """A service, the message that it handles, and what must be there in the end."""

    service: str
    settings: type[Any]
    wire: Callable[[Chassis[Any]], Wiring]
    message: str
    last: frozenset[str]
    collection: str
    before: Callable[[Database], Awaitable[None]] = nothing
    lapse: Callable[[Database], Awaitable[None]] = nothing
    state: dict[str, Any] = field(default_factory=dict)


async def two_experts(database: Database) -> None:
    experts: Repository[Any] = Repository(
        database["experts"], Expert, due=lambda _: None, clock=Clock(), outlet=sample.Nowhere()
    )
    for person in ("e-1", "e-2"):
        enrol = partial(decide_expert, Enrol(a_profile(person), "o-1"), sample.NOON)
        await experts.change(person, enrol)


async def leases_lapse(database: Database) -> None:
    """A minute later: whoever was sending a mail has it no longer."""
    await database["mails"].update_many(
        {"state.state": "sending"},
        {"$set": {"due": PAST, "state.lease_until": PAST.isoformat().replace("+00:00", "Z")}},
    )


CASES = [
    Case(
        "intake",
        IntakeSettings,
        intake.wire,
        "licensing.licence-activated.v1",
        frozenset({"after ack"}),
        "cases",
    ),
    Case(
        "evaluation",
        EvaluationSettings,
        evaluation.wire,
        "intake.application-accepted.v1",
        frozenset({"after ack", "after pull cases"}),
        "cases",
        before=two_experts,
    ),
    Case(
        "licensing",
        LicensingSettings,
        licensing.wire,
        "evaluation.evaluation-concluded.v1",
        frozenset({"after ack", "after pull licences"}),
        "licences",
    ),
    Case(
        "notifications",
        NotificationsSettings,
        notifications.wire,
        "licensing.licence-activated.v1",
        frozenset({"after ack", "after pull mails"}),
        "mails",
        lapse=leases_lapse,
        state={"state": "sent"},
    ),
]


@dataclass
class Scene:
    """One case on the servers."""

    case: Case
    settings: Any
    database: Database
    post: post.Post

    async def send(self, name: str) -> None:
        """The example, about a case of the run's name."""
        event = all_events()[self.case.message]
        body = json.loads((EXAMPLES / f"{self.case.message}.json").read_text())
        if event.wire_type == "licensing.licence-activated.v1":
            body["licence_number"] = f"ZP-LUB/2026/{name}"
        body |= {"case": name, "subject": {**body["subject"], "id": name}}
        exchange = f"{event.owner}.events"
        await self.post.send(
            exchange,
            event.routing_key,
            json.dumps(body).encode(),
            wire_type=event.wire_type,
            message_id=f"message-{name}",
            case=name,
        )

    async def heal(self, name: str) -> None:
        """A normal process works until all is at rest and this run's document is there."""
        await self.case.lapse(self.database)
        given = self.settings.model_copy(update={"sweep_age": 0.05})
        async with sample.running(
            given, self.case.wire, self.case.service, tuple(all_events().values())
        ) as process:

            async def healed() -> bool:
                if process.troubles() or not (await process.rest())["rest"]:
                    return False
                return self.done(await self.document(name))

            await eventually(healed, 20, f"{name} was not healed")

    def done(self, document: dict[str, Any] | None) -> bool:
        if document is None or document.get("outbox"):
            return False
        state = document.get("state", {})
        return {key: state[key] for key in self.case.state} == self.case.state

    async def document(self, name: str) -> dict[str, Any] | None:
        found = self.database[self.case.collection]
        return await found.find_one({"$or": [{"_id": name}, {"state.case": name}]})

    async def told(self) -> dict[str, Counter[str]]:
        """The types of the distinct messages of each run, but the one that we sent.

        What is of no case is of no run: experts on the list tell that they are there.
        """
        heard = {m.message_id: m for m in await self.post.take("intake.timeline")}
        types: dict[str, Counter[str]] = {}
        for message in heard.values():
            if message.correlation_id and not str(message.message_id).startswith("message-"):
                types.setdefault(str(message.correlation_id), Counter())[str(message.type)] += 1
        return types


@asynccontextmanager
async def a_scene(
    case: Case, url: str, mongo: Server, name: str, directory: Path, smtp_port: int
) -> AsyncIterator[Scene]:
    events: tuple[type[Event], ...] = tuple(all_events().values())
    await declare(url, design(events, SERVICES, sample.LADDER))
    client = driver.connect(mongo.mongo_url, "pymongo")
    database = driver.durable(client, name)
    values = sample.settings(directory, url, mongo.mongo_url, name).model_dump()
    own: dict[str, dict[str, Any]] = {
        "intake": {"token_private_key_file": kept_keys(directory).private},
        "licensing": {"certificate_private_key_file": kept_keys(directory).certificate},
        "notifications": {"smtp_port": smtp_port},
    }
    settings = case.settings(**values, **own.get(case.service, {}))
    await case.before(database)
    async with post.Post(url) as office:
        yield Scene(case, settings, database, office)
    await driver.close(client)


@pytest.mark.prove
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.service)
async def test_a_handler_killed_anywhere_has_its_effect_once(
    case: Case, vhost: str, mongo: Server, database_name: str, tmp_path: Path
) -> None:
    began = time.monotonic()
    kept_keys(tmp_path)
    async with (
        a_sink() as sink,
        a_scene(case, vhost, mongo, database_name, tmp_path, sink.port) as scene,
    ):
        still = {"sweep_every": HOUR, "tick_every": HOUR, "role": "worker"}
        settings = scene.settings.model_copy(update=still)
        events = tuple(all_events().values())
        log = tmp_path / "child.log"
        plan = crash.Plan(case.service, settings, partial(quiet, case.wire), events, case.last, log)

        names, boundaries = await crash.everywhere(plan, scene.send, nothing, scene.heal)

        crash.report(case.service, names, boundaries, began)
        collection = scene.database[case.collection]
        documents = await collection.find().to_list(None)
        assert len(documents) == len(names)
        told = await scene.told()
        if case.service != "intake":  # it is the reader there, and says nothing itself
            assert told == dict.fromkeys(names, told[names[0]])
            assert all(document["outbox"] == [] for document in documents)
        if case.service == "licensing":
            numbers = await scene.database["numbers"].find().sort("no", 1).to_list(None)
            assert [number["no"] for number in numbers] == [*range(1, len(names) + 1)]
        if case.service == "evaluation":
            [roster] = await scene.database["rosters"].find().to_list(None)
            assert sum(load["seats"] for load in roster["loads"]) == 2 * len(names)
        if case.service == "notifications":
            assert len(set(sink.tried)) == len(names)
        assert await scene.post.count(f"{case.service}.dead") == 0
