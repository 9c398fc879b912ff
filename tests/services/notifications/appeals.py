"""The samples of appeals and of decisions put right."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from contracts import evaluation as e
from contracts import intake as i
from contracts import licensing as li
from contracts.base import Event, Language
from contracts.values import ItemVerdict
from tests.services.notifications.events import (
    ENTITY,
    HONEY,
    LICENCE,
    LICENCE_RULES,
    LUNCH,
    NUMBER,
    TERM,
    a_contact,
    an_office,
    head,
)


def appeals(language: Language) -> dict[str, Event]:
    polish = language == "pl"
    about = {
        **head(),
        "number": NUMBER,
        "contact": a_contact(language),
        "office": an_office(language),
    }
    grounds = "Atest dołączyłam do wniosku." if polish else "The certificate was enclosed."
    reasons = "Atest jest w załączniku." if polish else "The certificate is enclosed."
    until = {"decide_by": dt.date(2026, 2, 11)}
    return {
        "appeal-filed-rejection": i.AppealFiled(
            **about, **until, against="rejection", grounds=grounds
        ),
        "appeal-filed-refusal": i.AppealFiled(**about, **until, against="refusal", grounds=""),
        "formal-appeal-granted": i.AppealDecided(**about, outcome="granted", reasons=reasons),
        "formal-appeal-upheld": i.AppealDecided(**about, outcome="upheld", reasons=reasons),
        "formal-appeal-withdrawn": i.AppealDecided(**about, outcome="withdrawn", reasons=""),
    }


def second_looks(language: Language) -> dict[str, Event]:
    polish = language == "pl"
    low = "Średnia ocen: 48,5 pkt. Próg: 60 pkt." if polish else "Mean score: 48.5. Threshold: 60."
    why = "Pomylono dwie usługi." if polish else "Two services were mixed up."
    good = ItemVerdict(item=HONEY, granted=True, mean=Decimal("82.50"))
    bad = ItemVerdict(item=LUNCH, granted=False, mean=Decimal("48.50"), reason=low)
    about = {
        **head("case"),
        "number": NUMBER,
        "kind": "new",
        "entity": ENTITY,
        "mean": Decimal("65.50"),
        "reasons": "Znak nie został przyznany." if polish else "The mark was not granted.",
        "appeal_until": None,
        "licence_number": None,
        "licence": LICENCE_RULES,
        "contact": a_contact(language),
        "office": an_office(language),
    }
    window = {"opens_renewal": dt.date(2026, 12, 31), "closes_renewal": dt.date(2027, 3, 31)}
    term = {
        **head("licence"),
        **window,
        "licence_number": LICENCE,
        "term": TERM,
        "items": (HONEY,),
        "entity": ENTITY,
        "contact": a_contact(language),
        "office": an_office(language),
    }
    corrected = {"why": why, "changed": (LUNCH.id,)}
    until = {"appeal_until": dt.date(2026, 1, 26)}
    return {
        "appeal-granted": e.AppealDecided(**about, verdicts=(good,), outcome="granted"),
        "appeal-granted-in-part": e.AppealDecided(
            **about, verdicts=(good, bad), outcome="granted", resolution="4/2026/2"
        ),
        "appeal-upheld": e.AppealDecided(**about, verdicts=(bad,), outcome="upheld"),
        "appeal-withdrawn": e.AppealDecided(**about, verdicts=(good, bad), outcome="withdrawn"),
        "decision-corrected": e.DecisionCorrected(
            **about,
            **corrected,
            verdicts=(good, bad.model_copy(update={"granted": True, "reason": ""})),
        ),
        "decision-corrected-refused": e.DecisionCorrected(
            **{**about, **until}, **corrected, verdicts=(good, bad)
        ),
        "licence-amended": li.LicenceAmended(**term, joined=(HONEY,), left=()),
        "licence-amended-late": li.LicenceAmended(
            **{**term, "at": dt.datetime(2027, 3, 20, 9, tzinfo=dt.UTC)}, joined=(HONEY,), left=()
        ),
        "licence-amended-removed": li.LicenceAmended(**term, joined=(), left=(LUNCH,)),
    }
