"""Which rules, seasons and holidays hold where and when."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from siskamling.areas import queries as areas
from siskamling.areas.models import Area
from siskamling.areas.rules import line_of
from siskamling.kit.db.base import db, existing
from siskamling.kit.db.paging import Page, page
from siskamling.kit.db.ranges import below, within
from siskamling.kit.errors import NotFound
from siskamling.people.models import Role
from siskamling.people.queries import holds_now
from siskamling.rota.rulebook.models import HolidayEdit, Rulebook, Season
from siskamling.rota.rulebook.rules import Rules, defaults, rules_of


@dataclass(frozen=True)
class AreaDay:
    """A date in an area."""

    area_path: str
    on_date: date


@dataclass(frozen=True)
class InForce:
    """Rules, and the version that says so; None where nobody decided any."""

    rules: Rules
    rulebook: Rulebook | None


def rt_or_rw(area_path: str) -> Area:
    """An area that decides rules of its own. Raises NotFound for others."""
    found = areas.area(area_path)
    if found.level not in ("rt", "rw"):
        raise NotFound
    return found


def kelurahan_or_below(area_path: str) -> Area:
    """An area with seasons and holidays of its own. Raises NotFound for others."""
    found = areas.area(area_path)
    if found.level not in ("kelurahan", "rw", "rt"):
        raise NotFound
    return found


def area_day(area_path: str, on_date: str) -> AreaDay:
    """A date of such an area, or NotFound."""
    path = kelurahan_or_below(area_path).path
    try:
        day = date.fromisoformat(on_date)
    except ValueError:
        raise NotFound from None
    if day.isoformat() != on_date:  # 20261225 and 2026-W52-5 are dates, too, and a thing has one address
        raise NotFound
    return AreaDay(path, day)


def season(season_id: uuid.UUID) -> Season:
    """A season, or NotFound."""
    return existing(Season, season_id)


def rules_on(area_path: str, evening: date) -> InForce:
    """What is in force on an evening: the newest version of the RT that holds by then, else of its RW, else defaults.

    One statement. Unique index uq_rulebooks_area_path_version; an area has a handful.
    """
    of_line = (Rulebook.area_path.in_(line_of(area_path)), Rulebook.from_on <= evening)
    newest = select(Rulebook).where(*of_line).order_by(Rulebook.area_path.desc(), Rulebook.version.desc())
    found = db.session.scalar(newest.limit(1))
    return InForce(defaults() if found is None else rules_of(found.rules), found)


def rulebooks(area_path: str, query: dict[str, Any]) -> Page:
    """The versions of an area and of the RW above it, newest first."""
    of_line = select(Rulebook).where(Rulebook.area_path.in_(line_of(area_path)))
    return page(of_line, (Rulebook.made_at, Rulebook.id), query, newest_first=True)


def seasons_between(area_path: str, first: date, last: date) -> list[Season]:
    """The seasons of an area and of those above it that touch these evenings, the widest area's first.

    Index ix_seasons_area_path_last_on.
    """
    touching = (Season.area_path.in_(line_of(area_path)), Season.last_on >= first, Season.first_on <= last)
    ordered = select(Season).where(*touching).order_by(Season.area_path, Season.first_on, Season.id)
    return list(db.session.scalars(ordered))


def holidays(area_path: str, first: date, last: date) -> dict[date, str]:
    """The holidays between two dates, both included, by name, with the edits of kelurahan, then RW, then RT over them.

    Those of the country are public holidays and the government's collective leave (cuti bersama); dates that go by
    the moon and are not decreed yet bear "(perkiraan)".
    """
    found = dict(_of_the_country(first, last))
    there = (HolidayEdit.area_path.in_(line_of(area_path)), HolidayEdit.on_date.between(first, last))  # primary key
    for edit in db.session.scalars(select(HolidayEdit).where(*there).order_by(HolidayEdit.area_path)):
        if edit.is_holiday:
            found[edit.on_date] = edit.name or ""
        else:
            found.pop(edit.on_date, None)
    return dict(sorted(found.items()))


def _of_the_country(first: date, last: date) -> Iterator[tuple[date, str]]:
    from holidays import country_holidays  # here, because it costs every process 0.2 s that few ever need

    years = range(first.year, last.year + 1)
    every = country_holidays("ID", years=years, categories=("public", "government"), language="id")
    return ((day, name) for day, name in every.items() if first <= day <= last)


def ruled_by(area_path: str) -> Select[Any]:
    """Account ids of those with a role in an area or below it, but for RTs with a rulebook of their own.

    Index ix_roles_area_path.
    """
    apart = select(Rulebook.area_path).where(below(Rulebook.area_path, area_path))
    here = (within(Role.area_path, area_path), Role.area_path.not_in(apart), holds_now())
    return select(Role.account_id).where(*here).distinct()
