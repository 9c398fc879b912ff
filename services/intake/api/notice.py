"""What people are told when their data are taken, open to everybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import structlog
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from chassis.auth import public
from chassis.problems import language_of
from chassis.process import Text
from contracts.base import Language
from services.intake.domain.notice import (
    VERSION,
    Section,
    Told,
    for_applicants,
    for_recommenders,
    kept_for,
)
from services.intake.service import Intake

log = structlog.get_logger()


class Paragraph(BaseModel):
    """A heading and what stands under it."""

    code: str
    title: str
    text: str

    @classmethod
    def of(cls, section: Section, language: Language) -> Self:
        """In the reader's language."""
        title, text = (getattr(each, language) for each in (section.title, section.text))
        return cls(code=section.code, title=title, text=text)


class Notice(BaseModel):
    """The notice to applicants (art. 13 RODO) and to people who recommend (art. 14)."""

    version: str
    language: Language
    applicants: list[Paragraph]
    recommenders: list[Paragraph]


def router(service: Intake) -> APIRouter:
    """The route; says once what the office has left open."""
    told = told_by(service)
    if told.retention is None:
        log.warning("retention_not_set", settings="RETENTION_DAYS, RETENTION_PL, RETENTION_EN")
    routes = APIRouter(prefix="/api/notice", tags=["notice"], dependencies=[Depends(public)])

    @routes.get("")
    async def notice(request: Request) -> Notice:
        """Who keeps personal data, why, for how long, and what everybody may ask for."""
        language = language_of(request)

        def said(sections: Iterable[Section]) -> list[Paragraph]:
            return [Paragraph.of(each, language) for each in sections]

        return Notice(
            version=VERSION,
            language=language,
            applicants=said(for_applicants(told)),
            recommenders=said(for_recommenders(told)),
        )

    return routes


def told_by(service: Intake) -> Told:
    """What the office has said for itself."""
    settings = service.settings
    retention = None
    if settings.retention_pl and settings.retention_en:
        retention = Text(settings.retention_pl, settings.retention_en)
    elif settings.retention_days is not None:
        retention = kept_for(settings.retention_days)
    return Told(service.people.office, settings.data_protection_officer, retention)
