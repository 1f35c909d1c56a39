"""How far ahead a rota is made. Pure."""

from __future__ import annotations

from datetime import date

MONTHS_AHEAD = 13  # a year can be planned, and a typing error in it does not fill the next century


def is_too_far(today: date, year: int, month: int) -> bool:
    """Whether a month lies further ahead; the year may be one that no calendar has."""
    return 12 * (year - today.year) + month - today.month > MONTHS_AHEAD
