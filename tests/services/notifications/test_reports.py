"""What the office learns of mails that nobody takes, and what it is spared."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from chassis import mongo as driver
from contracts.base import Event, Language
from contracts.notifications import MailFailed
from services.notifications.audience import addressed
from services.notifications.domain.digest import Summary
from services.notifications.domain.mail import Mail, State
from services.notifications.reminders import SETTLED, about
from services.notifications.rendering import Renderer
from tests.services.notifications.events import CASE, LICENCE, NOON, NUMBER, an_office
from tests.services.notifications.office import Office
from tests.services.notifications.office import an_office as a_service
from tests.services.notifications.samples import every
from tests.services.notifications.sink import a_sink
from tests.services.notifications.test_letters import GOLDEN, LANGUAGES, PUBLIC_URL, golden
from tests.support.waiting import eventually

AT_ONCE: dict[str, Any] = {"mail_retries": (), "office_mails_a_day": 0}
BOX = "office:lubelskie"
EXAMPLES = Path(__file__).parents[3] / "contracts" / "examples"
RENDERER = Renderer(PUBLIC_URL)


async def failed(office: Office, event: Event, id: str) -> MailFailed:  # noqa: A002
    """Nobody takes a mail of this event; the message that says so."""
    await office.service.tell(event, id.partition(":")[0])
    await office.bring()
    await office.becomes(State.FAILED, id)

    async def told() -> MailFailed | None:
        found = [m for m in office.heard.messages if m.subject.id == id]
        return found[0] if found and isinstance(found[0], MailFailed) else None

    found = await eventually(told)
    assert found is not None
    return found


async def mails_of(office: Office) -> list[Mail]:
    found = office.service.mails.collection.find({"state.event": "f1"})
    return [office.service.mails.load(each).state async for each in found]


def refusing(*addresses: str) -> dict[str, Any]:
    return {"refused": set(addresses)}


async def test_the_office_is_told_at_once_of_a_mailbox_that_refuses_however_much_it_is_told(
    database: driver.Database,
) -> None:
    sample = every("pl")["correction-requested"]
    async with a_sink(**refusing("anna@ul.example")) as sink:
        async with a_service(database, sink, **AT_ONCE) as office:
            event = await failed(office, sample, "e1:anna")
            await office.service.report(event, "f1")
            await office.service.report(event, "f1")
            await office.becomes(State.SENT, f"f1:{BOX}")
        [mail] = sink.taken
    text = mail.get_body(("plain",))
    assert text is not None
    assert (mail["Subject"], mail["To"].addresses[0].addr_spec) == (
        f"Niedoręczona wiadomość – {NUMBER}",
        an_office().email,
    )
    said = text.get_content()
    assert "Wiadomość: Wezwanie do uzupełnienia" in said
    assert "Odbiorca: Anna Żak, anna@ul.example" in said
    assert "Powód: serwer odmawia, kod 550" in said


async def test_a_refusal_that_concerns_no_case_waits_for_the_digest(
    database: driver.Database,
) -> None:
    refused = refusing("anna@ul.example")
    async with a_sink(**refused) as sink, a_service(database, sink, **AT_ONCE) as office:
        event = await failed(office, every("pl")["call-opened"], "e1:anna")
        await office.service.report(event, "f1")
        assert [mail.state for mail in await mails_of(office)] == [State.COLLECTED]


@pytest.mark.parametrize("name", ["scores-diverged", "sign-in", "member-invited"])
async def test_an_office_is_not_told_of_its_own_mailbox_nor_of_what_anybody_typed(
    database: driver.Database, name: str
) -> None:
    event = every("pl")[name]
    [(_, to)] = addressed(event)
    told: dict[str, Any] = {"mail_retries": ()}
    async with a_sink(**refusing(to.email)) as sink, a_service(database, sink, **told) as office:
        lost = await failed(office, event, f"e1:{to.person}")
        await office.service.report(lost, "f1")
        assert await mails_of(office) == []


TASK = f"{CASE}.1"
LATER = NOON + dt.timedelta(hours=1)


REMINDERS = {"task": "score-due", "correction": "correction-due", "licence": "licence-expiring"}


def over(kind: type[Event], at: dt.datetime) -> Event:
    """What settles a reminder, at this moment: of the case, task and licence that it is of."""
    example = kind.read((EXAMPLES / f"{kind.wire_type}.json").read_bytes())
    own = {"case": CASE, "task": TASK, "licence_number": LICENCE}
    fields = {name: value for name, value in own.items() if name in kind.model_fields}
    return example.model_copy(update={**fields, "at": at})


SETTLES = [
    (REMINDERS[str(about(SETTLED, over(kind, LATER))).partition(":")[0]], kind) for kind in SETTLED
]


def person(name: str) -> str:
    [(_, to)] = addressed(every("pl")[name])
    return to.person


@pytest.mark.parametrize(("name", "kind"), SETTLES)
async def test_nobody_is_reminded_of_what_was_settled_while_the_reminder_was_on_its_way(
    database: driver.Database, name: str, kind: type[Event]
) -> None:
    async with a_sink() as sink, a_service(database, sink) as office:
        await office.service.reminders.settle(over(kind, LATER))
        await office.service.tell(every("pl")[name], "e1")
        await office.becomes(State.NEEDLESS, f"e1:{person(name)}")
    assert (sink.tried, office.heard.messages) == ([], [])


@pytest.mark.parametrize(("name", "kind"), SETTLES)
async def test_nobody_is_reminded_once_settled_when_their_mailbox_opens_again(
    database: driver.Database, name: str, kind: type[Event]
) -> None:
    told: dict[str, Any] = {"mail_retries": (0.0, 60.0)}
    async with a_sink(answers=["451 later"]) as sink, a_service(database, sink, **told) as office:
        mail = f"e1:{person(name)}"
        await office.service.tell(every("pl")[name], "e1")
        await office.becomes(State.WAITING, mail)
        await office.service.reminders.settle(over(kind, LATER))
        await office.service.retry(mail)
        await office.becomes(State.NEEDLESS, mail)
    assert len(sink.tried) == 1


@pytest.mark.parametrize(("name", "kind"), SETTLES)
async def test_what_was_settled_before_hinders_no_reminder_of_what_came_after(
    database: driver.Database, name: str, kind: type[Event]
) -> None:
    async with a_sink() as sink, a_service(database, sink) as office:
        await office.service.reminders.settle(over(kind, NOON - dt.timedelta(seconds=1)))
        await office.service.tell(every("pl")[name], "e1")
        await office.becomes(State.SENT, f"e1:{person(name)}")


def mail_failed(language: Language, **fields: Any) -> dict[str, Any]:
    titles = {"pl": "Wezwanie do uzupełnienia", "en": "Please correct your application"}
    return {
        "number": NUMBER,
        "title": titles[language],
        "name": "Anna Żak",
        "address": "anna@ul.example",
        "reason": "550 SMTPRecipientsRefused",
        "since": NOON.isoformat(),
        "office": an_office(language).model_dump(mode="json"),
        "link": f"/poczta/{CASE}",
        **fields,
    }


def written(language: Language, path: Path, template: str, context: dict[str, Any]) -> None:
    letter = RENDERER.render(template, language, context)
    said = f"=== {template} ===\n{letter.subject}\n\n{letter.text}"
    assert said == golden(path, said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["550 SMTPRecipientsRefused", "bad-address", "too-late", "X"])
def test_a_letter_about_a_mail_nobody_took_says_what_was_agreed(
    language: Language, reason: str
) -> None:
    name = reason.partition(" ")[0].lower()
    path = GOLDEN / language / f"mail-failed-{name}.txt"
    number = NUMBER if name == "550" else None
    written(language, path, "mail-failed", mail_failed(language, reason=reason, number=number))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_says_what_was_agreed(language: Language) -> None:
    summary = Summary(RENDERER.block, 2)
    office = an_office(language)
    for event in every(language).values():
        for notice, to in addressed(event):
            if notice.daily:
                said = event.model_dump(mode="json")
                summary.add(notice.template, to.language, said)
    for _ in range(5):
        summary.add("mail-failed", language, mail_failed(language))
    context = summary.context(f"{BOX}:{office.email}:2026-03-03", office.model_dump(mode="json"))
    written(language, GOLDEN / language / "digest.txt", "digest", context)


def test_a_digest_of_ten_thousand_lines_is_one_mail_of_a_few() -> None:
    summary, office = Summary(RENDERER.block, 20), an_office().model_dump(mode="json")
    said = every("pl")["licence-expired"].model_dump(mode="json")
    for _ in range(10_000):
        summary.add("licence-expired-office", "pl", said)
    letter = RENDERER.render("digest", "pl", summary.context(f"{BOX}:x:2026-03-03", office))
    assert "Licencje, które wygasły: 10000\n" in letter.text
    assert (letter.text.count("\n- "), "Oraz 9980 następnych." in letter.text) == (20, True)
    assert len(letter.html) < 10_000
