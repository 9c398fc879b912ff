"""The only place that knows which database driver runs.

`motor` is the default because the project's owner asked for it; `pymongo` is where its makers lead.
Only calls that both share are used: no ``aggregate`` (motor returns its cursor without await).
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from gridfs import AsyncGridFSBucket
from pymongo import AsyncMongoClient, IndexModel
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConnectionFailure, ExecutionTimeout, WTimeoutError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Document = dict[str, Any]
Collection = AsyncCollection[Document]
Database = AsyncDatabase[Document]
Client = AsyncMongoClient[Document]
Bucket = AsyncGridFSBucket
Driver = Literal["motor", "pymongo"]

DURABLE = WriteConcern("majority", j=True)
"""Every change: a killed server loses none of these writes."""

FORGETFUL = WriteConcern(1, j=False)
"""For the pull of published outbox entries only: losing it publishes twice, which is harmless."""

COMMITTED = ReadConcern("majority")
"""Every sweeper's read: never act on a write that may be rolled back."""

TROUBLE = (ConnectionFailure, ExecutionTimeout, WTimeoutError)
"""The database is not there or not answering: wait for it, nothing is wrong with the message."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index a service asks for. ``keys`` are (path, 1 or -1).

    With ``expires`` the server deletes a document when the moment in its one field is over (by the
    real clock, within a minute or so).
    """

    keys: Sequence[tuple[str, int]]
    unique: bool = False
    sparse: bool = False
    partial: Mapping[str, Any] | None = None
    expires: bool = False

    def model(self) -> IndexModel:
        """The driver's form of it."""
        options: Document = {"unique": self.unique, "sparse": self.sparse}
        if self.partial is not None:
            options["partialFilterExpression"] = dict(self.partial)
        if self.expires:
            options["expireAfterSeconds"] = 0
        return IndexModel(list(self.keys), **options)


def connect(url: str, driver: Driver, **options: Any) -> Client:
    """Open a client; nothing is sent until the first call.

    Args:
        url: ``mongodb://…``
        driver: Which driver to use.
        options: Passed on to the driver (time-outs, listeners).
    """
    options = {
        "tz_aware": True,
        "serverSelectionTimeoutMS": 3_000,
        "connectTimeoutMS": 3_000,
        "socketTimeoutMS": 20_000,
        **options,
    }
    if driver == "pymongo":
        return AsyncMongoClient(url, **options)
    from motor.motor_asyncio import AsyncIOMotorClient  # noqa: PLC0415 -- only if it is the one

    return cast("Client", AsyncIOMotorClient(url, **options))


async def close(client: Client) -> None:
    """Close the client; motor's close is a plain call, pymongo's a coroutine."""
    closing: Any = client.close()
    if inspect.isawaitable(closing):
        await closing


def wanted() -> bool:
    """Whether the running task has not been asked to end: the condition of every loop over calls.

    Drivers now and then take a cancellation for trouble of their own and swallow it; a loop that
    goes on for ever would then outlive its process's stop.
    """
    task = asyncio.current_task()
    return task is None or not task.cancelling()


def durable(client: Client, name: str) -> Database:
    """The service's database, every write of which is majority and journalled."""
    return client.get_database(name, write_concern=DURABLE)


def bucket(database: Database, name: str) -> Bucket:
    """Files in chunks (GridFS), in the collections ``<name>.files`` and ``<name>.chunks``."""
    if isinstance(database, AsyncDatabase):
        return AsyncGridFSBucket(database, name)
    from motor.motor_asyncio import AsyncIOMotorGridFSBucket  # noqa: PLC0415 -- as in `connect`

    return cast("Bucket", AsyncIOMotorGridFSBucket(database, name))


async def ensure_indexes(database: Database, indexes: Mapping[str, Sequence[Index]]) -> None:
    """Create the indexes of each collection; the same ones twice is nothing."""
    for collection, wanted in indexes.items():
        if wanted:
            await database[collection].create_indexes([index.model() for index in wanted])
