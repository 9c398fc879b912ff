"""Who a renewal is written to: the licence's contact stays until the next term is signed."""

from __future__ import annotations

from typing import Any

from contracts.licensing import LicenceDrafted, LicenceExpired, LicenceLapsed, LicenceRenewed
from contracts.values import Contact, Office
from services.licensing.domain.commands import DrawUpNext, Sign
from services.licensing.domain.process import decide
from tests.services.licensing.build import CONTACT, OFFICE, a_renewal, at, filed, live

ON_PAPER = Sign(by="o-1", form="paper")


def told(*messages: Any) -> list[tuple[type, Contact, Office]]:
    """Who each of these is for, and from."""
    return [(type(each), each.contact, each.office) for each in messages]


def test_a_new_contact_hears_of_the_next_agreement_and_is_the_licences_once_it_is_signed() -> None:
    kasia = CONTACT.model_copy(update={"person": "p-2", "email": "kasia@bochenek.example"})
    office = OFFICE.model_copy(update={"email": "znak@rops.example"})
    verdict = DrawUpNext(a_renewal(contact=kasia, office=office))

    drawn = decide(verdict, at("2027-02-20"), filed("2027-02-01"))
    made = decide(ON_PAPER, at("2027-02-25"), drawn.state)
    _, later = live(drawn.state, at("2027-04-27"))

    assert (drawn.state.contact, drawn.state.office) == (CONTACT, OFFICE)
    assert (made.state.contact, made.state.office) == (kasia, office)
    assert told(*drawn.messages, *made.messages, *later) == [
        (LicenceDrafted, kasia, office),
        (LicenceRenewed, kasia, office),
        (LicenceExpired, CONTACT, OFFICE),
        (LicenceLapsed, kasia, office),
    ]
