"""What intake knows of a licence, learnt from licensing's events, to judge renewals by."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict

from chassis.process import FieldError, Invalid
from contracts.licensing import (
    LicenceActivated,
    LicenceAmended,
    LicenceImported,
    LicenceRenewed,
)
from contracts.values import Contact, Item
from services.intake.domain.form import Form, same
from services.intake.domain.reading import required, wrong

Begun = LicenceActivated | LicenceAmended | LicenceImported | LicenceRenewed
"""Events with a whole term in them."""


class Licence(BaseModel):
    """The latest term of a licence: who holds it, what it covers, when it may be renewed.

    Attributes:
        person: The contact person, with ``email``; ``imported`` tells that it is no account.
        ended: It was revoked or surrendered, which is for good.
        renewing: Another application to renew it is under way; looked up when one is sent.
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
    ended: bool = False
    renewing: bool = False


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
    )


def renewable(form: Form, licence: Licence | None, owner: Contact, received_on: dt.date) -> None:
    """Check that this form may renew this licence on the day of receipt.

    Args:
        form: Of kind renewal.
        licence: The licence it names, None when there is none of that number.
        owner: Who acts for the entity.
        received_on: The day of receipt in Warsaw.

    Raises:
        Invalid: Unknown licence, somebody else's, ended for good, being renewed already, outside
            the window, or an item that is said to be licensed and is not.
    """
    field = "licence_number"
    if not form.licence_number:
        raise Invalid((required(field),))
    if licence is None:
        said = ("Nie ma licencji o tym numerze.", "There is no licence of this number.")
        raise Invalid((wrong(field, "unknown-licence", *said),))
    if not _theirs(form, licence, owner):
        said = ("To jest licencja innego podmiotu.", "This is the licence of another entity.")
        raise Invalid((wrong(field, "not-yours", *said),))
    if licence.ended:
        said = ("Ta licencja jest cofnięta albo zrzeczona.", "It was revoked or surrendered.")
        raise Invalid((wrong(field, "licence-ended", *said),))
    if licence.renewing:
        raise renewal_filed()
    if not licence.opens_renewal <= received_on <= licence.closes_renewal:
        raise Invalid((_outside(licence),))
    if errors := _not_licensed(form, licence):
        raise Invalid(errors)


def renewal_filed() -> Invalid:
    """Another application renews the licence already."""
    said = (
        "Wniosek o przedłużenie tej licencji już jest złożony. Poczekaj na decyzję.",
        "A renewal of this licence is filed already. Wait for its decision.",
    )
    return Invalid((wrong("licence_number", "renewal-filed", *said),))


def _theirs(form: Form, licence: Licence, owner: Contact) -> bool:
    """Whether the licensee files it: a NIP is public, so online the person counts as well.

    One person acts for an entity so far; several of them come with accounts of entities. Somebody
    else of the entity files on paper, where an officer sees who signed.
    """
    if form.entity.nip != licence.nip:
        return False
    if form.channel == "paper":
        return True
    if licence.imported or licence.person.startswith("paper:"):  # nobody with an account yet
        return owner.email.casefold() == licence.email.casefold()
    return owner.person == licence.person


def _outside(licence: Licence) -> FieldError:
    first, last = licence.opens_renewal, licence.closes_renewal
    return wrong(
        "licence_number",
        "outside-window",
        f"Wniosek o przedłużenie można złożyć od {first:%d.%m.%Y} do {last:%d.%m.%Y}.",
        f"A renewal may be filed from {first} to {last}.",
    )


def _not_licensed(form: Form, licence: Licence) -> tuple[FieldError, ...]:
    held = {(item.kind, same(item.name)) for item in licence.items}
    said = ("Tego produktu lub usługi nie ma w licencji.", "The licence does not hold this item.")
    return tuple(
        wrong(f"items.{index}.new", "not-licensed", *said)
        for index, item in enumerate(form.items)
        if item.new is False and (item.kind, same(item.name)) not in held
    )
