"""What intake knows of a licence, learnt from licensing's events, to judge renewals by."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from chassis.process import FieldError, Invalid
from contracts.licensing import (
    LicenceActivated,
    LicenceAmended,
    LicenceImported,
    LicenceRenewed,
)
from contracts.values import Contact, Item
from services.intake.domain import calendar
from services.intake.domain.form import Form, held
from services.intake.domain.reading import required, wrong

Begun = LicenceActivated | LicenceAmended | LicenceImported | LicenceRenewed
"""Events with a whole term in them."""


class Licence(BaseModel):
    """The latest term of a licence: who holds it, what it covers, when it may be renewed.

    Attributes:
        person: The contact person, with ``email``, "" once they were erased; ``imported`` tells
            that it is no account.
        ended: It was revoked or surrendered, which is for good.
        case: The application that granted the latest term.
        entity: What the licensee is called.
        type: What kind of entity it is, with ``town`` and ``voivodeship``; "" in older documents.
        ends: The latest term's last day.
        renewing: Another application to renew it is under way.
        people: Who acts in that application, and so for the licence; empty when it is not known.
        team: The team they are, if they are one. These three are looked up when a renewal is sent.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: str
    nip: str
    person: str
    email: str = ""
    imported: bool = False
    items: tuple[Item, ...]
    opens_renewal: dt.date
    closes_renewal: dt.date
    seq: int
    case: str = ""
    entity: str = ""
    type: str = ""
    town: str = ""
    voivodeship: str = ""
    ends: dt.date | None = None
    ended: bool = False
    renewing: bool = False
    people: frozenset[str] = frozenset()
    team: str | None = None

    def window(self) -> tuple[dt.date, dt.date]:
        """The first and the last day to file; an older message may tell a free day as the last."""
        return self.opens_renewal, calendar.working_day(self.closes_renewal)


LOOKED_UP: Final = frozenset({"ended", "renewing", "people", "team"})
"""What no event of the licence says about it."""


class Filed(NamedTuple):
    """How a renewal comes in: by whom, for whom, of which team, on which day (Warsaw)."""

    by: str
    owner: Contact
    team: str | None
    on: dt.date


def learn(event: Begun) -> Licence:
    """What the event says of the licence."""
    return Licence(
        number=event.licence_number,
        nip=event.entity.nip,
        person=event.contact.person,
        email=event.contact.email,
        imported=isinstance(event, LicenceImported),
        items=event.items,
        opens_renewal=event.opens_renewal,
        closes_renewal=event.closes_renewal,
        seq=event.seq,
        case=event.case or "",
        entity=event.entity.name,
        type=event.entity.type,
        town=event.entity.town,
        voivodeship=event.entity.voivodeship,
        ends=event.term.end,
    )


def renewable(form: Form, licence: Licence | None, filed: Filed) -> Licence:
    """Check that this form may renew this licence.

    Args:
        form: Of kind renewal.
        licence: The licence it names, None when there is none of that number.
        filed: By whom, for whom and when.

    Returns:
        The licence.

    Raises:
        Invalid: Unknown licence, somebody else's, ended for good, being renewed already, outside
            the window, of another team, or an item that is said to be licensed and is not.
    """
    field = "licence_number"
    if not form.licence_number:
        raise Invalid((required(field),))
    if licence is None:
        said = ("Nie ma licencji o tym numerze.", "There is no licence of this number.")
        raise Invalid((wrong(field, "unknown-licence", *said),))
    if not _theirs(form, licence, filed):
        said = ("To jest licencja innego podmiotu.", "This is the licence of another entity.")
        raise Invalid((wrong(field, "not-yours", *said),))
    if licence.team and filed.team not in (None, licence.team):
        said = ("Ta licencja należy do innego zespołu.", "This licence belongs to another team.")
        raise Invalid((wrong("team", "another-team", *said),))
    if licence.ended:
        said = (
            "Ta licencja jest cofnięta albo podmiot się jej zrzekł.",
            "It was revoked or surrendered.",
        )
        raise Invalid((wrong(field, "licence-ended", *said),))
    if licence.renewing:
        raise renewal_filed()
    first, last = licence.window()
    if not first <= filed.on <= last:
        raise Invalid((_outside(licence),))
    if errors := _not_licensed(form, licence):
        raise Invalid(errors)
    return licence


def renewal_filed() -> Invalid:
    """Another application renews the licence already."""
    said = (
        "Wniosek o przedłużenie tej licencji już jest złożony. Poczekaj na decyzję.",
        "A renewal of this licence is filed already. Wait for its decision.",
    )
    return Invalid((wrong("licence_number", "renewal-filed", *said),))


def _theirs(form: Form, licence: Licence, filed: Filed) -> bool:
    """Whether the licensee files it: a NIP is public, so online the person counts as well.

    Somebody of the entity who is in no team with the licensee files on paper, where an officer sees
    who signed.
    """
    if form.entity.nip != licence.nip:
        return False
    if form.channel == "paper" or filed.by in licence.people:
        return True
    if licence.imported or licence.person.startswith("paper:"):  # nobody with an account yet
        theirs = filed.owner.email.casefold()
        return theirs != "" and theirs == licence.email.casefold()
    return not licence.people and filed.by == licence.person


def _outside(licence: Licence) -> FieldError:
    first, last = licence.window()
    return wrong(
        "licence_number",
        "outside-window",
        f"Wniosek o przedłużenie można złożyć od {first:%d.%m.%Y} do {last:%d.%m.%Y}.",
        f"A renewal may be filed from {first} to {last}.",
    )


def _not_licensed(form: Form, licence: Licence) -> tuple[FieldError, ...]:
    said = ("Tego produktu lub usługi nie ma w licencji.", "The licence does not hold this item.")
    return tuple(
        wrong(f"items.{index}.new", "not-licensed", *said)
        for index, item in enumerate(form.items)
        if item.new is False and held(item, licence.items) is None
    )
