"""Dotted paths of areas and units as values; `kit/db/ranges.py` says the same in SQL."""

from __future__ import annotations


def covers(outer: str | None, inner: str | None) -> bool:
    """Whether `inner` is `outer` or lies below it; no path covers nothing and lies nowhere."""
    return outer is not None and inner is not None and (inner == outer or inner.startswith(outer + "."))
