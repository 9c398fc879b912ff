"""The eleven points of the formal check: what the system suggests, and why.

Each answers yes, no or unknown ("cannot tell") with a reason in words; an officer decides each,
unless all are a sure yes and the procedure accepts by rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from chassis.process import Text
from contracts.base import Language
from contracts.values import Point
from services.intake.domain.calendar import add_months, local_date
from services.intake.domain.form import Form
from services.intake.domain.identifiers import is_krs, is_nip, is_regon
from services.intake.domain.procedure import Procedure
from services.intake.domain.words import counted

Verdict = Literal["yes", "no", "unknown"]
Answer = tuple[Verdict, Text]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks look at.

    Attributes:
        form: What was sent.
        procedure: The rules of the call.
        opens: When the call opened.
        closes: The last second of the call, None when it names no end.
        received_on: The day of receipt in Warsaw.
        attachments: The kinds that were attached.
        licensed: Positions of the items that hold a licence already and need no new proof.
        duplicates: Numbers of other live applications for a same item; None when not looked up.
    """

    form: Form
    procedure: Procedure
    opens: dt.datetime
    closes: dt.datetime | None
    received_on: dt.date
    attachments: frozenset[str] = frozenset()
    licensed: frozenset[int] = frozenset()
    duplicates: tuple[str, ...] | None = None


def _is(good: bool, yes: tuple[str, str], no: tuple[str, str]) -> Answer:  # noqa: FBT001
    return ("yes", Text(*yes)) if good else ("no", Text(*no))


def _in_call(facts: Facts) -> Answer:
    last = None if facts.closes is None else local_date(facts.closes)
    good = local_date(facts.opens) <= facts.received_on and (
        last is None or facts.received_on <= last
    )
    return _is(
        good,
        ("Wniosek wpłynął w czasie naboru.", "Received while the call was open."),
        ("Wniosek wpłynął poza czasem naboru.", "Received while the call was not open."),
    )


def _entity_type(facts: Facts) -> Answer:
    return _is(
        facts.form.entity.type in facts.procedure.entity_types,
        ("Ten typ podmiotu może ubiegać się o znak.", "This type of entity is admitted."),
        ("Ten typ podmiotu nie może ubiegać się o znak.", "This type of entity is not admitted."),
    )


def _seat(facts: Facts) -> Answer:
    return _is(
        facts.form.entity.address.voivodeship == facts.procedure.voivodeship,
        ("Siedziba jest w województwie naboru.", "The seat is in the voivodeship of the call."),
        ("Siedziba jest poza województwem naboru.", "The seat is in another voivodeship."),
    )


def _activity(facts: Facts) -> Answer:
    months = facts.procedure.formal.activity_months
    since = facts.form.activity.since
    if since is None:
        return "unknown", Text("Brak daty początku działalności.", "No start date of the activity.")
    pl, en = counted(months, ("miesiąc", "miesiące", "miesięcy"), "month")
    return _is(
        add_months(since, months) <= facts.received_on,
        (f"Działalność trwa co najmniej {pl}.", f"Active for at least {en}."),
        (f"Działalność trwa krócej niż {pl}.", f"Active for less than {en}."),
    )


def _own_revenue(facts: Facts) -> Answer:
    percent = facts.procedure.formal.own_revenue_percent
    total, own = facts.form.economy.total, facts.form.economy.own
    if not total or own is None:
        return "unknown", Text(
            "Przychód wynosi zero albo go nie podano. Udziału nie można policzyć.",
            "Revenue is zero or not given, so the share cannot be computed.",
        )
    en = f"{percent.normalize():f}"
    pl = en.replace(".", ",")
    return _is(
        own * 100 >= total * percent,
        (
            f"Przychody własne to co najmniej {pl}% całości.",
            f"Own revenue is at least {en}% of the total.",
        ),
        (
            f"Przychody własne to mniej niż {pl}% całości.",
            f"Own revenue is less than {en}% of the total.",
        ),
    )


def _social_activity(facts: Facts) -> Answer:
    activity = facts.form.activity
    if not activity.social or not activity.served:
        return "no", Text(
            "Brak opisu działalności społecznej albo jej odbiorców.",
            "The social activity or those it serves are not described.",
        )
    if len(activity.social) < facts.procedure.formal.description_characters:
        return "unknown", Text("Opis jest bardzo krótki.", "The description is very short.")
    return "yes", Text("Działalność społeczną opisano.", "The social activity is described.")


