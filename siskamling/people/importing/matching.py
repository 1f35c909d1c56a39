"""Which listed household is which known one, and which listed person which known person. Pure.

Rounds from the surest sign to the weakest; each listed one gets at most one known one and the other way round. A name
is compared as listed last and as it stands today, so that neither a corrected list nor a corrected record makes a
second household (CASES.md C10). Another spelling needs a number or a door that agrees, a blank one being neither; a
name alone is enough only where it is the very same, once on each side, and the other door or number is not known.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from siskamling.people.listing.words import address_key, are_a_couple, name_key

# A corrected spelling keeps three letters of four; with the same number it may change more. ALIKE only warns.
ALIKE_WITH_PHONE, ALIKE_AT_ADDRESS, ALIKE = 0.65, 0.75, 0.85
# Pairs compared letter by letter, at most: a list corrected here and there leaves few, and a hostile one many.
MOST_COMPARED = 20_000


@dataclass(frozen=True)
class ListedPerson:
    """A living or dead person of a list; `row` is the place of their row among the list's rows."""

    row: int
    name: str
    phone: str | None = None
    other_phones: tuple[str, ...] = ()
    is_head: bool = False
    is_dead: bool = False


@dataclass(frozen=True)
class ListedHousehold:
    """A household of a list; what the list does not say is None."""

    number: int
    head_name: str
    address: str | None
    tenure: str | None
    occupants: int | None
    people: tuple[ListedPerson, ...]


@dataclass(frozen=True)
class KnownPerson:
    """A person on record, with what a list last said of them."""

    id: Hashable
    household_id: Hashable
    name: str
    phone: str | None
    other_phones: tuple[str, ...]
    is_head: bool
    is_gone: bool
    listed: Mapping[str, Any] | None


@dataclass(frozen=True)
class KnownHousehold:
    """A household on record, with what a list last said of it."""

    id: Hashable
    head_name: str
    address: str | None
    tenure: str | None
    occupants: int | None
    is_gone: bool
    listed: Mapping[str, Any] | None
    people: list[KnownPerson] = field(default_factory=list)


Keys = Iterable[Hashable]
Places = dict[int, int]


class Pairs:
    """Pairs made so far between two sequences, as places: `right_of[left]`."""

    def __init__(self, left: Sequence[Any], right: Sequence[Any]) -> None:
        self.left, self.right = left, right
        self.right_of: dict[int, int] = {}
        self._taken: set[int] = set()

    def _open(self) -> tuple[list[int], list[int]]:
        """Places without a partner on each side."""
        return ([place for place in range(len(self.left)) if place not in self.right_of],
                [place for place in range(len(self.right)) if place not in self._taken])  # fmt: skip

    def by_keys(
        self,
        left: Callable[[Any], Keys],
        right: Callable[[Any], Keys],
        fits: Callable[[Any, Any], bool],
        *,
        once_only: bool = False,
    ) -> None:
        """Pair those that share a key and fit, in order. `once_only`: a key held twice on a side pairs nobody."""
        places: dict[Hashable, deque[int]] = defaultdict(deque)
        open_left, open_right = self._open()
        for place in open_right:
            for key in set(right(self.right[place])):
                places[key].append(place)
        counts = Counter(key for place in open_left for key in set(left(self.left[place])))
        for place in open_left:
            for key in left(self.left[place]):
                if once_only and (counts[key] > 1 or len(places.get(key, ())) > 1):
                    continue
                if key in places and self._pair_from(place, places[key], fits):
                    break

    def _pair_from(self, place: int, candidates: deque[int], fits: Callable[[Any, Any], bool]) -> bool:
        while candidates and candidates[0] in self._taken:
            candidates.popleft()
        for other in islice(candidates, 20):
            if other not in self._taken and fits(self.left[place], self.right[other]):
                self._pair(place, other)
                return True
        return False

    def _pair(self, left: int, right: int) -> None:
        self.right_of[left] = right
        self._taken.add(right)

    def by_likeness(self, score: Callable[[Any, Any], float]) -> None:
        """Pair the most alike first, of what is left; a score of 0 is no pair. Too many are not compared at all."""
        left, right = self._open()
        if len(left) * len(right) > MOST_COMPARED:
            return
        found = [(score(self.left[one], self.right[other]), one, other) for one in left for other in right]
        for value, one, other in sorted(found, key=lambda each: (-each[0], each[1], each[2])):
            if value > 0 and one not in self.right_of and other not in self._taken:
                self._pair(one, other)


