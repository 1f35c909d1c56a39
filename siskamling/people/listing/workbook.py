"""XLSX by python-calamine, fed only with parts that were unfolded and measured here first.

calamine trusts the file: it unfolds what the archive claims and reserves rows x columns of memory for one
cell in the far corner. So the parts are read with a limit, the cells' places are looked at, and a clean
archive is handed on.
"""

import datetime
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Sequence

from siskamling.kit.ids import hide_nik
from siskamling.people.listing.errors import ListingError
from siskamling.people.listing.sheets import Line, Sheet, clean

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and every XLSX that is encrypted
MAX_UNFOLDED = 64 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_CELLS = 2_000_000  # rows x columns that calamine would reserve
WHOLE_NUMBERS_EXACT = 2**53  # beyond it a spreadsheet's number no longer holds every digit
TOKEN = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>(\s*<(?:\w+:)?(?:v|is|f)\b)?")
PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)(\d*)[\"']")
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, RuntimeError)

Merged = tuple[tuple[int, int], tuple[int, int]]


def why_not_ole(data: bytes) -> str:
    """The error code for a file in Microsoft's older container."""
    return "file_protected" if "EncryptedPackage".encode("utf-16-le") in data else "file_old_format"


def sheets(data: bytes) -> list[Sheet]:
    """Every sheet with its cells as text, numbers with all their digits, dates as ISO dates."""
    parts = _parts(data)
    if "xl/workbook.xml" not in {name.lower() for name in parts}:
        raise ListingError("file_old_format")
    for name, content in parts.items():
        if "worksheets/" in name.lower() and name.lower().endswith(".xml"):
            _check_extent(content)
    return _read(_packed(parts))


def _parts(data: bytes) -> dict[str, bytes]:
    """The XML parts of the archive; no more of each than its directory claims, and no more of all than MAX_UNFOLDED."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNFOLDED:
                raise ListingError("file_too_large", limit="64 MB")
            if any(member.flag_bits & 0x1 for member in members):
                raise ListingError("file_protected")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(member) as stream:
                        parts[member.filename] = stream.read(member.file_size)
    except UNREADABLE as bad:
        raise ListingError("file_broken") from bad
    return parts


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def _check_extent(content: bytes) -> None:
    """Refuse a sheet whose filled cells span more than MAX_CELLS."""
    row = column = 0
    last_row = last_column = 1
    for token in TOKEN.finditer(content):
        place = PLACE.search(token.group(2))
        letters, digits = place.groups() if place else (b"", b"")
        if token.group(1) == b"row":
            row, column = (int(digits[:9]) if digits else row + 1), 0
            continue
        column = _column(letters) if letters else column + 1
        row = int(digits[:9]) if digits else row
        if token.group(3):
            last_row, last_column = max(last_row, row), max(last_column, column)
    if last_row * last_column > MAX_CELLS:
        raise ListingError("too_many_rows", limit=20_000)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _read(packed: io.BytesIO) -> list[Sheet]:
    # Lazily: only an import needs it (PLATFORM.md, memory of a web process).
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(packed)
        found = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            values = sheet.to_python(skip_empty_area=False)
            found.append(Sheet(hide_nik(clean(name)), _lines(values, sheet.merged_cell_ranges or [])))
        return found
    except PasswordError as bad:
        raise ListingError("file_protected") from bad
    except (CalamineError, ValueError, OSError, OverflowError, MemoryError) as bad:
        raise ListingError("file_broken") from bad
    except BaseException as bad:
        if type(bad).__name__ != "PanicException":  # a Rust panic is no Exception; it must not end the worker
            raise
        raise ListingError("file_broken") from bad


def _lines(values: Sequence[Sequence[object]], merged: list[Merged]) -> list[Line]:
    """The rows; a cell merged downwards is repeated and marked, so that every row can be read alone."""
    table = [[clean(written(value)) for value in row] for row in values]
    filled: dict[int, set[int]] = {}
    for (top, left), (bottom, _right) in merged:
        if top >= len(table) or left >= len(table[top]):
            continue
        for row in range(top + 1, min(bottom + 1, len(table))):
            if left in filled.get(row, ()):
                break  # merges that overlap are invalid, and could make this loop run for ever
            table[row][left] = table[top][left]
            filled.setdefault(row, set()).add(left)
    return [Line(row + 1, tuple(cells), frozenset(filled.get(row, ()))) for row, cells in enumerate(table)]


def written(value: object) -> str:
    """A cell's value as text. A number keeps all its digits whatever its format shows (CASES.md C04)."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, float):
        is_whole = value.is_integer() and abs(value) < WHOLE_NUMBERS_EXACT
        return str(int(value)) if is_whole else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
