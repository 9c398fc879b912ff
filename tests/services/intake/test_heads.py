"""Case files and their daily heads on a real database: many writers, erasure, what is published."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chassis.mongo import Collection, Database, Document
from chassis.pages import Turn
from chassis.rounds import rounds
from contracts.base import Event
from deploy.local.keys import kept_keys
from services.intake.audit import check_all, check_case
from services.intake.casefile import CaseFiles
from services.intake.domain.chain import Flaw, Link, linked
from services.intake.domain.seals import Broken, done
from services.intake.heads import Heads
from services.intake.signing import Signer, good
from tests.services.intake.builders import NOON
from tests.services.intake.conftest import Office, SetClock
from tests.services.intake.test_timeline import an_event
from tests.support.waiting import eventually

STORY = ("draft-saved", "application-submitted", "correction-requested", "application-rejected")


@pytest.fixture
def heads(database: Database, tmp_path: Path) -> Heads:
    signer = Signer(kept_keys(tmp_path).private)
    return Heads(database["seals"], database["cases"], SetClock(), signer)


def events(case: str) -> list[Event]:
    return [an_event(f"intake.{kind}.v1", case=case) for kind in STORY]


async def filled(collection: Collection, *cases: str) -> CaseFiles:
    """Case files of four entries each."""
    files = CaseFiles(collection)
    for case in cases:
        for no, event in enumerate(events(case)):
            await files.record(event, f"{case}-{no}")
    return files


async def wrong(heads: Heads, published: dict[int, str] | None = None) -> list[Broken | Flaw]:
    keys = [heads.signer.public] if heads.signer else []
    return [each async for each in check_all(heads, lambda text: good(keys, text), published)]


async def rewrite(heads: Heads, case: str, edit: Callable[[list[Document]], None]) -> None:
    """Change a file behind the system's back and link it anew, as who knows how would."""
    file = await heads.cases.find_one({"_id": case})
    assert file is not None
    edit(file["entries"])
    head = ""
    for entry in file["entries"]:
        head = entry["hash"] = linked(head, Link.model_validate(entry))
    file.update(head=head, length=len(file["entries"]))
    await heads.cases.replace_one({"_id": case}, file)


async def test_four_workers_record_two_hundred_events_of_one_case(heads: Heads) -> None:
    workers = [CaseFiles(heads.cases) for _ in range(4)]
    mail = an_event("notifications.mail-sent.v1", case="a")

    async def work(no: int, files: CaseFiles) -> None:
        room = asyncio.Semaphore(32)  # as many as a worker holds
        async with asyncio.TaskGroup() as group:
            for event in range(no, 200 + no):  # each event comes to every worker
                await room.acquire()
                task = group.create_task(files.record(mail, f"m{event % 200}"))
                task.add_done_callback(lambda _: room.release())

    await asyncio.gather(*(work(no * 50, files) for no, files in enumerate(workers)))
    file = await heads.cases.find_one({"_id": "a"})
    assert file is not None
    assert (file["length"], len({entry["id"] for entry in file["entries"]})) == (200, 200)
    assert await check_case(heads, "a") == []


async def test_an_erasure_takes_people_out_of_every_file_and_the_chain_checks(
    heads: Heads,
) -> None:
    files = await filled(heads.cases, "a", "b")
    await heads.seal()
    contact = events("a")[0].model_dump()["contact"]
    assert await files.erase([contact["person"]]) == 2
    left = await heads.cases.find({}).to_list(None)
    assert not any(text in str(left) for text in contact.values() if text and len(text) > 2)
    assert [[entry["type"] for entry in file["entries"]] for file in left] == [
        [f"intake.{kind}.v1" for kind in STORY]
    ] * 2
    assert await wrong(heads) == []
    assert await files.erase([contact["person"]]) == 0


async def test_a_day_is_sealed_once_however_many_try(heads: Heads) -> None:
    await filled(heads.cases, "a", "b")
    assert sum(await asyncio.gather(*(heads.seal() for _ in range(5)))) == 1
    seal = await heads.last()
    assert seal is not None
    assert (seal.no, seal.day, seal.count, done(seal, NOON.date())) == (1, NOON.date(), 2, True)
    assert await heads.cases.count_documents({"unsealed": True}) == 0


async def test_the_next_day_covers_only_what_changed(heads: Heads) -> None:
    files = await filled(heads.cases, "a", "b")
    await heads.seal()
    await files.record(an_event("intake.application-withdrawn.v1", case="b"), "later")
    SetClock.moment = NOON + dt.timedelta(days=1)
    try:
        assert await heads.seal() == 1
    finally:
        SetClock.moment = NOON
    covered = [(each["no"], len(each["leaves"])) for each in await heads.naming("b")]
    assert covered == [(1, 2), (2, 1)]
    assert await wrong(heads) == []


