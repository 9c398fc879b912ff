"""Files through the pages: in, out, away, and why not."""

from __future__ import annotations

import pytest

from tests.services.intake.conftest import Office
from tests.services.intake.test_applicant_pages import attached, begun
from tests.services.intake.test_attachments import PDF
from tests.support.reader import Reader, words


async def test_a_file_is_kept_once_however_often_it_comes_and_goes_out_again(
    office: Office, anna: Reader
) -> None:
    page = await begun(office, anna)
    await attached(anna, page)
    await attached(anna, page)
    await attached(anna, page, PDF + b"2")
    files = (await office.application(page.rpartition("/")[2])).attachments
    assert list(files) == ["financial-statement", "financial-statement.2"]
    assert (await anna.open(f"{page}/zalaczniki/financial-statement")).content == PDF
    await anna.send(f"{page}/zalaczniki/financial-statement/usun")
    assert (await anna.open(f"{page}/zalaczniki/financial-statement")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "content", "said"),
    [
        ({"kind": "financial-statement"}, b"MZ program", "Załącz plik PDF, JPEG albo PNG."),
        ({"kind": "financial-statement"}, None, "Wybierz plik."),
        ({}, PDF, "Powiedz, co to za plik."),
        ({"kind": "financial-statement"}, PDF + bytes(10 * 2**20), "najwyżej 10 MB"),
    ],
)
async def test_a_file_that_is_not_taken_says_why(
    office: Office, anna: Reader, fields: dict[str, str], content: bytes | None, said: str
) -> None:
    page = await begun(office, anna)
    files = None if content is None else {"attachment": ("plik.pdf", content)}
    answer = await anna.send(f"{page}/zalaczniki", files=files, **fields)
    assert answer.status_code == 422
    assert said in words(answer)


async def test_only_five_files_of_a_kind_are_taken(office: Office, anna: Reader) -> None:
    page = await begun(office, anna)
    for no in range(5):
        await attached(anna, page, PDF + bytes([no]))
    answer = await anna.send(
        f"{page}/zalaczniki", files={"attachment": ("6.pdf", PDF)}, kind="financial-statement"
    )
    assert "Można załączyć 5 plików" in words(answer)
