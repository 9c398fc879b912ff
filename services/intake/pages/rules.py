"""The procedure of a call in words: what an officer reads before and after it is opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from babel.numbers import format_decimal

from chassis.process import Text
from contracts.values import Criterion, EvaluationRules
from services.intake.domain.procedure import Procedure
from services.intake.domain.words import counted
from services.intake.pages.words import ATTACHMENTS, categories, entity_types, voivodeships


class Rule(NamedTuple):
    """One rule: what it is about, and what it says."""

    name: Text
    said: tuple[Text, ...]


class Part(NamedTuple):
    """Rules that belong together."""

    name: Text
    rules: tuple[Rule, ...]


def in_words(procedure: Procedure) -> tuple[Part, ...]:
    """Every rule of the procedure."""
    return (
        Part(Text("Kto i z czym", "Who and with what"), tuple(_admission(procedure))),
        Part(Text("Ocena formalna", "Formal check"), tuple(_formal(procedure))),
        Part(Text("Eksperci i Kapituła", "Experts and chapter"), tuple(_evaluation(procedure))),
        Part(Text("Licencja", "Licence"), tuple(_licence(procedure))),
        Part(Text("Urząd i wiadomości", "Office and mails"), tuple(_office(procedure))),
    )


def _rule(pl: str, en: str, *said: tuple[str, str] | Text) -> Rule:
    return Rule(Text(pl, en), tuple(Text(*each) for each in said))


def _admission(procedure: Procedure) -> Iterator[Rule]:
    if procedure.trial:
        said = ("na próbę, na produkcji nie otworzy naboru", "for trials, production refuses it")
        yield _rule("Procedura", "Procedure", said)
    named = dict(voivodeships())[procedure.voivodeship]
    yield _rule("Województwo", "Voivodeship", (named, named))
    admitted = (name for _, name in entity_types(procedure.entity_types))
    yield _rule("Podmioty", "Entities", *admitted)
    yield _rule("Kategorie", "Categories", *_listed(n for _, n in categories(procedure.categories)))
    files = [_file(kind) for kind in procedure.required_attachments]
    yield _rule("Załączniki", "Attachments", *files or [Text("żadne", "none")])


def _file(kind: str) -> Text:
    name = Text(ATTACHMENTS[kind].pl.lower(), ATTACHMENTS[kind].en.lower())
    if kind != "register-extract":
        return name
    only = Text(" (tylko gdy podmiotu nie ma w KRS)", " (only if the entity is not in KRS)")
    return Text(name.pl + only.pl, name.en + only.en)


def _listed(names: Iterable[Text]) -> tuple[Text]:
    found = list(names)
    return (Text(", ".join(each.pl for each in found), ", ".join(each.en for each in found)),)


def _formal(procedure: Procedure) -> Iterator[Rule]:
    rules = procedure.formal
    if rules.automatic:
        said = ("samo, gdy każdy punkt jest spełniony na pewno", "by itself on eleven sure yeses")
    else:
        said = ("decyduje urzędnik", "an officer decides")
    yield _rule("Przyjęcie wniosku", "Acceptance", said)
    months, share = rules.activity_months, rules.own_revenue_percent
    since = counted(months, ("miesiąca", "miesięcy", "miesięcy"), "month")
    said = (f"od co najmniej {since.pl}", f"for at least {since.en}")
    yield _rule("Działalność", "Activity", said)
    percent = Text(format_decimal(share, locale="pl"), format_decimal(share, locale="en"))
    said = (f"co najmniej {percent.pl}% wszystkich", f"at least {percent.en}% of all")
    yield _rule("Przychody własne", "Own revenue", said)
    short = rules.description_characters
    length = counted(short, ("znak", "znaki", "znaków"), "character")
    said = (
        f"opis krótszy niż {length.pl} ocenia urzędnik",
        f"an officer judges a description below {length.en}",
    )
    yield _rule("Działalność społeczna", "Social activity", said)
    least = rules.recommendations_per_item
    said = (f"co najmniej {least} do każdego nowego", f"at least {least} for each new one")
    yield _rule("Rekomendacje produktów i usług", "Recommendations of items", said)
    yield _rule(
        *("Uzupełnienie", "Correction"),
        *(_within(rules.correction_days), _reminder(rules.correction_reminder_days)),
    )
    more = _working_days(rules.post_days)
    said = (f"na wpisanie go jest jeszcze {more.pl}", f"{more.en} more to type it in")
    yield _rule("Uzupełnienie na papierze", "Correction on paper", said)
    yield _rule("Odwołanie od odrzucenia", "Appeal against a rejection", _within(rules.appeal_days))
    decided = _within(rules.appeal_decision_days)
    yield _rule("Rozpatrzenie odwołania", "Decision on an appeal", decided)


def _scores(rules: EvaluationRules) -> Iterator[Rule]:
    if not rules.criteria:
        yield _rule("Kryteria", "Criteria", ("bez punktów", "no points"))
        return
    yield _rule("Kryteria", "Criteria", *map(_criterion, rules.criteria))
    mean = Text(*(str(format_decimal(rules.pass_mean, locale=each)) for each in ("pl", "en")))
    said = (f"średnia co najmniej {mean.pl} na 100", f"a mean of at least {mean.en} out of 100")
    yield _rule("Próg", "Threshold", said)
    said = (f"{rules.experts} na wniosek", f"{rules.experts} for each application")
    yield _rule("Eksperci", "Experts", said)
    gap = rules.divergence_gap
    said = (
        f"gdy oceny dzieli {gap} pkt lub więcej albo tylko jedna daje znak",
        f"when cards are {gap} points or more apart, or only one of them grants",
    )
    yield _rule("Dodatkowy ekspert", "One more expert", said)
    days = (_within(rules.deadline_days), _reminder(rules.reminder_days))
    yield _rule("Czas na ocenę", "Time to score", *days)


def _evaluation(procedure: Procedure) -> Iterator[Rule]:
    rules = procedure.evaluation
    yield from _scores(rules)
    years = _years(rules.tie_years)
    said = (
        f"wspólna praca z wnioskodawcą, jeszcze {years.pl} po jej końcu",
        f"work shared with the applicant, still {years.en} after its end",
    )
    yield _rule("Konflikt interesów", "Conflict of interest", said)
    votes = ("głosuje nad każdym produktem i usługą", "votes on each item")
    points = ("nie głosuje, rozstrzygają punkty", "does not vote, the points decide")
    yield _rule("Kapituła", "Chapter", votes if rules.chapter == "vote" else points)
    new = ("oceniamy tylko nowe produkty i usługi", "only new items are evaluated")
    every = ("oceniamy wszystkie produkty i usługi", "every item is evaluated")
    yield _rule("Przedłużenie licencji", "Renewal", new if rules.renewal == "none" else every)
    yield _rule("Odwołanie od odmowy", "Appeal against a refusal", _within(rules.appeal_days))


def _criterion(each: Criterion) -> Text:
    least = Text(f", średnia co najmniej {each.min}", f", a mean of at least {each.min}")
    pl, en = (each.name.get(language, each.code) for language in ("pl", "en"))
    return Text(
        f"{pl}: do {each.max} pkt{least.pl if each.min else ''}",
        f"{en}: up to {each.max}{least.en if each.min else ''}",
    )


def _licence(procedure: Procedure) -> Iterator[Rule]:
    rules = procedure.licence
    yield _rule("Numer", "Number", (f"{rules.prefix}/rok/…", f"{rules.prefix}/year/…"))
    yield _rule("Ważność", "In force", _years(rules.years))
    more = _working_days(rules.post_days)
    said = (
        f"na zapisanie umowy podpisanej w terminie jest jeszcze {more.pl}",
        f"{more.en} more to record an agreement signed in time",
    )
    yield _rule("Podpisanie umowy", "Signature", _within(rules.sign_within_days), said)
    ends = [_reminder(days) for days in rules.reminder_days]
    yield _rule(
        "Koniec licencji", "End of the licence", *ends or [Text("bez przypomnień", "no reminder")]
    )
    opens, closes = _days(rules.renewal_opens_days), _days(rules.renewal_closes_days)
    said = (
        f"od {opens.pl} przed końcem do {closes.pl} po końcu",
        f"from {opens.en} before the end to {closes.en} after it",
    )
    yield _rule("Wniosek o przedłużenie", "Filing a renewal", said)


def _office(procedure: Procedure) -> Iterator[Rule]:
    office = procedure.office
    yield _rule("Urząd", "Office", (office.name, office.name), (office.email, office.email))
    tongue = ("po polsku", "in Polish") if office.language == "pl" else ("po angielsku", "English")
    yield _rule("Wiadomości do urzędu", "Mails to the office", tongue)
    yield _rule("Koniec naboru", "End of the call", _reminder(procedure.closing_notice_days))


def _days(number: int) -> Text:
    """In Polish after "od", "do" and "w ciągu"."""
    return counted(number, ("dnia", "dni", "dni"), "day")


def _years(number: int) -> Text:
    return counted(number, ("rok", "lata", "lat"), "year")


def _working_days(number: int) -> Text:
    return counted(number, ("dzień roboczy", "dni robocze", "dni roboczych"), "working day")


def _within(number: int) -> Text:
    days = _days(number)
    return Text(f"w ciągu {days.pl}", f"within {days.en}")


def _reminder(number: int) -> Text:
    if number == 0:
        return Text("przypomnienie ostatniego dnia", "a reminder on the last day")
    days = counted(number, ("dzień", "dni", "dni"), "day")
    return Text(f"przypomnienie {days.pl} przed końcem", f"a reminder {days.en} before the end")
