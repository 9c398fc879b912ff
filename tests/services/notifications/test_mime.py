from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest

from services.notifications import mime
from services.notifications.domain import Mail
from services.notifications.rendering import Letter
from tests.services.notifications.events import CASE, NOON
from tests.services.notifications.test_domain import a_mail

LETTER = Letter("Przyznanie znaku – gżegżółka " * 4, "Zażółć gęślą jaźń.\n", "<p>Zażółć</p>")
SENDER = ("Urząd Przykładowy", "znak@urzad.example")


def parsed(mail: Mail, letter: Letter = LETTER) -> EmailMessage:
    raw = mime.build(mail, letter, SENDER, NOON)
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_a_mail_reads_back_as_it_was_meant() -> None:
    message = parsed(a_mail())
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert (message.defects, plain.get_content(), html.get_content()) == (
        [],
        "Zażółć gęślą jaźń.\n",
        "<p>Zażółć</p>",
    )
    assert {name: str(value) for name, value in message.items()} == {
        "Message-ID": "<1@znak.example>",
        "Date": "Mon, 12 Jan 2026 11:00:00 +0000",
        "From": "Urząd Przykładowy <znak@urzad.example>",
        "To": "Anna Żak <anna@ul.example>",
        "Subject": " ".join(LETTER.subject.split()),
        "Content-Language": "pl",
        "Auto-Submitted": "auto-generated",
        "X-Znak-Case": CASE,
        "X-Znak-Template": "mark-granted",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=_1"',
    }


def test_every_line_is_ascii_and_of_legal_length() -> None:
    raw = mime.build(a_mail(name="Ż" * 200), LETTER, SENDER, NOON)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 76
    assert raw.count(b"\n") == raw.count(b"\r\n")


@pytest.mark.parametrize("name", ["Anna\r\nBcc: all@x.example", "Żak\nBcc: all@x.example"])
def test_nobody_can_smuggle_a_header_in(name: str) -> None:
    message = parsed(a_mail(name=name))
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "anna@ul.example"


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("anna@ul.example", True),
        ("anna+znak@poczta.ul.example", True),
        ("", False),
        ("anna", False),
        ("anna@ul.example\r\nRCPT TO:<x@x>", False),
        ("anna@ul.example,jan@ul.example", False),
        ("żak@ul.example", False),
    ],
)
def test_only_one_plain_address_is_said_to_a_server(address: str, good: bool) -> None:  # noqa: FBT001
    assert mime.deliverable(address) is good
