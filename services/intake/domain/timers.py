"""What time alone will do to a case: reminders, and what follows when nobody acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from chassis.process import Text
from contracts.base import Wire
from contracts.values import Timer
from services.intake.domain import calendar
from services.intake.domain.licence import Begun

ENDS: Final[Mapping[str, str]] = {
    "correction": "rejection",
    "appeal": "appeal-ends",
    "appeal-decision": "decision-due",
    "scores": "reassignment",
    "signature": "lapse",
    "renewal": "expiry",
    "reinstatement": "expiry",
}
"""What happens at ``until``, by what is waited for."""

TIMERS: Final[Mapping[str, Text]] = {
    "reminder": Text("Przypomnienie.", "Reminder."),
    "rejection": Text("Odrzucenie bez uzupełnienia.", "Rejected, if nothing is corrected."),
    "appeal-ends": Text("Koniec czasu na odwołanie.", "Last moment to appeal."),
    "decision-due": Text("Termin rozpatrzenia odwołania.", "The appeal is to be decided."),
    "reassignment": Text("Ocena przejdzie na innego eksperta.", "Another expert gets the task."),
    "lapse": Text("Umowa wygaśnie bez podpisu.", "The agreement lapses, if not signed."),
    "sitting": Text("Posiedzenie Kapituły.", "The chapter sits."),
    "expiry": Text("Koniec okresu licencji.", "The licence's term ends."),
    "renewal-opens": Text("Można złożyć przedłużenie.", "A renewal may be filed."),
    "renewal-closes": Text("Koniec czasu na przedłużenie.", "Last moment to file a renewal."),
}
"""In words; a code that is not here is shown as it is."""


def timers_of(event: Wire, waits_for: str, until: dt.datetime | None) -> tuple[Timer, ...]:
    """What the event sets going."""
    return tuple(_timers(event, waits_for, until))


def _timers(event: Wire, waits_for: str, until: dt.datetime | None) -> Iterator[Timer]:
    told = getattr(event, "timers", ())
    yield from told
    end = ENDS.get(waits_for)
    if until is not None and end is not None and end not in {timer.what for timer in told}:
        yield Timer(what=end, at=until)
    if isinstance(event, Begun):
        yield Timer(what="renewal-opens", at=calendar.start_of_day(event.opens_renewal))
        yield Timer(what="renewal-closes", at=calendar.end_of_day(event.closes_renewal))


def upcoming(timers: Iterable[Timer], now: dt.datetime, *, renewing: bool) -> list[Timer]:
    """Those still to come, the next one first.

    Args:
        timers: Of all services.
        now: The business moment.
        renewing: A renewal is under way, so nobody is reminded of one.
    """
    left = {timer for timer in timers if timer.at > now}
    if renewing:
        left = {timer for timer in left if timer.what not in {"reminder", "renewal-closes"}}
    ends = [timer for timer in left if timer.what == "appeal-ends"]
    left -= {timer for timer in ends if timer.at < max(end.at for end in ends)}  # delivered later
    return sorted(left, key=lambda timer: (timer.at, timer.what))
