import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import aiosmtplib
import pytest

from deploy.local.child import Child
from deploy.local.mailsink import read_mails
from deploy.local.ports import answers, free_port


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    options = ["--directory", str(tmp_path / "mails"), "--port", str(port)]
    child = Child(
        "sink",
        [sys.executable, "-m", "deploy.local.mailsink", *options],
        log=tmp_path / "sink.log",
    )
    child.launch()
    child.wait_until(lambda: answers(port), within=20)
    yield port
    child.kill()


def a_mail(to: str, subject: str = "Potwierdzenie złożenia") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "znak@example.org"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = make_msgid(domain="example.org")
    mail.set_content("Dzień dobry")
    return mail


async def send(mail: EmailMessage, port: int) -> None:
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=port)


async def test_the_sink_keeps_each_mail_in_order(sink: int, tmp_path: Path) -> None:
    await send(a_mail("ewa@example.org", "Pierwszy"), sink)
    await send(a_mail("ewa@example.org", "Drugi"), sink)

    mails = read_mails(tmp_path / "mails")

    assert [(mail["To"], mail["Subject"]) for mail in mails] == [
        ("ewa@example.org", "Pierwszy"),
        ("ewa@example.org", "Drugi"),
    ]


@pytest.mark.parametrize(("local", "code"), [("refuse-4xx", 451), ("refuse-5xx-b", 550)])
async def test_the_sink_refuses_whom_it_is_told_to(
    sink: int, tmp_path: Path, local: str, code: int
) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
        await send(a_mail(f"{local}@example.org"), sink)

    assert [recipient.code for recipient in refusal.value.recipients] == [code]
    assert read_mails(tmp_path / "mails") == []
