"""Nobody decides their own application, their team's, or one that names their address."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.process import Refused
from contracts.intake import ApplicationAccepted
from contracts.people import person_of
from services.intake.domain.appeal import DecideAppeal, FileAppeal
from services.intake.domain.application import Application, State
from services.intake.domain.commands import Correct, DecideFormally, GiveNumber
from services.intake.domain.rules import decide
from tests.services.intake.builders import (
    FORM,
    NOON,
    NUMBER,
    a_call,
    a_form,
    an_application,
    asked_to_correct,
    filed,
    without_automatic,
)
from tests.services.intake.conftest import Office
from tests.services.intake.test_appeals import rejected
from tests.services.intake.test_team_api import ANNA, JAN, a_team, applied
from tests.support.reader import Reader, words

CALL = without_automatic()
TEAM = frozenset({"anna", "jan"})
NAMED = person_of(FORM["contact"]["email"])
SENT = filed(a_form(), CALL)
APPEALED = decide(FileAppeal("Podpis jest.", None, CALL, "anna"), NOON, rejected()).state
DECISIONS: dict[str, tuple[Application, Any]] = {
    **{
        outcome: (SENT, lambda by, each=outcome: DecideFormally((), each, CALL, by, TEAM))
        for outcome in ("accept", "correct", "reject")
    },
    **{
        outcome: (APPEALED, lambda by, each=outcome: DecideAppeal(each, "Bo tak.", CALL, by, TEAM))
        for outcome in ("granted", "upheld")
    },
}


@pytest.mark.parametrize("by", ["anna", "jan", NAMED])
@pytest.mark.parametrize("outcome", DECISIONS)
def test_nobody_decides_what_is_theirs(outcome: str, by: str) -> None:
    application, command = DECISIONS[outcome]
    with pytest.raises(Refused) as refused:
        decide(command(by), NOON, application)
    assert refused.value.code == "own-application"


@pytest.mark.parametrize(
    ("application", "command"),
    [
        (an_application(State.SUBMITTED), GiveNumber(NUMBER, (), a_call(), TEAM)),
        (SENT, DecideFormally((), "accept", CALL, "officer", TEAM)),
        (
            asked_to_correct(a_form(declarations={"rodo": False}), a_call()),
            Correct({"declarations": {"rodo": True}}, a_call(), "anna", people=TEAM),
        ),
        (APPEALED, DecideAppeal("granted", "Podpis jest.", CALL, "officer", TEAM)),
    ],
)
def test_an_acceptance_names_everybody_who_may_not_judge_it(
    application: Application, command: Any
) -> None:
    accepted = decide(command, NOON, application).messages[-1]
    assert isinstance(accepted, ApplicationAccepted)
    assert accepted.exclude == (FORM["entity"]["nip"], *sorted({"anna", "jan", NAMED}))


async def test_an_officer_of_the_team_is_refused_at_every_door(office: Office) -> None:
    call = await office.call(procedure="zakup-prospoleczny", number="2/2026")
    sent = await applied(office, await a_team(office, JAN), submit=True, call=call)
    api, page = f"/api/applications/{sent['id']}", f"/sprawy/{sent['id']}"
    jan = Reader(office.app)
    jan.sign_in(office.key, "officer", "jan", also=("applicant",))
    rejecting, ruling = {"outcome": "reject"}, {"outcome": "granted", "reasons": "Jest."}

    checks = [
        await office.door("officer:jan", "POST", f"{api}/formal-decision", **rejecting),
        await jan.send(f"{page}/ocena", **rejecting),
    ]
    batch = await jan.send("/pulpit/wnioski", wybrane=[sent["id"]])
    await office.door("officer:ewa", "POST", f"{api}/formal-decision", **rejecting)
    await office.door(ANNA, "POST", f"{api}/appeal", grounds="Jest.")
    appeals = [
        await office.door("officer:jan", "POST", f"{api}/appeal/decision", **ruling),
        await jan.send(f"{page}/odwolanie", **ruling),
    ]

    assert [answer.status_code for answer in (*checks, *appeals)] == [409] * 4
    assert {each.json()["code"] for each in (checks[0], appeals[0])} == {"own-application"}
    for answer in (checks[1], appeals[1], batch):
        assert "To wniosek Twój albo Twojego zespołu." in words(answer)
    assert (await office.application(sent["id"])).state is State.APPEAL
