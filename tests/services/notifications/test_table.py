"""The table of what is told to whom, by hand; the code has to say the same and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from services.notifications import audience
from services.notifications.audience import NOTICES
from services.notifications.rendering import TEMPLATES

READERS: Final[dict[Callable[..., object], str]] = {
    audience.applicant: "applicant",
    audience.expert: "expert",
    audience.recipients: "subscribers and people with drafts",
    audience.office: "officer",
    audience.members: "chapter",
}

TOLD: Final = {
    "intake.draft-saved": {"applicant"},
    "intake.call-opened": {"subscribers and people with drafts"},
    "intake.call-changed": {"subscribers and people with drafts"},
    "intake.call-closing": {"subscribers and people with drafts"},
    "intake.application-submitted": {"applicant", "officer"},
    "intake.correction-requested": {"applicant"},
    "intake.correction-due": {"applicant"},
    "intake.application-accepted": {"applicant"},
    "intake.application-rejected": {"applicant"},
    "evaluation.expert-assigned": {"expert"},
    "evaluation.score-due": {"expert"},
    "evaluation.score-overdue": {"officer"},
    "evaluation.expert-recused": {"officer"},
    "evaluation.scores-diverged": {"officer"},
    "evaluation.sitting-called": {"chapter"},
    "evaluation.evaluation-concluded": {"applicant"},
    "intake.appeal-filed": {"officer"},
    "intake.appeal-decided": {"applicant"},
    "evaluation.appeal-decided": {"applicant"},
    "licensing.licence-drafted": {"applicant"},
    "licensing.licence-activated": {"applicant"},
    "licensing.licence-expiring": {"applicant"},
    "licensing.licence-expired": {"applicant", "officer"},
    "licensing.licence-suspended": {"applicant", "officer"},
    "licensing.licence-reinstated": {"applicant", "officer"},
    "licensing.licence-revoked": {"applicant", "officer"},
    "intake.sign-in-requested": {"applicant"},
}
"""Each line of the table that was agreed; for a licence "applicant" is the licensee."""

BESIDE: Final = {
    "intake.application-withdrawn": {"applicant"},
    "intake.subscription-requested": {"applicant"},
    "intake.member-invited": {"applicant"},
    "evaluation.panel-short": {"officer"},
    "evaluation.sitting-cancelled": {"chapter"},
    "evaluation.case-withdrawn": {"applicant"},
    "evaluation.withdrawal-too-late": {"applicant"},
    "evaluation.decision-corrected": {"applicant"},
    "licensing.licence-amended": {"applicant"},
    "licensing.licence-lapsed": {"applicant"},
    "licensing.licence-renewed": {"applicant"},
    "licensing.licence-surrendered": {"applicant", "officer"},
}
"""What somebody has to know as well."""


def test_each_event_is_told_to_whom_the_table_names() -> None:
    told = {
        kind.wire_type.removesuffix(".v1"): {READERS[notice.audience] for notice in notices}
        for kind, notices in NOTICES.items()
    }
    assert told == {**TOLD, **BESIDE}


def test_only_what_cannot_wait_goes_to_the_office_at_once_on_any_day() -> None:
    at_once = {
        notice.template
        for notices in NOTICES.values()
        for notice in notices
        if notice.audience is audience.office and not notice.daily
    }
    assert at_once == {"panel-short"}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_whatever_a_digest_may_tell_has_its_line_and_its_heading(language: str) -> None:
    daily = {n.template for notices in NOTICES.values() for n in notices if n.daily}
    with_lines = {
        path.stem
        for path in (TEMPLATES / language).glob("*.txt")
        if {"block line", "block heading"} <= _blocks(path.read_text("utf-8"))
    }
    assert with_lines == {*daily, "mail-failed"}


def _blocks(source: str) -> set[str]:
    return {part.partition(" %}")[0] for part in source.split("{% ")}
