"""The notice about personal data: who, why, for how long, in both languages."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from chassis.process import Text
from contracts.values import Office
from services.intake.domain.notice import Told, for_applicants, for_recommenders, version
from services.intake.notices import Notices
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
    now = office.service.notices.version
    assert (answer.status_code, said["version"], said["language"]) == (200, now, language)
    assert title in [each["title"] for each in said["applicants"]]


@pytest.mark.parametrize(
    "other",
    [
        Told(ROPS.model_copy(update={"name": "ROPS"}), "", None),
        Told(ROPS, "iod@rops.example", None),
        Told(ROPS, "", Text("Pięć lat.", "Five years.")),
        Told(ROPS, "", Text("Pięć lat.", "5 years.")),
    ],
)
def test_every_word_that_changes_makes_another_version(other: Told) -> None:
    told = Told(ROPS, "", Text("Pięć lat.", "Six years."))
    assert version(told) == version(replace(told))
    assert version(other) != version(told)


async def test_an_application_keeps_which_notice_was_acknowledged(office: TheOffice) -> None:
    call, unread = await office.call(), {"truth": True, "rules": True, "rodo": False}
    sent, draft = await office.apply(call), await office.apply(call, submit=False)
    others = await office.apply(call, declarations=unread)
    found = [(await office.application(each["id"])).notice for each in (sent, draft, others)]
    assert found == [office.service.notices.version, "", ""]


async def test_what_was_acknowledged_is_found_after_the_office_has_changed_it(
    office: TheOffice,
) -> None:
    await office.apply(await office.call())
    before = (await office.door("", "GET", "/api/notice")).json()
    notices = office.service.notices
    changed = Notices(notices._collection, Told(ROPS, "iod@rops.example", None), office.clock)  # noqa: SLF001
    object.__setattr__(office.service, "notices", changed)
    now = (await office.door("", "GET", "/api/notice")).json()
    again = (await office.door("", "GET", f"/api/notice?version={before['version']}")).json()
    assert (again, again == now) == (before, False)
    unknown = await office.door("", "GET", "/api/notice?version=1")
    assert unknown.status_code == 404
