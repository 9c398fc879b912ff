"""How an application ends: taken back by the applicant, or decided by evaluation."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, Refused, Text
from contracts.evaluation import WithdrawalTooLate
from services.intake.domain import announcements as announce
from services.intake.domain.application import Application
from services.intake.domain.commands import Withdraw

Made = Decision[Application]


def withdraw(application: Application, command: Withdraw, now: dt.datetime) -> Made:
    """Nobody else has the case yet, so this ends it."""
    said = announce.withdrawn(application, command.call, command.reason, now, command.by)
    return Decision(application, (said,))


def ask_evaluation(application: Application, command: Withdraw, now: dt.datetime) -> Made:
    """Evaluation has the case, so it is asked."""
    said = announce.withdrawal_requested(application, command.reason, now, command.by)
    return Decision(application.but(withdrawal_asked=True), (said,))


def asked_evaluation(application: Application, _: Withdraw, __: dt.datetime) -> bool:
    """Whether it was asked before."""
    return application.withdrawal_asked


def pending(_: Application, __: Withdraw, ___: dt.datetime) -> Refused:
    """Say that the number comes first."""
    said = (
        "Wniosek właśnie dostaje numer. Spróbuj za chwilę.",
        "The application is just getting its number. Try again in a moment.",
    )
    return Refused("number-pending", Text(*said))


def not_withdrawn(application: Application, _: WithdrawalTooLate, __: dt.datetime) -> Made:
    """The answer was: too late. The decision stands or follows."""
    return Decision(application.but(withdrawal_asked=False))
