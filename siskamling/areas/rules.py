"""Paths, zones and the names of the rules by which a point finds its kelurahan. Pure.

Codes: Kepmendagri 300.2.2-2430/2025 (DOMAIN.md 7.1): 31 province, 31.72 city, 31.72.02 district,
31.72.02.1007 kelurahan; below them RW and RT as three digits each, which are ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LEVELS = ("province", "city", "district", "kelurahan", "rw", "rt")
HIGHEST_NUMBER = 999  # RW and RT numbers are written with three digits on house plates and in registers

_OURS = r"(?!000)[0-9]{3}"
_FORM = re.compile(
    rf"[0-9]{{2}}(\.[0-9]{{2}}(\.[0-9]{{2}}(\.[0-9]{{4}}(\.{_OURS}(\.{_OURS})?)?)?)?)?", re.ASCII
)  # fmt: skip

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
# Keppres 41/1987: provinces by zone; those split off since then keep the zone of their parent.
_ZONES = {
    WIB: ("11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35", "36", "61", "62"),
    WITA: ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"),
    WIT: ("81", "82", "91", "92", "93", "94", "95", "96"),
}
_ZONE_OF = {province: zone for zone, provinces in _ZONES.items() for province in provinces}

INSIDE = "inside"
NEAREST_BOUNDARY = "nearest_boundary"
NEAREST_CENTROID = "nearest_centroid"
NOWHERE = "nowhere"  # no kelurahan with a boundary or a centroid is known at all
RULES = (INSIDE, NEAREST_BOUNDARY, NEAREST_CENTROID, NOWHERE)


@dataclass(frozen=True)
class Place:
    """Where a point lies: `kelurahan` holds it (else None); `nearest` answers for it; `rule` says which decided.

    `distance_m`: metres to the nearest kelurahan's boundary (centroid where it has none), 0 inside.
    """

    kelurahan: str | None
    nearest: str | None
    rule: str
    distance_m: float | None

    @property
    def approximate(self) -> bool:
        """Whether the point lies in no known boundary, so that the nearest kelurahan stands in."""
        return self.rule != INSIDE


def is_path(path: str) -> bool:
    """Whether the text has the form of an area's path."""
    return _FORM.fullmatch(path) is not None


def level_of(path: str) -> str:
    """The level of a path. Raises ValueError where it is none."""
    if not is_path(path):
        raise ValueError(f"{path!r} is not an area code")
    return LEVELS[path.count(".")]


def level_below(level: str) -> str | None:
    """The level of an area's children; None below RT."""
    position = LEVELS.index(level) + 1
    return LEVELS[position] if position < len(LEVELS) else None


def parent_of(path: str) -> str | None:
    """The path one level up; None above a province."""
    return path.rpartition(".")[0] or None


def line_of(path: str) -> list[str]:
    """The path and all above it, from the province down."""
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def child_path(parent: str, number: int) -> str:
    """The path of the RW (below a kelurahan) or RT (below an RW) of this number."""
    if level_of(parent) not in ("kelurahan", "rw"):
        raise ValueError("only a kelurahan has RWs, and only an RW has RTs")
    if not 1 <= number <= HIGHEST_NUMBER:
        raise ValueError(f"a number lies between 1 and {HIGHEST_NUMBER}")
    return f"{parent}.{number:03d}"


def rw_path(kelurahan: str, rw: int) -> str:
    """`31.72.02.1007`, 5 -> `31.72.02.1007.005`."""
    return child_path(kelurahan, rw)


def rt_path(kelurahan: str, rw: int, rt: int) -> str:
    """`31.72.02.1007`, 5, 7 -> `31.72.02.1007.005.007`."""
    return child_path(rw_path(kelurahan, rw), rt)


def zone_of(path: str) -> str:
    """The IANA time zone of an area, by its province. Raises ValueError for a province that does not exist."""
    try:
        return _ZONE_OF[path[:2]]
    except KeyError:
        raise ValueError(f"no province has the code {path[:2]!r}") from None
