"""The certificate and the agreement on paper: how they look, and that screen readers can follow."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from services.licensing import papers
from services.licensing.domain.licence import Licence
from tests.services.licensing.build import renewing, signed, unsigned
from tests.support.pictures import looks_like

GOLDEN: Final = Path(__file__).with_name("golden")
ADDRESS: Final = (
    "https://znak.example/sprawdz?numer=ZP-LUB-2026-0001&nip=7121234565&od=2026-03-10"
    f"&do=2027-03-09&pozycje={'p' * 43}&podpis={'s' * 86}"
)


async def test_the_certificate_looks_as_it_did() -> None:
    made = await papers.certificate(signed(), signed().terms[0], ADDRESS, "png")
    looks_like(made, GOLDEN / "certificate.png")


@pytest.mark.parametrize(("name", "licence"), [("first", unsigned()), ("next", renewing())])
async def test_the_agreement_looks_as_it_did(name: str, licence: Licence) -> None:
    looks_like(await papers.agreement(licence, "png"), GOLDEN / f"agreement-{name}.png")


async def test_both_are_tagged_in_polish_and_say_that_they_are_accessible() -> None:
    for made in (
        await papers.certificate(signed(), signed().terms[0], ADDRESS),
        await papers.agreement(unsigned()),
    ):
        assert made.startswith(b"%PDF-")
        assert all(said in made for said in (b"/StructTreeRoot", b"(pl-PL)", b"pdfuaid:part"))


async def test_a_picture_that_changed_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZNAK_WRITE_GOLDEN", raising=False)
    golden = tmp_path / "agreement.png"
    golden.write_bytes(await papers.agreement(unsigned(), "png"))
    with pytest.raises(AssertionError, match="looks otherwise"):
        looks_like(await papers.agreement(renewing(), "png"), golden)