def likeness(one: str, other: str, least: float) -> float:
    """How alike two name keys are, 0 where less than `least`. A shorter form is alike, so number or door must agree."""
    if set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split()):
        return 1.0
    return spelling(one, other, least)


def spelling(one: str, other: str, least: float) -> float:
    """How alike two name keys are letter by letter, 0 where less than `least`."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    ways = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # the cheap ones are never too low
    return matcher.ratio() if all(way() >= least for way in ways) else 0.0


def listed_value(known: KnownPerson | KnownHousehold, name: str) -> Any:
    """What a list last said of one field, or None."""
    return known.listed.get(name) if known.listed else None


def _names(known: KnownPerson) -> list[str]:
    """Name keys as today and as listed last."""
    return _keys(known.name, listed_value(known, "name"))


def _keys(*names: str | None) -> list[str]:
    return list(dict.fromkeys(name_key(name) for name in names if name))


def _phones(known: KnownPerson) -> list[str]:
    numbers = (known.phone, listed_value(known, "phone"), *known.other_phones)
    return list(dict.fromkeys(number for number in numbers if number))


def _listed_phones(person: ListedPerson) -> tuple[str, ...]:
    return (person.phone, *person.other_phones) if person.phone else person.other_phones


def _listed_marks(person: ListedPerson) -> Iterator[Hashable]:
    for phone in _listed_phones(person):
        yield name_key(person.name), phone


def _known_marks(person: KnownPerson) -> Iterator[Hashable]:
    for name in _names(person):
        for phone in _phones(person):
            yield name, phone


def match_people(one: ListedHousehold, other: KnownHousehold) -> dict[int, int]:
    """Within one household: place of the listed -> place of the known."""
    pairs = Pairs(one.people, other.people)
    pairs.by_keys(_listed_marks, _known_marks, _no_couple)
    pairs.by_keys(lambda person: [name_key(person.name)], _names, _no_couple)
    if True in _signs(one, other):
        pairs.by_likeness(_alike_people)
    return pairs.right_of


def _no_couple(one: ListedPerson, other: KnownPerson) -> bool:
    return not are_a_couple(one.name, other.name)


def _alike_people(one: ListedPerson, other: KnownPerson) -> float:
    share = _agree(_listed_phones(one), _phones(other))
    if share is False or not _no_couple(one, other):
        return 0.0
    least = ALIKE_WITH_PHONE if share else ALIKE_AT_ADDRESS
    return max(likeness(name_key(one.name), name, least) for name in _names(other))


def match_same_people(listed: Sequence[ListedPerson], known: Sequence[KnownPerson]) -> dict[int, int]:
    """Across households: only the same name with the same number is the same person."""
    pairs = Pairs(listed, known)
    pairs.by_keys(_listed_marks, _known_marks, _no_couple)
    return pairs.right_of


def match_households(listed: Sequence[ListedHousehold], known: Sequence[KnownHousehold]) -> tuple[Places, Places]:
    """Place of the listed household -> place of the known one that it is; and for the rest, of one that it may be."""
    pairs = Pairs(listed, known)
    pairs.by_keys(_whole_listed, _whole_known, _no_couple_of_heads)
    pairs.by_keys(_all(_listed_marks, living=True), _all(_known_marks), _no_couple_of_heads)
    pairs.by_keys(_all(_listed_phones), _all(_phones), _same_phone_fits)
    pairs.by_keys(_listed_doors, _known_doors, _no_couple_of_heads)
    pairs.by_keys(_listed_head, _head_names, _do_not_contradict, once_only=True)
    pairs.by_likeness(_alike_households)
    sure = dict(pairs.right_of)
    pairs.by_keys(_listed_head, _head_names, lambda one, other: _perhaps_the_same(one, other) > 0)
    pairs.by_likeness(_perhaps_the_same)
    return sure, {place: other for place, other in pairs.right_of.items() if place not in sure}


def _all(marks: Callable[[Any], Keys], *, living: bool = False) -> Callable[[Any], Keys]:
    def of(household: Any) -> list[Hashable]:
        people = [person for person in household.people if not (living and person.is_dead)]
        return [mark for person in people for mark in marks(person)]

    return of


def _whole_listed(one: ListedHousehold) -> Keys:
    """Everything that tells it apart: what the same list says again is the same household."""
    people = frozenset((name_key(person.name), person.phone) for person in one.people if not person.is_dead)
    return [(address_key(one.address or ""), name_key(one.head_name), people)]


def _whole_known(other: KnownHousehold) -> Keys:
    if not other.listed:
        return []
    said = [person.listed for person in other.people if person.listed and not person.listed.get("is_dead")]
    people = frozenset((name_key(each["name"]), each.get("phone")) for each in said)
    return [(address_key(other.listed.get("address") or ""), name_key(other.listed["head_name"]), people)]


def _listed_head(one: ListedHousehold) -> Keys:
    return [name_key(one.head_name)]


def _listed_doors(one: ListedHousehold) -> Keys:
    key = address_key(one.address or "")
    return [(key, name_key(one.head_name))] if key else []


def _known_doors(other: KnownHousehold) -> Keys:
    return [(door, name) for door in _addresses(other) for name in _head_names(other)]


def _addresses(other: KnownHousehold) -> list[str]:
    keys = (address_key(text) for text in (other.address, listed_value(other, "address")) if text)
    return list(dict.fromkeys(key for key in keys if key))


def _head_names(other: KnownHousehold) -> list[str]:
    return _keys(other.head_name, listed_value(other, "head_name"))


def _same_phone_fits(one: ListedHousehold, other: KnownHousehold) -> bool:
    """A number alone goes from hand to hand: the door or some holder's name must agree."""
    if not _no_couple_of_heads(one, other):
        return False
    if address_key(one.address or "") in _addresses(other):
        return True
    holders = {number: holder for holder in other.people for number in _phones(holder)}
    return any(
        likeness(name_key(person.name), name, ALIKE_WITH_PHONE)
        for person in one.people
        for number in _listed_phones(person)
        if number in holders
        for name in _names(holders[number])
    )


