"""The permission table as people read it: `python -m siskamling.access.printed > docs/permissions.md`."""

from __future__ import annotations

import sys
from itertools import groupby

from siskamling.access.rules import ANY, AREA, ROLES, UNIT, Row
from siskamling.access.table import TABLE

_SCOPES = {ANY: "anywhere", AREA: "area", UNIT: "unit"}
_INTRO = """# Who may do what

Printed from `siskamling/access/table.py`; `tests/test_permissions.py` asks every endpoint in every role whether it is
true.

- **anybody** needs no sign-in; **signed in** needs no role; **own**: the thing is one's own.
- **area**: it lies in the area in which one holds the role, or below it. **unit**: it belongs to the unit in which one
  holds the role, or to one below it. **anywhere**: wherever it is. An empty cell: not in this role.
- Outside one's area a thing looks as if it were not there (404); inside, what is not one's to do is refused (403).
- Where an area has neither a head nor an acting one, who decides there (`GET /areas/{area_path}/deciders`) does in it
  what its head may do in `access`, `people` and `duties`.
- Who ends a role, gives its holder a reset code or revokes an invitation to it must also stand above it: as who may
  invite to it, or above them; and the admin of a unit above the admins of the units under it.
- A list shows those things only of which one may see each.
"""


def as_markdown() -> str:
    """The whole table, a heading for each room, a column for each role."""
    head = ["action", "", *(role.replace("_", " ") for role in ROLES)]
    lines = [_INTRO]
    for room, actions in groupby(TABLE, key=lambda action: action.split(".")[0]):
        lines += [f"## {room}", "", _line(head), _line(["---"] * len(head))]
        lines += [_line([f"`{action}`", _whoever(TABLE[action]), *_roles(TABLE[action])]) for action in actions]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _whoever(row: Row) -> str:
    return "anybody" if "public" in row else "signed in" if "signed_in" in row else "own" if "own" in row else ""


def _roles(row: Row) -> list[str]:
    return [_SCOPES[row[role]] if role in row else "" for role in ROLES]


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
