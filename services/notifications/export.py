"""What notifications holds on a person: every mail to them or about them, with what it said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.export import Records, picked
from chassis.mongo import Database
from contracts.erasure import NAMES, WORDS

MAIL = ("case", "template", "to", "name", "language", "state", "created_at", "sent_at")
ABOUT = ("case", "template", "state", "created_at", "sent_at")
UNSAID = ("by", "named")
"""Ids of others, which no mail says."""


async def held(database: Database, person: str) -> Records:
    """All of it, by kind.

    Args:
        database: Notifications'.
        person: The id.
    """
    mails = database["mails"].find({"state.person": person})
    about = database["mails"].find({"state.about": person})
    before = database["contacts"].find({"before.person": person})
    now = database["contacts"].find({"now.person": person})
    return {
        "mails": [_mail(each["state"]) async for each in mails],
        "mails_about": [_about(each["state"]) async for each in about],
        "contacts": [
            *[{"case": each["_id"], "contact": each["now"]} async for each in now],
            *[
                {"case": each["_id"], "contact": old}
                async for each in before
                for old in each["before"]
                if old["person"] == person
            ],
        ],
    }


def _mail(mail: Mapping[str, Any]) -> dict[str, Any]:
    secret = {*mail["secret"], *UNSAID}
    said = {name: value for name, value in mail["context"].items() if name not in secret}
    return {**picked(mail, *MAIL), "said": said}


def _about(mail: Mapping[str, Any]) -> dict[str, Any]:
    """That somebody else was written to about them; its words where they are about nobody else."""
    alone = len(mail["about"]) == 1
    said = picked(mail["context"], *NAMES, *WORDS) if alone else {}
    return {**picked(mail, *ABOUT), "said": said}
