"""What every reader gives: sheets of lines of cleaned cells."""

import re
import unicodedata
from dataclasses import dataclass, field

# Zero-width characters, direction marks, soft hyphen, byte-order mark: unseen by whoever typed the list.
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
UNPRINTED = re.compile("[\x00-\x20\x7f-\x9f]")
# A spreadsheet's error value is nothing a person wrote.
ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
# Exports guard a cell that would run as a formula with an apostrophe (CASES.md "Seen beside these").
GUARDED = re.compile(r"^'(?=[=+\-@])")
FORMULA_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One row. `number` is the line a person sees; `filled` are cells repeated by a vertical merge."""

    number: int
    cells: tuple[str, ...]
    filled: frozenset[int] = frozenset()
    hidden: tuple[str, ...] = ()  # fields whose cells held a NIK

    def cell(self, column: int) -> str:
        """The cell, empty where the row ends before it."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """A named table; a CSV is one sheet."""

    name: str
    lines: list[Line] = field(default_factory=list)


def clean(value: str) -> str:
    """The cell as its writer saw it: no unseen characters, blanks trimmed and single, composed letters."""
    value = INVISIBLE.sub("", value)
    value = " ".join(UNPRINTED.sub(" ", value).split())
    value = FORMULA_TEXT.sub(r"\1", GUARDED.sub("", value)).strip()
    if value.upper() in ERROR_VALUES:
        return ""
    return unicodedata.normalize("NFC", value)
