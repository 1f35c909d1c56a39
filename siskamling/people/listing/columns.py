"""Which line is the header and which column is what, from the many words secretaries use."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from siskamling.kit.ids import hide_nik
from siskamling.people.listing import phones
from siskamling.people.listing.sheets import Line, Sheet

HEADER_WITHIN = 40  # lines; title lines, letterheads and blanks stand above
GUESS_WITHIN = 200  # lines looked at where there is no header
HEADER_AGAIN_SCORE = 3  # fields; a resident's row never names so many
MAX_HEADER_LENGTH = 60  # longer is a sentence of a title, not a column's name

# In order: the first that matches names the column. Matched on lower-case words without punctuation.
# `ignored` columns must not be taken for something else, or must not be stored (NIK).
WORDS = (
    ("ignored", r"\b(darurat|nik|ktp|lahir|ttl|agama|pendidikan|pekerjaan|usia|umur|email|e mail|tanda tangan|ttd)\b"),
    ("ignored", r"\bstatus (per)?(kawin|nikah)\w*|\b(perkawinan|pernikahan)\b"),
    ("ignored", r"^(l p|p l|lp|jk|jenis kelamin|j kel|kelamin|sex|gender|rt|rw|rt rw|kelurahan|kecamatan|kode pos)$"),
    ("landlord", r"\b(pemilik|induk semang|nama) (kos|kost|kosan|kontrakan)\b|^(ibu|bapak) kos"),
    ("household_no", r"^(no|nomor|nomer|nmr)? ?(kk|kartu keluarga)( no| nomor)?$|^nkk$|^household( no)?$"),
    ("relation", r"\b(hub|hubungan|shdk|kedudukan|relation)\b"
                 r"|^status (dlm|dalam|di)? ?(kel|keluarga|kk|rumah tangga)\b"),
    ("occupants", r"^(jml|jlh|jumlah|banyak\w*|total)\b.*\b(jiwa|penghuni|anggota|orang|org|kel|keluarga|art|kk)\b"),
    ("occupants", r"^(jiwa|jml|jlh|jumlah|occupants|anggota keluarga)$"),
    ("phone", r"\b(hp|wa|whatsapp|whats app|telp|telepon|telpon|tlp|telf|tel|ponsel|handphone|hand phone|selular"
              r"|seluler|kontak|contact|phone|mobile|nohp|nowa|notelp|hape|cp)\b"),
    ("tenure", r"^(status|sts|stts|ket status|tenure)$|\b(status|kepemilikan|hunian)\b.*\b(rumah|tinggal|hunian|huni"
               r"|tempat|domisili|kepemilikan|penghuni|warga|bangunan|milik)\b|^(kepemilikan|hunian|status warga)"),
    ("head_name", r"^(nama )?(lengkap )?(kepala|kep) (keluarga|kel|rumah tangga|kk)$|^nama (kk|kep kk)$"
                  r"|^nama lengkap kk$|^(kepala keluarga|kk) nama$"),
    ("name", r"^nama\b|^(penghuni|warga|kepala keluarga|name|full name|nm|nama lengkap)$"),
    ("room", r"^(no |nomor )?(kamar|kmr|room)( no| nomor)?$"),
    ("address", r"\b(alamat|domisili|jalan|jln|address)\b|^(tempat tinggal|jl|lokasi)$"),
    ("house", r"^(no|nomor|nomer)? ?(rumah|rmh)( no)?$"
              r"|^(blok|blok no|no blok|gang|gg|lorong|unit|lantai|house( no)?)$"),
    ("since", r"\b(tgl|tanggal|sejak|mulai)\b.*\b(masuk|tinggal|huni|datang)\b|^(sejak|masuk)$"),
    ("remark", r"^(ket|ktr|keterangan|catatan|note|notes|remark|remarks|info|lain lain)\b"),
    ("number", r"^(no|nomor|nomer|nmr|no urut|nomor urut|nr|urut|#)$"),
)  # fmt: skip
PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in WORDS)
MANY = frozenset({"phone", "address", "house"})  # fields that may have several columns
ADDRESS_WORD = re.compile(r"\b(jl|jln|jalan|gg|gang|blok|blk|no|rumah|komp|lorong)\b", re.IGNORECASE)


@dataclass
class Columns:
    """Where each field stands in one sheet. `header_line` is 0 where the columns were guessed."""

    header_line: int
    index: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    every_row_is_a_household: bool = False
    width: int = 0  # cells of the header line, up to its last title

    def has(self, name: str) -> bool:
        """Whether the sheet has such a column."""
        return name in self.index

    def value(self, line: Line, name: str, *, join: str = " ") -> str:
        """The field's text in this line; several columns joined, blanks left out."""
        return join.join(filter(None, (line.cell(column) for column in self.index.get(name, []))))

    def is_filled(self, line: Line, name: str) -> bool:
        """Whether the field's text only repeats the cell above, merged downwards."""
        columns = self.index.get(name, [])
        return bool(columns) and columns[0] in line.filled

    def own(self, line: Line, name: str) -> str:
        """The field's text where this line itself has it, not a merge from above."""
        return "" if self.is_filled(line, name) else self.value(line, name)

    def without_nik(self, line: Line) -> Line:
        """The line with every NIK hidden; but a card's number tells families apart, and is never kept."""
        fields = {place: name for name, places in self.index.items() for place in places}
        kept = list(line.cells)
        for place, cell in enumerate(kept):
            if fields.get(place) != "household_no":
                kept[place] = phones.without_nik(cell) if fields.get(place) == "phone" else hide_nik(cell)
        changed = [place for place, cell in enumerate(kept) if cell != line.cells[place] and place not in line.filled]
        told = dict.fromkeys(fields[place] for place in changed if fields.get(place, "ignored") != "ignored")
        return replace(line, cells=tuple(kept), hidden=tuple(told))

    def as_dict(self) -> dict[str, str]:
        """field -> the header as written."""
        return {
            name: " + ".join(self.titles.get(column) or f"#{column + 1}" for column in columns)
            for name, columns in self.index.items()
            if name != "ignored"
        }


