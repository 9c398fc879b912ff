"""Every button and link of every mail leads to a page that somebody answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, get_args
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from chassis.auth import Verifier
from contracts.base import Language
from contracts.places import owner
from services.notifications.audience import NOTICES, addressed, context
from tests.journeys.offline import House
from tests.services.access.world import apps
from tests.services.notifications.samples import every

BESIDE: Final = {"digest": "/poczta?digest=o:lubelskie:2026-03-02", "mail-failed": "/poczta/1:anna"}
"""Mails that are about mails."""

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def links() -> Iterator[tuple[str, str]]:
    """Each mail's template and where it leads, its way out too."""
    yield from BESIDE.items()
    for language in LANGUAGES:
        for event in every(language).values():
            for notice, who in addressed(event):
                said = context(event, notice, who)
                yield from (
                    (notice.template, said[name]) for name in ("link", "leave") if said.get(name)
                )


def pages(app: FastAPI) -> list[re.Pattern[str]]:
    """What this service answers a browser that opens a link."""
    found = iter_route_contexts(app.routes)
    return [each.path_regex for each in found if "GET" in (each.methods or ())]


def test_every_button_of_a_mail_leads_to_a_page(house: House, verifier: Verifier) -> None:
    answered = {name: pages(app) for name, app in apps(house, verifier).items()}
    nowhere = {}
    for template, link in links():
        path = urlsplit(link).path
        service = owner(path)
        if service is None or not any(each.fullmatch(path) for each in answered[service]):
            nowhere[template] = link
    assert nowhere == {}


def test_no_mail_is_left_out() -> None:
    told = {notice.template for notices in NOTICES.values() for notice in notices}
    assert {template for template, _ in links()} == told | set(BESIDE)
