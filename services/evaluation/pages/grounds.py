"""Why an expert steps down, in plain words. Source: art. 24 KPA."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chassis.process import Text

GROUNDS: Final[Mapping[str, Text]] = {
    "party": Text(
        "Sprawa dotyczy mnie: jej wynik wpłynie na moje prawa lub obowiązki.",
        "The case concerns me: its outcome touches my rights or duties.",
    ),
    "kin": Text(
        "Sprawa dotyczy kogoś z rodziny: małżonka, rodziców, dzieci, rodzeństwa, dziadków, "
        "wnuków albo takich krewnych małżonka.",
        "The case concerns my family: spouse, parents, children, siblings, grandparents, "
        "grandchildren, or those of my spouse.",
    ),
    "care": Text(
        "Łączy nas przysposobienie, opieka albo kuratela.",
        "We are bound by adoption or guardianship.",
    ),
    "employer": Text(
        "Pracuję dla tego podmiotu albo go współtworzę, teraz lub w ostatnich trzech latach.",
        "I work for this entity or belong to it, now or in the last three years.",
    ),
    "representative": Text(
        "Reprezentuję ten podmiot albo robi to ktoś z mojej rodziny, teraz lub dawniej.",
        "I or somebody of my family acts for this entity, now or before.",
    ),
    "before": Text(
        "To nie jest mój pierwszy udział w tej sprawie, np. pomoc we wniosku albo rekomendacja.",
        "I took part in this case before, for example helped with it or wrote a recommendation.",
    ),
    "superior": Text(
        "W podmiocie decyduje ktoś, komu podlegam w pracy.",
        "Somebody I report to at work decides in this entity.",
    ),
    "doubt": Text(
        "Jest inny powód, żeby wątpić w moją bezstronność.",
        "There is another reason to doubt that I am impartial.",
    ),
}
"""By a code that the form sends."""


def ground_of(code: str, words: str) -> str:
    """What is written down: the ground that was chosen, then the expert's own words."""
    chosen = GROUNDS.get(code)
    return " ".join(said for said in (chosen.pl if chosen else "", words) if said)
