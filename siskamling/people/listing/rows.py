"""The residents' rows of one table: names, phones, households, heads, tenure, and what is wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from siskamling.people.listing import phones, words
from siskamling.people.listing.columns import Columns
from siskamling.people.listing.households import Splitter
from siskamling.people.listing.notes import Note, note
from siskamling.people.listing.sheets import Line, Sheet
from siskamling.people.listing.skipping import Footer, Skipped

MAX_NAME = 120  # letters
MAX_OCCUPANTS = 50
BOARDER_TITLE = re.compile(r"\b(?:kos|kost|kosan|indekos)\b", re.IGNORECASE)
DEGREE = re.compile(r"^(?:[SM]\.? ?[A-Z][A-Za-z.]{0,6}|A\.? ?Md\.?(?: ?\w+\.?)?|Ph\.? ?D\.?|MBA|M\.?M\.?)$")
TENANT_TITLE = re.compile(r"\bkontrakan\b", re.IGNORECASE)


@dataclass
class Row:
    """One resident's row. `household` numbers the households of the file; a merged row has the kept row's."""

    sheet: str
    line: int
    name: str
    household: int | None
    status: str = "accepted"
    phone: str | None = None
    tenure: words.Tenure | None = None
    notes: list[Note] = field(default_factory=list)
    # What a later commit needs besides what the preview shows.
    address: str = ""
    mobiles: tuple[str, ...] = ()  # every mobile written in the row
    occupants: int | None = None
    is_head: bool = False
    is_deceased: bool = False
    relation: str = ""
    remark: str = ""
    head_written: str = ""  # the head's name where the list has a column for it
    merged_into: tuple[str, int] | None = None  # (sheet, line) of the row that was kept

    @property
    def other_phones(self) -> tuple[str, ...]:
        """Mobiles of this row beside its account's; none of one who has died."""
        return () if self.is_deceased else tuple(mobile for mobile in self.mobiles if mobile != self.phone)

    @property
    def is_living(self) -> bool:
        """Whether the row gives a person who can have an account and a turn."""
        return self.status == "accepted" and not self.is_deceased

    def add(self, code: str, about: str, **facts: object) -> None:
        """Add a note about one field."""
        self.notes.append(note(code, about, **facts))

    def as_dict(self) -> dict[str, object]:
        """The row as the API and the command line show it."""
        names = ("sheet", "line", "status", "household", "name", "phone", "tenure")
        return {name: getattr(self, name) for name in names} | {"notes": [each.as_dict() for each in self.notes]}


def read_table(
    sheet: Sheet, columns: Columns, lines: list[Line], *, first_household: int
) -> tuple[list[Row], list[Skipped]]:
    """The rows of one table and the lines that are no residents. Doubles are not yet merged."""
    footer, kept, skipped = Footer(columns), [], []
    for line in map(columns.without_nik, lines):
        why = footer.why(line)
        if why is None:
            kept.append(line)
        elif why != "blank":
            skipped.append(Skipped.of(sheet.name, line, why))
    splitter = Splitter(columns, kept, first=first_household)
    rows = [_row(sheet, columns, line, splitter.household_of(line)) for line in kept]
    default = _default_tenure(sheet, columns)
    for household in in_households(rows):
        _finish(household, columns, default)
    return rows, skipped


