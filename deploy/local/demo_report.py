"""What the demonstration tells at its end: a table, totals, and the same as JSON."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
from prometheus_client.parser import text_string_to_metric_families
from pymongo import MongoClient
from rich.console import Console
from rich.table import Table

COUNTED = ("published", "handled", "retried", "dead")


@dataclass(frozen=True)
class Row:
    """One application, from its number to its end."""

    sample: str
    number: str
    entity: str
    path: str
    outcome: str
    expected: str
    licence: str
    mails: int

    @property
    def right(self) -> bool:
        """Whether it ended as its sample says."""
        return self.outcome == self.expected


@dataclass
class Report:
    """Everything that is told."""

    rows: Sequence[Row]
    messages: Mapping[str, int]
    records: int
    mails: int
    unsent: int
    seconds: Mapping[str, float]
    place: Path

    @property
    def troubles(self) -> list[str]:
        """Why the demonstration failed, in sentences; empty when it did not."""
        found = [
            f"{row.number or row.sample} ({row.entity}) ended as “{row.outcome}”, "
            f"expected was “{row.expected}” ({row.sample})."
            for row in self.rows
            if not row.right
        ]
        if self.messages["dead"]:
            found.append(f"Dead letters: {self.messages['dead']}.")
        if self.unsent:
            found.append(f"Mails not sent: {self.unsent}.")
        return found

    def write(self, file: Path) -> None:
        """Writes it as JSON."""
        content = {
            "applications": [asdict(row) for row in self.rows],
            "outcomes": dict(Counter(row.outcome for row in self.rows)),
            "messages": dict(self.messages),
            "records": self.records,
            "mails": self.mails,
            "seconds": {stage: round(spent, 1) for stage, spent in self.seconds.items()},
        }
        file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))

    def show(self, console: Console) -> None:
        """Prints the table and the totals."""
        table = Table(box=None, pad_edge=False)
        for name in ("number", "entity", "path", "outcome", "licence", "mails"):
            table.add_column(name, no_wrap=name not in {"entity", "path"})
        for row in self.rows:
            outcome = row.outcome if row.right else f"[red]{row.outcome}[/red]"
            table.add_row(row.number, row.entity, row.path, outcome, row.licence, str(row.mails))
        console.print(table)
        told = ", ".join(f"{count:,} {what}" for what, count in self.messages.items())
        spent = ", ".join(f"{stage} {took:.1f} s" for stage, took in self.seconds.items())
        for line in (
            f"\nMessages: {told}. Records: {self.records:,}. Mails: {self.mails}.",
            f"Time: {spent}.",
            f"The mails lie in {self.place}",
        ):
            console.print(line, soft_wrap=True, highlight=False)


@dataclass
class Stages:
    """Seconds by stage, in order."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Times one stage."""
        start = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - start


def messages(urls: Sequence[str]) -> dict[str, int]:
    """Messages published, handled, retried and dead-lettered, by these processes together."""
    found = Counter(dict.fromkeys(COUNTED, 0))
    for url in urls:
        text = httpx.get(f"{url}/metrics", trust_env=False).text
        for family in text_string_to_metric_families(text):
            name = family.name.removeprefix("znak_")
            if name in COUNTED:
                found[name] += sum(
                    int(s.value) for s in family.samples if s.name.endswith("_total")
                )
    return dict(found)


def records(mongo_url: str, databases: Sequence[str]) -> int:
    """Documents in all collections of these databases."""
    with MongoClient[dict[str, Any]](mongo_url) as client:
        return sum(
            client[database][collection].estimated_document_count()
            for database in databases
            for collection in client[database].list_collection_names()
        )
