"""What is sent to the database: its shape, how long it took, and by which plan it is answered."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from chassis.mongo import Document

READS: Final = {
    "find": "filter",
    "count": "query",
    "distinct": "query",
    "findAndModify": "query",
    "aggregate": "pipeline",
    "update": "updates",
    "delete": "deletes",
}
"""Commands that look for documents, and where they say which."""

CALLS: Final = (
    *("find", "find_one", "find_one_and_update", "find_one_and_replace", "find_one_and_delete"),
    *("update_one", "update_many", "replace_one", "delete_one", "delete_many"),
    *("count_documents", "distinct", "aggregate", "bulk_write"),
)
"""The driver's methods that send them."""


class Shape(NamedTuple):
    """A query without its values.

    Attributes:
        where: Path and operator of every condition; ``$or`` and the like are told as text.
        sort: As sent.
    """

    service: str
    collection: str
    command: str
    where: tuple[str, ...]
    sort: tuple[str, ...]

    @property
    def by_id(self) -> bool:
        """Whether it names its documents, which the index every collection has answers."""
        return bool({"_id", "_id $in"} & {*self.where})

    def __str__(self) -> str:
        """For people."""
        sorted_ = f" sort {', '.join(self.sort)}" if self.sort else ""
        where = ", ".join(self.where) or "everything"
        return f"{self.service}.{self.collection} {self.command}: {where}{sorted_}"


@dataclass
class Sent:
    """One command as it was sent, and how long the database took, in milliseconds."""

    shape: Shape
    database: str
    command: Document
    ms: float = 0.0


@dataclass
class Watch(CommandListener):
    """Notes every command that looks for documents.

    Args:
        prefix: Of the services' databases, a dash at its end; what goes elsewhere is not noted.
    """

    prefix: str
    sent: list[Sent] = field(default_factory=list)
    _open: dict[int, list[Sent]] = field(default_factory=dict)
    _counts: Counter[Shape] = field(default_factory=Counter)

    def started(self, event: CommandStartedEvent) -> None:
        """Note it."""
        if event.command_name in READS and event.database_name.startswith(self.prefix):
            service = event.database_name.rpartition("-")[2]
            each = [
                Sent(shape_of(service, single), event.database_name, single)
                for single in singles(event.command_name, dict(event.command))
                if not whether_any(single)
            ]
            self.sent += each
            self._counts.update(one.shape for one in each)
            self._open[event.request_id] = each

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Note how long it took."""
        for sent in self._open.pop(event.request_id, ()):
            sent.ms = event.duration_micros / 1000

    def failed(self, event: CommandFailedEvent) -> None:
        """It was sent all the same."""
        self._open.pop(event.request_id, None)

    def count(self, shape: Shape) -> int:
        """How often a query of this shape was sent."""
        return self._counts[shape]

    @property
    def shapes(self) -> dict[Shape, list[Sent]]:
        """What was noted, by shape."""
        found = defaultdict(list)
        for each in self.sent:
            found[each.shape].append(each)
        return dict(found)


NOISE: Final = {"lsid", "$db", "$clusterTime", "txnNumber", "writeConcern", "readConcern"}


def singles(name: str, command: Document) -> Iterator[Document]:
    """The command as it can be explained; one for each of several updates."""
    bare = {key: value for key, value in command.items() if key not in NOISE}
    parts = bare.get(READS[name]) if name in {"update", "delete"} else None
    if parts is None:
        yield bare
    else:
        yield from ({**bare, READS[name]: [part]} for part in parts)


def whether_any(command: Document) -> bool:
    """Whether it asks for any one document, which is the first that is met (GridFS does)."""
    return not command.get("filter", True) and abs(command.get("limit", 0)) == 1


def shape_of(service: str, command: Document) -> Shape:
    """The query without its values."""
    name = next(iter(command))
    where = command.get(READS[name], {})
    if name in {"update", "delete"}:
        where = where[0]["q"]
    elif name == "aggregate":
        where = where[0].get("$match", {}) if where else {}
    sort = tuple(f"{key} {way}" for key, way in (command.get("sort") or {}).items())
    return Shape(service, str(command[name]), name, tuple(sorted(_conditions(where))), sort)


def _conditions(where: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for key, value in where.items():
        if key == "$and":
            for each in value:
                yield from _conditions(each, path)
        elif key.startswith("$") and of_conditions(value):
            inner = sorted({" & ".join(sorted(_conditions(each))) for each in value})
            yield f"{path}{key} ({' | '.join(inner)})"
        elif key in {"$elemMatch", "$not"} and isinstance(value, Mapping):
            inner = sorted(_conditions(value))
            yield f"{path} {key} ({' & '.join(inner)})".strip()
        elif key.startswith("$"):
            yield f"{path} {key}".strip()
        elif isinstance(value, Mapping) and any(each.startswith("$") for each in value):
            yield from _conditions(value, f"{path}{key}")
        else:
            yield f"{path}{key}"


def of_conditions(value: object) -> bool:
    """Whether it is a list of conditions (of ``$or``), not of values (of ``$in``)."""
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


class Plan(NamedTuple):
    """How a query is answered.

    Attributes:
        stages: From the outermost to the one that reads.
        keys: Index entries looked at; ``documents`` likewise.
    """

    stages: tuple[str, ...]
    keys: int
    documents: int
    returned: int

    @property
    def indexed(self) -> bool:
        """Whether an index finds and orders it."""
        return not {"COLLSCAN", "SORT"} & {*self.stages}


def plan_of(explained: Document) -> Plan:
    """Read the answer to ``explain`` (executionStats)."""
    stats = explained.get("executionStats")
    if stats is None:  # an aggregation that does more than look
        explained = next(each["$cursor"] for each in explained["stages"] if "$cursor" in each)
        stats = explained["executionStats"]
    winning = explained["queryPlanner"]["winningPlan"]
    return Plan(
        tuple(_stages(winning.get("queryPlan", winning))),
        stats["totalKeysExamined"],
        stats["totalDocsExamined"],
        stats["nReturned"],
    )


def _stages(node: Document) -> Iterator[str]:
    yield node["stage"]
    inner = [node["inputStage"]] if "inputStage" in node else node.get("inputStages", ())
    for each in inner:
        yield from _stages(each)


@contextmanager
def callers() -> Iterator[set[tuple[str, int]]]:
    """Where (file and line) the driver's methods are called from, while this lasts."""
    found: set[tuple[str, int]] = set()

    def noting(method: Any) -> Any:
        def called(*given: Any, **more: Any) -> Any:
            frame = sys._getframe(1)  # noqa: SLF001 -- that is what is asked
            found.add((frame.f_code.co_filename, frame.f_lineno))
            return method(*given, **more)

        return called

    kept = {name: getattr(AsyncCollection, name) for name in CALLS}
    try:
        for name, method in kept.items():
            setattr(AsyncCollection, name, noting(method))
        yield found
    finally:
        for name, method in kept.items():
            setattr(AsyncCollection, name, method)
