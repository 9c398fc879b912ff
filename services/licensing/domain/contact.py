"""Who is written to changes with the application that an agreement or a term comes from."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision
from services.licensing.domain.commands import FollowContact
from services.licensing.domain.licence import Licence


def follow(licence: Licence, command: FollowContact, _: dt.datetime) -> Decision[Licence]:
    """The agreement of this application is told to the new contact, and so is its term."""
    new = {"contact": command.contact, "contact_seq": command.seq}
    ready = licence.next
    if ready and ready.case == command.case and ready.contact_seq < command.seq:
        licence = licence.but(next=ready.model_copy(update=new))
    if granted_by(licence) == command.case and licence.contact_seq < command.seq:
        licence = licence.but(**new)
    return Decision(licence)


def granted_by(licence: Licence) -> str:
    """The application that granted the last term; before the first one, that asks for it."""
    return licence.terms[-1].case if licence.terms else licence.id
