"""The notice about personal data: who, why, for how long, in both languages."""

from __future__ import annotations

import httpx
import pytest

from chassis.process import Text
from contracts.values import Office
from services.intake.domain.notice import VERSION, Told, for_applicants, for_recommenders
from tests.services.intake.conftest import Office as TheOffice

ROPS = Office(region="lubelskie", name="ROPS w Lublinie", email="znak@rops.example")
ART_13 = ["controller", "purpose", "recipients", "retention", "rights", "need"]
ART_14 = ["controller", "source", "purpose", "recipients", "retention", "rights"]


def test_applicants_and_people_who_recommend_are_told_what_the_law_asks_for() -> None:
    told = Told(ROPS, "", None)
    assert [each.code for each in for_applicants(told)] == ART_13
    assert [each.code for each in for_recommenders(told)] == ART_14


@pytest.mark.parametrize(
    ("told", "controller", "retention"),
    [
        (Told(ROPS, "", None), "ROPS w Lublinie, znak@rops.example.", "nie określił"),
        (
            Told(ROPS, "iod@rops.example", Text("Pięć lat.", "Five years.")),
            "ROPS w Lublinie, znak@rops.example. Inspektor ochrony danych: iod@rops.example.",
            "Pięć lat.",
        ),
    ],
)
def test_what_an_office_has_not_said_is_not_made_up(
    told: Told, controller: str, retention: str
) -> None:
    said = {each.code: each.text.pl for each in for_applicants(told)}
    assert said["controller"] == controller
    assert retention in said["retention"]


@pytest.mark.parametrize(("language", "title"), [("pl", "Twoje prawa"), ("en", "Your rights")])
async def test_anybody_reads_it_in_their_language(
    office: TheOffice, language: str, title: str
) -> None:
    answer: httpx.Response = await office.door("", "GET", "/api/notice", language=language)
    said = answer.json()
    assert (answer.status_code, said["version"], said["language"]) == (200, VERSION, language)
    assert title in [each["title"] for each in said["applicants"]]


async def test_an_application_keeps_which_notice_it_was_sent_under(office: TheOffice) -> None:
    call = await office.call()
    sent, draft = await office.apply(call), await office.apply(call, submit=False)
    found = [(await office.application(each["id"])).notice for each in (sent, draft)]
    assert found == [VERSION, ""]
