"""Sentences for people, from `<room>/texts/<language>.po`; dates and money as people write them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

LANGUAGES = ("id", "en")
_ROOMS = Path(__file__).parent.parent
_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@cache
def _catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted(_ROOMS.glob(f"**/texts/{language}.po")):
        with file.open("rb") as source:
            found |= {str(entry.id): str(entry.string) for entry in read_po(source) if entry.id}
    return found


def knows(key: str, language: str) -> bool:
    """Whether a sentence exists."""
    return key in _catalogue(language)


def say(key: str, language: str, /, **facts: Any) -> str:
    """The sentence of this key, its {blanks} filled, those in seconds (`_s`) as spans. Raises KeyError."""
    spoken = {name: say_span(value, language) if name.endswith("_s") else value for name, value in facts.items()}
    return _catalogue(language)[key].format(**spoken)


def sentence(key: str, language: str) -> str:
    """The same with its {blanks} open, for documents; the key itself where nobody wrote a sentence."""
    return _catalogue(language).get(key, key)


def choose(wanted: Iterable[str], fallback: str | None = None) -> str:
    """The first language we speak among those wanted, else the account's, else Indonesian."""
    for tag in wanted:
        short = tag.split("-")[0].lower()
        if short in LANGUAGES:
            return short
    return fallback if fallback in LANGUAGES else "id"


_UNITS = {"id": ("jam", "menit", "detik"), "en": ("h", "min", "s")}


def say_span(seconds: float, language: str) -> str:
    """`8 jam 5 menit`, `12 menit`, `45 detik`: in two units at most, minutes rounded up."""
    hour, minute, second = _UNITS[language]
    if seconds < 60:
        return f"{math.ceil(seconds)} {second}"
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    parts = ([f"{hours} {hour}"] if hours else []) + ([f"{minutes} {minute}"] if minutes else [])
    return " ".join(parts)


def say_date(day: date, language: str) -> str:
    """`12 Mei` or `12 May`."""
    return f"{day.day} {_MONTHS[language][day.month - 1]}"


def say_night(evening: date, starts_at: datetime, zone: str, language: str) -> str:
    """`malam Selasa, 12 Mei, 22.00 WIB`.

    By the old way of counting, *malam Selasa* is Monday's evening: the date beside it, that of the evening, decides.
    The day named is therefore the one after the evening (DOMAIN.md 1.3, issue 2 D17).
    """
    local = starts_at.astimezone(ZoneInfo(zone))
    clock = ZONES.get(zone, zone)
    if language == "en":
        return f"the night of {_DAYS['en'][evening.weekday()]}, {say_date(evening, 'en')}, {local:%H:%M} {clock}"
    return f"malam {_DAYS['id'][(evening.weekday() + 1) % 7]}, {say_date(evening, 'id')}, {local:%H.%M} {clock}"


def say_rupiah(amount_idr: int) -> str:
    """`Rp20.000`."""
    return f"Rp{amount_idr:,}".replace(",", ".")
