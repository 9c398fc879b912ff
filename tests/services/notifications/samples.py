"""One event of every kind that becomes a mail, as its sender would write it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from contracts import evaluation as e
from contracts import intake as i
from contracts import licensing as li
from contracts.base import Event, Language
from contracts.values import ItemVerdict, Point, Recipient, Term
from tests.services.notifications.appeals import appeals, second_looks
from tests.services.notifications.events import (
    CASE,
    END_OF_DAY,
    ENTITY,
    HONEY,
    LICENCE,
    LICENCE_RULES,
    LUNCH,
    NOON,
    NUMBER,
    RULES,
    TERM,
    a_contact,
    an_office,
    head,
)
from tests.services.notifications.samples_people import people


def calls(language: Language) -> dict[str, Event]:
    about = {**head("call"), "case": None, "number": "1/2026", "title": "Nabór wiosenny"}
    about["office"] = an_office(language)
    contact = a_contact(language).model_dump()
    people = {"recipients": (Recipient(**contact, unsubscribe="key-1"),)}
    drafting = {"recipients": (Recipient(**contact),)}
    return {
        "call-opened": i.CallOpened(**about, opens=NOON, closes=END_OF_DAY, **people),
        "call-opened-without-end": i.CallOpened(**about, opens=NOON, closes=None, **drafting),
        "call-changed": i.CallChanged(
            **about, old_closes=None, new_closes=END_OF_DAY + dt.timedelta(days=7), **people
        ),
        "call-changed-closed": i.CallChanged(
            **about, old_closes=END_OF_DAY, new_closes=NOON, **people
        ),
        "call-closing": i.CallClosing(**about, closes=END_OF_DAY, **people),
    }


def submissions(language: Language) -> dict[str, Event]:
    about = {
        **head(),
        "number": NUMBER,
        "call": "call-1",
        "entity": ENTITY,
        "items": (HONEY, LUNCH),
        "contact": a_contact(language),
        "office": an_office(language),
    }
    return {
        "application-submitted": i.ApplicationSubmitted(**about, kind="new", automatic=True),
        "application-to-check": i.ApplicationSubmitted(**about, kind="renewal", automatic=False),
        "application-accepted": i.ApplicationAccepted(
            **about,
            kind="new",
            exclude=("7123456789",),
            licence_number=None,
            evaluation=RULES,
            licence=LICENCE_RULES,
        ),
    }


def applications(language: Language) -> dict[str, Event]:
    contact = a_contact(language)
    polish = language == "pl"
    defects = (
        Point(
            code="attachments",
            verdict="no",
            reason="Brak sprawozdania finansowego."
            if polish
            else "The financial statement is missing.",
        ),
        Point(code="identifiers", verdict="no"),
        Point(code="seat", verdict="yes"),
    )
    to = {"contact": contact, "office": an_office(language)}
    about = {"number": NUMBER, **to}
    end = {"appeal_until": dt.date(2026, 1, 26), "licence_number": None}
    return {
        "draft-saved": i.DraftSaved(**head(), **to, link="/wnioski/1"),
        "correction-requested": i.CorrectionRequested(
            **head(), **about, points=defects, deadline=END_OF_DAY
        ),
        "correction-due": i.CorrectionDue(**head(), **about, deadline=END_OF_DAY),
        "application-rejected": i.ApplicationRejected(**head(), **about, **end, points=defects),
        "application-rejected-silence": i.ApplicationRejected(
            **head(by="rule:correction"), **about, **end, points=defects
        ),
        "application-withdrawn": i.ApplicationWithdrawn(
            **head(), **about, reason="", licence_number=None
        ),
        "application-withdrawn-draft": i.ApplicationWithdrawn(
            **head(), **to, number=None, reason="", licence_number=None
        ),
        "case-withdrawn": e.CaseWithdrawn(**head("case"), **about, licence_number=LICENCE),
        "withdrawal-too-late": e.WithdrawalTooLate(**head("case"), **about),
    }


def tasks(language: Language) -> dict[str, Event]:
    expert = a_contact(language, person="jan", name="Jan Sowa", email="jan@sowa.example")
    about = {**head("case"), "number": NUMBER, "office": an_office(language)}
    task = {"task": f"{CASE}.1", "expert": expert, "deadline": END_OF_DAY}
    return {
        "expert-assigned": e.ExpertAssigned(**about, **task),
        "expert-assigned-appeal": e.ExpertAssigned(**about, **task, appeal=True),
        "score-due": e.ScoreDue(**about, **task),
        "score-overdue": e.ScoreOverdue(**about, **task, replacement="Ewa Kos"),
        "score-overdue-alone": e.ScoreOverdue(**about, **task, replacement=None),
        "expert-recused": e.ExpertRecused(
            **about, expert="Jan Sowa", ground="Wspólny pracodawca", replacement="Ewa Kos"
        ),
        "expert-recused-alone": e.ExpertRecused(
            **about, expert="Jan Sowa", ground="Wspólny pracodawca", replacement=None
        ),
        "panel-short": e.PanelShort(**about, categories=("zielen", "it"), missing=2),
        "scores-diverged": e.ScoresDiverged(**about, gap=34),
    }


def sittings(language: Language) -> dict[str, Event]:
    member = a_contact(language, person="zofia", name="Zofia Lis", email="zofia@lis.example")
    points = (
        e.AgendaPoint(case="1", number=NUMBER, entity=ENTITY.name, items=(HONEY, LUNCH)),
        e.AgendaPoint(case="2", number="ZP/2026/000124", entity="Fundacja „Most”", items=(LUNCH,)),
    )
    return {
        "sitting-called": e.SittingCalled(
            subject=e.SittingSubject(kind="sitting", id="sitting-1"),
            at=NOON,
            by="officer-1",
            number="3/2026",
            held=dt.datetime(2026, 2, 3, 9, 0, tzinfo=dt.UTC),
            place="Lublin, ul. Diamentowa 2, sala 14",
            agenda=points,
            members=(member,),
            office=an_office(language),
        ),
        "sitting-cancelled": e.SittingCancelled(
            subject=e.SittingSubject(kind="sitting", id="sitting-1"),
            at=NOON,
            by="officer-1",
            number="3/2026",
            held=dt.datetime(2026, 2, 3, 9, 0, tzinfo=dt.UTC),
            place="Lublin, ul. Diamentowa 2, sala 14",
            reason="Choroba przewodniczącej.",
            members=(member,),
            office=an_office(language),
        ),
    }


def verdicts(language: Language) -> dict[str, Event]:
    polish = language == "pl"
    low = "Średnia ocen: 48,5 pkt. Próg: 60 pkt." if polish else "Mean score: 48.5. Threshold: 60."
    voted = (
        "Uchwała Kapituły 3/2026/1: za 1, przeciw 4, wstrzymało się 0."
        if polish
        else "Resolution 3/2026/1 of the chapter: 1 for, 4 against, 0 abstained."
    )
    good = ItemVerdict(item=HONEY, granted=True, mean=Decimal("82.50"))
    bad = ItemVerdict(item=LUNCH, granted=False, mean=Decimal("48.50"), reason=low)
    about = {
        **head("case"),
        "number": NUMBER,
        "entity": ENTITY,
        "reasons": "Znak nie został przyznany." if polish else "The mark was not granted.",
        "licence": LICENCE_RULES,
        "contact": a_contact(language),
        "office": an_office(language),
    }
    new = {"kind": "new", "licence_number": None}
    again = {"kind": "renewal", "licence_number": LICENCE}
    until = {"appeal_until": dt.date(2026, 1, 26)}
    mean = Decimal("65.50")
    return {
        "mark-granted": e.EvaluationConcluded(
            **about, **new, verdicts=(good,), mean=Decimal("82.50"), appeal_until=None
        ),
        "mark-granted-in-part": e.EvaluationConcluded(
            **about, **new, **until, verdicts=(good, bad), mean=mean
        ),
        "mark-granted-by-vote": e.EvaluationConcluded(
            **about, **new, verdicts=(good,), mean=mean, appeal_until=None, resolution="3/2026/1"
        ),
        "mark-refused-by-vote": e.EvaluationConcluded(
            **about, **new, **until, verdicts=(bad,), mean=mean, resolution="3/2026/1"
        ),
        "mark-granted-again": e.EvaluationConcluded(
            **about, **again, verdicts=(good,), mean=None, appeal_until=None
        ),
        "mark-refused": e.EvaluationConcluded(
            **about, **new, **until, verdicts=(bad,), mean=Decimal("48.50")
        ),
        "mark-refused-without-points": e.EvaluationConcluded(
            **about,
            **new,
            **until,
            verdicts=(bad.model_copy(update={"mean": None, "reason": voted}),),
            mean=None,
            resolution="3/2026/1",
        ),
        "mark-refused-again": e.EvaluationConcluded(
            **about, **again, **until, verdicts=(bad,), mean=Decimal("48.50")
        ),
    }


def teams(language: Language) -> dict[str, Event]:
    about = {**head(), "case": None, "subject": i.TeamSubject(kind="team", id="team-1")}
    invited = a_contact(language, person="invited:1", name="", email="jan@ul.example")
    return {
        "member-invited": i.MemberInvited(
            **about,
            team_name=ENTITY.name,
            inviter="Anna Żak",
            until=END_OF_DAY,
            contact=invited,
            office=an_office(language),
        )
    }


def licences(language: Language) -> dict[str, Event]:
    about = {
        **head("licence"),
        "licence_number": LICENCE,
        "contact": a_contact(language),
        "office": an_office(language),
    }
    ready = {"number": NUMBER, "items": (HONEY,), "sign_by": dt.date(2026, 3, 13)}
    window = {
        "opens_renewal": dt.date(2026, 12, 31),
        "closes_renewal": dt.date(2027, 3, 31),
        "items": (HONEY, LUNCH),
        "entity": ENTITY,
    }
    ending = {"end": TERM.end, "link": "/wnioski/nowy?licencja=ZP-LUB/2026/0001"}
    over = {"end": TERM.end}
    second = Term(no=2, start=dt.date(2027, 3, 2), end=dt.date(2028, 3, 1))
    return {
        "licence-drafted": li.LicenceDrafted(**about, **ready, term_no=1),
        "licence-drafted-again": li.LicenceDrafted(**about, **ready, term_no=2),
        "licence-lapsed": li.LicenceLapsed(**about, number=NUMBER, term_no=1),
        "licence-lapsed-again": li.LicenceLapsed(**about, number=NUMBER, term_no=2),
        "licence-activated": li.LicenceActivated(**about, **window, term=TERM),
        "licence-renewed": li.LicenceRenewed(**about, **window, term=second, gap=False),
        "licence-renewed-gap": li.LicenceRenewed(**about, **window, term=second, gap=True),
        "licence-expiring": li.LicenceExpiring(**about, **ending, days=60),
        "licence-expiring-few": li.LicenceExpiring(**about, **ending, days=3),
        "licence-expiring-today": li.LicenceExpiring(**about, **ending, days=0),
        "licence-expired": li.LicenceExpired(**about, **over),
        "licence-expired-window": li.LicenceExpired(
            **about, **over, closes_renewal=dt.date(2027, 3, 31)
        ),
    }


def measures(language: Language) -> dict[str, Event]:
    polish = language == "pl"
    about = {
        **head("licence"),
        "licence_number": LICENCE,
        "contact": a_contact(language),
        "office": an_office(language),
    }
    misused = "Znak był na miodzie bez licencji." if polish else "The mark was on other honey."
    mended = "Etykiety są poprawione." if polish else "The labels have been mended."
    back = {"reason": mended, "end": TERM.end}
    return {
        "licence-suspended": li.LicenceSuspended(**about, reason=misused, end=TERM.end),
        "licence-reinstated": li.LicenceReinstated(**about, **back),
        "licence-reinstated-agreement": li.LicenceReinstated(
            **about, **back, sign_by=dt.date(2026, 3, 13)
        ),
        "licence-revoked": li.LicenceRevoked(**about, reason=misused),
        "licence-surrendered": li.LicenceSurrendered(
            **about, reason="Kończymy działalność." if polish else "We are closing down."
        ),
        "licence-surrendered-no-reason": li.LicenceSurrendered(**about, reason=""),
    }


ON_PAPER = (
    "application-submitted",
    "correction-requested",
    "correction-due",
    "application-rejected",
    "mark-granted-in-part",
    "mark-refused",
    "decision-corrected-refused",
    "licence-drafted",
    "licence-activated",
    "licence-renewed",
)
"""Mails that say something else to who applied on paper."""


def every(language: Language) -> dict[str, Event]:
    """Every sample by its name; several of one kind where the mail differs."""
    known = _online(language)
    return {**known, **{f"{name}-paper": _by_post(known[name], language) for name in ON_PAPER}}


def _by_post(event: Event, language: Language) -> Event:
    """The same of an application on paper: the decision is delivered some day."""
    days = {"appeal_days": 14} if getattr(event, "appeal_until", None) else {}
    return event.model_copy(update={"contact": a_contact(language, person="paper:1"), **days})


def _online(language: Language) -> dict[str, Event]:
    return {
        **calls(language),
        **submissions(language),
        **applications(language),
        **appeals(language),
        **second_looks(language),
        **tasks(language),
        **sittings(language),
        **verdicts(language),
        **teams(language),
        **licences(language),
        **measures(language),
        **people(language),
    }
