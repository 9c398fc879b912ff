"""Bar charts as pictures for pages.

The library that draws is imported with the first picture: whoever never looks never pays for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import Response

Bars = Sequence[tuple[str, float]]
"""What is drawn and what the table beside it says: a name and a number each."""


async def picture(title: str, bars: Bars) -> Response:
    """The answer that is the picture; nobody keeps it."""
    content = await asyncio.to_thread(draw, title, bars)
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
