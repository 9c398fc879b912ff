"""Where a case is, what it waits for and from whom, as people are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chassis.counts import count
from chassis.process import Text

ON: Final[Mapping[str, Text]] = {
    "applicant": Text("wnioskodawca", "applicant"),
    "officer": Text("urząd", "the office"),
    "expert": Text("ekspert", "expert"),
    "director": Text("dyrektor", "director"),
    "chapter": Text("Kapituła", "the chapter"),
    "system": Text("system", "the system"),
    "licensee": Text("licencjobiorca", "licensee"),
    "nobody": Text("nikt", "nobody"),
}
STATES: Final[Mapping[str, Text]] = {
    "draft": Text("wersja robocza", "draft"),
    "submitted": Text("złożony", "sent"),
    "formal_check": Text("ocena formalna", "formal check"),
    "correction": Text("uzupełnienie", "correction"),
    "accepted": Text("po ocenie formalnej", "passed the formal check"),
    "evaluation": Text("ocena ekspertów", "evaluation by experts"),
    "chapter": Text("przed Kapitułą", "before the chapter"),
    "awaiting_confirmation": Text("czeka na zatwierdzenie", "to be confirmed"),
    "rejected": Text("odrzucony", "rejected"),
    "appeal": Text("odwołanie", "appeal"),
    "withdrawn": Text("wycofany", "withdrawn"),
    "granted": Text("znak przyznany", "mark granted"),
    "refused": Text("odmowa", "refused"),
    "awaiting_signature": Text("umowa do podpisu", "agreement to be signed"),
    "active": Text("licencja aktywna", "licence active"),
    "suspended": Text("licencja zawieszona", "licence suspended"),
    "ended": Text("okres licencji minął", "term of the licence over"),
    "expired": Text("licencja wygasła", "licence expired"),
    "lapsed": Text("umowy nie podpisano", "agreement not signed"),
    "revoked": Text("licencja cofnięta", "licence revoked"),
    "surrendered": Text("podmiot zrzekł się licencji", "licence surrendered"),
}
WAITS: Final[Mapping[str, Text]] = {
    "submission": Text("złożenie wniosku", "the application to be sent"),
    "formal-decision": Text("ocena formalna", "the formal check"),
    "correction": Text("uzupełnienie", "the correction"),
    "appeal": Text("odwołanie, jeśli ktoś je złoży", "an appeal, if there is to be one"),
    "appeal-decision": Text("rozpatrzenie odwołania", "the decision on the appeal"),
    "panel": Text("wyznaczenie ekspertów", "experts to be assigned"),
    "experts": Text("nowi eksperci", "new experts"),
    "scores": Text("karty oceny", "the cards"),
    "vote": Text("głosowanie Kapituły", "the vote of the chapter"),
    "confirmation": Text("zatwierdzenie", "the confirmation"),
    "signature": Text("podpis umowy", "the agreement to be signed"),
    "renewal": Text("przedłużenie", "a renewal"),
    "reinstatement": Text("przywrócenie", "the reinstatement"),
}


def said(words: Mapping[str, Text], code: str) -> Text:
    """The word for a code; the code itself where there is none."""
    return words.get(code, Text(code, code))


def counted(number: int, forms: tuple[str, str, str], unit: str) -> Text:
    """The number with its noun: 1 rok, 2 lata, 5 lat; the English ``unit`` takes an s."""
    units = (unit, f"{unit}s", f"{unit}s")
    return Text(count(number, *forms, language="pl"), count(number, *units, language="en"))