def in_households(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows grouped by household, in order."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        if row.household is not None:
            groups.setdefault(row.household, []).append(row)
    return list(groups.values())


def _row(sheet: Sheet, columns: Columns, line: Line, household: int) -> Row:
    written, line = line, _rejoined(columns, line) if columns.header_line else line
    head_written = _unblank(columns.value(line, "head_name"))
    name = _unblank(columns.own(line, "name")) or _unblank(columns.own(line, "head_name"))
    row = Row(sheet.name, line.number, name, household, head_written=head_written)
    row.address = _address(columns, line)
    row.relation = _unblank(columns.value(line, "relation"))
    row.remark = _unblank(columns.value(line, "remark"))
    for about in line.hidden:
        row.add("nik_removed", about)
    _read_name(row)
    if line is not written:
        row.add("name_rejoined", "name", name=name[:60])
    row.is_deceased = _is_deceased(row, columns.value(line, "tenure"))
    _read_phone(row, columns.value(line, "phone", join=" / ") if not columns.is_filled(line, "phone") else "")
    _read_tenure(row, _unblank(columns.value(line, "tenure")))
    _read_occupants(row, _unblank(columns.own(line, "occupants")))
    beyond = [text for text in line.cells[columns.width :] if text]
    if columns.header_line and beyond:
        row.add("cells_beyond", "row", value=" ".join(beyond)[:60])
    return row


def _unblank(text: str) -> str:
    return "" if words.is_blank(text) else text


def _address(columns: Columns, line: Line) -> str:
    """The address from all columns that hold a part of it: Kos Fajar, Kamar B7."""
    landlord, room = _unblank(columns.value(line, "landlord")), _unblank(columns.value(line, "room"))
    parts = [_unblank(line.cell(column)) for column in columns.index.get("address", [])]
    for column in columns.index.get("house", []):
        parts.append(_house_part(_unblank(line.cell(column)), columns.titles.get(column, "").casefold()))
    if landlord:
        parts.append(f"Kos {landlord}")
    if room:
        parts.append(room if room.casefold().startswith("kamar") else f"Kamar {room}")
    return ", ".join(filter(None, parts))


def _house_part(text: str, title: str) -> str:
    """`A` under Blok is Blok A, `12` under No. Rumah is No. 12; what is already a phrase stays."""
    if not text or len(text) > 6 or not text.replace("-", "").replace("/", "").isalnum():
        return text
    if "blok" in title:
        return f"Blok {text}"
    return f"No. {text}" if "rumah" in title or "house" in title else text


def _rejoined(columns: Columns, line: Line) -> Line:
    """The line with a degree put back to its name where an unquoted comma cut it off: Siti, S.Pd."""
    place = columns.index["name"][0] + 1
    if len(line.cells) <= columns.width or not DEGREE.match(line.cell(place)) or line.filled:
        return line
    name = f"{line.cells[place - 1]}, {line.cells[place]}"
    return replace(line, cells=(*line.cells[: place - 1], name, *line.cells[place + 1 :]))


def _read_name(row: Row) -> None:
    """Refuse a row that names nobody: a person cannot be kept without a name."""
    if not row.name:
        _refuse(row, "name_missing")
    elif not any(letter.isalpha() for letter in row.name):
        _refuse(row, "name_not_text", name=row.name[:60])
    elif len(row.name) > MAX_NAME:
        _refuse(row, "name_too_long", limit=MAX_NAME)
    elif words.EMPTY_HOUSE.match(row.name):
        _refuse(row, "house_empty", name=row.name)
    elif words.names_a_late_relative(row.name):
        row.add("name_after_deceased", "name", name=row.name)


def _refuse(row: Row, code: str, **facts: object) -> None:
    row.status = "refused"
    row.add(code, "name", **facts)


def _is_deceased(row: Row, status: str) -> bool:
    remarked = any(words.REMARK_DECEASED.match(text) for text in (row.remark, status))
    return remarked or words.name_says_deceased(row.name) or bool(words.DECEASED.search(row.relation))


def _read_phone(row: Row, written: str) -> None:
    reading = phones.read(written)
    row.mobiles = reading.mobiles
    if row.is_deceased:
        # A dead man needs no number; whose his is now, the household must say (CASES.md C16).
        row.notes.extend(each for each in reading.notes if each.code != "phone_missing")
        for mobile in reading.mobiles[:1]:
            row.add("phone_withheld", "phone", number=mobile)
        return
    row.notes.extend(reading.notes)
    row.phone = next(iter(reading.mobiles), None)


def _read_tenure(row: Row, written: str) -> None:
    row.tenure = words.tenure_of(written)
    if written and row.tenure is None and not words.REMARK_DECEASED.match(written):
        row.add("tenure_unknown", "tenure", value=written[:60])


def _read_occupants(row: Row, written: str) -> None:
    if not written:
        return
    match = re.match(r"^\D{0,10}(\d{1,3})(?:[.,]0+)?(?!\d)", written)
    if match and 1 <= int(match.group(1)) <= MAX_OCCUPANTS:
        row.occupants = int(match.group(1))
    else:
        row.add("occupants_unreadable", "occupants", value=written[:60])


def _default_tenure(sheet: Sheet, columns: Columns) -> words.Tenure | None:
    """What the sheet's name or title says where it has no column for it: a sheet KOS lists boarders."""
    if columns.has("tenure"):
        return None
    titles = [line.cells for line in sheet.lines if line.number < columns.header_line]
    title = " ".join([sheet.name, *(cell for cells in titles for cell in cells)])
    if columns.has("landlord") or columns.has("room") or BOARDER_TITLE.search(title):
        return "boarder"
    return "tenant" if TENANT_TITLE.search(title) else None


def _finish(household: list[Row], columns: Columns, default: words.Tenure | None) -> None:
    """What the rows of a household share, and who is its head."""
    address = next((row.address for row in household if row.address), "")
    tenure = next((row.tenure for row in household if row.tenure), default)
    for row in household:
        row.address = row.address or address
        row.tenure = row.tenure or tenure
    name_head(household, by_relation=columns.has("relation"))
    first = next((row for row in household if row.status == "accepted"), household[0])
    if not address:
        first.add("address_missing", "address")
    if tenure is None and not any(each.code == "tenure_unknown" for row in household for each in row.notes):
        first.add("tenure_missing", "tenure")


def name_head(household: list[Row], *, by_relation: bool) -> None:
    """Mark the head: who is written as such, else the first living. One who has died is never head."""
    accepted = [row for row in household if row.status == "accepted"]
    _note_the_dead(accepted, by_relation=by_relation)
    if any(row.is_deceased and any(each.code == "head_deceased" for each in row.notes) for row in accepted):
        return
    living = [row for row in accepted if not row.is_deceased]
    named = [row for row in living if _is_written_as_head(row, by_relation=by_relation)]
    for second in named[1:]:
        if by_relation:
            second.add("head_twice", "relation")
    head = named[0] if named else next(iter(living), None)
    if head is None:
        return
    head.is_head = True
    if not named and head.head_written:
        head.add("head_not_listed", "name", name=head.head_written)
    elif not named and by_relation:
        head.add("head_assumed", "relation")


def _is_written_as_head(row: Row, *, by_relation: bool) -> bool:
    if row.head_written:
        return words.name_key(row.head_written) == words.name_key(row.name)
    return bool(words.HEAD.match(row.relation)) if by_relation else False


def _note_the_dead(accepted: list[Row], *, by_relation: bool) -> None:
    for place, row in enumerate(accepted):
        if row.is_deceased:
            is_head = _is_written_as_head(row, by_relation=by_relation) or (not by_relation and place == 0)
            row.add("head_deceased" if is_head else "deceased", "name")