def _signs(one: ListedHousehold, other: KnownHousehold) -> set[bool | None]:
    """Whether the numbers agree, and whether the doors do; None where one side has none."""
    door = address_key(one.address or "")
    return {_agree(_all(_listed_phones)(one), _all(_phones)(other)), _agree([door] if door else [], _addresses(other))}


def _agree(one: Keys, other: Keys) -> bool | None:
    mine, theirs = set(one), set(other)
    return bool(mine & theirs) if mine and theirs else None


def _do_not_contradict(one: ListedHousehold, other: KnownHousehold) -> bool:
    """Whether neither a door, a number nor the couple's titles say that these two of one name are two."""
    signs = _signs(one, other)
    return (True in signs or False not in signs) and _no_couple_of_heads(one, other)


def _no_couple_of_heads(one: ListedHousehold, other: KnownHousehold) -> bool:
    return not are_a_couple(one.head_name, other.head_name)


def _alike_households(one: ListedHousehold, other: KnownHousehold) -> float:
    signs = _signs(one, other)
    if True not in signs or False in signs or not _no_couple_of_heads(one, other):
        return 0.0
    return max(likeness(name_key(one.head_name), name, ALIKE_AT_ADDRESS) for name in _head_names(other))


def _perhaps_the_same(one: ListedHousehold, other: KnownHousehold) -> float:
    if other.is_gone or not _no_couple_of_heads(one, other):
        return 0.0
    return max(spelling(name_key(one.head_name), name, ALIKE) for name in _head_names(other))
