"""The documents of an arm, counted: a lost or doubled one fails the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymongo import MongoClient

EVENTS = 18
"""Messages of one case on the plain path, each an entry of its case file."""

MAILS = 7
"""Submitted, accepted, two experts, granted, agreement, licence."""

DONE = {
    "intake.applications": "granted",
    "evaluation.cases": "concluded",
    "licensing.licences": "active",
    "notifications.mails": "sent",
}
"""The last state of every document on the plain path."""


class Lost(Exception):  # noqa: N818 -- reads as what happened
    """The documents are not those of the cases that were run."""


class Truth:
    """What an arm has to show.

    Args:
        mongo: The database server.
        prefix: Of the arm's databases.
        mails: Directory of the arm's mail sink.
    """

    def __init__(self, mongo: MongoClient[dict[str, Any]], prefix: str, mails: Path) -> None:
        self._mongo = mongo
        self._prefix = prefix
        self._mails = mails

    def at_rest(self, cases: int) -> bool:
        """Whether everything that follows from so many cases is done, mails included."""
        whole = {"entries": {"$size": EVENTS}}
        return (
            self._count("notifications.mails", {"state.state": "sent"}) == cases * MAILS
            and self._count("intake.cases", whole) == cases
            and not any(self._count(name, {"outbox.at": {"$exists": True}}) for name in DONE)
        )

    def check(self, cases: int) -> None:
        """Compare every count with what so many cases must have left.

        Raises:
            Lost: Naming each count that is wrong.
        """
        expected = self._expected(cases)
        found = self._found()
        wrong = [
            f"{name}: {found.get(name)} instead of {value}"
            for name, value in expected.items()
            if found.get(name) != value
        ]
        if wrong:
            raise Lost(f"{self._prefix}: " + "; ".join(wrong))

    def _expected(self, cases: int) -> Mapping[str, int]:
        mails = cases * MAILS
        done = {f"{name} {state}": cases for name, state in DONE.items()}
        return {
            **done,
            **dict.fromkeys(DONE, cases),
            "notifications.mails sent": mails,
            "notifications.mails": mails,
            "case files": cases,
            "entries": cases * EVENTS,
            "distinct entries": cases * EVENTS,
            "application numbers": cases,
            "highest application number": cases,
            "licence numbers": cases,
            "highest licence number": cases,
            "mails in the sink": mails,
            "distinct Message-IDs": mails,
        }

    def _found(self) -> Mapping[str, int]:
        found = {name: self._count(name, {}) for name in DONE}
        for name, state in DONE.items():
            found[f"{name} {state}"] = self._count(name, {"state.state": state})
        entries = [
            entry["id"]
            for file in self._of("intake.cases").find({}, {"entries.id": 1})
            for entry in file["entries"]
        ]
        found["case files"] = self._count("intake.cases", {})
        found["entries"], found["distinct entries"] = len(entries), len(set(entries))
        for name, key in (
            ("intake.applications", "application"),
            ("licensing.licences", "licence"),
        ):
            numbers = [each["state"]["number"] for each in self._of(name).find({}, {"state": 1})]
            found[f"{key} numbers"] = len(set(numbers))
            found[f"highest {key} number"] = max(int(n.rpartition("/")[2]) for n in numbers)
        marks = Counter(file.stem.partition("-")[2] for file in self._mails.glob("*.eml"))
        found["mails in the sink"], found["distinct Message-IDs"] = marks.total(), len(marks)
        return found

    def _of(self, name: str) -> Any:
        database, _, collection = name.partition(".")
        return self._mongo[f"{self._prefix}{database}"][collection]

    def _count(self, name: str, query: Mapping[str, Any]) -> int:
        return int(self._of(name).count_documents(query))
