"""What every person reads, word for word.

``ZNAK_WRITE_GOLDEN=1 pytest tests/services/notifications/test_letters.py`` writes the golden texts
anew; read the difference as the person who receives it before you commit it.
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from contracts import all_events
from contracts.base import Event, Language
from contracts.intake import (
    ContactChanged,
    DraftSaved,
    MemberInvited,
    PersonErased,
    SessionsRevoked,
    SignInRequested,
    SubscriptionRequested,
)
from contracts.notifications import MailFailed
from services.notifications.audience import NOTICES, addressed, applicant, context
from services.notifications.reminders import SETTLED
from services.notifications.rendering import TEMPLATES, Letter, Renderer, read_block
from tests.services.notifications.samples import every

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES: tuple[Language, ...] = get_args(Language)
PUBLIC_URL = "https://znak.example"
OF_AN_ACCOUNT = (DraftSaved, MemberInvited, SignInRequested, SubscriptionRequested)
RENDERER = Renderer(f"{PUBLIC_URL}/")
SAMPLES = [(language, name) for language in LANGUAGES for name in every(language)]


def letters(event: Event) -> list[tuple[str, Letter]]:
    return [
        (
            notice.template,
            RENDERER.render(notice.template, who.language, context(event, notice, who)),
        )
        for notice, who in addressed(event)
    ]


def golden(path: Path, said: str) -> str:
    if os.environ.get("ZNAK_WRITE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said)
    return path.read_text()


@pytest.mark.parametrize(("language", "name"), SAMPLES)
def test_a_letter_says_what_was_agreed(language: Language, name: str) -> None:
    said = "\n".join(
        f"=== {template} ===\n{letter.subject}\n\n{letter.text}"
        for template, letter in letters(every(language)[name])
    )
    assert said == golden(GOLDEN / language / f"{name}.txt", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_laid_out_as_agreed(language: Language) -> None:
    [(_, letter)] = letters(every(language)["mark-granted-in-part"])
    assert letter.html == golden(GOLDEN / language / "mark-granted-in-part.html", letter.html)


@pytest.mark.parametrize(("language", "name"), SAMPLES)
def test_the_page_says_the_same_as_the_text(language: Language, name: str) -> None:
    for _, letter in letters(every(language)[name]):
        read = Reader()
        read.feed(letter.html)
        text = letter.text.replace("\n- ", "\n")
        for link in read.links:
            text = text.replace(f":\n{link}", "", 1)
        heading = ["Zakup", "Prospołeczny", *letter.subject.split()]
        assert " ".join(read.words).split() == [*letter.subject.split(), *heading, *text.split()]


@pytest.mark.parametrize(("language", "name"), SAMPLES)
def test_every_link_begins_with_the_public_address_exactly_once(
    language: Language, name: str
) -> None:
    for _, letter in letters(every(language)[name]):
        read = Reader()
        read.feed(letter.html)
        said = [line for line in letter.text.splitlines() if "://" in line]
        assert said == read.links
        assert said or name.endswith("-paper")
        assert [link for link in said if not link.startswith(f"{PUBLIC_URL}/")] == []
        assert [link for link in said if link.count("://") != 1] == []


@pytest.mark.parametrize(("language", "name"), SAMPLES)
def test_who_applied_on_paper_is_sent_to_no_page_of_an_account(
    language: Language, name: str
) -> None:
    event = every(language)[name]
    if NOTICES[type(event)][0].audience is not applicant or isinstance(event, OF_AN_ACCOUNT):
        return
    paper = event.contact.model_copy(update={"person": "paper:1"})  # type: ignore[attr-defined]
    _, letter = letters(event.model_copy(update={"contact": paper}))[0]
    assert not re.search(r"/wnioski/(?!nowy)|/licencje/", letter.text)
    assert not re.search("na stronie (wniosku|licencji)|on the page of the", letter.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_an_announcement_to_a_subscriber_leads_out_of_them(language: Language) -> None:
    ways_out = {
        name: letter.one_click
        for name, event in every(language).items()
        for _, letter in letters(event)
        if letter.one_click is not None or f"{PUBLIC_URL}/subskrypcja/rezygnacja" in letter.text
    }
    path = f"{PUBLIC_URL}/intake/api/subscriptions/unsubscription?key=key-1"
    names = ("call-opened", "call-changed", "call-changed-closed", "call-closing")
    assert ways_out == dict.fromkeys(names, path)


@pytest.mark.parametrize("name", ["draft-saved", "licence-expiring"])
def test_a_link_that_names_a_host_is_never_sent(name: str) -> None:
    event = every("pl")[name]
    for link in (f"{PUBLIC_URL}/wnioski/1", "//elsewhere.example/", "wnioski/1", ""):
        with pytest.raises(ValidationError):
            type(event).model_validate({**event.model_dump(), "link": link})


@pytest.mark.parametrize(("language", "name"), SAMPLES)
def test_a_letter_is_signed_by_the_office_of_the_call_and_gives_its_address(
    language: Language, name: str
) -> None:
    event = every(language)[name]
    office = event.office  # type: ignore[attr-defined]
    theirs = office.model_copy(update={"name": "ROPS w Opolu", "email": "znak@opole.example"})
    for _, letter in letters(event.model_copy(update={"office": theirs})):
        signed = letter.text.splitlines()[-3]
        addresses = set(re.findall(r"\S+@\S+\w", letter.text))
        assert (signed, addresses) == ("ROPS w Opolu", {"znak@opole.example"})


def test_every_event_that_becomes_a_mail_names_its_office() -> None:
    assert [kind for kind in NOTICES if not kind.model_fields["office"].is_required()] == []


BY_NAME = {ContactChanged, MailFailed, PersonErased, SessionsRevoked}


def test_every_event_for_notifications_is_a_mail_settles_a_reminder_or_is_handled_by_name() -> None:
    wanted = {kind for kind in all_events().values() if "notifications" in kind.readers}
    assert {*NOTICES, *SETTLED} == wanted - BY_NAME


def test_every_template_is_used_and_every_line_has_a_sample() -> None:
    used = {notice.template for notices in NOTICES.values() for notice in notices}
    for language in LANGUAGES:
        shown = {t for event in every(language).values() for t, _ in letters(event)}
        files = {path.stem for path in (TEMPLATES / language).glob("*.txt")} - {"layout"}
        assert (shown, files) == (used, {*used, "digest", "mail-failed"})


def test_what_a_person_typed_is_one_line_of_text_and_no_markup() -> None:
    typed = "Miód\n\n[Kliknij]\n\n<script>"
    sample = every("pl")["licence-drafted"]
    event = sample.model_copy(
        update={"items": (sample.items[0].model_copy(update={"name": typed}),)}  # type: ignore[attr-defined]
    )
    [(_, letter)] = letters(event)
    assert "- Miód [Kliknij] <script> (produkt)\n" in letter.text
    assert '<li style="margin:0 0 8px">Miód [Kliknij] &lt;script&gt; (produkt)</li>' in letter.html


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("- Miód\n- Obiady", "list"),
        ("Numer wniosku: ZP/2026/000123\nTermin: jutro", "facts"),
        ("[Zobacz wniosek]", "button"),
        ("Pozdrawiamy\nUrząd", "paragraph"),
        ("Dzień dobry,", "paragraph"),
    ],
)
def test_a_block_is_known_by_its_looks(source: str, kind: str) -> None:
    assert read_block(source).kind == kind


class Reader(HTMLParser):
    """The words a person sees and the links they can follow."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)
