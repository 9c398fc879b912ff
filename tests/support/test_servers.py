"""What the private servers promise: data and ports survive a stop, no process survives us."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from pymongo import MongoClient

from deploy.local.child import ChildFailed
from deploy.local.management import Management
from deploy.local.servers import Mongo, Rabbit
from tests.support.processes import processes_of
from tests.support.waiting import eventually

_QUORUM = {"durable": True, "arguments": {"x-queue-type": "quorum"}}
_PARENT = """
import sys, time
from pathlib import Path
from deploy.local.servers import Mongo, Rabbit
rabbit, mongo = Rabbit(Path(sys.argv[1])), Mongo(Path(sys.argv[1]))
rabbit.launch(); mongo.start(); rabbit.wait()
print("ready", flush=True)
time.sleep(600)
"""


def write(url: str, value: int) -> None:
    with MongoClient[dict[str, object]](url) as client:
        client.test.things.insert_one({"value": value})


def read(url: str) -> list[object]:
    with MongoClient[dict[str, object]](url) as client:
        return [thing["value"] for thing in client.test.things.find()]


def test_a_database_restarts_on_the_same_port_with_its_data(own_mongo: Mongo) -> None:
    write(own_mongo.mongo_url, 7)

    own_mongo.restart()

    assert read(own_mongo.mongo_url) == [7]


def test_a_failed_start_shows_the_end_of_the_log(own_mongo: Mongo, tmp_path: Path) -> None:
    with pytest.raises(ChildFailed, match="DBPathInUse"):
        Mongo(tmp_path).start()

    assert own_mongo.child.alive


@pytest.mark.prove
def test_a_killed_broker_starts_again_on_the_same_ports_with_its_queues(own_rabbit: Rabbit) -> None:
    management = Management(own_rabbit.management_url)
    management.put("queues", "/", "kept", body=_QUORUM)

    own_rabbit.kill()
    own_rabbit.start()

    assert [queue["name"] for queue in management.get("queues", "/")] == ["kept"]
    management.close()


@pytest.mark.prove
async def test_a_stop_leaves_no_process(own_rabbit: Rabbit, tmp_path: Path) -> None:
    own_rabbit.stop()

    await eventually(lambda: not processes_of(tmp_path), otherwise="a process stayed")


@pytest.mark.prove
async def test_servers_die_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _PARENT, str(tmp_path)]
    parent = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert parent.stdout
    assert await parent.stdout.readline() == b"ready\n"

    parent.kill()
    await parent.wait()

    await eventually(lambda: not processes_of(tmp_path), otherwise="a server outlived its parent")
