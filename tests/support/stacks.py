"""A stack of its own for a package of tests: a virtual host and databases that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from pymongo import MongoClient

from deploy.local.management import Management, in_vhost
from deploy.local.plan import Plan
from deploy.local.stack import Stack
from tests.support.servers import Broker, Database


@contextmanager
def started(
    home: Path, rabbit: Broker, mongo: Database, management: Management, **plan: Any
) -> Iterator[Stack]:
    """The services as processes, with a clock that moves; ``home`` names the vhost."""
    name = f"{home.name}-{uuid4().hex[:12]}"
    management.create_vhost(name)
    extra = {"TICK_EVERY": "0.05", **plan.pop("extra", {})}
    planned = Plan(
        home,
        keep=False,
        time_travel=True,
        broker_url=in_vhost(rabbit.amqp_url, name),
        mongo_url=mongo.mongo_url,
        database_prefix=name,
        extra=extra,
        **plan,
    )
    with Stack(planned) as running:
        yield running
    management.delete_vhost(name)
    with MongoClient[dict[str, object]](mongo.mongo_url) as client:
        for database in client.list_database_names():
            if database.startswith(name):
                client.drop_database(database)
