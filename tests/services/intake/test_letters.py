"""Receipt, call to correct and decision on paper: how they look, and that screen readers follow."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from chassis.papers import Paper
from contracts.base import Language, Role, Subject
from contracts.values import CriterionVerdict, ItemVerdict, Point
from services.intake.domain.appeal import Appeal, Confirmed, DecideAppeal, FileAppeal, Verdict
from services.intake.domain.application import Application, State
from services.intake.domain.commands import DecideFormally, TimeArrived
from services.intake.domain.rules import decide
from services.intake.papers.correction import call_to_correct
from services.intake.papers.decision import decision
from services.intake.papers.receipt import receipt
from tests.services.intake.builders import (
    NOON,
    a_form,
    an_item,
    filed,
    without_automatic,
)
from tests.services.intake.conftest import Office
from tests.services.intake.test_grid import concluded
from tests.support.pictures import look_like, says
from tests.support.reader import Reader

GOLDEN: Final = Path(__file__).with_name("golden")
URL: Final = "https://znak.example"
CALL: Final = without_automatic()
LONG: Final = (
    "Wielobranżowa Spółdzielnia Socjalna Osób Prawnych „Nowe Horyzonty Województwa Lubelskiego” "
    "z siedzibą w Krasnymstawie w likwidacji i w restrukturyzacji"
)
FORM: Final = a_form(
    entity={"name": LONG},
    items=[
        an_item(name="Miód lipowy"),
        an_item(
            kind="service",
            name="Obiady na wynos z dowozem do domu osób starszych i z niepełnosprawnościami",
        ),
    ],
)
POINTS: Final = (
    Point(code="attachments", verdict="no", reason="Brak strony 2 i 3 sprawozdania finansowego."),
    Point(
        code="own-revenue",
        verdict="unknown",
        reason="Suma w tabeli na s. 4 nie zgadza się z kwotą we wniosku. Popraw kwotę w punkcie "
        "„Przychody” albo wyjaśnij różnicę w opisie i dołącz zestawienie z księgi rachunkowej.",
    ),
    Point(code="identifiers", verdict="no", reason="Numer REGON nie jest numerem spółdzielni."),
)
NAMES: Final = {"director": "Ewa Lis-Zawadzka", "officer-1": "Zofia Bąk"}


LOW: Final = Decimal("48.50")
CRITERIA: Final = (
    CriterionVerdict(
        code="quality",
        name={"pl": "Jakość produktu lub usługi", "en": "Quality of the product or service"},
        max=30,
        min=15,
        mean=Decimal("12.50"),
        justifications=(
            "Brak HACCP, a dania jadą do osób chorych. O „własnych procedurach” nie ma nic więcej.",
            "Nie wiadomo, jak jedzenie jest przewożone.",
        ),
    ),
    CriterionVerdict(
        code="mark-plan",
        name={"pl": "Plan używania znaku"},
        max=15,
        mean=Decimal("9.00"),
        justifications=("Plan jest ogólny.", "Wystarczy: menu, samochód, strona."),
    ),
)


def by_post(found: Application) -> Application:
    """The same from somebody who has no account and sent it by post."""
    form = found.form.model_copy(update={"channel": "paper"})
    owner = found.owner.model_copy(update={"person": f"paper:{found.id}"})
    sent: Application = found.but(form=form, owner=owner)
    return sent


def asked() -> Application:
    command = DecideFormally(POINTS, "correct", CALL, "officer-1")
    return decide(command, NOON, filed(FORM, CALL)).state


def rejected() -> Application:
    command = DecideFormally(POINTS, "reject", CALL, "officer-1")
    return decide(command, NOON, filed(FORM, CALL)).state


def lapsed() -> Application:
    return decide(TimeArrived(CALL), NOON + dt.timedelta(days=9), asked()).state


def upheld() -> Application:
    appealed = decide(FileAppeal("Była.", None, CALL, "anna"), NOON, rejected()).state
    reasons = "Sprawozdanie, które przyszło z wnioskiem, nie ma stron 2 i 3."
    return decide(DecideAppeal("upheld", reasons, CALL, "officer-2"), NOON, appealed).state


def why(mean: Decimal, vote: str) -> Any:
    """As evaluation says it."""
    short = f"{mean.normalize():f}"
    pl = f"Średnia ocen: {short.replace('.', ',')} pkt. Próg: 60 pkt.{vote}"
    en = f"Mean score: {short} points. Threshold: 60 points."
    criteria = () if mean > 60 else CRITERIA
    return {"reason": pl, "reasons": {"pl": pl, "en": en}, "criteria": criteria}


def decided(*granted: bool, vote: str = "", **changes: Any) -> Application:
    """As evaluation decided: so much was granted, item by item."""
    found = filed(FORM, CALL)
    means = [Decimal("82.50") if yes else LOW for yes in granted]
    items = [
        ItemVerdict(item=item, granted=yes, mean=mean, **why(mean, vote))
        for item, yes, mean in zip(found.items(), granted, means, strict=True)
    ]
    told = {
        "seq": 9,
        "at": NOON,
        "granted": any(granted),
        "appeal_until": None if all(granted) else dt.date(2026, 1, 29),
        "items": items,
        "mean": sum(means) / len(means),
        "confirmed": Confirmed(seq=9, kind="first", by="director", at=NOON),
    }
    verdict = Verdict(**{**told, **changes})
    state = State.GRANTED if any(granted) else State.REFUSED
    over: Application = found.but(state=state, verdict=verdict, appeal_until=verdict.appeal_until)
    return over


def appealed(found: Application) -> Application:
    """The refusal is appealed against."""
    appeal = Appeal(against="refusal", at=NOON, by="anna", grounds="Nie.")
    later: Application = found.but(state=State.APPEAL, appeals=(appeal,), appeal_until=None)
    return later


PUT_RIGHT: Final = Confirmed(
    seq=9, kind="corrected", by="director", at=NOON, why="Pomylono dwie usługi."
)
on_paper = partial(decision, call=CALL, url=URL, names=NAMES)
VOTED: Final = " Uchwała Kapituły 3/2026/1: za 2, przeciw 5, wstrzymało się 0."
PAPERS: Final[dict[str, Any]] = {
    "receipt": lambda language: receipt(filed(FORM, CALL), CALL, language),
    "correction": lambda language: call_to_correct(asked(), CALL, URL, language),
    "receipt-paper": lambda language: receipt(by_post(filed(FORM, CALL)), CALL, language),
    "correction-paper": lambda language: call_to_correct(by_post(asked()), CALL, URL, language),
    "decision-part-paper": lambda language: on_paper(
        by_post(decided(True, False)), language=language
    ),
    "decision-rejected-paper": lambda language: on_paper(by_post(rejected()), language=language),
    "decision-part": lambda language: on_paper(decided(True, False), language=language),
    "decision-voted": lambda language: on_paper(
        decided(False, False, vote=VOTED, resolution="3/2026/1"), language=language
    ),
    "decision-corrected": lambda language: on_paper(
        decided(True, True, confirmed=PUT_RIGHT), language=language
    ),
    "decision-rejected": lambda language: on_paper(rejected(), language=language),
    "decision-lapsed": lambda language: on_paper(lapsed(), language=language),
    "decision-upheld": lambda language: on_paper(upheld(), language=language),
    "decision-appealed": lambda language: on_paper(
        appealed(decided(True, False)), language=language
    ),
}
SHOWN: Final[tuple[tuple[str, Language], ...]] = (
    *((name, "pl") for name in PAPERS),
    ("receipt", "en"),
    ("correction", "en"),
    ("decision-part", "en"),
    ("decision-part-paper", "en"),
)


@pytest.mark.parametrize(("name", "language"), SHOWN)
def test_a_letter_of_the_office_looks_as_it_did(name: str, language: Language) -> None:
    paper: Paper = PAPERS[name](language)
    look_like(paper.pictures(), GOLDEN / f"{name}-{language}")


@pytest.mark.parametrize(("name", "language"), SHOWN)
def test_a_letter_of_the_office_says_what_it_did(name: str, language: Language) -> None:
    paper: Paper = PAPERS[name](language)
    says(paper.text(), GOLDEN / f"{name}-{language}.txt")


def test_a_page_more_or_less_and_another_word_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZNAK_WRITE_GOLDEN", raising=False)
    first, second = PAPERS["decision-part"]("pl"), PAPERS["decision-appealed"]("pl")
    pages = first.pictures()
    for no, page in enumerate((*pages, *pages), start=1):
        (tmp_path / f"letter-{no}.png").write_bytes(page)
    (tmp_path / "letter.txt").write_text(first.text())
    with pytest.raises(AssertionError, match="pages"):
        look_like(pages, tmp_path / "letter")
    with pytest.raises(AssertionError, match="Odwołanie wpłynęło"):
        says(second.text(), tmp_path / "letter.txt")


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("name", ["receipt", "correction", "decision-part"])
def test_a_letter_is_tagged_and_says_that_it_is_accessible(name: str, language: Language) -> None:
    made = PAPERS[name](language).pdf()
    spoken = b"(pl-PL)" if language == "pl" else b"(en-GB)"
    assert made.startswith(b"%PDF-")
    assert all(said in made for said in (b"/StructTreeRoot", spoken, b"pdfuaid:part"))


async def decided_case(office: Office) -> str:
    """Anna's application, refused by evaluation; where its page is."""
    id_ = str((await office.apply(await office.call()))["id"])
    found = await office.application(id_)
    refused = concluded(
        granted=False, by="director", subject=Subject(kind="case", id=id_), case=id_
    )
    await office.hear(refused.model_copy(update={"number": found.number}))
    return f"/wnioski/{id_}"


