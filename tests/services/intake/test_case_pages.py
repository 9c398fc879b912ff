"""The case file and what an officer decides in it, as pages. Without a script."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from contracts.base import Role
from services.intake.domain.application import State
from services.intake.domain.checks import CHECKS
from tests.services.intake.builders import FORM, NOON
from tests.services.intake.conftest import Office
from tests.services.intake.test_grid import concluded
from tests.services.intake.test_timeline import an_event
from tests.support.reader import Reader, words

HAND = "zakup-prospoleczny"  # a procedure without automatic acceptance
CODES = list(CHECKS)
ATTACHED = CODES.index("attachments")
BACK = {"wycofanie"}
WAYS = ("/licencje", "/rejestr")
LETTERS = {"uzupelnienie", "odwolanie", *BACK}


def somebody(office: Office, role: Role = "officer", person: str = "maria") -> Reader:
    reader = Reader(office.app)
    reader.sign_in(office.key, role, person)
    return reader


@pytest.fixture
def officer(office: Office) -> Reader:
    return somebody(office)


@pytest.fixture
async def sent(office: Office) -> str:
    """An application that waits for the formal check; its statement is missing."""
    found = str((await office.apply(await office.call(procedure=HAND)))["id"])
    await record(office, found)
    return found


async def record(office: Office, case: str) -> None:
    """Put what was said into the case file, as the bus does."""
    for no, event in enumerate(await office.said(case)):
        await office.service.cases.record(event, f"said-{no}")


async def decided(office: Office, officer: Reader, case: str, **fields: Any) -> State:
    answer = await officer.send(f"/sprawy/{case}/ocena", **fields)
    assert answer.status_code == 303, words(answer)
    await record(office, case)
    return (await office.application(case)).state


async def test_the_case_file_tells_where_it_is_and_what_happened(
    office: Office, officer: Reader, sent: str
) -> None:
    found = await officer.open("/sprawy?numer=ZP/2026/000001")
    assert found.headers["location"] == f"/sprawy/{sent}"
    page = words(await officer.follow(found))
    for said in ("Sprawa ZP/2026/000001", "Czeka na ocenę formalną", "Złożono wniosek."):
        assert said in page
    anna = words(await somebody(office, "applicant", "anna").open(f"/sprawy/{sent}"))
    assert ("Złożono wniosek." in anna, "Oceń formalnie" in anna) == (True, False)


async def test_a_case_is_nobody_elses(office: Office, sent: str) -> None:
    stranger = somebody(office, "applicant", "obcy")
    for path in (f"/sprawy/{sent}", "/sprawy?numer=ZP/2026/000001"):
        assert (await stranger.open(path)).status_code == 403
    assert (await stranger.open("/sprawy?numer=ZP/2026/999999")).status_code == 404


async def test_an_operator_sees_where_a_case_is_and_nobodys_data(office: Office, sent: str) -> None:
    page = words(await somebody(office, "operator").open(f"/sprawy/{sent}"))
    assert ("Złożono wniosek." in page, "Przykład" in page) == (True, False)


async def test_a_case_leads_to_its_licence_where_it_is_shown(
    office: Office, officer: Reader, sent: str
) -> None:
    director, number = somebody(office, "director"), "ZP-LUB-2026-0001"
    licence = {"licence_number": "ZP-LUB/2026/0001", "case": sent}

    async def ways() -> list[str]:
        pages = [(await who.open(f"/sprawy/{sent}")).text for who in (officer, director)]
        return [way for page in pages for way in WAYS if f'href="{way}/{number}"' in page]

    await office.service.cases.record(an_event("licensing.licence-drafted.v1", **licence), "l-1")
    assert await ways() == ["/licencje"]
    await office.service.cases.record(
        an_event("licensing.licence-activated.v1", seq=2, **licence), "l-2"
    )
    assert await ways() == ["/licencje", "/rejestr"]


async def test_the_whole_case_comes_as_an_archive(officer: Reader, sent: str) -> None:
    answer = await officer.open(f"/sprawy/{sent}/archiwum")
    assert answer.headers["content-type"] == "application/zip"


async def test_the_check_shows_the_application_and_each_point_with_its_suggestion(
    officer: Reader, sent: str
) -> None:
    page = await officer.open(f"/sprawy/{sent}/ocena")
    assert page.text.count("Podpowiedź:") == len(CODES)
    assert "Chleb na zakwasie" in page.text
    assert "nie Brakuje wymaganego załącznika." in words(page)


async def test_what_the_officer_leaves_is_as_suggested(
    office: Office, officer: Reader, sent: str
) -> None:
    assert await decided(office, officer, sent, outcome="correct") is State.CORRECTION
    (asked,) = (await office.application(sent)).asked
    assert (asked.code, asked.reason) == ("attachments", "Brakuje wymaganego załącznika.")
    page = words(await officer.open(f"/sprawy/{sent}"))
    assert ("Czeka na uzupełnienie do 22 stycznia 2026" in page) is True
    assert "Odrzucenie bez uzupełnienia." in page


async def test_an_officer_who_differs_says_why(office: Office, officer: Reader, sent: str) -> None:
    yes: dict[str, Any] = {f"points__{ATTACHED}__verdict": "yes", "points__2__verdict": "no"}
    wrong = await officer.send(f"/sprawy/{sent}/ocena", **yes, outcome="reject")
    assert (wrong.status_code, 'href="#points.2.reason"' in wrong.text) == (422, True)
    assert (await office.application(sent)).state is State.FORMAL_CHECK
    why = {"points__2__reason": "Siedzibę przeniesiono do Radomia."}
    assert await decided(office, officer, sent, **yes, **why, outcome="reject") is State.REJECTED
    page = words(await officer.open(f"/sprawy/{sent}"))
    assert "Siedzibę przeniesiono do Radomia." in page


async def test_nothing_is_accepted_with_a_point_that_is_no_yes(
    office: Office, officer: Reader, sent: str
) -> None:
    wrong = await officer.send(f"/sprawy/{sent}/ocena", outcome="accept")
    assert (wrong.status_code, "Nie wszystkie punkty są spełnione." in words(wrong)) == (422, True)
    yes: dict[str, Any] = {f"points__{ATTACHED}__verdict": "yes"}
    assert await decided(office, officer, sent, **yes, outcome="accept") is State.ACCEPTED


async def test_a_decision_sent_twice_is_one(office: Office, officer: Reader, sent: str) -> None:
    for _ in range(2):
        answer = await officer.send(f"/sprawy/{sent}/ocena", outcome="reject", key="once")
        assert answer.status_code == 303
    assert [type(each).__name__ for each in await office.said(sent)] == [
        "ApplicationSubmitted",
        "ApplicationRejected",
    ]


async def test_an_appeal_is_decided_by_another_officer(
    office: Office, officer: Reader, sent: str
) -> None:
    await decided(office, officer, sent, outcome="reject")
    appealed = await office.door(
        "applicant:anna", "POST", f"/api/applications/{sent}/appeal", grounds="Jest w poczcie."
    )
    assert appealed.status_code == 200, appealed.text
    said = {"outcome": "granted", "reasons": "Sprawozdanie doszło."}
    own = await officer.send(f"/sprawy/{sent}/odwolanie", **said)
    assert own.status_code == 409
    other = somebody(office, person="ewa")
    assert "Jest w poczcie." in words(await other.open(f"/sprawy/{sent}/odwolanie"))
    assert (await other.send(f"/sprawy/{sent}/odwolanie", outcome="")).status_code == 422
    assert (await other.send(f"/sprawy/{sent}/odwolanie", **said)).status_code == 303
    assert (await office.application(sent)).state is State.ACCEPTED


async def test_a_letter_is_recorded_where_applicants_write_themselves(
    office: Office, officer: Reader, sent: str
) -> None:
    page = await officer.open(f"/sprawy/{sent}")
    assert f'href="/wnioski/{sent}/wycofanie"' in page.text
    await decided(office, officer, sent, outcome="reject")
    page = await officer.open(f"/sprawy/{sent}")
    assert f'href="/wnioski/{sent}/odwolanie"' in page.text
    assert f'href="/wnioski/{sent}/wycofanie"' not in page.text


async def links(officer: Reader, case: str) -> set[str]:
    """What an officer may type in from a letter."""
    page = await officer.open(f"/sprawy/{case}")
    return {each for each in LETTERS if f'href="/wnioski/{case}/{each}"' in page.text}


async def test_a_letter_is_offered_to_be_typed_in_where_the_rules_allow_it(
    office: Office, officer: Reader, sent: str
) -> None:
    paper = {**FORM, "channel": "paper", "received_on": "2026-01-13"}
    body = {"call": await office.call(procedure=HAND), "form": paper, "submit": True}
    typed = await office.door("officer", "POST", "/api/applications", **body)
    by_post = typed.json()["id"]
    await record(office, by_post)
    assert (await links(officer, sent), await links(officer, by_post)) == (BACK, BACK)
    for case in (sent, by_post):
        assert await decided(office, officer, case, outcome="correct") is State.CORRECTION
    office.clock.moment = NOON + dt.timedelta(days=8)
    assert await links(officer, sent) == BACK
    assert await links(officer, by_post) == {"uzupelnienie", *BACK}


async def test_an_appeal_by_letter_may_be_taken_back_by_letter_and_not_filed_again(
    office: Office, officer: Reader, sent: str
) -> None:
    await decided(office, officer, sent, outcome="reject")
    office.clock.moment = NOON + dt.timedelta(days=30)
    assert await links(officer, sent) == {"odwolanie"}
    letter = {"grounds": "List.", "received_on": "2026-01-20"}
    await officer.send(f"/wnioski/{sent}/odwolanie", **letter)
    assert await links(officer, sent) == BACK
    await officer.send(f"/wnioski/{sent}/wycofanie", what="appeal", reason="Drugi list.")
    assert await links(officer, sent) == set()


@pytest.mark.parametrize("granted", [False, True])
async def test_a_letter_may_appeal_against_a_refusal_after_an_appeal_and_of_one_item(
    office: Office, officer: Reader, sent: str, *, granted: bool
) -> None:
    await decided(office, officer, sent, outcome="reject")
    appeal = {"grounds": "List.", "received_on": "2026-01-15"}
    await officer.send(f"/wnioski/{sent}/odwolanie", **appeal)
    ruling = {"outcome": "granted", "reasons": "Jest."}
    await somebody(office, person="ewa").send(f"/sprawy/{sent}/odwolanie", **ruling)
    number = (await office.application(sent)).number
    until = dt.date(2026, 1, 29)
    await office.hear(concluded(granted=granted, appeal_until=until, case=sent, number=number))
    await record(office, sent)
    assert await links(officer, sent) == {"odwolanie"}


@pytest.mark.parametrize(
    ("role", "shown"),
    [("officer", {"oceny", "poczta"}), ("director", {"oceny"}), ("operator", set())],
)
async def test_the_office_finds_its_experts_and_its_mails_from_the_case(
    office: Office, sent: str, role: Role, shown: set[str]
) -> None:
    reader = somebody(office, role)
    there = {"oceny": f'href="/oceny/{sent}"', "poczta": f'href="/poczta?case={sent}"'}
    before = (await reader.open(f"/sprawy/{sent}")).text
    assert {name for name, link in there.items() if link in before} == shown - {"oceny"}
    number = (await office.application(sent)).number
    await office.service.cases.record(concluded(granted=True, case=sent, number=number), "decided")
    after = (await reader.open(f"/sprawy/{sent}")).text
    assert {name for name, link in there.items() if link in after} == shown


async def test_the_contact_is_handed_over(office: Office, officer: Reader, sent: str) -> None:
    page = await officer.open(f"/sprawy/{sent}/kontakt")
    assert 'value="biuro@przyklad.example"' in page.text
    to = {"contact__name": "Jan Kos", "contact__phone": "+48 81 123 45 67"}
    wrong = await officer.send(f"/sprawy/{sent}/kontakt", **to, contact__email="jan")
    assert (wrong.status_code, 'href="#contact.email"' in wrong.text) == (422, True)
    done = await officer.send(f"/sprawy/{sent}/kontakt", **to, contact__email="jan@x.example")
    assert done.status_code == 303
    contact = (await office.application(sent)).contact()
    assert (contact.name, contact.email) == ("Jan Kos", "jan@x.example")


async def test_a_director_reads_and_decides_nothing(office: Office, sent: str) -> None:
    director = somebody(office, "director")
    page = await director.open(f"/sprawy/{sent}/ocena")
    assert (page.status_code, "Przyjmij wniosek" in words(page)) == (200, False)
    assert (await director.send(f"/sprawy/{sent}/ocena", outcome="reject")).status_code == 403


async def test_the_file_names_each_mail_and_who_got_it(
    office: Office, officer: Reader, sent: str
) -> None:
    owner = (await office.application(sent)).owner.person
    for no, (person, template) in enumerate(
        ((owner, "application-submitted"), ("office:lubelskie", "application-to-check"))
    ):
        mail = an_event("notifications.mail-sent.v1", case=sent, at=NOON, seq=9 + no)
        said = {"person": person, "template": template}
        await office.service.cases.record(mail.model_copy(update=said), f"mail-{no}")
    told = words(await officer.open(f"/sprawy/{sent}"))
    assert "Wysłano wiadomość „Potwierdzenie złożenia” do: Anna Nowak" in told
    assert "Wysłano wiadomość „Nowy wniosek” do urzędu" in told
    hers = words(await somebody(office, "applicant", owner).open(f"/wnioski/{sent}"))
    assert "Wysłano wiadomość „Potwierdzenie złożenia”" in hers
    assert "Nowy wniosek" not in hers
