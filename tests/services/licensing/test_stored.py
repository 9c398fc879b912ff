"""Stored documents of every schema so far, frozen: a new release reads and writes them on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.licensing.domain.commands import Sign
from services.licensing.domain.licence import State
from tests.services.licensing.build import FIRST, at
from tests.services.licensing.conftest import Office

PATHS = sorted((Path(__file__).parent / "stored").glob("licence.*.json"))
STORED = {path.name: json.loads(path.read_text("utf-8")) for path in PATHS}


@pytest.mark.parametrize("document", [*STORED.values()], ids=STORED)
async def test_a_stored_licence_is_read_and_written_on(office: Office, document: Any) -> None:
    await office.service.licences.collection.insert_one({**document, "inbox": [], "outbox": []})
    office.clock.moment = at("2027-03-01")

    signed = await office.service.change(FIRST, Sign(by="o-1", form="paper"))

    assert (signed.version, signed.state.state) == (8, State.ACTIVE)
    assert [term.no for term in signed.state.terms] == [1, 2]
