"""What a service's database user may and may not do, asked of a real server that checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from chassis import mongo
from chassis.service import Process
from contracts.base import SERVICES
from deploy.local.child import Child
from deploy.local.keys import kept_keys
from deploy.local.ports import answers, free_port
from deploy.local.servers import mongod

SCRIPT = (Path(__file__).parents[3] / "deploy/docker/mongo-init.js").read_text()
ROLE = re.findall(r'roles: \[\{ role: "(\w+)", db: service \}\]', SCRIPT)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server that asks who is there, with the users of the script."""
    home, port = tmp_path_factory.mktemp("mongo"), free_port()
    command = [mongod() or "mongod", "--auth", "--dbpath", str(home), "--port", str(port)]
    child = Child("MongoDB", [*command, "--bind_ip", "127.0.0.1"], log=home / "log")
    child.launch()
    try:
        child.wait_until(lambda: answers(port), within=30)
        with MongoClient[dict[str, object]]("127.0.0.1", port) as first:
            first["admin"].command("createUser", "root", pwd="root", roles=["root"])
        with MongoClient[dict[str, object]](f"mongodb://root:root@127.0.0.1:{port}/") as root:
            for name in SERVICES:
                roles = [{"role": role, "db": name} for role in ROLE]
                root[name].command("createUser", name, pwd=f"secret-of-{name}", roles=roles)
        yield port
    finally:
        child.kill()


def url(service: str, port: int) -> str:
    return f"mongodb://{service}:secret-of-{service}@127.0.0.1:{port}/{service}"


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_works_with_no_more_rights_than_these(
    service: str, port: int, tmp_path: Path
) -> None:
    keys = kept_keys(tmp_path)
    settings = import_module(f"services.{service}.settings").Settings(
        broker_url="amqp://127.0.0.1:1",
        mongo_url=url(service, port),
        token_public_key_file=keys.public,
        token_private_key_file=keys.private,  # read by intake alone
        certificate_private_key_file=keys.certificate,  # and this by licensing
    )
    process = Process(service, settings, import_module(f"services.{service}.app").wire)
    await process.prepare()
    for name in process.chassis.repositories:
        await process.database[name].insert_one({"_id": "1", "due": None})
        assert await process.database[name].count_documents({}) == 1
        assert len(await process.database[name].index_information()) > 1
    await mongo.close(process.client)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_neither_reads_nor_writes_anothers_database(service: str, port: int) -> None:
    with MongoClient[dict[str, object]](url(service, port)) as client:
        for other in {*SERVICES, "admin"} - {service}:
            with pytest.raises(OperationFailure, match="not authorized"):
                client[other]["x"].insert_one({})
            with pytest.raises(OperationFailure, match="not authorized"):
                client[other]["x"].find_one()
