"""CSV as people really save it: any of four delimiters, three encodings, stray quotes, title lines."""

import re
from collections import Counter
from collections.abc import Iterator

from charset_normalizer import from_bytes

from siskamling.people.listing.errors import ListingError
from siskamling.people.listing.sheets import Line, clean

DELIMITERS = ";,\t|"
SAMPLE_RECORDS = 200
MAX_LINES = 100_000  # blank ones too
MAX_CELLS_IN_LINE = 1_000
SEPARATOR_LINE = re.compile(r"^\ufeff?sep=([;,\t|])[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)  # written by Excel
NEWLINE = re.compile(r"\r\n|\r|\n")
# Share of control characters above which bytes are not a text a person wrote.
MAX_CONTROL_SHARE = 0.01
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Above this many line breaks inside quotes the opening quote was a stray one.
MAX_BREAKS_IN_CELL = 8


def lines(data: bytes) -> list[Line]:
    """The rows of a CSV, each with the number of its first line."""
    text = decode(data)
    given = SEPARATOR_LINE.match(text)
    if given:
        return [Line(1, ()), *_lines(text[given.end() :], given.group(1), first=2)]
    return _lines(text, delimiter_of(text), first=1)


def _lines(text: str, delimiter: str, *, first: int) -> list[Line]:
    found: list[Line] = []
    for number, record in records(text, delimiter):
        if len(found) >= MAX_LINES:
            raise ListingError("too_many_rows", limit=20_000)
        found.append(Line(number + first - 1, tuple(clean(cell) for cell in record)))
    return found


def decode(data: bytes) -> str:
    """UTF-8 strictly, then Windows-1252, a detector last (PLATFORM.md: detectors call cp1252 cp1250)."""
    text = _decoded(data)
    if "\0" in text or len(CONTROL.findall(text)) > len(text) * MAX_CONTROL_SHARE:
        raise ListingError("file_not_text")
    return text


def _decoded(data: bytes) -> str:
    encodings = ["utf-8-sig", "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings.insert(0, "utf-16")
    elif b"\0" in data[:400]:
        encodings = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = from_bytes(data).best()
    if best is None:
        raise ListingError("file_not_text")
    return str(best)


def delimiter_of(text: str) -> str:
    """The delimiter that cuts most lines into the same number of cells; `;` where none does."""
    return max(DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> int:
    widths: Counter[int] = Counter()
    for _, record in records(text, delimiter):
        widths[len(record)] += 1
        if widths.total() >= SAMPLE_RECORDS:
            break
    return max((rows * (width - 1) for width, rows in widths.items()), default=0)


def records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record.

    Not the csv module: a name that begins with a quote (`"Pak Haji" Ma'ruf`) makes it lose the quote, and one
    that is never closed swallows the rest of the list. Here a quote opens a cell only if it also closes one.
    """
    mark = re.escape(delimiter)
    quoted = re.compile(rf'[ ]*"((?:[^"]|"")*+)"[ ]*(?={mark}|\r|\n|\Z)')
    plain = re.compile(rf"[^{mark}\r\n]*")
    position, line, started = 0, 1, 1
    cells: list[str] = []
    while position <= len(text):
        value, position = _cell(text, position, quoted, plain)
        cells.append(value)
        if len(cells) > MAX_CELLS_IN_LINE:
            raise ListingError("file_not_text")
        line += len(NEWLINE.findall(value))
        if text.startswith(delimiter, position):
            position += len(delimiter)
            continue
        yield started, cells
        ending = NEWLINE.match(text, position)
        if ending is None or ending.end() == len(text):
            return
        position, line, cells = ending.end(), line + 1, []
        started = line


def _cell(text: str, position: int, quoted: re.Pattern[str], plain: re.Pattern[str]) -> tuple[str, int]:
    match = quoted.match(text, position)
    if match and len(NEWLINE.findall(match.group(1))) <= MAX_BREAKS_IN_CELL:
        return match.group(1).replace('""', '"'), match.end()
    match = plain.match(text, position)
    assert match is not None, "a pattern of zero or more always matches"
    return match.group(), match.end()
