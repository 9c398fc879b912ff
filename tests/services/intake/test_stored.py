"""Stored documents of every schema so far, frozen: a new release reads and writes them on."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from services.intake.domain.application import State
from services.intake.domain.call import State as CallState
from tests.services.intake.conftest import Office

STORED = {
    path.name: {**json.loads(path.read_text("utf-8")), "inbox": [], "outbox": []}
    for path in sorted((Path(__file__).parent / "stored").glob("*.json"))
}


def of(kind: str) -> list[Any]:
    return [
        pytest.param(document, id=name)
        for name, document in STORED.items()
        if name.startswith(kind)
    ]


@pytest.mark.parametrize("document", of("application."))
async def test_a_stored_application_is_read_and_written_on(office: Office, document: Any) -> None:
    await office.service.calls.collection.insert_one(STORED["call.1.json"])
    await office.service.applications.collection.insert_one(document)
    fix = {"form": {"declarations": {"rodo": True}}}
    path = f"/api/applications/{document['_id']}/correction"
    answer = await office.door("applicant:anna", "POST", path, **fix)
    assert answer.json()["state"] == State.ACCEPTED
    assert (await office.service.applications.get(document["_id"])).version == 4


@pytest.mark.parametrize("document", of("call."))
async def test_a_stored_call_is_read_and_written_on(office: Office, document: Any) -> None:
    await office.service.calls.collection.insert_one(document)
    office.clock.moment = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    await office.service.wake_call(document["_id"])
    stored = await office.service.calls.get(document["_id"])
    assert (stored.version, stored.state.state) == (2, CallState.CLOSED)
