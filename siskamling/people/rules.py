"""What a birth year says of somebody (no more than that is kept), and names as they are looked for."""

from __future__ import annotations

ADULT_AT = 17  # years; who owes the watch (Perkap 23/2007, DOMAIN.md 1.1)


def birth_faults(birth_year: int | None, is_adult: bool | None, this_year: int) -> dict[str, list[str]]:
    """What is wrong with a birth year and an adult mark (None: not given); in the year of turning 17 both marks fit."""
    if birth_year is None:
        return {}
    if birth_year > this_year:
        return {"birth_year": ["people.field.not_born_yet"]}
    turning = this_year - birth_year
    if (is_adult is True and turning < ADULT_AT) or (is_adult is False and turning > ADULT_AT):
        return {"is_adult": ["people.field.not_this_age"]}
    return {}


def is_adult_by(birth_year: int | None, this_year: int) -> bool:
    """The adult mark of whom nobody gave one: by the birth year, else an adult."""
    return birth_year is None or this_year - birth_year >= ADULT_AT


APOSTROPHES = "'’‘ʼ`"  # Ma'ruf, as keyboards and word processors write it


def fold(name: str) -> str:
    """A name, or part of one, as it is looked for: small letters, no apostrophes."""
    return name.lower().translate(dict.fromkeys(map(ord, APOSTROPHES)))
