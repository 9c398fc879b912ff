"""What an office is told of such a day: a few mails singly, then one that tells the rest."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from chassis.mongo import Document

OFFICE: Final = "office:lubelskie"
SINGLY: Final = 10
"""Mails a day beside the digest: what `OFFICE_MAILS_A_DAY` is when nothing is set."""


def digests_due(database: Any) -> dt.datetime | None:
    """When the last digest that is called for is to be written (business time)."""
    last = database.digests.find_one({"due": {"$exists": True}}, sort=[("due", -1)])
    return None if last is None else last["due"]


def told(database: Any, since: dt.datetime) -> Document:
    """What was mailed to the office of what was written since then.

    Returns:
        ``office_mails_a_day``, the most of any of its days, with the digest; ``office_lines``, what
        the digests were to tell, and ``office_lines_untold``, those whose digest was not sent.
    """
    written = {"state.created_at": {"$gte": since.astimezone(dt.UTC).isoformat()}}
    mails = [*database.mails.find({**written, "state.person": OFFICE}, {"state": 1})]
    said = [mail["state"] for mail in mails]
    sent: dict[str, int] = {}
    for each in said:
        if each["state"] == "sent" and each.get("digest"):
            sent[each["digest"]] = sent.get(each["digest"], 0) + 1
    lines = [each["digest"] for each in said if each["state"] == "collected"]
    closed = {
        day
        for day in set(lines)
        if database.mails.find_one({"_id": f"digest:{day}", "state.state": "sent"})
    }
    return {
        "office_mails_a_day": max(sent.values(), default=0),
        "office_lines": len(lines),
        "office_lines_untold": sum(day not in closed for day in lines),
    }
