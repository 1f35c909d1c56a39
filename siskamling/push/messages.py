"""From a notification's kind and facts to the words of one message, in the person's language."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from siskamling.kit import texts

LONGEST_BODY = 500  # of 4,096 bytes for data and words together


def title_and_body(kind: str, facts: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Both texts. Raises KeyError for a text nobody wrote or a blank nobody filled."""
    said = {name: _say(name, value, language) for name, value in facts.items()}
    return texts.say(f"{kind}.title", language, **said), texts.say(f"{kind}.push", language, **said)[:LONGEST_BODY]


def _say(name: str, value: Any, language: str) -> Any:
    """A night as people say it, `*_idr` as rupiah, `*_key` as the text of that key, `*_on` as a date, `month` named."""
    if isinstance(value, Mapping):
        evening, starts_at = date.fromisoformat(value["evening"]), datetime.fromisoformat(value["starts_at"])
        return texts.say_night(evening, starts_at, value["zone"], language)
    if name.endswith("_idr"):
        return texts.say_rupiah(value)
    if name.endswith("_key"):
        return texts.say(value, language)
    if name.endswith("_on"):
        return texts.say_date(date.fromisoformat(value), language)
    if name == "month":  # 2026-05
        first = date.fromisoformat(f"{value}-01")
        return f"{texts.say_date(first, language).removeprefix('1 ')} {first.year}"
    return value


def data_of(
    kind: str, notification_id: uuid.UUID, delivery_id: uuid.UUID, cause_id: uuid.UUID | None
) -> dict[str, str]:
    """What the app reads; `message_id` is the same at every attempt, so that a double can be dropped."""
    data = {"kind": kind, "notification_id": str(notification_id), "message_id": str(delivery_id)}
    return data | ({"cause_id": str(cause_id)} if cause_id else {})
