"""A person with a closed case is erased: no trace is left, and the case still stands and checks."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from contracts.base import SERVICES
from contracts.intake import ApplicationSubmitted
from contracts.people import person_of
from contracts.values import Contact
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Znak
from deploy.local.client_api import Problem
from deploy.local.stack import Stack
from deploy.local.travel import Clocks
from tests.chassis.post import Post
from tests.journeys.build import PDF, a_form, a_nip
from tests.services.notifications.events import HONEY, an_office
from tests.support.waiting import eventually
from znak.cli import main

EMAIL = "halina.zimna@erasure.example"
HALINA = Person("applicant", person_of(EMAIL), "Halina Zimna-Nocek", EMAIL)
PHONE = "+48 600 111 222"
TRACES = (HALINA.name, EMAIL, PHONE, "Zimna-Nocek")
MAILS = ["application-submitted", "application-withdrawn", "draft-saved"]
QUEUE = "licensing.evaluation.evaluation-concluded.v1"
NO = 5301


async def withdrawn(znak: Znak, start: dt.datetime) -> str:
    """Her application, which the office may not do without until she withdraws it."""
    call = await znak.intake.open_call(
        OFFICER,
        number="53/2026",
        title="Nabór",
        opens=start.isoformat(),
        procedure="zakup-prospoleczny",
    )
    form = a_form(HALINA, NO, start)
    form["contact"]["phone"] = PHONE
    form["entity"]["representative"]["name"] = HALINA.name
    draft = await znak.intake.apply(HALINA, call["id"], form)
    await znak.intake.attach(HALINA, draft["id"], "financial-statement", PDF)
    sent = await znak.intake.submit(HALINA, draft["id"])
    with pytest.raises(Problem) as refused:
        await erase(znak)
    assert (refused.value.status, refused.value.code) == (409, "person-needed")
    assert refused.value.body["cases"] == [sent["number"]]
    await znak.intake.withdraw(HALINA, draft["id"], f"Odchodzę, {HALINA.name}.")
    return str(draft["id"])


async def erase(znak: Znak) -> Json:
    return await znak.intake.post(
        f"people/{HALINA.id}/erasure", OFFICER, {"reason": "art. 17 RODO"}
    )


async def mailed(znak: Znak, case: str) -> list[str]:
    found = await znak.intake.get(f"cases/{case}", OFFICER)
    return sorted(e["template"] for e in found["entries"] if e["template"])


async def a_dead_letter(stack: Stack) -> None:
    """What licensing cannot read, about her."""
    contact = {"person": HALINA.id, "name": HALINA.name, "email": EMAIL}
    body = json.dumps({"contact": contact, "reasons": f"Pani {HALINA.name}."}).encode()
    async with Post(stack.broker_url) as post:
        before = await post.count("licensing.dead")
        await post.send("licensing.return", QUEUE, body, wire_type=QUEUE[10:], message_id="sad")

        async def buried() -> bool:
            return await post.count("licensing.dead") == before + 1

        await eventually(buried, within=20, otherwise="there is no dead letter")


async def traces(stack: Stack) -> list[str]:
    """Where she is still named: in a document of any service, or in a message of any queue."""
    found = []
    with MongoClient[Any](stack.mongo_url) as client:
        for name in client.list_database_names():
            if name.startswith(stack.plan.database_prefix):
                for collection in client[name].list_collection_names():
                    texts = map(str, client[name][collection].find({}))
                    found += [f"{name}.{collection}" for each in texts if named(each)]
    async with Post(stack.broker_url) as post:
        for service in SERVICES:
            async with post.channel() as channel:  # what it holds goes back as it closes
                queue = await channel.get_queue(f"{service}.dead", ensure=False)
                while (letter := await queue.get(fail=False)) is not None:
                    found += [f"{service}.dead"] if named(letter.body.decode()) else []
    return found


def named(text: str) -> bool:
    plain = text.encode().decode("unicode_escape") if "\\u" in text else text
    return any(trace in text or trace in plain for trace in TRACES)


async def test_of_a_person_erased_nothing_is_left_but_the_case(
    stack: Stack,
    znak: Znak,
    clocks: Clocks,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start = await clocks.now()
    case = await withdrawn(znak, start)

    async def all_mailed() -> bool:
        return set(MAILS) <= set(await mailed(znak, case))

    await eventually(all_mailed, within=40, otherwise="not every mail is in the case file")
    await a_dead_letter(stack)
    assert {place.rpartition("-")[2] for place in await traces(stack)} >= {"licensing.dead"}
    await exported(znak, case)
    monkeypatch.setenv("MONGO_URL", stack.mongo_url)
    monkeypatch.setenv("MONGO_PREFIX", stack.plan.database_prefix)
    file = tmp_path / "halina.json"
    assert await asyncio.to_thread(main, ["person", HALINA.id, "--export", str(file)]) == 0
    whole = json.loads(file.read_text("utf-8"))
    assert set(whole) == {"person", *SERVICES}
    assert whole["intake"] == (await znak.intake.get("people/me/data", HALINA))["held"]

    await erase(znak)
    await clocks.rest()  # looking takes the dead letters out, so none must be on its way
    assert await traces(stack) == []
    await replayed(stack, znak, case, start)
    assert await traces(stack) == []
    await still_a_case(znak, case)
    monkeypatch.setenv("MONGO_DATABASE", f"{stack.plan.database_prefix}intake")
    number = (await znak.intake.get(f"applications/{case}", OFFICER))["number"]
    assert await asyncio.to_thread(main, ["verify", number]) == 0
    assert "Wszystko się zgadza." in capsys.readouterr().out


async def exported(znak: Znak, case: str) -> None:
    """She gets everything beforehand, and a stranger nothing."""
    doors = (znak.intake, znak.notifications)
    for door in doors:
        held = (await door.get("people/me/data", HALINA))["held"]
        assert HALINA.name in json.dumps(held, ensure_ascii=False)
        assert held == (await door.get(f"people/{HALINA.id}/data", OFFICER))["held"]
        with pytest.raises(Problem) as refused:
            await door.get(f"people/{HALINA.id}/data", Person("applicant", "x", "X", "x@x.example"))
        assert refused.value.status == 403
    held = (await znak.intake.get("people/me/data", HALINA))["held"]
    assert [(each["id"], each["form"]["contact"]["phone"]) for each in held["applications"]] == [
        (case, PHONE)
    ]
    mails = (await znak.notifications.get("people/me/data", HALINA))["held"]["mails"]
    assert sorted(each["template"] for each in mails) == MAILS


async def replayed(stack: Stack, znak: Znak, case: str, at: dt.datetime) -> None:
    """An old message that nobody has handled comes after all."""
    before = len((await znak.intake.get(f"cases/{case}", OFFICER))["entries"])
    old = ApplicationSubmitted(
        subject={"kind": "application", "id": case},
        case=case,
        seq=2,
        at=at,
        by=HALINA.id,
        number="ZP/2026/999999",
        call="call",
        kind="new",
        entity={
            "name": "Spółdzielnia",
            "type": "spoldzielnia-socjalna",
            "nip": a_nip(NO),
            "town": "Lublin",
            "voivodeship": "lubelskie",
        },
        items=(HONEY,),
        contact=Contact(person=HALINA.id, name=HALINA.name, email=EMAIL),
        office=an_office(),
        automatic=True,
    )
    async with Post(stack.broker_url) as post:
        await post.send_events([("old-message", old)])

        async def heard() -> bool:
            left = await post.count(f"notifications.{old.wire_type}")
            entries = (await znak.intake.get(f"cases/{case}", OFFICER))["entries"]
            return left == 0 and len(entries) > before

        await eventually(heard, within=20, otherwise="nobody has heard it")


async def still_a_case(znak: Znak, case: str) -> None:
    """What happened, when, to which entity."""
    left = await znak.intake.get(f"applications/{case}", OFFICER)
    assert left["state"] == "withdrawn"
    assert (left["number"][:3], left["form"]["entity"]["nip"]) == ("ZP/", a_nip(NO))
    assert [item["name"] for item in left["form"]["items"]] == ["Obiady domowe"]
    assert left["attachments"] == {}
    account = await znak.intake.get(f"people/{HALINA.id}", OFFICER)
    assert (account["state"], account["name"], account["email"]) == ("erased", "—", None)
    log = await znak.notifications.listed("mails", OFFICER, person=HALINA.id)
    assert sorted(mail["template"] for mail in log) == MAILS
    assert {(mail["name"], mail["to"]) for mail in log} == {("—", "")}
