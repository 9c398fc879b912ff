"""What is mailed to people who come in: no case, and the office that runs the system signs."""

from __future__ import annotations

import datetime as dt

from contracts import intake as i
from contracts.base import Event, Language
from tests.services.notifications.events import NOON, a_contact, an_office, head


def people(language: Language) -> dict[str, Event]:
    about = {
        **head("person"),
        "case": None,
        "contact": a_contact(language),
        "office": an_office(language),
        "link": "/logowanie#secret",
    }
    soon, late = NOON + dt.timedelta(minutes=15), NOON + dt.timedelta(days=7)
    return {
        "sign-in": i.SignInRequested(**about, until=soon, invitation=False),
        "subscription": i.SubscriptionRequested(
            **{**about, "link": "/subskrypcja#secret"}, until=late
        ),
        "invitation": i.SignInRequested(**about, until=late, invitation=True),
    }
