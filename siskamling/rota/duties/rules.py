"""Which spans, evenings and weekdays can be said, and what an exemption leaves of a span: pure.

An evening can be changed on its own day and before; what an area's calendar calls yesterday is past.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

REASONS = ("age", "illness", "pregnancy", "shift_work", "official", "other")
KINDS = ("together", "apart")
DAYS = 366  # ahead, and for an exemption back: a year can be planned, and a typing error in it fills no century
EVENINGS = 60  # in one request

Faults = dict[str, Any]
_TOO_FAR = {"code": "duties.field.too_far", "most": DAYS}


def exemption_faults(first: date, last: date | None, today: date) -> Faults:
    """What is wrong with an exemption's days; None is an open end. It may have begun before it was told."""
    if abs(first - today) > timedelta(days=DAYS):
        return {"first_on": [_TOO_FAR]}
    return {"last_on": ["duties.field.before_first"]} if last is not None and last < first else {}


def span_faults(first: date, last: date) -> Faults:
    """What is wrong with a span of evenings, both ends included."""
    if last < first:
        return {"last": ["duties.field.before_first"]}
    return {"last": [_TOO_FAR]} if last - first > timedelta(days=DAYS) else {}


def absence_faults(first: date, last: date, evenings: Sequence[date], today: date) -> Faults:
    """What is wrong with the evenings on which somebody cannot come within a span."""
    if first < today:
        return {"first": ["duties.field.evening_past"]}
    if last > today + timedelta(days=DAYS):
        return {"last": [_TOO_FAR]}
    outside = {str(at): ["duties.field.outside_span"] for at, day in enumerate(evenings) if not first <= day <= last}
    return span_faults(first, last) or ({"dates": outside} if outside else {})


def wish_faults(wishes: Mapping[str, Collection[int]]) -> Faults:
    """A weekday stands in one of the lists only; the later list is named."""
    said: set[int] = set()
    faults = {}
    for name, weekdays in wishes.items():
        if said & set(weekdays):
            faults[name] = ["duties.field.weekday_twice"]
        said |= set(weekdays)
    return faults


def clipped(first_on: date, last_on: date | None, first: date, last: date) -> tuple[date, date] | None:
    """The part of an exemption that lies in a span; None where none does, as of one ended before it began."""
    start, end = max(first_on, first), last if last_on is None else min(last_on, last)
    return (start, end) if start <= end else None
