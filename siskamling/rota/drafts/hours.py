"""What the rulebook says for a draft's posts: who owes, how much, and hours and crew of each shift of each evening."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from siskamling.nights.models import Post
from siskamling.rota.drafts import rules
from siskamling.rota.drafts.models import Draft
from siskamling.rota.engine.problem import Crew
from siskamling.rota.rulebook import queries as rulebook
from siskamling.rota.rulebook.rules import Rules, ShiftOn, is_heavy, shifts_on


@dataclass(frozen=True)
class Book:
    """The rules of a span: those of the draft's area for people, those of each post's own area for hours and crew."""

    rules: Rules
    evenings: Sequence[date]
    holidays: Mapping[date, str]
    shifts_of: Mapping[tuple[uuid.UUID, date], tuple[ShiftOn, ...]]
    posts: Sequence[Post]

    @cached_property
    def keys(self) -> list[tuple[str, str, Crew]]:
        """Every shift: its key, its post, its crew on the first evening."""
        return [
            (rules.shift_key(post.id, place), str(post.id), shift.crew)
            for post in self.posts
            for place, shift in enumerate(self.shifts_of[post.id, self.evenings[0]])
        ]

    @cached_property
    def names(self) -> dict[str, str]:
        """Shift key -> the post's name, with the shift's where there are several."""
        named = {}
        for post in self.posts:
            here = self.shifts_of[post.id, self.evenings[0]]
            for place, shift in enumerate(here):
                named[rules.shift_key(post.id, place)] = f"{post.name}, {shift.name}" if len(here) > 1 else post.name
        return named

    def crew(self) -> dict[tuple[int, str], Crew]:
        """(night, shift key) -> crew."""
        return {
            (night, rules.shift_key(post.id, place)): shift.crew
            for night, evening in enumerate(self.evenings)
            for post in self.posts
            for place, shift in enumerate(self.shifts_of[post.id, evening])
        }

    def is_heavy(self, evening: date) -> bool:
        """Whether a night weighs more."""
        return is_heavy(self.rules, evening, self.holidays)

    @property
    def version(self) -> str:
        """Says something else whenever the rules, seasons or holidays do."""
        heavy = [str(evening) for evening in self.evenings if self.is_heavy(evening)]
        return repr((self.rules, heavy, sorted((str(key), value) for key, value in self.shifts_of.items())))


def book(draft: Draft, posts: Sequence[Post]) -> Book:
    """What holds for a draft; a few statements for each area that has a post."""
    count = (draft.last_on - draft.first_on).days + 1
    evenings = [draft.first_on + timedelta(days=day) for day in range(count)]
    shifts = {}
    for area_path in {post.area_path for post in posts}:
        here = rulebook.rules_on(area_path, draft.first_on).rules
        seasons = rulebook.seasons_between(area_path, draft.first_on, draft.last_on)
        for post in (one for one in posts if one.area_path == area_path):
            for evening in evenings:
                asked = shifts_on(here, seasons, evening, starts=post.starts, minutes=post.minutes)
                # The women's day watch is kept by name, not by turns of those who owe nights.
                shifts[post.id, evening] = tuple(one for one in asked if not one.by_day)
    holidays = rulebook.holidays(
        draft.area_path, draft.first_on - timedelta(days=400), draft.last_on + timedelta(days=1)
    )
    return Book(rulebook.rules_on(draft.area_path, draft.first_on).rules, evenings, holidays, shifts, posts)


def spans(made: Book) -> Callable[[Post, date], list[tuple[date, str, int]]]:
    """(post, evening) -> the date, clock time and minutes of each shift."""
    return lambda post, evening: [(one.on, one.starts, one.minutes) for one in made.shifts_of[post.id, evening]]
