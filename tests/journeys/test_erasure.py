"""Somebody with a closed case is erased: no trace is left, and the case still stands and checks.

One withdrew before anybody had looked; the other had a licence, so every service holds something.
"""

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
from deploy.local.bots import Staff
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Znak
from deploy.local.client_api import Problem
from deploy.local.management import Management
from deploy.local.stack import Stack
from deploy.local.travel import Clocks, settle
from tests.chassis.post import Post
from tests.journeys.build import PDF, a_form, a_nip, a_profile, an_expert, an_item
from tests.services.notifications.events import HONEY, an_office
from tests.support.waiting import eventually
from znak.cli import main

EMAIL = "halina.zimna@erasure.example"
HALINA = Person("applicant", person_of(EMAIL), "Halina Zimna-Nocek", EMAIL)
LICENSED = "irena.zimna@erasure.example"
IRENA = Person("applicant", person_of(LICENSED), "Irena Zimna-Nocek", LICENSED)
PHONE = "+48 600 111 222"
TRACES = (HALINA.name, EMAIL, IRENA.name, LICENSED, PHONE, "Zimna-Nocek")
MAILS = ["application-submitted", "application-withdrawn", "draft-saved"]
QUEUE = "licensing.evaluation.evaluation-concluded.v1"
NO = 5301
CATEGORY = "it"
HELD = {
    *("intake.applications", "intake.cases", "intake.licences", "evaluation.cases"),
    *("licensing.licences", "licensing.dead", "notifications.mails"),
}
"""Where a licensee is named before."""


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
    assert (await needed(znak, HALINA))["cases"] == [sent["number"]]
    await znak.intake.withdraw(HALINA, draft["id"], f"Odchodzę, {HALINA.name}.")
    return str(draft["id"])


async def erase(znak: Znak, who: Person) -> Json:
    return await znak.intake.post(f"people/{who.id}/erasure", OFFICER, {"reason": "art. 17 RODO"})


async def needed(znak: Znak, who: Person) -> Json:
    """What the refusal to erase somebody says."""
    with pytest.raises(Problem) as refused:
        await erase(znak, who)
    assert (refused.value.status, refused.value.code) == (409, "person-needed")
    return refused.value.body


async def mailed(znak: Znak, case: str) -> list[str]:
    found = await znak.intake.get(f"cases/{case}", OFFICER)
    return sorted(e["template"] for e in found["entries"] if e["template"])


async def a_dead_letter(stack: Stack, who: Person) -> None:
    """What licensing cannot read, about her."""
    contact = {"person": who.id, "name": who.name, "email": who.email}
    body = json.dumps({"contact": contact, "reasons": f"Pani {who.name}."}).encode()
    async with Post(stack.broker_url) as post:
        before = await post.count("licensing.dead")
        await post.send("licensing.return", QUEUE, body, wire_type=QUEUE[10:], message_id="sad")

        async def buried() -> bool:
            return await post.count("licensing.dead") == before + 1

        await eventually(buried, within=20, otherwise="there is no dead letter")


async def traces(stack: Stack, management: Management) -> list[str]:
    """Where they are still named: in a document of any service, a message of any queue, a log."""
    found = []
    with MongoClient[Any](stack.mongo_url) as client:
        for name in client.list_database_names():
            if name.startswith(stack.plan.database_prefix):
                for collection in client[name].list_collection_names():
                    texts = map(str, client[name][collection].find({}))
                    found += [f"{name}.{collection}" for each in texts if named(each)]
    vhost = stack.plan.database_prefix
    async with Post(stack.broker_url) as post:
        for name in [queue["name"] for queue in management.get("queues", vhost)]:
            async with post.channel() as channel:  # what it holds goes back as it closes
                queue = await channel.get_queue(name, ensure=False)
                while (letter := await queue.get(fail=False)) is not None:
                    found += [name] if named(letter.body.decode()) else []
    logs = [each for each in stack.logs.glob("*.log") if each.stem != "mailsink"]
    assert len(logs) >= len(SERVICES)
    return found + [each.name for each in logs if named(each.read_text("utf-8"))]


def named(text: str) -> bool:
    plain = text.encode().decode("unicode_escape") if "\\u" in text else text
    return any(trace in text or trace in plain for trace in TRACES)


async def test_of_a_person_erased_nothing_is_left_but_the_case(
    stack: Stack,
    management: Management,
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
    await a_dead_letter(stack, HALINA)
    assert {place.rpartition("-")[2] for place in await traces(stack, management)} >= {
        "licensing.dead"
    }
    await exported(znak, case)
    monkeypatch.setenv("MONGO_URL", stack.mongo_url)
    monkeypatch.setenv("MONGO_PREFIX", stack.plan.database_prefix)
    file = tmp_path / "halina.json"
    assert await asyncio.to_thread(main, ["person", HALINA.id, "--export", str(file)]) == 0
    whole = json.loads(file.read_text("utf-8"))
    assert set(whole) == {"person", *SERVICES}
    assert whole["intake"] == (await znak.intake.get("people/me/data", HALINA))["held"]

    await erase(znak, HALINA)

    await clocks.rest()  # looking takes messages out of their queues, so none must be on its way
    assert await traces(stack, management) == []
    await replayed(stack, znak, case, start)
    assert await traces(stack, management) == []
    await still_a_case(znak, case)
    monkeypatch.setenv("MONGO_DATABASE", f"{stack.plan.database_prefix}intake")
    number = (await znak.intake.get(f"applications/{case}", OFFICER))["number"]
    assert await asyncio.to_thread(main, ["verify", number]) == 0
    assert "Wszystko się zgadza." in capsys.readouterr().out


async def licensed(znak: Znak, clocks: Clocks) -> str:
    """Her licence, which two experts and the director gave her and the office has revoked."""
    start = await clocks.now()
    experts = [an_expert(no) for no in (5311, 5312)]
    for expert in experts:
        await znak.evaluation.enrol(OFFICER, a_profile(expert, CATEGORY))
    call = await znak.intake.open_call(
        OFFICER, number="54/2026", title="Nabór", opens=start.isoformat(), procedure="bench"
    )
    form = a_form(IRENA, NO + 1, start, items=[an_item("Kosze", CATEGORY)])
    form["contact"]["phone"] = PHONE
    sent = await znak.intake.apply(IRENA, call["id"], form, submit=True)
    staff = Staff(znak, experts, signs=lambda licence: licence["id"] == sent["id"])
    await settle(clocks, staff.act)
    licence = await znak.licensing.get(f"licences/{sent['id']}", OFFICER)
    assert licence["state"] == "active"
    assert (await needed(znak, IRENA))["licences"] == [licence["number"]]
    why = {"reason": "Znak na innym produkcie."}
    await znak.licensing.post(f"licences/{sent['id']}/revocation", OFFICER, why)
    await settle(clocks, staff.act)
    return str(sent["id"])


async def test_of_a_licensee_nothing_is_left_once_the_licence_is_over(
    stack: Stack, management: Management, znak: Znak, clocks: Clocks
) -> None:
    case = await licensed(znak, clocks)
    await a_dead_letter(stack, IRENA)
    prefix, found = stack.plan.database_prefix, await traces(stack, management)
    assert {each.removeprefix(prefix) for each in found} == HELD

    await erase(znak, IRENA)

    await clocks.rest()
    assert await traces(stack, management) == []
    licence = await znak.licensing.get(f"licences/{case}", OFFICER)
    assert (licence["state"], licence["contact"]["name"]) == ("revoked", "—")


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
