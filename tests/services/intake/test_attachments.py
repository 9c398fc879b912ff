"""Attached files: in and out by chunks, known by their content, and nothing left lying about."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis import mongo
from chassis.clock import Clock
from services.intake.attachments import LARGEST, Files
from tests.services.intake.conftest import Office
from tests.support.servers import Database as Server

PDF = b"%PDF-1.7 tekst %%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n obraz"


async def in_pieces(content: bytes, size: int = 70_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def a_draft(office: Office) -> str:
    draft = await office.apply(await office.call(), submit=False)
    return f"/api/applications/{draft['id']}/attachments/financial-statement"


async def put(office: Office, path: str, content: bytes) -> Any:
    return await office.door("applicant:anna", "PUT", path, content=content)


async def lying(office: Office) -> tuple[int, int, int]:
    """How many records, files and files' first chunks there are."""
    records = office.service.files.records
    content = [records.database[f"attachments.{part}"] for part in ("files", "chunks")]
    return (
        await records.count_documents({}),
        await content[0].count_documents({}),
        await content[1].count_documents({"n": 0}),
    )


async def a_day_passes(office: Office) -> None:
    """What the scheduler does with every record that is due by then."""
    records = office.service.files.records
    due = {"due": {"$lte": dt.datetime.now(dt.UTC) + dt.timedelta(days=1, minutes=1)}}
    for record in await records.find(due).to_list(None):
        await office.service.wake_file(record["_id"])


async def test_a_file_goes_in_and_comes_out_by_chunks(
    server: Server, database_name: str, driver: Any
) -> None:
    client = mongo.connect(server.mongo_url, driver)
    database = mongo.durable(client, database_name)
    files = Files(database["files"], mongo.bucket(database, "attachments"), Clock())
    content = PDF[:-1] + bytes(LARGEST - 2 * len(PDF)) + PDF
    noted = await files.keep("a-1", "sprawozdanie.pdf", in_pieces(content))
    pieces = [piece async for piece in await files.pieces(noted)]
    chunks = await database["attachments.chunks"].count_documents({})
    await files.drop(noted.file)
    left = await database["attachments.chunks"].count_documents({})
    await mongo.close(client)
    assert (noted.type, noted.size, b"".join(pieces)) == ("application/pdf", len(content), content)
    assert (len(pieces), chunks, left) == (41, 41, 0)


@pytest.fixture
def server(mongo: Server) -> Server:  # its own name is that of the module here
    return mongo


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-a-document"),
        (b"MZ program", "not-a-document"),
        (b"%PDF", "not-a-document"),
        (b"<html>%PDF-1.7 %%EOF", "not-a-document"),
        (b"%PDF-1.7 cut off", "cut-off"),
        (PDF + bytes(2_000), "cut-off"),
    ],
)
async def test_what_is_no_document_is_refused_and_nothing_else_is_lost(
    office: Office, content: bytes, code: str
) -> None:
    path = await a_draft(office)
    await put(office, path, PDF)
    answer = await put(office, path, content)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "attachment")
    assert answer.json()["errors"][0]["code"] == code
    assert (await office.door("applicant:anna", "GET", path)).content == PDF
    assert await lying(office) == (1, 1, 1)


async def test_a_file_may_have_ten_mebibytes_and_not_one_byte_more(office: Office) -> None:
    path = await a_draft(office)
    largest = PNG + bytes(LARGEST - len(PNG))
    assert (await put(office, path, largest)).status_code == 200
    answer = await put(office, path, largest + b"x")
    assert (answer.status_code, answer.json()["limit"]) == (413, LARGEST)
    assert answer.json()["errors"] == [
        {
            "field": "attachment",
            "code": "too-large",
            "detail": "Można przesłać najwyżej 10 MB.",
        }
    ]
    assert await lying(office) == (1, 1, 1)


async def test_a_file_comes_out_as_it_was_sent_to_be_saved_and_not_run(office: Office) -> None:
    path = await a_draft(office)
    await put(office, f"{path}?name=Roczne sprawozdanie „2025”.pdf", PDF)
    answers = {who: await office.door(who, "GET", path) for who in ("applicant:anna", "officer")}
    for answer in answers.values():
        assert (answer.status_code, answer.content) == (200, PDF)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"] == (
            "attachment; filename*=UTF-8''Roczne%20sprawozdanie%20%E2%80%9E2025%E2%80%9D.pdf"
        )
    assert (await office.door("applicant:ewa", "GET", path)).status_code == 403
    assert (await office.door("officer", "GET", f"{path}?no=2")).status_code == 404


async def test_up_to_five_files_of_a_kind_and_any_of_them_is_taken_out(office: Office) -> None:
    path = await a_draft(office)
    answers = [(await put(office, f"{path}?no={no}", PDF)).status_code for no in range(7)]
    assert answers == [422, 200, 200, 200, 200, 200, 422]
    await office.door("applicant:anna", "DELETE", f"{path}?no=3")
    id_ = path.split("/")[3]
    kept = (await office.application(id_)).attachments
    assert sorted(kept) == [
        "financial-statement",
        *(f"financial-statement.{no}" for no in (2, 4, 5)),
    ]


async def test_what_was_replaced_taken_out_or_never_noted_is_gone_a_day_later(
    office: Office,
) -> None:
    path = await a_draft(office)
    for content in (PDF, PNG):
        await put(office, path, content)
    await put(office, f"{path}?no=2", PDF)
    await office.door("applicant:anna", "DELETE", f"{path}?no=2")
    await office.service.files.keep("nobody", "x", in_pieces(PDF))
    assert await lying(office) == (4, 4, 4)
    await a_day_passes(office)
    assert await lying(office) == (1, 1, 1)
    assert (await office.door("officer", "GET", path)).content == PNG
    await put(office, path, PDF)
    await a_day_passes(office)
    assert (await office.door("officer", "GET", path)).content == PDF
    assert await lying(office) == (1, 1, 1)


async def test_an_upload_that_was_cut_off_leaves_nothing_a_day_later(office: Office) -> None:
    path = await a_draft(office)

    async def stops() -> AsyncIterator[bytes]:
        yield PDF + bytes(600_000)
        raise BaseExceptionGroup("the process dies", [SystemExit()])

    with pytest.raises(BaseExceptionGroup):
        await office.service.files.keep(path.split("/")[3], "x", stops())
    await a_day_passes(office)
    assert await lying(office) == (0, 0, 0)


async def test_a_file_that_may_not_come_any_more_is_not_read(office: Office) -> None:
    sent = await office.apply(await office.call())
    path = f"/api/applications/{sent['id']}/attachments/financial-statement"
    assert (await put(office, path, PDF)).status_code == 409
    assert await lying(office) == (0, 0, 0)