async def test_who_acts_in_a_case_and_the_office_have_its_decision_and_nobody_else(
    office: Office, anna: Reader
) -> None:
    page = await decided_case(office)
    assert f'href="{page}/decyzja.pdf"' in (await anna.open(page)).text
    given = await anna.open(f"{page}/decyzja.pdf")
    assert (given.status_code, given.content[:5]) == (200, b"%PDF-")
    assert b"(pl-PL)" in given.content
    assert b"(en-GB)" in (await anna.open(f"{page}/decyzja.pdf?lang=en")).content
    others: tuple[tuple[Role, str, int], ...] = (
        ("officer", "o-1", 200),
        ("director", "d-1", 200),
        ("applicant", "barbara", 403),
        ("expert", "e-1", 403),
        ("chapter", "c-1", 403),
    )
    for role, person, status in others:
        reader = Reader(office.app)
        reader.sign_in(office.key, role, person)
        answer = await reader.open(f"{page}/decyzja.pdf")
        assert (role, answer.status_code) == (role, status)


async def test_a_refusal_shows_what_the_experts_said_where_one_reads_and_where_one_appeals(
    office: Office, anna: Reader
) -> None:
    id_ = str((await office.apply(await office.call()))["id"])
    found = await office.application(id_)
    refused = concluded(
        granted=False, by="director", subject=Subject(kind="case", id=id_), case=id_
    )
    [verdict] = refused.verdicts
    told = {"number": found.number, "verdicts": (verdict.model_copy(update=why(LOW, "")),)}
    await office.hear(refused.model_copy(update=told))
    for page in (f"/wnioski/{id_}", f"/wnioski/{id_}/odwolanie"):
        text = (await anna.open(page)).text
        for said in ("Średnia ocen: 48,5 pkt.", "Jakość produktu lub usługi: 12,5 na 30 pkt"):
            assert said in text
        assert "<dd>Nie wiadomo, jak jedzenie jest przewożone.</dd>" in text
    english = (await anna.open(f"/wnioski/{id_}?lang=en")).text
    assert "Plan używania znaku: 9 out of 15 points" in english


