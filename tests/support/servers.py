"""The broker and the database of a test run: given ones, containers, or private local ones."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient

from deploy.local.management import Management
from deploy.local.servers import Mongo, Rabbit


@dataclass(frozen=True)
class Broker:
    """A broker that all tests of a run share; each works in a virtual host of its own."""

    amqp_url: str
    management_url: str


@dataclass(frozen=True)
class Database:
    """A database server that all tests of a run share; each has databases of its own."""

    mongo_url: str


@contextmanager
def a_broker(directory: Path) -> Iterator[Broker]:
    """The broker of this run."""
    if given := os.environ.get("BROKER_URL"):
        yield Broker(given, os.environ["MANAGEMENT_URL"])
    elif _docker_answers():
        yield from _container_broker()
    else:
        rabbit = Rabbit(directory, statistics_ms=200)
        with ExitStack() as after:
            after.callback(rabbit.kill)
            rabbit.start()
            yield Broker(rabbit.amqp_url, rabbit.management_url)


@contextmanager
def a_database(directory: Path) -> Iterator[Database]:
    """The database server of this run."""
    if given := os.environ.get("MONGO_URL"):
        yield Database(given)
    elif _docker_answers():
        with DockerContainer("mongo:8").with_exposed_ports(27017) as container:
            yield Database(f"mongodb://{_address(container, 27017)}")
    else:
        mongo = Mongo(directory)
        with ExitStack() as after:
            after.callback(mongo.kill)
            mongo.start()
            yield Database(mongo.mongo_url)


def _container_broker() -> Iterator[Broker]:
    image = DockerContainer("rabbitmq:4-management").with_exposed_ports(5672, 15672)
    with image as rabbit:
        user = "guest:guest"  # the image's own; the port is published on this machine only
        broker = Broker(
            f"amqp://{user}@{_address(rabbit, 5672)}/",
            f"http://{user}@{_address(rabbit, 15672)}",
        )
        management = Management(broker.management_url)
        management.wait_until_ready(within=60)
        management.close()
        yield broker


def _address(container: DockerContainer, port: int) -> str:
    return f"{container.get_container_host_ip()}:{container.get_exposed_port(port)}"


@cache
def _docker_answers() -> bool:
    try:
        return bool(DockerClient(timeout=5).client.ping())
    except Exception:  # noqa: BLE001 -- whatever is wrong with an engine, we do without it
        return False
