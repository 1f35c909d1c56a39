"""Which unit answers for an area. Pure."""

from __future__ import annotations

POLICE = "police"
# Where several units answer for the same area, the first of these does: the sector keeps the desk (DOMAIN.md 7.3).
PRECEDENCE = ("sector", "subpost", "resort", "regional", "headquarters")


def closeness(area_path: str, level: str) -> tuple[int, int]:
    """Sort key of a unit that answers for an area above the place: the smallest is the responsible one."""
    return -len(area_path), PRECEDENCE.index(level)
