"""Days in Warsaw: people of the demonstration act in the morning."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from deploy.local.travel import Diary

WARSAW = ZoneInfo("Europe/Warsaw")
_MORNING = time(8)  # when reminders go out too: the clock stops once for both
_CALL_OPENS = time(9)


def morning(day: date) -> datetime:
    """When people begin to work on that day."""
    return datetime.combine(day, _MORNING, WARSAW).astimezone(UTC)


def ripe(now: datetime, at: datetime, diary: Diary) -> bool:
    """Whether the morning of that day has come; if not, whoever asks looks again then."""
    begins = morning(at.astimezone(WARSAW).date())
    if now >= begins:
        return True
    diary.remind(begins)
    return False


def opening(now: datetime) -> datetime:
    """Nine in the morning of the next second Monday of January: when the calls open."""
    today = now.astimezone(WARSAW).date()
    mondays = (_second_monday(today.year + ahead) for ahead in range(2))
    day = next(monday for monday in mondays if monday > today)
    return datetime.combine(day, _CALL_OPENS, WARSAW).astimezone(UTC)


def _second_monday(year: int) -> date:
    eighth = date(year, 1, 8)
    return eighth + timedelta(days=-eighth.weekday() % 7)
