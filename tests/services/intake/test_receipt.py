"""The receipt: a tagged PDF, set as Polish is."""

from __future__ import annotations

import re
import zlib

from services.intake.domain.application import State
from services.intake.pages.answers import answers, grouped
from services.intake.pages.fields import SECTIONS
from services.intake.papers.receipt import receipt_pdf, tied
from tests.services.intake.builders import a_call, an_application


def test_a_receipt_is_a_tagged_pdf_in_polish() -> None:
    sent = an_application(State.FORMAL_CHECK)
    parts = [
        (
            each.title.pl,
            [
                (group.pl if group else "", [(row.label.pl, row.value) for row in rows])
                for group, rows in grouped(answers(each, sent, "pl"))
            ],
        )
        for each in SECTIONS
    ]
    made = receipt_pdf(sent, a_call(), parts)
    streams = re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL)
    text = made + b"".join(_plain(each) for each in streams)
    assert made.startswith(b"%PDF-")
    assert all(mark in text for mark in (b"/StructTreeRoot", b"pdfuaid:part", b"(pl-PL)"))


def _plain(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def test_no_short_word_is_left_at_the_end_of_a_line() -> None:
    assert tied("Chleb i miód z ula w Lublinie, ul. Prosta 1") == (
        "Chleb i\u00a0miód z\u00a0ula w\u00a0Lublinie, ul.\u00a0Prosta 1"
    )
