"""What the office has written about an application so far: receipt, call to correct, decision."""

from __future__ import annotations

from typing import Literal

from chassis.papers import Paper
from contracts.base import Language
from services.intake.domain.application import Application
from services.intake.papers.correction import call_to_correct
from services.intake.papers.decision import decision
from services.intake.papers.receipt import receipt
from services.intake.service import Intake

Letter = Literal["receipt", "call-to-correct", "decision"]


async def letters(
    service: Intake, application: Application, language: Language
) -> dict[Letter, Paper]:
    """Those there are, ready to be printed."""
    call, url = await service.call_of(application), service.settings.public_url.rstrip("/")
    found: dict[Letter, Paper] = {}
    if application.number is not None and application.submitted_at is not None:
        found["receipt"] = receipt(application, call, language)
    if application.asked_at is not None:
        found["call-to-correct"] = call_to_correct(application, call, url, language)
    if application.decided() is not None:
        confirmed = application.verdict and application.verdict.confirmed
        signers = {application.checked_by, confirmed.by if confirmed else ""}
        names = await service.people.names(signers)
        found["decision"] = decision(application, call, url, names, language)
    return found
