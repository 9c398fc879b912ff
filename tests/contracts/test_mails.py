"""Every mail that can be written has a name in both languages."""

from __future__ import annotations

from contracts.mails import MAILS
from deploy.local.stack import ROOT


def test_every_template_has_a_name_and_every_name_a_template() -> None:
    files = (ROOT / "services" / "notifications" / "templates" / "pl").glob("*.txt")
    assert set(MAILS) == {file.stem for file in files} - {"layout"}