def _items(facts: Facts) -> Answer:
    least = facts.procedure.formal.recommendations_per_item
    short = [
        item
        for index, item in enumerate(facts.form.items)
        if index not in facts.licensed and len(item.recommendations) < least
    ]
    pl, en = counted(least, ("rekomendację", "rekomendacje", "rekomendacji"), "recommendation")
    return _is(
        bool(facts.form.items) and not short,
        (
            f"Każdy nowy produkt i usługa ma co najmniej {pl}.",
            f"Every new item has at least {en}.",
        ),
        (
            f"Każdy nowy produkt i usługa musi mieć co najmniej {pl}.",
            f"Every new item needs at least {en}.",
        ),
    )


def _attachments(facts: Facts) -> Answer:
    needed = set(facts.procedure.required_attachments)
    if facts.form.entity.krs:
        needed.discard("register-extract")
    return _is(
        needed <= facts.attachments,
        ("Są wszystkie załączniki.", "All attachments are there."),
        ("Brakuje wymaganego załącznika.", "A required attachment is missing."),
    )


def _declarations(facts: Facts) -> Answer:
    made = facts.form.declarations
    return _is(
        made.truth and made.rules and made.rodo,
        ("Złożono wszystkie oświadczenia.", "All declarations are made."),
        ("Nie złożono wszystkich oświadczeń.", "Not all declarations are made."),
    )


def _identifiers(facts: Facts) -> Answer:
    entity = facts.form.entity
    good = is_nip(entity.nip) and is_regon(entity.regon)
    good = good and (is_krs(entity.krs) if entity.krs else bool(entity.register_name))
    if entity.run_by is not None:
        good = good and is_nip(entity.run_by.nip)
    return _is(
        good,
        ("Numery NIP, REGON i KRS są poprawne.", "NIP, REGON and KRS are valid."),
        ("Numer NIP, REGON lub KRS jest błędny.", "The NIP, REGON or KRS number is wrong."),
    )


def _no_duplicate(facts: Facts) -> Answer:
    if facts.duplicates is None:
        return "unknown", Text("Jeszcze nie sprawdzono.", "Not looked up yet.")
    listed = ", ".join(facts.duplicates)
    return _is(
        not facts.duplicates,
        ("Nie ma innego wniosku w toku o to samo.", "No other application asks for the same."),
        (
            f"W toku jest już wniosek o to samo: {listed}.",
            f"Another application asks for the same: {listed}.",
        ),
    )


CHECKS: Final[Mapping[str, tuple[Callable[[Facts], Answer], tuple[str, ...]]]] = {
    "in-call": (_in_call, ()),
    "entity-type": (_entity_type, ("entity.type", "entity.run_by")),
    "seat": (_seat, ("entity.address",)),
    "activity": (_activity, ("activity.since",)),
    "own-revenue": (_own_revenue, ("economy",)),
    "social-activity": (_social_activity, ("activity.social", "activity.served")),
    "items": (_items, ("items",)),
    "attachments": (_attachments, ("attachments",)),
    "declarations": (_declarations, ("declarations",)),
    "identifiers": (
        _identifiers,
        ("entity.nip", "entity.regon", "entity.krs", "entity.register", "entity.run_by"),
    ),
    "no-duplicate": (_no_duplicate, ("items",)),
}
"""Code → the check and the form fields it questions. The order is the order on the page."""


def suggest(facts: Facts, language: Language) -> tuple[Point, ...]:
    """What the system suggests on each point, with the reason in both languages, first in this."""
    points = []
    for code, (check, fields) in CHECKS.items():
        verdict, text = check(facts)
        reasons: dict[Language, str] = {"pl": text.pl, "en": text.en}
        said = {"reason": reasons[language], "reasons": reasons}
        points.append(Point(code=code, verdict=verdict, fields=fields, **said))
    return tuple(points)


def all_sure(points: Sequence[Point]) -> bool:
    """Every point is a sure yes."""
    return all(point.verdict == "yes" for point in points)
