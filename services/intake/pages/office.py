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
from services.intake.domain import words
from services.intake.pages.words import ATTACHMENTS, CATEGORIES, TYPES
from services.intake.pages.words import KINDS as ITEMS

M = TypeVar("M", bound=BaseModel)

Desk = Annotated[Principal, Depends(guest("officer", "director"))]
Officer = Annotated[Principal, Depends(guest("officer"))]

ON_A_PAGE: Final = 25


class Label(NamedTuple):
    """What a code is called, and how it looks: good, bad, warn or plain."""

    text: Text
    look: str = ""


_OWN: Final[Mapping[str, Text]] = {
    "formal_check": Text("do oceny formalnej", "to be checked"),
    "correction": Text("do uzupełnienia", "to be corrected"),
    "accepted": Text("w ocenie", "being evaluated"),
    "evaluation": Text("u ekspertów", "with the experts"),
    "awaiting_confirmation": Text("czeka na dyrektora", "waits for the director"),
    "decided": Text("rozstrzygnięty", "decided"),
    "rejected": Text("odrzucony formalnie", "formally rejected"),
    "deleted": Text("usunięty", "deleted"),
}
"""What the office calls otherwise than applicants are told: by what is to be done, and by whom."""

_LOOKS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("formal_check", "correction", "awaiting_confirmation", "appeal"), "warn"),
    **dict.fromkeys(("awaiting_signature", "suspended"), "warn"),
    **dict.fromkeys(("granted", "active"), "good"),
    **dict.fromkeys(("refused", "rejected", "revoked"), "bad"),
}

STATES: Final[Mapping[str, Label]] = {
    code: Label(text, _LOOKS.get(code, "")) for code, text in {**words.STATES, **_OWN}.items()
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
"""The eleven points of the formal check as what is answered: yes, no, or nobody can tell."""

VERDICTS: Final[Mapping[str, Text]] = {
    "yes": Text("tak", "yes"),
    "no": Text("nie", "no"),
    "unknown": Text("nie wiadomo", "cannot tell"),
}

KINDS: Final[Mapping[str, Text]] = {
    "new": Text("nowy znak", "a new mark"),
    "renewal": Text("przedłużenie", "renewal"),
    **ITEMS,
}
"""Of applications and of items."""

CHANNELS: Final[Mapping[str, Text]] = {
    "online": Text("przez internet", "online"),
    "paper": Text("na papierze", "on paper"),
}
"""How an application came."""

WORDS: Final[Mapping[str, Any]] = {
    "states": STATES,
    "waits": WAITS,
    "on_whom": {code: said for code, said in words.ON.items() if code != "nobody"},
    "points_named": POINTS,
    "verdicts": VERDICTS,
    "kinds": KINDS,
    "files_named": ATTACHMENTS,
    "categories_named": CATEGORIES,
    "entity_types": TYPES,
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