def field_of(title: str) -> str | None:
    """The field a header cell names, None where it names none we know."""
    if not title or len(title) > MAX_HEADER_LENGTH:
        return None
    words = " ".join(re.sub(r"[^\w#]+|_", " ", title.casefold()).split())
    for name, pattern in PATTERNS:
        if pattern.search(words):
            return name
    return None


def find(sheet: Sheet) -> Columns | None:
    """The sheet's columns by its header, else by their content; None where neither shows them."""
    best, best_score = None, 0
    for line in sheet.lines[:HEADER_WITHIN]:
        score = _score(found := _read_header(line))
        if score > best_score or (score == best_score > 0 and line.filled):
            best, best_score = found, score
    return best or _guess(sheet)


def tables(sheet: Sheet) -> list[tuple[Columns, list[Line]]]:
    """The sheet's tables in order, each with the lines under its header; a later header begins anew."""
    first = find(sheet)
    if first is None:
        return []
    found: list[tuple[Columns, list[Line]]] = [(first, [])]
    for line in sheet.lines:
        if line.number <= first.header_line:
            continue
        again = _read_header(line)
        if _score(again) >= HEADER_AGAIN_SCORE and first.header_line:
            found.append((again, []))
            continue
        found[-1][1].append(line)
    return found


def _read_header(line: Line) -> Columns:
    found = Columns(line.number)
    for column, title in enumerate(line.cells):
        name = field_of(title)
        if name is None or (name in found.index and name not in MANY):
            continue
        found.index.setdefault(name, []).append(column)
        found.titles[column] = hide_nik(title)
    found.width = max((column + 1 for column, title in enumerate(line.cells) if title), default=0)
    _settle_names(found)
    return found


def _settle_names(found: Columns) -> None:
    """One "Nama Kepala Keluarga" column is the name; beside another name column it tells the household."""
    if "head_name" in found.index and "name" not in found.index:
        found.index["name"] = found.index.pop("head_name")
        found.every_row_is_a_household = not found.has("relation") and not found.has("household_no")


def _score(found: Columns) -> int:
    """How many fields were recognised; 0 without a name."""
    return len(found.index) if "name" in found.index else 0


def _guess(sheet: Sheet) -> Columns | None:
    """Columns by content: phones first, then an address, then the leftmost text as name."""
    lines = [line for line in sheet.lines if any(line.cells)][:GUESS_WITHIN]
    width = max((len(line.cells) for line in lines), default=0)
    cells = [[line.cell(column) for line in lines if line.cell(column)] for column in range(width)]
    phone = _most(cells, lambda text: bool(phones.read(text).mobiles), taken=[])
    if phone is None:
        return None
    address = _most(cells, lambda text: bool(ADDRESS_WORD.search(text)), taken=[phone])
    taken = [column for column in (phone, address) if column is not None]
    name = _most(cells, lambda text: text[:1].isalpha(), taken=taken, leftmost=True)
    places = {"name": name, "phone": phone, "address": address}
    found = {field: [place] for field, place in places.items() if place is not None}
    return Columns(0, found) if name is not None else None


def _most(
    cells: list[list[str]], matches: Callable[[str], bool], *, taken: list[int], leftmost: bool = False
) -> int | None:
    """The column where over half of the written cells match: the one with most of them, or the first."""
    shares = []
    for column, texts in enumerate(cells):
        hits = sum(1 for text in texts if matches(text))
        if column not in taken and hits * 2 > len(texts):
            shares.append((-hits, column))
    if not shares:
        return None
    return min(column for _, column in shares) if leftmost else min(shares)[1]
