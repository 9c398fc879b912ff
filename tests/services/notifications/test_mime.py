from __future__ import annotations

import email
import email.policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.notifications import mime
from services.notifications.domain.mail import Mail
from services.notifications.rendering import Letter
from tests.services.notifications.events import CASE, NOON
from tests.services.notifications.test_domain import a_mail

LETTER = Letter("Przyznanie znaku – gżegżółka " * 4, "Zażółć gęślą jaźń.\n", "<p>Zażółć</p>")
SENDER = ("Urząd Przykładowy", "znak@urzad.example")


HEADERS = {
    *("Message-ID", "Date", "From", "To", "Subject", "Content-Language", "Auto-Submitted"),
    *("X-Znak-Case", "X-Znak-Template", "MIME-Version", "Content-Type"),
}


def built(mail: Mail, letter: Letter = LETTER) -> bytes:
    return mime.build(mail, letter, SENDER, NOON)


def parsed(mail: Mail, letter: Letter = LETTER) -> EmailMessage:
    return email.message_from_bytes(built(mail, letter), policy=email.policy.default)


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
    assert message.get_content_type() == "multipart/alternative"
    del message["Content-Type"]  # its boundary is a new one each time
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
    }


def test_a_mail_program_is_told_how_to_leave_with_one_click() -> None:
    place = "https://znak.example/intake/api/subscriptions/unsubscription?key=" + "k" * 43
    message = parsed(a_mail(), LETTER._replace(one_click=place))
    assert (message["List-Unsubscribe"].strip(), message["List-Unsubscribe-Post"]) == (
        f"<{place}>",
        "List-Unsubscribe=One-Click",
    )


def test_every_line_is_ascii_and_of_legal_length() -> None:
    raw = mime.build(a_mail(name="Ż" * 200), LETTER, SENDER, NOON)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert raw.count(b"\n") == raw.count(b"\r\n")


@pytest.mark.parametrize(
    "name",
    [
        "Regionalny Ośrodek Polityki Społecznej w Lublinie",
        "Regionalny Ośrodek Polityki Społecznej w Rzeszowie",
        "Zażółć gęślą jaźń",
        "Żak, Anna (prezeska)",
        'Spółdzielnia „Ul” "Miód"',
    ],
)
def test_polish_names_survive_in_every_header(name: str) -> None:
    letter = LETTER._replace(subject=name)
    raw = mime.build(a_mail(name=name), letter, (name, "znak@urzad.example"), NOON)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    people = [message[header].addresses[0].display_name for header in ("From", "To")]
    assert (people, str(message["Subject"])) == ([name, name], name)


def test_a_name_too_long_for_one_encoded_word_is_written_whole() -> None:
    """Read by the older parser: the newer one of Python 3.11 shows a gap between the words."""
    name = "Wojewódzka Spółdzielnia Socjalna „Źródło Dobrych Rzeczy i Usług” w Łęcznej"
    written = str(email.message_from_bytes(built(a_mail(name=name)))["To"])
    assert str(make_header(decode_header(written))) == f"{name} <anna@ul.example>"


TYPED = st.text(st.sampled_from('=?utf8qbQB_0DA:,;<>@"\\() \r\n\t\x0b\u2028aŻł„”'), max_size=120)


@example("Anna\r\nBcc: all@x.example", "Anna\r\nBcc: all@x.example")
@example("Anna, all@x.example", "Anna, all@x.example")
@example("=?utf-8?q?Anna=0D=0ABcc:_all@x.example?=", "=?utf-8?q?Anna=0D=0ABcc:_all@x.example?=")
@example("=?utf-8?q?Anna=0D=0A=0D=0APrzelew?=", "=?utf-8?q?Anna=0D=0A=0D=0APrzelew?=")
@example("Żak\u2028Bcc: all@x.example", "Żak\u2028Bcc: all@x.example")
@given(TYPED, TYPED)
def test_nobody_can_smuggle_a_header_or_a_recipient_in(name: str, subject: str) -> None:
    message = parsed(a_mail(name=name), LETTER._replace(subject=subject))
    assert (set(message.keys()), len(message)) == (HEADERS, len(HEADERS))
    assert [each.addr_spec for each in message["To"].addresses] == ["anna@ul.example"]
    html = message.get_body(("html",))
    assert html is not None
    assert html.get_content() == "<p>Zażółć</p>"


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
