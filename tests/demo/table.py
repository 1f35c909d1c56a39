"""What each phone received, when, after which event; and whether that is what should have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.demo.phone import Phone

Row = tuple[str, str, str, str]
HEAD: Row = ("phone of", "received", "after", "ms")


@dataclass(frozen=True)
class Expected:
    """A push that must arrive: whose phone, its kind, the event that causes it, and when that was asked for."""

    phone: Phone
    kind: str
    event: str
    asked_at: float

    def is_met_by(self, message: dict[str, Any]) -> bool:
        """Whether this message is that push."""
        return message.get("token") == self.phone.address and message["data"]["kind"] == self.kind


def rows_of(messages: list[dict[str, Any]], expected: list[Expected]) -> list[Row]:
    """A row for each message, in order of arrival, and one for each that is missing."""
    found: list[Row] = []
    waited = list(expected)
    for message in messages:
        title = message["notification"]["title"]
        push = next((one for one in waited if one.is_met_by(message)), None)
        if push is None:
            found.append(("?", title, "UNEXPECTED", ""))
        else:
            waited.remove(push)
            found.append((push.phone.name, title, push.event, f"{(message['accepted_at'] - push.asked_at) * 1e3:.0f}"))
    return found + [(push.phone.name, "NOTHING", push.event, "") for push in waited]


def is_complete(rows: list[Row]) -> bool:
    """Whether all that was expected came, and nothing else."""
    return not any(row[1] == "NOTHING" or row[2] == "UNEXPECTED" for row in rows)


def drawn(rows: list[Row]) -> str:
    """The table as text."""
    widths = [max(len(row[column]) for row in [HEAD, *rows]) for column in range(len(HEAD))]
    line = "  ".join("-" * width for width in widths)
    return "\n".join([_line(HEAD, widths), line, *(_line(row, widths) for row in rows)])


def _line(row: Row, widths: list[int]) -> str:
    *words, number = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
    return "  ".join([*words, number.strip().rjust(widths[-1])])
