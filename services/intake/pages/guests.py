"""Who comes to the pages of an application."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from chassis.auth import Principal
from chassis.site.visitor import Elsewhere, guest
from services.intake.domain.application import Application, State

Applicant = Annotated[Principal, Depends(guest("applicant"))]
Filer = Annotated[Principal, Depends(guest("applicant", "officer"))]
Reader = Annotated[Principal, Depends(guest("applicant", "officer", "director"))]


def home_of(application: Application, who: Principal) -> str:
    """Where this reader sees the application as a whole."""
    sees = who.has("officer") and application.state is not State.DRAFT
    return f"/{'sprawy' if sees else 'wnioski'}/{application.id}"


def draft_only(application: Application, who: Principal) -> Application:
    """The application, while it may be typed in.

    Raises:
        Elsewhere: It was sent; there one sees where it is.
    """
    if application.state is not State.DRAFT:
        raise Elsewhere(home_of(application, who))
    return application
