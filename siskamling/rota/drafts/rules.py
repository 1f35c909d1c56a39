"""What a draft may span, and what changes between two rotas. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import MAXYEAR, MINYEAR, date, timedelta

WORKERS = 2
# (state, deed) -> state
STATES = {
    ("waiting", "begin"): "solving",
    ("solving", "begin"): "solving",  # anew, after a worker died
    ("waiting", "cancel"): "cancelled",
    ("solving", "cancel"): "cancelled",
    ("ready", "cancel"): "cancelled",
    ("ready", "publish"): "published",
}

Turns = Iterable[tuple[str, str, str]]  # date, shift, person


def span(month: str, months: int) -> tuple[date, date]:
    """First and last evening of at most twelve calendar months from `month` (YYYY-MM) on.

    Years that no calendar has are the nearest it has: over, or far too late, all the same.
    """
    year, number = (int(part) for part in month.split("-"))
    year = min(max(year, MINYEAR), MAXYEAR - 2)
    ends = number - 1 + months
    return date(year, number, 1), date(year + ends // 12, ends % 12 + 1, 1) - timedelta(days=1)


def basis(turns: Turns, rulebook: str) -> str:
    """A digest of what a draft was built on: the published turns of its span, and the rules."""
    said = "\n".join(sorted("|".join(turn) for turn in turns))
    return hashlib.sha256(f"{rulebook}\n{said}".encode()).hexdigest()


def changed_people(before: Turns, after: Turns) -> set[str]:
    """Whose nights differ between two rotas."""
    return {person for _day, _shift, person in set(before) ^ set(after)}


def leaders(turns: Turns, may_lead: Collection[str]) -> set[tuple[str, str]]:
    """(date, person): a squad leader for each shift of each night, of those who may lead; by turns, so that none leads
    much more often than another. Where nobody may, somebody of the crew does."""
    crews: dict[tuple[str, str], list[str]] = defaultdict(list)
    for day, shift, person in turns:
        crews[day, shift].append(person)
    led: dict[str, int] = defaultdict(int)
    found = set()
    for day, shift in sorted(crews):
        crew = sorted(crews[day, shift])
        able = [person for person in crew if person in may_lead] or crew
        leader = min(able, key=lambda person: (led[person], person))
        led[leader] += 1
        found.add((day, leader))
    return found


def shift_key(post_id: object, place: int) -> str:
    """A shift for the engine: its post, and its place in the night (0: the first)."""
    return f"{post_id}/{place}"


def read_shift(key: str) -> tuple[str, int]:
    """Post and place of such a key."""
    post_id, _, place = key.partition("/")
    return post_id, int(place)
