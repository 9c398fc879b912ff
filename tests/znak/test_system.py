"""The operator's page on a real broker: who comes in, what it tells, what becomes of letters."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel.dates import format_datetime
from fastapi import FastAPI

from chassis.site.page import WARSAW
from chassis.topology import declare, design
from contracts import all_events
from contracts.base import SERVICES
from deploy.local.keys import Keys, kept_keys
from tests.chassis.post import Post
from tests.support.reader import Reader, words
from tests.support.servers import Broker
from tests.support.serving import served
from tests.support.waiting import eventually
from znak.system.app import build, reasons
from znak.system.letters import Fate, Letter, Letters
from znak.system.settings import SystemSettings

ORIGIN = "licensing.evaluation.evaluation-concluded.v1"
TYPE = "evaluation.evaluation-concluded.v1"
MOMENT = r"[0-9]+ [a-z]+ [0-9]{4}, [0-9]{2}:[0-9]{2}"
SECRET = "intake.sign-in-requested.v1"


@pytest.fixture
async def broker(vhost: str) -> str:
    await declare(vhost, design([all_events()[TYPE]], SERVICES, (1, 10)))
    return vhost


@pytest.fixture
async def post(broker: str) -> AsyncIterator[Post]:
    async with Post(broker) as connected:
        yield connected


async def buried(
    post: Post, id_: str, reason: str = "Broken", origin: str = ORIGIN, wire_type: str = TYPE
) -> None:
    """A dead letter of licensing, as a service writes it."""
    headers = {"reason": reason, "origin": origin, "attempt": 5, "causation": "c-1"}
    said = {"wire_type": wire_type, "message_id": id_, "case": "case-1"}
    await post.send("licensing.dead", "", b'{"a":1}', headers=headers, **said)


async def test_to_look_leaves_every_letter_as_it_was(broker: str, post: Post) -> None:
    for no in range(3):
        await buried(post, f"m-{no}")
    letters = Letters(broker)
    first = await letters.look("licensing")
    for _ in range(3):
        assert await letters.look("licensing") == first
    assert [(each.id, each.origin, each.reason, each.attempts) for each in first] == [
        (f"m-{no}", ORIGIN, "Broken", 5) for no in range(3)
    ]
    [kept, *_] = await post.take("licensing.dead")
    assert kept.headers.get("x-delivery-count", 0) == 0
    assert kept.headers["causation"] == "c-1"


async def test_a_letter_goes_back_to_the_queue_it_failed_in_and_begins_anew(
    broker: str, post: Post
) -> None:
    for no in range(2):
        await buried(post, f"m-{no}")

    def first(letter: Letter) -> Fate:
        return Fate.REPLAY if letter.id == "m-0" else Fate.KEEP

    left = await Letters(broker).go_through("licensing", first)
    assert [each.id for each in left] == ["m-1"]
    [back] = await post.take(ORIGIN)
    assert (back.message_id, back.type, back.correlation_id, back.body) == (
        *("m-0", TYPE, "case-1"),
        b'{"a":1}',
    )
    assert {name for name in back.headers if not name.startswith("x-")} == {"causation"}


@pytest.mark.parametrize(
    ("id_", "origin", "wire_type"),
    [
        ("tick/calls/1/2", "tick:calls", "tick"),
        ("m-1", "licensing.intake.gone.v1", TYPE),
        ("m-1", "notifications.intake.sign-in-requested.v1", SECRET),
    ],
)
async def test_what_cannot_go_back_stays(
    broker: str, post: Post, id_: str, origin: str, wire_type: str
) -> None:
    await buried(post, id_, origin=origin, wire_type=wire_type)
    left = await Letters(broker).go_through("licensing", lambda _: Fate.REPLAY)
    assert [each.id for each in left] == [id_]
    assert await post.count("licensing.dead") == 1


async def test_a_discarded_letter_is_gone(broker: str, post: Post) -> None:
    await buried(post, "m-1")
    assert await Letters(broker).go_through("licensing", lambda _: Fate.DISCARD) == []
    assert await post.count("licensing.dead") == 0


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


@pytest.fixture
def reader(broker: str, rabbit: Broker, keys: Keys) -> Reader:
    settings = SystemSettings(
        system_broker_url=broker,
        management_url=rabbit.management_url,
        health_urls=("http://127.0.0.1:1",),
        token_public_key_file=keys.public,
    )
    return Reader(build(settings))


async def test_a_fate_that_there_is_not_is_told_and_nothing_happens(
    reader: Reader, keys: Keys, post: Post
) -> None:
    await buried(post, "m-1")
    reader.sign_in(keys.private.read_bytes(), "operator")
    answer = await reader.send("/system/licensing", fate="burn", letter="m-1")
    assert (answer.status_code, "fate" in words(answer)) == (422, True)
    assert await post.count("licensing.dead") == 1


async def test_nobody_but_an_operator_comes_in(reader: Reader, keys: Keys) -> None:
    for path in ("/system", "/system/licensing"):
        assert (await reader.open(path)).headers["location"].startswith("/logowanie?dalej=")
    reader.sign_in(keys.private.read_bytes(), "director")
    answers = [await reader.open("/system"), await reader.send("/system/licensing", fate="discard")]
    assert [each.status_code for each in answers] == [403, 403]


async def test_the_page_tells_what_waits_and_who_does_not_answer(
    reader: Reader, keys: Keys, post: Post
) -> None:
    await buried(post, "m-1")
    reader.sign_in(keys.private.read_bytes(), "operator")

    async def told() -> bool:  # the broker counts once in a while
        return 'href="/system/licensing"' in (await reader.open("/system")).text

    await eventually(told, within=10, otherwise="the dead letter is not on the page")
    said = words(await reader.open("/system"))
    assert "127.0.0.1:1 nie odpowiada ConnectError" in said
    assert f"{ORIGIN} 0 0 0 0 0 nikt" in said


async def test_all_letters_of_a_reason_go_back_at_once(
    reader: Reader, keys: Keys, post: Post
) -> None:
    for id_, reason in (("m-1", "Broken"), ("m-2", "Broken"), ("m-3", "Strange")):
        await buried(post, id_, reason)
    reader.sign_in(keys.private.read_bytes(), "operator")
    assert "Broken 2" in words(await reader.open("/system/licensing"))
    done = await reader.send("/system/licensing", fate="replay", reason="Broken")
    shown = words(await reader.follow(done))
    assert ("Oddano do kolejek." in shown, "Strange 1" in shown) == (True, True)
    assert await post.count(ORIGIN) == 2


async def test_what_is_to_be_discarded_is_asked_about_once_more(
    reader: Reader, keys: Keys, post: Post
) -> None:
    for id_, reason in (("m-1", "Broken"), ("m-2", "Broken"), ("m-3", "Strange")):
        await buried(post, id_, reason)
    reader.sign_in(keys.private.read_bytes(), "operator")
    asked = await reader.send("/system/licensing", fate="discard", reason="Broken")
    assert "2 wiadomości znikną i nikt już ich nie obsłuży." in words(asked)
    assert await post.count("licensing.dead") == 3
    none = await reader.send("/system/licensing", fate="discard")
    assert "Nie wybrano żadnej wiadomości." in words(none)
    sure = {"fate": "discard", "sure": "yes"}
    done = await reader.send("/system/licensing", reason="Broken", **sure)
    assert "Strange 1" in words(await reader.follow(done))
    await reader.send("/system/licensing", letter="m-3", **sure)
    assert await post.count("licensing.dead") == 0


async def test_a_letter_shows_its_headers_and_nothing_that_is_in_it(
    reader: Reader, keys: Keys, post: Post
) -> None:
    await buried(post, "m-1")
    reader.sign_in(keys.private.read_bytes(), "operator")
    shown = await reader.open("/system/licensing")
    assert "message-id m-1 attempt 5 causation c-1" in words(shown)
    assert "&#34;a&#34;" not in shown.text


async def test_that_there_are_more_letters_than_are_shown_is_said(
    reader: Reader, keys: Keys, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("znak.system.app.MOST", "znak.system.letters.MOST"):
        monkeypatch.setattr(module, 1)
    for no in range(2):
        await buried(post, f"m-{no}")
    reader.sign_in(keys.private.read_bytes(), "operator")
    assert "Widać 1 najstarszych." in words(await reader.open("/system/licensing"))


async def test_a_broker_that_is_away_is_told(rabbit: Broker, keys: Keys) -> None:
    settings = SystemSettings(
        system_broker_url="amqp://guest:guest@127.0.0.1:1/",
        management_url=rabbit.management_url,
        token_public_key_file=keys.public,
    )
    reader = Reader(build(settings))
    reader.sign_in(keys.private.read_bytes(), "operator")
    for answer in (
        await reader.open("/system/licensing"),
        await reader.send("/system/licensing", fate="replay", letter="m-1"),
    ):
        assert (answer.status_code, "Broker nie odpowiada." in words(answer)) == (503, True)


async def test_a_service_there_is_not_has_no_page(reader: Reader, keys: Keys) -> None:
    reader.sign_in(keys.private.read_bytes(), "operator")
    assert (await reader.open("/system/nothing")).status_code == 404


def test_the_most_frequent_reason_comes_first() -> None:
    def letter(reason: str) -> Letter:
        return Letter("m", TYPE, "", ORIGIN, reason, 0, None, b"")

    assert reasons(map(letter, "abb")) == [("b", 2), ("a", 1)]


def test_the_virtual_host_is_that_of_the_url(broker: str, keys: Keys) -> None:
    settings = SystemSettings(
        system_broker_url=broker, management_url="http://x", token_public_key_file=keys.public
    )
    assert settings.vhost == urlsplit(broker).path[1:]


async def test_the_page_tells_since_when_the_oldest_waits(
    broker: str, rabbit: Broker, keys: Keys
) -> None:
    said = await told_of(
        {"outbox": 7200.0, "due": None, "queues": {ORIGIN: 3600.0}}, broker, rabbit, keys
    )
    assert len(re.findall(f"gotowa — {MOMENT} — —", said)) == 2
    assert re.search(f"{ORIGIN} 0 0 0 0 0 nikt {MOMENT}", said)
    assert ("czekają:" in said, "Zegar usług" in said) == (False, False)


@pytest.mark.parametrize(("days", "moved"), [(0, 0), (90, 3)])
async def test_the_page_tells_how_many_mails_wait_and_the_clock_of_the_services(
    broker: str, rabbit: Broker, keys: Keys, days: int, moved: int
) -> None:
    now = datetime.now(UTC) + timedelta(days=days)
    waits = {"outbox": None, "due": None, "queues": {}, "counts": {"mails": 12345}}
    said = await told_of({**waits, "now": now.isoformat()}, broker, rabbit, keys)
    clock = format_datetime(now.astimezone(WARSAW), "d MMMM y, HH:mm", locale="pl")
    assert "czekają: 12 345" in said
    assert (f"Zegar usług: {clock}." in said, said.count(f"— — {clock}")) == (True, 2)
    assert (said.count(" przestawiony"), "TIME_TRAVEL" in said) == (moved, bool(moved))


async def told_of(waits: object, broker: str, rabbit: Broker, keys: Keys) -> str:
    """The page of two copies that answer so, and of one that is away."""
    copy = FastAPI()
    copy.add_api_route("/health/ready", lambda: {"troubles": []})
    copy.add_api_route("/health/waiting", lambda: waits)
    async with served(copy) as url:
        settings = SystemSettings(
            system_broker_url=broker,
            management_url=rabbit.management_url,
            health_urls=(url, url, "http://127.0.0.1:1"),
            token_public_key_file=keys.public,
        )
        reader = Reader(build(settings))
        reader.sign_in(keys.private.read_bytes(), "operator")
        return words(await reader.open("/system"))
