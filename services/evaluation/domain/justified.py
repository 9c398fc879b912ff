"""How experts justified a verdict, for the applicant: by criterion, and never by whom.

The words on a criterion are put in the order of the alphabet, each criterion by itself, so that
no place in a list is one expert's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from contracts.values import CriterionVerdict, EvaluationRules, Item, ItemVerdict
from services.evaluation.domain.case import Case, ItemScores
from services.evaluation.domain.scores import Sheet, closest_two, hundredths


def sheet(entry: ItemScores) -> Sheet:
    """The points of one card for one item, by criterion."""
    return {score.criterion: score.points for score in entry.scores}


def entries(case: Case, item: Item) -> Sequence[ItemScores]:
    """What each card says of the item, in the order of the seats."""
    return tuple(entry for card in case.cards for entry in card.items if entry.item == item.id)


def counted(case: Case, item: Item) -> Sequence[ItemScores]:
    """What counts: all of the panel's, or the closest two once a third one is in."""
    found = entries(case, item)
    if len(found) <= case.file.evaluation.experts:
        return found
    sheets = [sheet(entry) for entry in found]
    best = closest_two(sheets)
    return tuple(
        entry
        for entry, made in zip(found, sheets, strict=True)
        if any(made is each for each in best)
    )


def criteria(found: Sequence[ItemScores], rules: EvaluationRules) -> tuple[CriterionVerdict, ...]:
    """Each criterion's mean, and what the experts say of it."""
    return tuple(
        CriterionVerdict(
            code=each.code,
            name=each.name,
            max=each.max,
            min=each.min,
            mean=hundredths(Decimal(sum(points)) / len(points)),
            justifications=tuple(sorted(words)),
        )
        for each in rules.criteria
        for points, words in [tuple(zip(*_given(found, each.code), strict=True))]
    )


def _given(found: Sequence[ItemScores], code: str) -> Iterator[tuple[int, str]]:
    for entry in found:
        for score in entry.scores:
            if score.criterion == code:
                yield score.points, score.justification


def told(verdicts: Sequence[ItemVerdict]) -> tuple[ItemVerdict, ...]:
    """As the applicant is told: what was granted needs no justification."""
    return tuple(made.unexplained() if made.granted else made for made in verdicts)
