"""Bytes and a file name -> sheets of rows that know their line. Sizes are checked first."""

from siskamling.people.listing import delimited, workbook
from siskamling.people.listing.errors import ListingError
from siskamling.people.listing.sheets import Sheet

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
CSV_SHEET = "CSV"


def sheets(data: bytes, filename: str) -> list[Sheet]:
    """All sheets of the file. The content decides what it is; the name only names a workbook's absence.

    Raises ListingError for what cannot be read or is over MAX_BYTES or MAX_ROWS.
    """
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise ListingError("file_empty")
    if len(data) > MAX_BYTES:
        raise ListingError("file_too_large", limit="5 MB")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = workbook.sheets(data)
    elif data.startswith(workbook.OLE_MAGIC):
        raise ListingError(workbook.why_not_ole(data))
    elif filename.lower().endswith((".xlsx", ".xlsm")):
        raise ListingError("file_broken")
    else:
        found = [Sheet(CSV_SHEET, delimited.lines(data))]
    if sum(1 for sheet in found for line in sheet.lines if any(line.cells)) > MAX_ROWS:
        raise ListingError("too_many_rows", limit=MAX_ROWS)
    if not any(any(line.cells) for sheet in found for line in sheet.lines):
        raise ListingError("file_empty")
    return found
