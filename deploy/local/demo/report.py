"""What the demonstration tells at its end: a table, totals, and the same as JSON."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from deploy.local.demo.facts import Fact
from deploy.local.demo.samples import Group

WIDTHS = (14, 22, 45, 15, 16)
"""Characters in each column of the table, which has 120 in all."""


@dataclass(frozen=True)
class Row:
    """One application, from its number to its end.

    Attributes:
        shows: What its sample is there for.
        path: The steps that its case file tells.
        wrong: What went otherwise than the sample says, in sentences.
    """

    sample: str
    group: str
    number: str
    entity: str
    shows: str
    path: str
    outcome: str
    expected: str
    licence: str
    mails: int
    wrong: Sequence[str] = ()

    @property
    def right(self) -> bool:
        """Whether everything went as its sample says."""
        return self.outcome == self.expected and not self.wrong

    @property
    def troubles(self) -> Iterator[str]:
        """What did not, in sentences."""
        name = f"{self.number or self.sample} ({self.entity})"
        if self.outcome != self.expected:
            yield (
                f"{name} ended as “{self.outcome}”, expected was “{self.expected}” ({self.sample})."
            )
        for sentence in self.wrong:
            yield f"{name}: {sentence} ({self.sample})"


@dataclass
class Report:
    """Everything that is told."""

    groups: Sequence[Group]
    rows: Sequence[Row]
    facts: Sequence[Fact]
    messages: Mapping[str, int]
    records: int
    mails: int
    unsent: int
    seconds: Mapping[str, float]
    place: Path

    @property
    def troubles(self) -> list[str]:
        """Why the demonstration failed, in sentences; empty when it did not."""
        found = [sentence for row in self.rows for sentence in row.troubles]
        found += [f"Not as it should be: {fact.text}" for fact in self.facts if not fact.right]
        if self.messages["dead"]:
            found.append(f"Dead letters: {self.messages['dead']}.")
        if self.unsent:
            found.append(f"Mails not sent: {self.unsent}.")
        return found

    @property
    def outcomes(self) -> Mapping[str, int]:
        """How many ended how, the most frequent first."""
        return dict(Counter(row.outcome for row in self.rows).most_common())

    def write(self, file: Path) -> None:
        """Writes it as JSON."""
        content = {
            "applications": [asdict(row) for row in self.rows],
            "outcomes": self.outcomes,
            "facts": [fact.text for fact in self.facts],
            "messages": dict(self.messages),
            "records": self.records,
            "mails": self.mails,
            "seconds": {stage: round(spent, 1) for stage, spent in self.seconds.items()},
        }
        file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))

    def show(self, console: Console) -> None:
        """Prints the table, part by part, and the totals."""
        console.print(_lines([("number", "entity", "what it shows", "end", "licence")]))
        for group in self.groups:
            console.print(f"\n[bold]{group.title}[/bold]")
            console.print(_lines(_cells(row) for row in self.rows if row.group == group.name))
        for line in self._totals():
            console.print(line, highlight=False)
        console.print(f"The mails lie in {self.place}", soft_wrap=True, highlight=False)

    def _totals(self) -> Iterator[str]:
        ends = ", ".join(f"{count} {words(end)}" for end, count in self.outcomes.items())
        yield f"\n{len(self.rows)} applications: {ends}."
        yield from (fact.text for fact in self.facts)
        told = ", ".join(f"{count:,} {what}" for what, count in self.messages.items())
        yield f"Messages: {told} letters. Records: {self.records:,}. Mails: {self.mails}."
        spent = ", ".join(f"{stage} {took:.1f} s" for stage, took in self.seconds.items())
        yield f"Time: {spent}; together {sum(self.seconds.values()):.0f} s."


def _lines(rows: Iterable[Sequence[str]]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in WIDTHS:
        table.add_column(width=width, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _cells(row: Row) -> Sequence[str]:
    end = words(row.outcome) if row.right else f"[red]{words(row.outcome)} ✗[/red]"
    return (row.number or "–", short(row.entity), row.shows, end, row.licence)


def words(outcome: str) -> str:
    """An outcome as people write it."""
    return outcome.replace("-", " ")


def short(entity: str) -> str:
    """The proper name of an entity, if it has one in quotes."""
    return entity[entity.index("„") :] if "„" in entity else entity


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
