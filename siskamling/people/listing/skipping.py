"""Lines of a list that are no residents: totals, signatures, section titles, numbered blanks."""

import re
from dataclasses import dataclass

from siskamling.kit.ids import hide_nik
from siskamling.people.listing import phones
from siskamling.people.listing.columns import Columns
from siskamling.people.listing.sheets import Line

TOTAL = re.compile(r"^\W*(?:sub ?total|grand total|total|jumlah|jml|jlh|rekap\w*)\b", re.IGNORECASE)
SIGNATURE = re.compile(
    r"^\W*(?:(?:mengetahui|menyetujui|hormat (?:kami|saya)|dibuat (?:oleh|di)|disusun oleh|yang membuat"
    r"|ttd|tertanda|(?:ketua|wakil ketua|sekretaris|sekertaris|bendahara|pengurus) (?:rt|rw|rukun)"
    r"|nb|halaman \d|hal\.? \d|diperbarui|dicetak)\b|(?:ketua|sekretaris|lurah)\W*$)",
    re.IGNORECASE,
)
REMARK = re.compile(r"^\W*(?:catatan|keterangan|ket|sumber|nb|n\.b\.?)\s*:", re.IGNORECASE)
DATELINE = re.compile(r"^[A-Za-z .]{3,30},?\s+(?:tgl\.?\s*)?(?:\d{1,2}|[.…_]+)[\s\-/]+\w+[\s\-/]+(?:\d{2,4}|[.…_]+)$")
SECTION = re.compile(
    r"^\W*(?:gang|gg|blok|jl|jln|jalan|lorong|dasa ?wisma|kelompok|rt|rw|wilayah|komplek|lantai)\b",
    re.IGNORECASE,
)
# What a resident's row would have besides a name.
SUBSTANCE = ("phone", "address", "house", "room", "relation", "occupants", "tenure")


@dataclass(frozen=True)
class Skipped:
    """A line that was not taken as a resident's, and why: nothing leaves the list unseen."""

    sheet: str
    line: int
    reason: str
    text: str

    @classmethod
    def of(cls, sheet: str, line: Line, reason: str) -> "Skipped":
        """A whole line, without any NIK."""
        return cls(sheet, line.number, reason, " ".join(hide_nik(cell) for cell in line.cells if cell))


class Footer:
    """Judges the lines of one table in order; after a signature, lone names belong to the signature."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.signed = False

    def why(self, line: Line) -> str | None:
        """Why the line is no resident's row, or None."""
        own = [cell for column, cell in enumerate(line.cells) if cell and column not in line.filled]
        if not own:
            return "blank"
        if TOTAL.match(self._first_words(own)) and len(own) <= 4 and not self._has_mobile(line):
            return "total"
        if len(own) > 2 and all(cell.strip("()") == str(number) for number, cell in enumerate(own, start=1)):
            return "column_numbers"
        if all(self.columns.own(line, "number") == cell for cell in own) and re.match(r"^\d+\W*$", own[0]):
            return "only_a_number"
        return self._why_alone(line, own)

    def _why_alone(self, line: Line, own: list[str]) -> str | None:
        """Signatures and section titles: lines of one or two cells, with nothing a resident's row has."""
        if len(own) > 2 or self._has_substance(line, own):
            self.signed = False  # the list went on
            return None
        if any(REMARK.match(cell) for cell in own):
            return "remark"
        if any(SIGNATURE.match(cell) or DATELINE.match(cell) for cell in own):
            self.signed = True
            return "signature"
        if self.signed and not self.columns.own(line, "number"):
            return "signature"
        if len(own) == 1 and SECTION.match(own[0]):
            return "section"
        return None

    def _has_substance(self, line: Line, own: list[str]) -> bool:
        """Whether a field beside the name holds something that is no signature."""
        name = self.columns.own(line, "name")
        kept = [self.columns.own(line, field) for field in SUBSTANCE]
        real = [text for text in kept if text and not SIGNATURE.match(text) and not DATELINE.match(text)]
        if self.signed and not name:
            real = [text for text in real if any(letter.isdigit() for letter in text)]
        return bool(real)

    def _has_mobile(self, line: Line) -> bool:
        return bool(phones.read(self.columns.own(line, "phone")).mobiles)

    @staticmethod
    def _first_words(own: list[str]) -> str:
        return next((cell for cell in own if any(letter.isalpha() for letter in cell)), "")