async def test_the_archive_of_a_case_holds_its_letters_in_polish(office: Office) -> None:
    id_ = (await decided_case(office)).rpartition("/")[2]
    (submitted, *_) = await office.said(id_)
    await office.service.cases.record(submitted, "m-1")
    answer = await office.door("officer", "GET", f"/api/cases/{id_}/export", language="en")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("letters/")]
        assert names == ["letters/receipt.pdf", "letters/decision.pdf"]
        assert all(b"(pl-PL)" in archive.read(name) for name in names)


async def test_there_is_no_decision_nor_call_to_correct_before_there_is_one(
    office: Office, anna: Reader
) -> None:
    id_ = (await office.apply(await office.call(procedure="demo")))["id"]
    page = (await anna.open(f"/wnioski/{id_}")).text
    for name in ("decyzja", "wezwanie"):
        assert f"/{name}.pdf" not in page
        assert (await anna.open(f"/wnioski/{id_}/{name}.pdf")).status_code == 404


async def test_a_call_to_correct_can_be_had_where_the_correction_is_made(
    office: Office, anna: Reader
) -> None:
    call = await office.call(procedure="zakup-prospoleczny")
    id_ = (await office.apply(call))["id"]
    point = {"code": "declarations", "verdict": "no", "reason": "Brak podpisu."}
    body = {"outcome": "correct", "points": [point]}
    asked = await office.door("officer", "POST", f"/api/applications/{id_}/formal-decision", **body)
    assert asked.status_code == 200, asked.text
    for page in (f"/wnioski/{id_}", f"/wnioski/{id_}/uzupelnienie"):
        assert f'href="/wnioski/{id_}/wezwanie.pdf"' in (await anna.open(page)).text
    english = (await anna.open(f"/wnioski/{id_}?lang=en")).text
    assert f'href="/wnioski/{id_}/wezwanie.pdf?lang=pl"' in english
    given = await anna.open(f"/wnioski/{id_}/wezwanie.pdf?lang=pl")
    assert (given.status_code, b"(pl-PL)" in given.content) == (200, True)
