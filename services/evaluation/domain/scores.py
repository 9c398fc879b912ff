"""The arithmetic of score cards: whole points in, a verdict per item out. Exact throughout.

Every comparison is made on sums multiplied out, so no rounding can tip a verdict; only what is
shown is rounded, to hundredths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from chassis.process import Text
from contracts.values import EvaluationRules

Sheet = Mapping[str, int]
"""One expert's points for one item, by criterion."""


def total(sheet: Sheet) -> int:
    """The sum of the points."""
    return sum(sheet.values())


def mean(sheets: Sequence[Sheet]) -> Decimal:
    """The mean of the sums, to hundredths."""
    return hundredths(Decimal(sum(map(total, sheets))) / len(sheets))


def hundredths(value: Decimal) -> Decimal:
    """Rounded half up for showing."""
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> Text:
    """A number of points as it is told, without zeros at its end: ``48,5``, ``48.5``."""
    said = f"{hundredths(value):f}".rstrip("0").rstrip(".")
    return Text(said.replace(".", ","), said)


def below_minimum(sheets: Sequence[Sheet], rules: EvaluationRules) -> tuple[str, ...]:
    """Criteria whose mean does not reach their minimum."""
    return tuple(
        criterion.code
        for criterion in rules.criteria
        if sum(sheet[criterion.code] for sheet in sheets) < criterion.min * len(sheets)
    )


def passes(sheets: Sequence[Sheet], rules: EvaluationRules) -> bool:
    """Whether the mean of the sums reaches the threshold and that of each criterion its minimum."""
    enough = sum(map(total, sheets)) >= rules.pass_mean * len(sheets)
    return enough and not below_minimum(sheets, rules)


def gap(sheets: Sequence[Sheet]) -> int:
    """How far apart the sums are."""
    totals = [total(sheet) for sheet in sheets]
    return max(totals) - min(totals)


def diverge(sheets: Sequence[Sheet], rules: EvaluationRules) -> bool:
    """Whether the experts are too far apart, or would decide differently each alone."""
    verdicts = {passes([sheet], rules) for sheet in sheets}
    return gap(sheets) >= rules.divergence_gap or len(verdicts) > 1


def closest_two(sheets: Sequence[Sheet]) -> tuple[Sheet, Sheet]:
    """The two whose sums are closest; a tie goes to the higher pair, then to the earlier seats."""
    pairs = combinations(sheets, 2)
    return min(pairs, key=lambda pair: (gap(pair), -total(pair[0]) - total(pair[1])))
