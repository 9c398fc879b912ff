"""The services as processes, in a corner of the shared servers."""

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
def a_stack(
    directory: Path, rabbit: Broker, mongo: Database, management: Management, **plan: Any
) -> Iterator[Stack]:
    """Run them with a clock that moves; nothing is left of them afterwards.

    Args:
        directory: Where their files go.
        rabbit: The broker; they get a virtual host of their own.
        mongo: The database server; they get databases of their own.
        management: Of the broker.
        plan: What else the plan says.
    """
    name = f"{directory.name}-{uuid4().hex[:12]}"
    management.create_vhost(name)
    told = Plan(
        directory,
        keep=False,
        time_travel=True,
        broker_url=in_vhost(rabbit.amqp_url, name),
        mongo_url=mongo.mongo_url,
        database_prefix=name,
        **plan,
    )
    with Stack(told) as running:
        yield running
    management.delete_vhost(name)
    with MongoClient[dict[str, object]](mongo.mongo_url) as client:
        for database in client.list_database_names():
            if database.startswith(name):
                client.drop_database(database)
