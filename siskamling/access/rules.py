"""Who may do what, as values: roles, scopes, and who may invite whom. No database, no web."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from siskamling.areas.rules import WIB, level_of, line_of
from siskamling.kit.paths import covers

OWN, AREA, UNIT, ANY = "own", "area", "unit", "any"
Row = Mapping[str, str]
PUBLIC: Row = {"public": ANY}
EVERYBODY: Row = {"signed_in": ANY}
OWN_ONLY: Row = {"own": OWN}

ROLES = ("resident", "rt_head", "rw_head", "kelurahan_staff", "community_officer", "police_officer", "unit_admin",
         "operator")  # fmt: skip

# Issue 2, C10: each person can invite only below themself. inviter -> {invited kind: level of its place}
MAY_INVITE: dict[str, dict[str, str]] = {
    "operator": {"kelurahan_staff": "kelurahan", "unit_admin": "unit"},
    "unit_admin": {"police_officer": "unit", "community_officer": "unit"},
    "kelurahan_staff": {"rw_head": "rw"},
    "rw_head": {"rt_head": "rt"},
    "rt_head": {"resident": "rt"},
}

# Who decides in an area of this level; where there is none, whoever decides one level up (issue 2, C9).
HEAD_OF = {"rt": "rt_head", "rw": "rw_head", "kelurahan": "kelurahan_staff"}


def below(kind: str) -> frozenset[str]:
    """All roles that stand below one, not only directly."""
    found: set[str] = set()
    waiting = [kind]
    while waiting:
        directly = set(MAY_INVITE.get(waiting.pop(), {})) - found
        found |= directly
        waiting += directly
    return frozenset(found)


class Placed(Protocol):
    """Whatever lies in an area, in a unit, or (a community officer) in both."""

    @property
    def area_path(self) -> str | None:
        """The area."""

    @property
    def unit_path(self) -> str | None:
        """The unit."""


@dataclass(frozen=True)
class Grant:
    """A role held now, at a place."""

    kind: str
    area_path: str | None = None
    unit_path: str | None = None


@dataclass(frozen=True)
class Actor:
    """Who is asking: the person behind a valid token, with the roles of this moment."""

    id: uuid.UUID
    name: str
    language: str
    token_id: uuid.UUID | None
    grants: tuple[Grant, ...] = field(default=())

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Flask-Login's name for the key."""
        return str(self.id)


def reaches(actor: Actor, scope: str, grant: Grant, subject: Any) -> bool:
    """Whether a role's scope covers the subject. Subjects carry `account_id`, `area_path` and/or `unit_path`.

    None stands for a list: whoever holds the role may ask, and `visible` says which rows they get.
    """
    if scope == ANY or subject is None:
        return True
    if scope == AREA:
        return any(covers(grant.area_path, path) for path in area_paths(subject))
    return covers(grant.unit_path, getattr(subject, "unit_path", None))


def area_paths(subject: Any) -> list[str | None]:
    """A post may serve several RTs: such a subject names them all in `area_paths`."""
    return list(getattr(subject, "area_paths", ())) or [getattr(subject, "area_path", None)]


def owns(actor: Actor, subject: Any) -> bool:
    """Whether the subject is the actor's own."""
    return subject is not None and getattr(subject, "account_id", None) == actor.id


def may(row: Row, actor: Actor | None, subject: Any) -> bool:
    """Whether a row of the table lets this actor do the action to this subject."""
    if "public" in row:
        return True
    if actor is None:
        return False
    if "signed_in" in row:
        return True
    if "own" in row and owns(actor, subject):
        return True
    return any(grant.kind in row and reaches(actor, row[grant.kind], grant, subject) for grant in actor.grants)


def sees_place(actor: Actor, subject: Any) -> bool:
    """Whether the subject lies inside the actor's area or unit at all: decides 403 against 404."""
    if subject is None or owns(actor, subject):
        return True
    if not (area_paths(subject) != [None] or getattr(subject, "unit_path", None)):
        return getattr(subject, "account_id", None) is None
    return any(
        any(covers(grant.area_path, path) for path in area_paths(subject))
        or covers(grant.unit_path, getattr(subject, "unit_path", None))
        for grant in actor.grants
    )


@dataclass(frozen=True)
class Place:
    """Where an invited role will be held: an area of a level, a unit (level `unit`), or the whole country."""

    level: str
    name: str
    area_path: str | None = None
    unit_path: str | None = None
    zone: str = WIB  # units have none of their own; all that are shipped lie in WIB


def may_invite(grants: Iterable[Grant], kind: str, place: Place) -> bool:
    """Whether one of these roles covers this place and stands directly above the invited role."""
    return any(MAY_INVITE.get(grant.kind, {}).get(kind) == place.level and _rules_at(grant, place) for grant in grants)


def may_still_invite(grants: Iterable[Grant], kind: str, place: Placed) -> bool:
    """Whether one of these roles of an inviter still carries an invitation to a role of this kind at this place."""
    return any(kind in MAY_INVITE.get(grant.kind, {}) and _rules_at(grant, place) for grant in grants)


def offices_over(area_path: str) -> list[tuple[str, str]]:
    """Who decides in an area, in turn, as (area, kind of role): the first that is held, the others not."""
    line = [(path, HEAD_OF.get(level_of(path))) for path in reversed(line_of(area_path))]
    return [(path, kind) for path, kind in line if kind is not None]


def office_giving(kind: str, area_path: str) -> str | None:
    """The area whose head invites to a role of this kind at this place; None where no area's does."""
    giver = next((giver for giver, given in MAY_INVITE.items() if kind in given), None)
    return next((path for path, head in offices_over(area_path) if head == giver), None)


def falling_to(grants: Iterable[Grant], headless: Collection[str]) -> tuple[Grant, ...]:
    """The offices of these areas without a head that fall to one of these roles: the first one held above them."""
    held = {(grant.area_path, grant.kind) for grant in grants}
    found = []
    for path in headless:
        offices = offices_over(path)
        decider = next((one for one in offices if one in held or one[0] not in headless), None)
        if decider in held and decider != offices[0]:
            found.append(Grant(offices[0][1], path))
    return tuple(found)


def stands_above(grants: Iterable[Grant], kind: str | None, place: Placed) -> bool:
    """Whether one and the same of these roles stands above a role of this kind, and covers the place where it is."""
    return any(kind in _below_at(grant, place) for grant in grants)


def kinds_below(grants: Iterable[Grant], place: Placed) -> frozenset[str]:
    """All kinds of roles at this place that stand below one of these roles."""
    return frozenset().union(*(_below_at(grant, place) for grant in grants))


def _below_at(grant: Grant, place: Placed) -> frozenset[str]:
    """What stands below one role at a place; for the admin of a unit (Polres) also those of the units under it."""
    if not _rules_at(grant, place):
        return frozenset()
    is_superior = grant.kind == "unit_admin" and place.unit_path != grant.unit_path
    return below(grant.kind) | ({grant.kind} if is_superior else set())


def _rules_at(grant: Grant, place: Placed) -> bool:
    """Whether a role's own place covers this one; an operator's is everywhere."""
    return (
        grant.kind == "operator"
        or covers(grant.area_path, place.area_path)
        or covers(grant.unit_path, place.unit_path)
    )  # fmt: skip
