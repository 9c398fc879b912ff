"""What is left of people here who are erased: their ids. The register never showed them."""

from __future__ import annotations

from collections.abc import Collection

from chassis.process import Decision
from contracts.erasure import ERASED
from services.licensing.domain.licence import Licence, Measure


def licence(found: Licence, persons: Collection[str]) -> Decision[Licence]:
    """Contacts go, and what a licensee wrote on giving the licence up."""
    ready = found.next
    if ready is not None and ready.contact is not None:
        ready = ready.model_copy(update={"contact": ready.contact.erased(persons)})
    return Decision(
        found.but(
            contact=found.contact.erased(persons),
            next=ready,
            measures=tuple(_measure(each, persons) for each in found.measures),
        )
    )


def _measure(measure: Measure, persons: Collection[str]) -> Measure:
    said = measure.kind == "surrendered" and measure.by in persons and measure.reason
    return measure.model_copy(update={"reason": ERASED}) if said else measure
