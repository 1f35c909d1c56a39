"""Dotted paths of areas and units as values; `kit/db/ranges.py` says the same in SQL."""

from __future__ import annotations


def covers(outer: str | None, inner: str | None) -> bool:
    """Whether `inner` is `outer` or lies below it; no path covers nothing and lies nowhere."""
    return outer is not None and inner is not None and (inner == outer or inner.startswith(outer + "."))


def common(one: str, other: str) -> str:
    """The smallest path that covers both; empty where none does."""
    parts, others = one.split("."), other.split(".")
    same = next((at for at, (a, b) in enumerate(zip(parts, others, strict=False)) if a != b), len(parts))
    return ".".join(parts[: min(same, len(others))])
