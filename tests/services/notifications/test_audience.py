from __future__ import annotations

from pathlib import Path

from contracts.intake import ApplicationAccepted
from services.notifications.audience import addressed, context

EXAMPLES = Path(__file__).parents[3] / "contracts" / "examples"


def test_no_mail_keeps_what_only_the_experts_read() -> None:
    example = (EXAMPLES / "intake.application-accepted.v1.json").read_bytes()
    event = ApplicationAccepted.read(example)
    (notice, who), *_ = addressed(event)

    assert event.materials is not None
    without = event.model_copy(update={"materials": None})
    assert context(event, notice, who) == context(without, notice, who)
