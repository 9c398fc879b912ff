"""One process of the floor: database, broker, doors."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aio_pika
import orjson
import uvicorn
import uvloop
from aio_pika.abc import AbstractIncomingMessage
from pymongo import IndexModel

from bench.floor.doors import Doors
from bench.floor.relay import Relay
from bench.floor.store import Numbers, Store
from chassis.mongo import Database, close, connect, durable

PREFETCH = 32
OUTBOX = IndexModel([("outbox.at", 1)], sparse=True)
DUE = IndexModel([("due", 1)], partialFilterExpression={"due": {"$type": "date"}})


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message: its id, its wire type and its body as a dict."""

    id: str
    type: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a service of the floor is built on."""

    database: Database
    store: Store
    numbers: Numbers
    doors: Doors


Handler = Callable[[Delivery], Awaitable[None]]
Build = Callable[[Parts], Mapping[str, Handler]]
"""Opens the doors and gives a handler for each queue."""

Collections = Mapping[str, list[list[str]]]
"""The collections of a service with the keys of their indexes."""


async def _run(service: str, collections: Collections, build: Build) -> None:
    client = connect(os.environ["MONGO_URL"], "pymongo" if _pymongo() else "motor")
    database = durable(client, os.environ["MONGO_DATABASE"])
    for name, keys in collections.items():
        indexes = [IndexModel([(key, 1) for key in each]) for each in keys]
        await database[name].create_indexes([OUTBOX, DUE, *indexes])
    unique = IndexModel([("owner", 1)], unique=True)
    await database["numbers"].create_indexes([unique])
    connection = await aio_pika.connect(os.environ["BROKER_URL"])
    sending = await connection.channel(on_return_raises=True)
    relay = Relay(service, database, await sending.get_exchange(f"{service}.events", ensure=False))
    parts = Parts(database, Store(service, database, relay), Numbers(database), Doors())
    handlers = build(parts)
    for queue, handler in handlers.items():
        channel = await connection.channel()
        await channel.set_qos(PREFETCH)
        await (await channel.get_queue(queue, ensure=False)).consume(_receiving(handler))
    loops = [asyncio.create_task(relay.pull()), asyncio.create_task(relay.sweep([*collections]))]
    try:
        await _server(parts.doors).serve()
    finally:
        for loop in loops:
            loop.cancel()
        await connection.close()
        await close(client)


def _pymongo() -> bool:
    return os.environ.get("MONGO_DRIVER") == "pymongo"


def _receiving(handler: Handler) -> Callable[[AbstractIncomingMessage], Awaitable[None]]:
    async def receive(message: AbstractIncomingMessage) -> None:
        try:
            body = orjson.loads(message.body)
            await handler(Delivery(str(message.message_id), str(message.type), body))
        except Exception as error:  # noqa: BLE001 -- the queue's own dead letters take it
            print(f"dead: {message.type} {error!r}", file=sys.stderr)
            await message.reject(requeue=False)
        else:
            await message.ack()

    return receive


def _server(doors: Doors) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            doors,
            host=os.environ["HTTP_HOST"],
            port=int(os.environ["HTTP_PORT"]),
            http="httptools",
            loop="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=30,
        )
    )


def main(service: str, collections: Collections, build: Build) -> None:
    """Run until SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    uvloop.run(_run(service, collections, build))
