"""Pictures of the office's work: applications by stage, licences by the month in which they end.

The library that draws is imported with the first picture: whoever never looks never pays for it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from fastapi import APIRouter, Request, Response

from chassis.process import Text
from chassis.site.page import Site
from contracts.base import Language
from services.intake import queries_desk
from services.intake.domain.application import State
from services.intake.domain.calendar import add_months, local_date
from services.intake.pages.office import STATES, Desk
from services.intake.service import Intake

MONTHS: Final = 12
STAGES: Final = tuple(state for state in State if state not in {State.DELETED, State.SUBMITTED})
BY_STAGE: Final = Text("Wnioski według etapu", "Applications by stage")
BY_MONTH: Final = Text("Licencje, które się kończą", "Licences that end")

Bars = Sequence[tuple[str, int]]
"""What is drawn and what the table says: a name and a number each."""


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/pulpit/obrazy", include_in_schema=False)

    @routes.get("")
    async def pictures(request: Request, _: Desk) -> Response:
        language = site.language(request)
        stages, months = await asyncio.gather(_stages(service, language), _months(service))
        return site.page(request, "pictures.html", stages=stages, months=months)

    @routes.get("/etapy.svg")
    async def stages(request: Request, _: Desk) -> Response:
        language = site.language(request)
        return await _drawn(BY_STAGE, await _stages(service, language), language)

    @routes.get("/terminy.svg")
    async def months(request: Request, _: Desk) -> Response:
        return await _drawn(BY_MONTH, await _months(service), site.language(request))

    return routes


async def _stages(service: Intake, language: Language) -> Bars:
    counted = await queries_desk.by_stage(service.applications)
    return [(getattr(STATES[state].text, language), counted[state]) for state in STAGES]


async def _months(service: Intake) -> Bars:
    first = local_date(service.clock.now()).replace(day=1)
    starts = [add_months(first, no) for no in range(MONTHS + 1)]
    months = [(start, after - dt.timedelta(days=1)) for start, after in pairwise(starts)]
    counted = await queries_desk.by_month(service.licences, months)
    return [(f"{start:%m.%Y}", no) for (start, _), no in zip(months, counted, strict=True)]


async def _drawn(title: Text, bars: Bars, language: Language) -> Response:
    content = await asyncio.to_thread(draw, getattr(title, language), bars)
    return Response(content, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def draw(title: str, bars: Bars) -> bytes:
    """Bars with their numbers beside them, so that nothing hangs on a colour.

    Args:
        title: What is counted.
        bars: From the top.

    Returns:
        SVG.
    """
    import pygal  # noqa: PLC0415 -- see above
    from pygal.style import Style  # noqa: PLC0415 -- as well

    chart = pygal.HorizontalBar(
        width=760,
        height=60 + 32 * len(bars),
        style=Style(
            background="#ffffff",
            plot_background="#ffffff",
            foreground="#1f2933",
            foreground_strong="#1f2933",
            foreground_subtle="#d3d9e0",
            colors=("#0b5c52",),
            font_family="system-ui, sans-serif",
            label_font_size=15,
            major_label_font_size=15,
            value_font_size=15,
            value_label_font_size=15,
        ),
        show_legend=False,
        print_values=True,
        print_values_position="top",
        show_y_guides=False,
        show_x_labels=False,
        js=(),
        pretty_print=False,
        disable_xml_declaration=False,
        explicit_size=True,
        title=None,
        no_data_text="—",
    )
    names = [name for name, _ in bars]
    chart.x_labels = list(reversed(names))
    chart.add(title, [number for _, number in reversed(bars)])
    return bytes(chart.render())
