"""Counted at the servers: publishes by the broker, durable writes by the database."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient

from deploy.local.management import Management

COUNTS_WRITES = "reportOpWriteConcernCountersInServerStatus=true"
"""The server's parameter that makes it count writes by the durability they asked for."""

STATISTICS_MS = 500


@dataclass(frozen=True)
class Counts:
    """Messages published and durable writes done, since the server was started."""

    published: int
    written: int

    def __sub__(self, before: Counts) -> Counts:
        """What has come since."""
        return Counts(self.published - before.published, self.written - before.written)


class Servers:
    """The counters of the servers that all arms share.

    The bench itself publishes and writes nothing. Pulls of outboxes are no durable writes and are
    left out for both arms; so are writes that lost a race and changed nothing.
    """

    def __init__(self, management_url: str, mongo_url: str) -> None:
        self.management = Management(management_url)
        self.mongo: MongoClient[dict[str, Any]] = MongoClient(mongo_url)

    def close(self) -> None:
        """Close the connections."""
        self.management.close()
        self.mongo.close()

    def counts(self, vhost: str) -> Counts:
        """The counters as they stand once the broker's statistics have caught up."""
        published = self._published(vhost)
        while True:
            time.sleep(2.5 * STATISTICS_MS / 1000)
            again = self._published(vhost)
            if again == published:
                return Counts(published, self._written())
            published = again

    def dead(self, vhost: str) -> int:
        """Messages in dead letters and retries."""
        queues = self.management.get("queues", vhost)
        aside = [q for q in queues if q["name"].endswith(".dead") or ".retry." in q["name"]]
        return sum(queue.get("messages", 0) for queue in aside)

    def _published(self, vhost: str) -> int:
        stats = self.management.get("vhosts", vhost).get("message_stats", {})
        return int(stats.get("publish", 0))

    def _written(self) -> int:
        """Documents that were inserted or changed, without the pulls of outboxes (``w=1``)."""
        status = self.mongo.admin.command("serverStatus")
        done = status["metrics"]["document"]
        pulls = status["opWriteConcernCounters"]["update"]["wnum"].get("1", 0)
        return int(done["inserted"] + done["updated"] - pulls)
