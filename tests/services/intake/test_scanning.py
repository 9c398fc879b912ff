"""Uploads are scanned by clamd before they are kept, where the settings name one."""

from __future__ import annotations

import pytest

from chassis.process import Invalid
from chassis.scanning import Away, Scanner
from services.intake.attachments import Files
from tests.services.intake.conftest import Office
from tests.services.intake.test_applicant_pages import begun
from tests.services.intake.test_attachments import PDF, in_pieces, lying
from tests.support.clamd import BAD, Clamd, listening
from tests.support.reader import Reader, words

EVIL = PDF[:-6] + BAD + PDF[-6:]


def scanning(office: Office, port: int) -> Files:
    """The office's files, with a scanner at this port."""
    files = office.service.files
    scanner = Scanner("127.0.0.1", port, 2)
    return Files(files.records, files._bucket, office.clock, scanner)  # noqa: SLF001


async def test_a_clean_file_is_seen_whole_and_kept(office: Office) -> None:
    async with listening(Clamd()) as clamd:
        content = PDF[:-6] + bytes(200_000) + PDF[-6:]
        noted = await scanning(office, clamd.port).keep("a-1", "plan.pdf", in_pieces(content))
    assert (noted.size, clamd.seen == content) == (len(content), True)


async def test_an_infected_file_is_named_and_nothing_of_it_is_kept(office: Office) -> None:
    async with listening(Clamd()) as clamd:
        with pytest.raises(Invalid) as refused:
            await scanning(office, clamd.port).keep("a-1", "plan.pdf", in_pieces(EVIL))
    (error,) = refused.value.errors
    assert (error.field, error.code, "plan.pdf" in error.text.pl) == (
        "attachment",
        "infected",
        True,
    )
    assert await lying(office) == (0, 0, 0)


async def test_without_an_answer_nothing_is_kept(office: Office) -> None:
    async with listening(Clamd(silent=True)) as clamd:
        with pytest.raises(Away):
            await scanning(office, clamd.port).keep("a-1", "plan.pdf", in_pieces(PDF))
    with pytest.raises(Away):  # nobody listens there any more
        await scanning(office, clamd.port).keep("a-1", "plan.pdf", in_pieces(PDF))
    assert await lying(office) == (0, 0, 0)


async def test_what_is_no_document_is_refused_while_it_is_scanned(office: Office) -> None:
    async with listening(Clamd()) as clamd:
        with pytest.raises(Invalid) as refused:
            await scanning(office, clamd.port).keep("a-1", "a.exe", in_pieces(b"MZ" + bytes(9)))
    assert [each.code for each in refused.value.errors] == ["not-a-document"]
    assert await lying(office) == (0, 0, 0)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that name a scanner which does not run."""
    monkeypatch.setenv("CLAMD_HOST", "127.0.0.1")
    monkeypatch.setenv("CLAMD_PORT", "1")


@pytest.mark.usefixtures("away")
async def test_where_the_settings_name_a_scanner_no_upload_goes_round_it(
    office: Office, anna: Reader
) -> None:
    page = await begun(office, anna)
    files = {"attachment": ("plan.pdf", PDF)}
    answer = await anna.send(f"{page}/zalaczniki", files=files, kind="financial-statement")
    assert (answer.status_code, "Nic nie zapisaliśmy." in words(answer)) == (409, True)
    assert await lying(office) == (0, 0, 0)
