"""The decision: what was decided, why, who confirmed it, and what one can do now.

Who scored is in no message that intake reads, and so never on this paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from chassis.papers import Paper
from chassis.process import Text, Unknown
from contracts.base import Language
from contracts.values import CriterionVerdict, ItemVerdict
from services.intake.domain.appeal import Verdict
from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.pages.words import KINDS, POINTS
from services.intake.papers.instruction import Part, parts
from services.intake.papers.printing import letter, number, spoken

TITLE: Final = Text("Decyzja w sprawie wniosku", "Decision on the application")
DIRECTOR: Final = Text("Zatwierdza dyrektor", "Confirmed by the director")
OFFICER: Final = Text("Wydaje pracownik urzędu", "Issued by the officer")
RULE: Final = Text(
    "Wydano automatycznie, zgodnie z zasadami naboru", "Issued by the rules of the call"
)
SILENT: Final = Text(
    "Uzupełnienie wniosku nie wpłynęło w terminie.", "The correction did not come in time."
)
REJECTED: Final = Text(
    "Wniosek nie spełnia warunków formalnych i został odrzucony.",
    "The application does not meet the formal conditions and is rejected.",
)
GRANTED: Final = Text("przyznajemy", "granted")
REFUSED: Final = Text("odmawiamy", "refused")


class Told(NamedTuple):
    """What is told of a decision, before it is put into a language's words."""

    at: dt.datetime | None
    facts: list[tuple[Text, str]]
    ruling: Text
    items: list[list[str]]
    reasons: list[list[Any]]
    signed: tuple[Text, str]


def decision(
    application: Application,
    call: Call,
    url: str,
    names: Mapping[str, str],
    language: Language,
) -> Paper:
    """The decision as it stands.

    Args:
        application: That was decided.
        call: It was made in.
        url: Where people reach these pages.
        names: Of the people who decided, as far as they are known.
        language: Of the paper.

    Raises:
        Unknown: There is no decision.
    """
    verdict = application.verdict
    match application.decided():
        case "evaluation" if verdict is not None:
            told = _of_evaluation(application, call, verdict, names, language)
        case "formally":
            told = _formal(application, names, language)
        case _:
            raise Unknown("decision")
    facts = [*_about(application, call), *told.facts]
    return letter(
        "decision",
        TITLE,
        application,
        call,
        told.at,
        language,
        facts=[[spoken(name, language), value] for name, value in facts],
        ruling=spoken(told.ruling, language),
        items=told.items,
        reasons=told.reasons,
        parts=[_part(each, language) for each in parts(application, call, url)],
        signed=[spoken(told.signed[0], language), told.signed[1]],
    )


def _part(part: Part, language: Language) -> dict[str, Any]:
    said = [spoken(each, language) for each in part.said]
    return {"title": spoken(part.title, language), "said": said}


def _about(application: Application, call: Call) -> Iterator[tuple[Text, str]]:
    entity = application.form.entity
    yield Text("Podmiot", "Entity"), f"{entity.name}, {entity.address.town}, NIP {entity.nip}"
    yield Text("Nabór", "Call"), f"{call.title} ({call.number})"


def _formal(application: Application, names: Mapping[str, str], language: Language) -> Told:
    """The rejection: the points that are not right, each in the officer's words."""
    found = [
        [
            spoken(POINTS.get(each.code, Text(each.code, each.code)), language),
            each.why(language),
            [],
        ]
        for each in application.points
        if each.verdict != "yes"
    ]
    by_rule = application.deadline is not None
    reasons = [["", spoken(SILENT, language), []], *found] if by_rule else found
    items = "; ".join(item.name for item in application.form.items)
    signed = (RULE, "") if by_rule else (OFFICER, names.get(application.checked_by, ""))
    about = [(Text("Dotyczy", "About"), items)]
    return Told(application.decided_at, about, REJECTED, [], reasons, signed)


def _of_evaluation(
    application: Application,
    call: Call,
    verdict: Verdict,
    names: Mapping[str, str],
    language: Language,
) -> Told:
    facts = []
    if verdict.resolution:
        facts.append((Text("Uchwała Kapituły", "Resolution of the chapter"), verdict.resolution))
    if verdict.mean is not None:
        mean = number(verdict.mean, language)
        threshold = number(call.procedure.evaluation.pass_mean, language)
        said = Text(
            f"{mean} na 100 punktów (próg: {threshold})",
            f"{mean} out of 100 points (threshold: {threshold})",
        )
        facts.append((Text("Średnia ocen", "Mean score"), spoken(said, language)))
    return Told(
        verdict.confirmed.at if verdict.confirmed else verdict.at,
        facts,
        _ruling(application, verdict),
        [_item(each, language) for each in verdict.items],
        [_why(each, language) for each in verdict.items if each.reason or each.criteria],
        (DIRECTOR, names.get(verdict.confirmed.by, "") if verdict.confirmed else ""),
    )


def _why(each: ItemVerdict, language: Language) -> list[Any]:
    """Why, and of what was refused: each criterion's mean with the experts' words."""
    scored = [_scored(one, language) for one in each.criteria if not each.granted]
    return [each.item.name, each.why(language), scored]


def _scored(one: CriterionVerdict, language: Language) -> list[Any]:
    mean, name = number(one.mean, language), one.name.get(language) or one.name.get("pl", one.code)
    said = Text(f"{name}: {mean} na {one.max} pkt", f"{name}: {mean} out of {one.max} points")
    return [spoken(said, language), list(one.justifications)]


def _item(each: ItemVerdict, language: Language) -> list[str]:
    outcome = GRANTED if each.granted else REFUSED
    return [each.item.name, spoken(KINDS[each.item.kind], language), spoken(outcome, language)]


def _ruling(application: Application, verdict: Verdict) -> Text:
    """One sentence on the whole."""
    if application.form.kind == "renewal":
        right = Text(
            "prawo do znaku „Zakup Prospołeczny”", "the right to the mark “Zakup Prospołeczny”"
        )
        yes = Text(f"Przedłużamy {right.pl}", f"We renew {right.en}")
        no = Text(
            "Nie przedłużamy prawa do znaku „Zakup Prospołeczny”.", f"We do not renew {right.en}."
        )
    else:
        yes = Text(
            "Przyznajemy znak „Zakup Prospołeczny”", "We grant the mark “Zakup Prospołeczny”"
        )
        no = Text(
            "Nie przyznajemy znaku „Zakup Prospołeczny”.",
            "We do not grant the mark “Zakup Prospołeczny”.",
        )
    if not verdict.granted:
        return no
    if all(each.granted for each in verdict.items):
        return Text(f"{yes.pl}.", f"{yes.en}.")
    return Text(
        f"{yes.pl} na część zgłoszonych produktów i usług.",
        f"{yes.en} for a part of the products and services.",
    )
