"""What an import would do with a file, before anything is written."""

from dataclasses import dataclass, field

from siskamling.people.listing import columns, doubles, read
from siskamling.people.listing.errors import ListingError
from siskamling.people.listing.rows import Row, read_table
from siskamling.people.listing.sheets import Sheet
from siskamling.people.listing.skipping import Skipped


@dataclass
class Preview:
    """Every resident's row in the file's order; `skipped` are totals, signatures and the like."""

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """rows = accepted + merged + refused; people are the living of the accepted rows."""
        statuses = [row.status for row in self.rows]
        living = [row for row in self.rows if row.is_living]
        return {
            "rows": len(self.rows),
            **{status: statuses.count(status) for status in ("accepted", "merged", "refused")},
            "households": len({row.household for row in self.rows if row.status == "accepted"}),
            "people": len(living),
            "without_phone": sum(1 for row in living if row.phone is None),
        }

    def as_dict(self) -> dict[str, object]:
        """The shape of the API and of `flask residents preview`."""
        return {"columns": self.columns, "rows": [row.as_dict() for row in self.rows], "counts": self.counts}


def preview(data: bytes, filename: str) -> Preview:
    """The preview of a CSV or XLSX; raises ListingError for a file that cannot be read as a list."""
    found = Preview()
    for sheet in read.sheets(data, filename):
        _add_sheet(found, sheet)
    if not found.columns:
        raise ListingError("header_missing")
    doubles.settle(found.rows)
    _drop_empty_households(found.rows)
    return found


def _add_sheet(found: Preview, sheet: Sheet) -> None:
    tables = columns.tables(sheet)
    if not tables:
        found.skipped.extend(Skipped.of(sheet.name, line, "no_header") for line in sheet.lines if any(line.cells))
    for place, (layout, lines) in enumerate(tables):
        if place == 0 or layout.titles != tables[0][0].titles:
            key = sheet.name if place == 0 else f"{sheet.name} (baris {layout.header_line})"
            found.columns[key] = layout.as_dict()
        first = max((row.household or 0 for row in found.rows), default=0) + 1
        rows, skipped = read_table(sheet, layout, lines, first_household=first)
        found.rows.extend(rows)
        found.skipped.extend(skipped)


def _drop_empty_households(rows: list[Row]) -> None:
    """A household of which no row was kept is none: its refused rows point at nothing."""
    kept = {row.household for row in rows if row.status == "accepted"}
    for row in rows:
        if row.household not in kept:
            row.household = None
