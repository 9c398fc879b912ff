"""What the pages of the office share: who comes in, words for codes, and the way to more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from chassis.auth import Principal
from chassis.pages import Page, Turn
from chassis.problems import STATUS
from chassis.process import Invalid, Refused, Text, Unknown
from chassis.site.filled import field_errors
from chassis.site.posted import Posted
from chassis.site.visitor import guest
from services.intake.domain.procedure import ENTITY_TYPES
from services.intake.pages.words import ATTACHMENTS, CATEGORIES

M = TypeVar("M", bound=BaseModel)

Desk = Annotated[Principal, Depends(guest("officer", "director"))]
Officer = Annotated[Principal, Depends(guest("officer"))]

ON_A_PAGE: Final = 25


class Label(NamedTuple):
    """What a code is called, and how it looks: good, bad, warn or plain."""

    text: Text
    look: str = ""


def _label(pl: str, en: str, look: str = "") -> Label:
    return Label(Text(pl, en), look)


STATES: Final[Mapping[str, Label]] = {
    "draft": _label("wersja robocza", "draft"),
    "submitted": _label("złożony", "submitted"),
    "formal_check": _label("do oceny formalnej", "to be checked", "warn"),
    "correction": _label("do uzupełnienia", "to be corrected", "warn"),
    "accepted": _label("w ocenie", "being evaluated"),
    "evaluation": _label("u ekspertów", "with the experts"),
    "chapter": _label("przed Kapitułą", "before the chapter"),
    "awaiting_confirmation": _label("czeka na dyrektora", "waits for the director", "warn"),
    "decided": _label("rozstrzygnięty", "decided"),
    "granted": _label("znak przyznany", "mark granted", "good"),
    "refused": _label("odmowa", "refused", "bad"),
    "rejected": _label("odrzucony formalnie", "formally rejected", "bad"),
    "withdrawn": _label("wycofany", "withdrawn"),
    "appeal": _label("odwołanie", "appeal", "warn"),
    "awaiting_signature": _label("umowa do podpisu", "agreement to be signed", "warn"),
    "active": _label("licencja aktywna", "licence active", "good"),
    "suspended": _label("licencja zawieszona", "licence suspended", "warn"),
    "expired": _label("licencja wygasła", "licence expired"),
    "ended": _label("okres licencji minął", "term has ended"),
    "revoked": _label("licencja cofnięta", "licence revoked", "bad"),
    "surrendered": _label("licencja zrzeczona", "licence surrendered"),
    "lapsed": _label("umowa niepodpisana w terminie", "agreement not signed in time"),
    "deleted": _label("usunięty", "deleted"),
}
"""Of applications and of cases."""

WAITS: Final[Mapping[str, Text]] = {
    "submission": Text("złożenie wniosku", "the application to be sent"),
    "formal-decision": Text("ocenę formalną", "the formal check"),
    "correction": Text("uzupełnienie", "a correction"),
    "panel": Text("wybór ekspertów", "experts to be chosen"),
    "experts": Text("ekspertów, bo brakuje osób bez konfliktu", "experts, who are missing"),
    "scores": Text("oceny ekspertów", "the experts' scores"),
    "vote": Text("głosowanie Kapituły", "the chapter's vote"),
    "confirmation": Text("zatwierdzenie przez dyrektora", "the director's confirmation"),
    "appeal": Text("odwołanie, jeśli wnioskodawca je złoży", "an appeal, if there is one"),
    "appeal-decision": Text("rozpatrzenie odwołania", "the decision on the appeal"),
    "signature": Text("podpis umowy", "the signature of the agreement"),
    "renewal": Text("wniosek o przedłużenie", "a renewal"),
    "reinstatement": Text("przywrócenie licencji", "the licence to be reinstated"),
}
"""What a case waits for."""

ON: Final[Mapping[str, Text]] = {
    "applicant": Text("wnioskodawca", "the applicant"),
    "officer": Text("pracownik urzędu", "the officer"),
    "expert": Text("ekspert", "the expert"),
    "director": Text("dyrektor", "the director"),
    "chapter": Text("Kapituła", "the chapter"),
    "system": Text("system", "the system"),
    "licensee": Text("licencjobiorca", "the licensee"),
}
"""Whose turn it is."""

POINTS: Final[Mapping[str, Text]] = {
    "in-call": Text("Wniosek wpłynął w czasie naboru", "Filed while the call was open"),
    "entity-type": Text("Typ podmiotu jest dopuszczony", "The type of entity is admitted"),
    "seat": Text("Siedziba jest w województwie", "The seat is in the voivodeship"),
    "activity": Text("Działa wystarczająco długo", "Active for long enough"),
    "own-revenue": Text("Przychody własne wystarczają", "Own revenue is high enough"),
    "social-activity": Text("Opisano działalność społeczną", "Social activity is described"),
    "items": Text("Produkty i usługi mają rekomendacje", "Items have recommendations"),
    "attachments": Text("Są wymagane załączniki", "Attachments are there"),
    "declarations": Text("Złożono oświadczenia", "Declarations are made"),
    "identifiers": Text("NIP, REGON i KRS są poprawne", "NIP, REGON and KRS are valid"),
    "no-duplicate": Text("Nie ma drugiego takiego wniosku", "No other such application"),
}
"""The eleven points of the formal check."""

VERDICTS: Final[Mapping[str, Text]] = {
    "yes": Text("tak", "yes"),
    "no": Text("nie", "no"),
    "unknown": Text("nie wiadomo", "cannot tell"),
}

KINDS: Final[Mapping[str, Text]] = {
    "new": Text("nowy znak", "a new mark"),
    "renewal": Text("przedłużenie", "renewal"),
    "product": Text("produkt", "product"),
    "service": Text("usługa", "service"),
}
"""Of applications and of items."""

WORDS: Final[Mapping[str, Any]] = {
    "states": STATES,
    "waits": WAITS,
    "on_whom": ON,
    "points_named": POINTS,
    "verdicts": VERDICTS,
    "kinds": KINDS,
    "files_named": ATTACHMENTS,
    "categories_named": CATEGORIES,
    "entity_types": ENTITY_TYPES,
}
"""What the templates of the office look codes up in."""


def turn(after: str | None) -> Turn:
    """The page that is asked for; "" is the first."""
    return Turn(ON_A_PAGE, after or None)


def further(request: Request, page: Page[Any]) -> str | None:
    """The address of the next page of this list; None on the last."""
    if page.next is None:
        return None
    return f"{request.url.path}?{urlencode({**request.query_params, 'after': page.next})}"


def body(model: type[M], form: Posted) -> M:
    """The body of an API's route, from a form.

    Raises:
        Invalid: Naming every wrong field.
    """
    return typed(model, form.fields())


def typed(model: type[M], fields: Mapping[str, Any]) -> M:
    """Likewise from fields by name; one left empty was not sent.

    Raises:
        Invalid: Naming every wrong field, as the form knows it.
    """
    try:
        return model.model_validate({name: value for name, value in fields.items() if value})
    except ValidationError as error:
        found = {each.field.partition(".")[0]: each for each in field_errors(error)}
        raise Invalid(tuple(e._replace(field=name) for name, e in found.items())) from None


def status_of(error: Refused) -> int:
    """As the API answers it; what is not there or not theirs is no matter of the form.

    Raises:
        Refused: That is the case.
    """
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    if status not in {409, 422} or isinstance(error, Unknown):
        raise error
    return status
