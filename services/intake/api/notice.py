"""What people are told when their data are taken, open to everybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

import structlog
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from chassis.auth import public
from chassis.problems import language_of
from contracts.base import Language
from services.intake.domain.notice import Section
from services.intake.service import Intake

log = structlog.get_logger()

Version = Annotated[str | None, Query(max_length=64)]


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
    if service.notices.told.retention is None:
        log.warning("retention_not_set", settings="RETENTION_DAYS, RETENTION_PL, RETENTION_EN")
    routes = APIRouter(prefix="/api/notice", tags=["notice"], dependencies=[Depends(public)])

    @routes.get("")
    async def notice(request: Request, version: Version = None) -> Notice:
        """Who keeps personal data, why, for how long, and what everybody may ask for.

        ``version`` is one that an application notes; without it what is told now.
        """
        language, version = language_of(request), version or service.notices.version
        applicants, recommenders = await service.notices.said(version)

        def said(sections: Iterable[Section]) -> list[Paragraph]:
            return [Paragraph.of(each, language) for each in sections]

        return Notice(
            version=version,
            language=language,
            applicants=said(applicants),
            recommenders=said(recommenders),
        )

    return routes
