"""What came of each application, as the API tells it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Znak
from deploy.local.demo_cast import Applicant
from deploy.local.demo_report import Row

STEPS: Mapping[str, str] = {
    "intake.application-submitted.v1": "sent in",
    "intake.correction-requested.v1": "asked to correct",
    "intake.application-corrected.v1": "corrected",
    "intake.application-accepted.v1": "accepted",
    "intake.application-rejected.v1": "rejected",
    "intake.application-withdrawn.v1": "withdrawn",
    "evaluation.case-withdrawn.v1": "withdrawn",
    "evaluation.expert-recused.v1": "recusal",
    "evaluation.score-overdue.v1": "expert late",
    "evaluation.scores-diverged.v1": "third expert",
    "evaluation.evaluation-concluded.v1": "decided",
    "licensing.licence-activated.v1": "signed",
    "licensing.licence-lapsed.v1": "not signed",
    "licensing.licence-expiring.v1": "reminded",
    "licensing.licence-expired.v1": "expired",
    "licensing.licence-renewed.v1": "renewed",
}
"""The events of a case file that its path is told by."""


async def rows(znak: Znak, applicants: Sequence[Applicant]) -> list[Row]:
    """One row per application, renewals after the first ones, by number."""
    first = [_first(znak, each) for each in applicants]
    renewals = [_renewal(znak, each) for each in applicants if each.sample.renewal]
    return sorted(await asyncio.gather(*first, *renewals), key=lambda row: row.number)


async def _first(znak: Znak, applicant: Applicant) -> Row:
    application = await znak.intake.get(f"applications/{applicant.case}", OFFICER)
    outcome = str(application["state"])
    if outcome == "granted":
        licence = await znak.licensing.get(f"licences/{applicant.case}", OFFICER)
        outcome = _granted(licence, corrected=bool(application["asked"]))
    return await _row(znak, applicant, applicant.case, outcome, applicant.sample.expect)


async def _renewal(znak: Znak, applicant: Applicant) -> Row:
    case, outcome = applicant.renewal, "not filed"
    if case:
        application = await znak.intake.get(f"applications/{case}", OFFICER)
        outcome = str(application["state"])
    return await _row(znak, applicant, case, outcome, "granted")


async def _row(znak: Znak, applicant: Applicant, case: str, outcome: str, expected: str) -> Row:
    file = await znak.intake.get(f"cases/{case}", OFFICER) if case else {"entries": []}
    mails = await znak.notifications.listed("mails", OFFICER, case=case) if case else []
    return Row(
        sample=applicant.sample.name,
        number=file.get("number") or "",
        entity=applicant.sample.entity,
        path=path_of(file["entries"]),
        outcome=outcome,
        expected=expected,
        licence=file.get("licence_number") or "",
        mails=len(mails),
    )


def _granted(licence: Json, *, corrected: bool) -> str:
    """What became of a licence, in the words of the samples' README."""
    terms = licence["terms"]
    if len(terms) == 1 and licence["state"] == "expired":
        return "corrected" if corrected else "expired"
    if len(terms) == 2:  # noqa: PLR2004 -- the first year and its renewal
        old, new = date.fromisoformat(terms[0]["end"]), date.fromisoformat(terms[1]["start"])
        return "renewed-early" if new == old + timedelta(days=1) else "renewed-late"
    return f"{licence['state']} with {len(terms)} terms"


def path_of(entries: Sequence[Json]) -> str:
    """The steps of a case in order; one that repeats is told once with its count."""
    counts: dict[str, int] = {}
    for entry in entries:
        if step := STEPS.get(entry["type"]):
            counts[step] = counts.get(step, 0) + 1
    return ", ".join(f"{step} ×{n}" if n > 1 else step for step, n in counts.items())
