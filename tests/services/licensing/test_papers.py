"""The certificate and the agreement on paper: how they look, and that screen readers can follow."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from chassis.papers import Paper
from contracts.values import Item, ItemVerdict
from services.licensing import papers
from services.licensing.domain.commands import Sign
from services.licensing.domain.licence import Licence
from tests.services.licensing.build import RULES, after, renewing, signed, unsigned
from tests.support.pictures import look_like, says

GOLDEN: Final = Path(__file__).with_name("golden")
ADDRESS: Final = (
    "https://znak.example/sprawdz?numer=ZP-LUB-2026-0001&nip=7121234565&od=2026-03-10"
    f"&do=2027-03-09&pozycje={'p' * 43}&podpis={'s' * 86}"
)
KINDS: Final = (
    ("product", "Chleb żytni", "gastronomia"),
    ("product", "Torby szyte z materiałów z odzysku", "rzemioslo"),
    ("service", "Sprzątanie biur i klatek schodowych po remoncie", "uslugi-porzadkowe"),
)


def with_twenty() -> Licence:
    """The most that one form holds, waiting for the signature."""
    items = (
        Item(id=f"i-{no}", kind=kind, name=f"{name}, nr {no}", category=category, description="")
        for no, (kind, name, category) in enumerate((KINDS * 7)[:20], start=1)
    )
    return unsigned(verdicts=tuple(ItemVerdict(item=item, granted=True) for item in items))


def certified(licence: Licence) -> Paper:
    return papers.certificate(licence, licence.terms[-1], ADDRESS)


PAPERS: Final = {
    "certificate": certified(signed()),
    "certificate-twenty": certified(
        after(with_twenty(), ("2026-03-10", Sign(by="o-1", form="paper")))
    ),
    "agreement-first": papers.agreement(unsigned()),
    "agreement-next": papers.agreement(renewing()),
    "agreement-twenty": papers.agreement(with_twenty()),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_looks_as_it_did_on_every_page(name: str) -> None:
    look_like(PAPERS[name].pictures(), GOLDEN / name)


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_says_what_it_said_to_the_letter(name: str) -> None:
    says(PAPERS[name].text(), GOLDEN / f"{name}.txt")


@pytest.mark.parametrize("name", PAPERS)
def test_each_is_tagged_in_polish_and_says_that_it_is_accessible(name: str) -> None:
    made = PAPERS[name].pdf()
    assert made.startswith(b"%PDF-")
    assert all(said in made for said in (b"/StructTreeRoot", b"(pl-PL)", b"pdfuaid:part"))


def test_one_day_is_written_as_one_day() -> None:
    rules = RULES.model_copy(update={"renewal_opens_days": 1, "renewal_closes_days": 2})
    said = papers.agreement(unsigned(licence=rules)).text()
    assert "od 1 dnia przed końcem okresu do 2 dni po nim" in said.replace("\u00a0", " ")