async def test_a_day_of_many_changes_has_several_seals(
    heads: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(heads.cases, "a", "b", "c")
    for name in ("services.intake.heads.PAGE", "services.intake.domain.seals.PAGE"):
        monkeypatch.setattr(name, 2)
    assert [await heads.seal(), await heads.seal()] == [2, 0]
    assert [seal.count for seal in (await heads.page(Turn())).items] == [2, 1]
    assert await wrong(heads) == []


async def test_what_was_published_cannot_be_rewritten(heads: Heads) -> None:
    await filled(heads.cases, "a", "b", "c", "d")
    await heads.seal()

    def change(entries: list[Document]) -> None:
        entries[1]["at"] = "2020-01-01T00:00:00Z"

    def cut(entries: list[Document]) -> None:
        del entries[3]

    def swap(entries: list[Document]) -> None:
        entries[0], entries[1] = entries[1], entries[0]

    await rewrite(heads, "a", change)
    await rewrite(heads, "b", cut)
    await rewrite(heads, "c", swap)
    await heads.cases.delete_one({"_id": "d"})
    assert [(each.case, each.no, each.wrong) for each in await wrong(heads)] == [  # type: ignore[union-attr]
        ("d", 0, "missing"),
        ("a", 4, "published"),
        ("b", 4, "missing"),
        ("c", 4, "published"),
    ]


async def test_a_clumsy_hand_is_found_before_anything_is_published(heads: Heads) -> None:
    await filled(heads.cases, "a")
    await heads.cases.update_one({"_id": "a"}, {"$pop": {"entries": 1}})
    assert await check_case(heads, "a") == [Flaw("a", 3, "head")]


async def test_a_seal_that_was_touched_is_named(heads: Heads) -> None:
    files = await filled(heads.cases, "a")
    for day in range(3):
        SetClock.moment = NOON + dt.timedelta(days=day)
        await files.record(an_event("notifications.mail-sent.v1", case="a"), f"day-{day}")
        await heads.seal()
    SetClock.moment = NOON
    kept = {seal.no: seal.signature for seal in (await heads.page(Turn())).items}
    await heads.collection.update_one({"no": 2}, {"$set": {"leaves.0.length": 1}})
    assert {each.no for each in await wrong(heads)} == {2, 1}  # the seal, and the case's entry
    await heads.collection.delete_one({"no": 2})
    assert [each for each in await wrong(heads) if isinstance(each, Broken)] == [
        Broken(no=3, why="the one before is missing")
    ]
    await heads.collection.delete_one({"no": 3})
    assert await wrong(heads) == []
    assert await wrong(heads, kept) == [
        Broken(no=2, why="it was published and is gone"),
        Broken(no=3, why="it was published and is gone"),
    ]


async def test_another_key_is_not_ours(heads: Heads, tmp_path: Path) -> None:
    await filled(heads.cases, "a")
    await heads.seal()
    (tmp_path / "other").mkdir()
    other = Signer(kept_keys(tmp_path / "other").private)
    found = [each async for each in check_all(heads, other.good)]
    assert found == [Broken(no=1, why="the signature is not good")]


async def test_everybody_may_read_the_heads_page_by_page(office: Office) -> None:
    heads = office.service.heads
    for day in range(3):
        office.clock.moment = NOON + dt.timedelta(days=day)
        await heads.seal()
    first = (await office.door("", "GET", "/api/case-file/heads?limit=2")).json()
    rest = (await office.door("", "GET", f"/api/case-file/heads?after={first['next']}")).json()
    seals = [*first["items"], *rest["items"]]
    assert ([seal["no"] for seal in seals], rest["next"]) == ([1, 2, 3], None)
    assert all(good([first["key"]], seal["signature"]) for seal in seals)
    of_day = await office.door("", "GET", "/api/case-file/heads/2026-01-16")
    assert of_day.json() == seals[1]
    missing = await office.door("", "GET", "/api/case-file/heads/2026-01-25")
    assert missing.status_code == 404


async def test_each_new_day_is_sealed_by_itself(heads: Heads) -> None:
    clock: Any = SetClock()
    own = Heads(heads.collection, heads.cases, clock, heads.signer)

    async def sealed() -> list[dt.date]:
        return [seal.day for seal in (await own.page(Turn())).items]

    async with rounds("sealing", own.daily, every=0.01):
        await eventually(sealed)
        clock.moment = NOON + dt.timedelta(days=60)
        await eventually(lambda: _has(sealed, 2))
    assert await sealed() == [NOON.date(), (NOON + dt.timedelta(days=60)).date()]


async def _has(what: Callable[[], Any], count: int) -> bool:
    return len(await what()) == count
