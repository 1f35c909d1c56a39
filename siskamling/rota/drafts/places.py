"""Where turns are written: the nights and shifts of a span, opened where they are missing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from siskamling.nights import actions as nights
from siskamling.nights import queries as known_nights
from siskamling.nights.models import Post
from siskamling.rota.drafts import rules

Spans = Callable[[Post, date], Sequence[tuple[date, str, int]]]


@dataclass(frozen=True)
class Slot:
    """A shift of a night."""

    night_id: uuid.UUID
    shift_id: uuid.UUID


def slots(
    posts: Sequence[Post], zone: str, wanted: Iterable[tuple[str, str]], spans: Spans
) -> dict[tuple[str, str], Slot]:
    """(date, shift key) -> its slot, for all that are wanted. Nights that are there keep their shifts and hours."""
    by_id = {str(post.id): post for post in posts}
    asked = {(day, *rules.read_shift(key)) for day, key in wanted}
    evenings = sorted({date.fromisoformat(day) for day, _, _ in asked})
    there = known_nights.with_shifts([post.id for post in posts], evenings)
    missing = {(by_id[post_id], date.fromisoformat(day)) for day, post_id, _ in asked
               if (uuid.UUID(post_id), date.fromisoformat(day)) not in there}  # fmt: skip
    opened = nights.open_nights(
        nights.NightToOpen(post, zone, evening, spans(post, evening))
        for post, evening in sorted(missing, key=lambda one: (one[1], one[0].id))
    )
    every = there | opened
    found = {}
    for day, post_id, place in asked:
        night_id, shift_ids = every[uuid.UUID(post_id), date.fromisoformat(day)]
        found[day, rules.shift_key(post_id, place)] = Slot(night_id, shift_ids[min(place, len(shift_ids) - 1)])
    return found
