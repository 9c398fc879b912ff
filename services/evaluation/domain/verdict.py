"""From cards to a verdict per item, with the reason told to the applicant in their language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from chassis.process import Text
from contracts.base import Language
from contracts.values import EvaluationRules, Item, ItemVerdict, ItemVote
from services.evaluation.domain import justified
from services.evaluation.domain.case import Case
from services.evaluation.domain.scores import (
    Sheet,
    below_minimum,
    diverge,
    gap,
    hundredths,
    mean,
    passes,
    plain,
)

SPARED = Text(
    "Przedłużenie bez zmian. Zgodnie z regulaminem nie wymaga oceny ekspertów.",
    "A renewal without changes. Under the rules it needs no evaluation by experts.",
)
WHOLLY = Text("Znak został przyznany.", "The mark was granted.")
PARTLY = Text(
    "Znak został przyznany części zgłoszonych produktów i usług.",
    "The mark was granted for some of the products and services.",
)
NOT_AT_ALL = Text("Znak nie został przyznany.", "The mark was not granted.")


def verdicts(case: Case) -> tuple[ItemVerdict, ...]:
    """The verdict on every item, in the order of the application.

    Without points nothing is granted before the chapter has voted. On appeal items that were
    granted stay so, and of those scored again the better verdict stays.
    """
    file = case.file
    scored = {item.id for item in file.to_score}
    language = file.contact.language

    def made(item: Item) -> ItemVerdict:
        if item.id not in scored:
            return ItemVerdict(item=item, granted=True, **_told(SPARED, language))
        if file.only_voted:
            return ItemVerdict(item=item, granted=False)
        found = justified.counted(case, item)
        made = judge(item, [justified.sheet(each) for each in found], file.evaluation, language)
        return made.model_copy(update={"criteria": justified.criteria(found, file.evaluation)})

    return at_best(case, tuple(map(made, file.items)))


def at_best(case: Case, made: Sequence[ItemVerdict]) -> tuple[ItemVerdict, ...]:
    """What holds on appeal: of every item the better verdict, and the better mean with it."""
    if case.appeal is None:
        return tuple(made)
    before = {each.item.id: each for each in case.appeal.verdicts}
    asked = case.appeal.items
    return tuple(
        better(before[now.item.id], now) if now.item.id in asked else before[now.item.id]
        for now in made
    )


def better(before: ItemVerdict, now: ItemVerdict) -> ItemVerdict:
    """The better of two verdicts on an item; one granted is better whatever its score."""
    best = max(before, now, key=lambda each: (each.granted, each.mean or Decimal(0)))
    means = [each.mean for each in (before, now) if each.mean is not None]
    return best.model_copy(update={"mean": max(means, default=None)})


def sheets(case: Case, item: Item) -> Sequence[Sheet]:
    """The points each card gives to the item, in the order of the seats."""
    return tuple(justified.sheet(entry) for entry in justified.entries(case, item))


def judge(
    item: Item, sheets: Sequence[Sheet], rules: EvaluationRules, language: Language
) -> ItemVerdict:
    """Decide one item by the sheets that count."""
    return ItemVerdict(
        item=item,
        granted=passes(sheets, rules),
        mean=mean(sheets),
        **_told(_reason(sheets, rules), language),
    )


def _told(reason: Text, language: Language) -> dict[str, Any]:
    return {"reason": getattr(reason, language), "reasons": {"pl": reason.pl, "en": reason.en}}


def _reason(sheets: Sequence[Sheet], rules: EvaluationRules) -> Text:
    average, least = plain(mean(sheets)), plain(rules.pass_mean)
    pl = f"Średnia ocen: {average.pl} pkt. Próg: {least.pl} pkt."
    en = f"Mean score: {average.en} points. Threshold: {least.en} points."
    low = below_minimum(sheets, rules)
    for criterion in rules.criteria:
        if criterion.code in low:
            pl += f" Poniżej minimum {criterion.min} pkt: {_name(criterion.name, 'pl')}."
            en += f" Below the minimum of {criterion.min} points: {_name(criterion.name, 'en')}."
    return Text(pl, en)


def _name(names: dict[Language, str], language: Language) -> str:
    return names.get(language) or names.get("pl") or next(iter(names.values()), "")


def voted(scored: ItemVerdict, vote: ItemVote, resolution: str, language: Language) -> ItemVerdict:
    """The verdict as the chapter voted; the reason tells score, vote and departure in turn."""
    count = Text(
        f"Uchwała Kapituły {resolution}: za {vote.yes}, przeciw {vote.no}, "
        f"wstrzymało się {vote.abstain}.",
        f"Resolution {resolution} of the chapter: {vote.yes} for, {vote.no} against, "
        f"{vote.abstain} abstained.",
    )
    pl, en = scored.why("pl"), scored.why("en")
    reason = Text(_joined(pl, count.pl, vote.reason), _joined(en, count.en, vote.reason))
    return scored.model_copy(update={"granted": vote.granted, **_told(reason, language)})


def _joined(*said: str) -> str:
    return " ".join(each for each in said if each)


def overall_mean(made: Sequence[ItemVerdict]) -> Decimal | None:
    """The mean over the items that were scored; none when no item was."""
    means = [verdict.mean for verdict in made if verdict.mean is not None]
    return hundredths(sum(means, Decimal(0)) / len(means)) if means else None


def summary(made: Sequence[ItemVerdict], language: Language) -> str:
    """One sentence on the whole application."""
    granted = {verdict.granted for verdict in made}
    text = PARTLY if len(granted) > 1 else WHOLLY if True in granted else NOT_AT_ALL
    return str(getattr(text, language))


def diverging(case: Case) -> tuple[str | None, ...]:
    """What the panel disagrees on so far that a third expert is needed, by category.

    None is the category of a third expert for all items: nobody has a seat for one category alone.
    """
    rules, divided = case.file.evaluation, any(seat.category for seat in case.present)
    panels = case.file.categories if divided else (None,)
    return tuple(
        category
        for category in panels
        if any(diverge(sheets(case, item), rules) for item in case.file.items_in(category))
    )


def widest_gap(case: Case) -> int:
    """The widest gap between the sums given to one item."""
    return max(gap(sheets(case, item)) for item in case.file.to_score)
