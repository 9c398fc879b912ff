"""What comes after a decision: what it replaced, the appeal, and what one can do now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from chassis.process import Text
from services.intake.domain import delivery
from services.intake.domain.appeal import Appeal, Confirmed, Verdict
from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.domain.words import counted
from services.intake.papers.printing import day_of

AGAIN: Final = Text("Wcześniejsza decyzja", "The earlier decision")
APPEAL: Final = Text("Odwołanie", "Appeal")
NOW: Final = Text("Co możesz teraz zrobić", "What you can do now")
NEXT: Final = Text("Co dalej", "What comes next")
FINAL: Final = Text("Ta decyzja jest ostateczna.", "This decision is final.")


class Part(NamedTuple):
    """Some sentences under a heading."""

    title: Text
    said: list[Text]


def parts(application: Application, call: Call, url: str) -> Iterator[Part]:
    """All that follows the reasons of the decision."""
    verdict = application.verdict
    appeal = application.appeals[-1] if application.appeals else None
    page = f"{url}/wnioski/{application.id}"
    if verdict is None:
        if appeal is not None:
            yield Part(APPEAL, list(_appeal(appeal)))
        else:
            yield Part(NOW, list(_after_rejection(application, call, page)))
        return
    if verdict.confirmed is not None and verdict.confirmed.kind != "first":
        yield Part(AGAIN, [_replaced(verdict.confirmed)])
    if verdict.granted:
        yield Part(NEXT, list(_to_sign(application)))
    if not all(each.granted for each in verdict.items):
        yield from _refusal(application, verdict, appeal, call, page)


def _refusal(
    application: Application, verdict: Verdict, appeal: Appeal | None, call: Call, page: str
) -> Iterator[Part]:
    """What one can do about what was refused, while one can."""
    open_ = appeal is not None and appeal.outcome in {"pending", "withdrawn"}
    if open_ and appeal is not None and application.appeal_until is None:
        yield Part(APPEAL, list(_appeal(appeal)))
    elif application.appeal_until is not None:
        yield Part(NOW, list(_how_to_appeal(application, verdict, call, page)))
    else:
        yield Part(NOW, [FINAL])
    licence = application.licence_number()
    if not verdict.granted and licence is not None:
        yield Part(
            Text("Obecna licencja", "The present licence"),
            [
                Text(
                    f"Ta decyzja nie skraca obecnego okresu licencji {licence}.",
                    f"This decision does not shorten the present term of the licence {licence}.",
                )
            ],
        )


def _replaced(by: Confirmed) -> Text:
    if by.kind == "corrected":
        return Text(
            "Ta decyzja zastępuje wcześniejszą, w której była oczywista omyłka. "
            f"Na czym polegała: {by.why or '—'}",
            "This decision replaces an earlier one that held an obvious mistake. "
            f"What it was: {by.why or '—'}",
        )
    return Text(
        "Ta decyzja zapadła po odwołaniu i zastępuje wcześniejszą.",
        "This decision was made on appeal and replaces the earlier one.",
    )


def _to_sign(application: Application) -> Iterator[Text]:
    if application.form.kind == "renewal":
        yield Text(
            "Następny krok to umowa na kolejny okres licencji. Napiszemy, gdy będzie gotowa do "
            "podpisu.",
            "Next comes the agreement on the next term. We will write when it is ready to be "
            "signed.",
        )
        return
    yield Text(
        "Następny krok to umowa licencyjna. Napiszemy, gdy będzie gotowa do podpisu. "
        "Znaku możesz używać dopiero wtedy, gdy licencja jest aktywna.",
        "Next comes the licence agreement. We will write when it is ready to be signed. "
        "The mark may be used only once the licence is in force.",
    )


def _how_to_appeal(
    application: Application, verdict: Verdict, call: Call, page: str
) -> Iterator[Text]:
    pl, en = _until(application, call)
    yield Text(
        f"Jeśli nie zgadzasz się z odmową, możesz odwołać się jeden raz, {pl}",
        f"If you do not agree with the refusal, you can appeal once, {en}",
    )
    yield _where(application, call, page)
    if verdict.mean is not None:
        yield Text(
            "Wniosek ocenią inni eksperci. Ocena nie może się pogorszyć.",
            "Other experts will score it. The score cannot fall.",
        )
    else:
        yield Text("Wniosek rozpatrzy ponownie Kapituła.", "The chapter will consider it anew.")


def _after_rejection(application: Application, call: Call, page: str) -> Iterator[Text]:
    if application.appeal_until is None:
        yield FINAL
        return
    pl, en = _until(application, call)
    yield Text(
        f"Jeśli się nie zgadzasz, możesz odwołać się jeden raz, {pl}",
        f"If you do not agree, you can appeal once, {en}",
    )
    yield _where(application, call, page)
    yield Text(
        "Odwołanie rozpatrzy inna osoba. Możesz też złożyć nowy wniosek, jeśli trwa nabór.",
        "Somebody else decides the appeal. You may also file a new application while a call is "
        "open.",
    )


def _until(application: Application, call: Call) -> tuple[str, str]:
    """How the sentence on the appeal ends: the last day, or the days from a delivery to come."""
    if application.appeal_until is None or application.undelivered():
        days = delivery.days(application, call)
        pl, en = counted(days, ("dnia", "dni", "dni"), "day")
        return (
            f"w ciągu {pl} od dnia doręczenia tej decyzji.",
            f"within {en} from the day this decision is delivered.",
        )
    pl, en = day_of(application.appeal_until, "pl"), day_of(application.appeal_until, "en")
    return f"najpóźniej {pl}", f"on {en} at the latest."


def _where(application: Application, call: Call, page: str) -> Text:
    """How it is done: on a page, which only who has an account can open, else by letter."""
    email = call.procedure.office.email
    if application.contact().by_post:
        return Text(
            f"Wyślij list do urzędu albo napisz na adres {email} i podaj numer wniosku. "
            "Liczy się dzień, w którym list do nas dotrze.",
            f"Send the office a letter, or write to {email} and quote the number of the "
            "application. What counts is the day your letter reaches us.",
        )
    return Text(
        f"Zrób to na stronie wniosku: {page}, albo napisz na adres {email} i podaj numer wniosku.",
        f"Do it on the page of the application: {page}, or write to {email} and quote its number.",
    )


def _appeal(appeal: Appeal) -> Iterator[Text]:
    """What became of it."""
    filed = day_of(appeal.at, "pl"), day_of(appeal.at, "en")
    ended = appeal.ended_at or appeal.at
    over = day_of(ended, "pl"), day_of(ended, "en")
    if appeal.outcome == "pending":
        yield Text(
            f"Odwołanie wpłynęło {filed[0]} Napiszemy, gdy będzie rozstrzygnięte.",
            f"An appeal was filed on {filed[1]}. We will write when it is decided.",
        )
        return
    if appeal.outcome == "withdrawn":
        yield Text(
            f"Odwołanie, które wpłynęło {filed[0]}, zostało wycofane {over[0]}",
            f"The appeal filed on {filed[1]} was taken back on {over[1]}.",
        )
    else:
        yield Text(
            f"Odwołanie wpłynęło {filed[0]} Rozpatrzyła je inna osoba, {over[0]} Decyzja zostaje "
            "bez zmian.",
            f"An appeal was filed on {filed[1]}. Somebody else decided it on {over[1]}: "
            "the decision stands.",
        )
    if appeal.reasons:
        yield Text(f"Powody: {appeal.reasons}", f"Reasons: {appeal.reasons}")
    yield FINAL
