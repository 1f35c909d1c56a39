"""Which night is this, and when may people check in: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Window:
    """A shift and the span in which its people may check in, as aware instants."""

    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime


def window(evening: date, starts: str, minutes: int, early_min: int, zone: str) -> Window:
    """The shift of an evening in the area's zone, e.g. 22:00 for 360 minutes; check-in opens early_min before."""
    hour, minute = (int(part) for part in starts.split(":"))
    start = datetime.combine(evening, time(hour, minute), ZoneInfo(zone))
    end = start + timedelta(minutes=minutes)
    return Window(start, end, start - timedelta(minutes=early_min), end)


def date_in(instant: datetime, zone: str) -> date:
    """The date of an instant by a zone's calendar."""
    return instant.astimezone(ZoneInfo(zone)).date()


def evening_of(instant: datetime, zone: str) -> date:
    """The evening to which an instant belongs: before noon it is still yesterday's night."""
    return (instant.astimezone(ZoneInfo(zone)) - timedelta(hours=12)).date()


def evenings_of_month(year: int, month: int, first: date) -> list[date]:
    """The evenings of a month from `first` on."""
    day = max(first, date(year, month, 1))
    found = []
    while (day.year, day.month) == (year, month):
        found.append(day)
        day += timedelta(days=1)
    return found
