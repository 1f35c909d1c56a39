"""A phone as people type it -> Indonesian mobile numbers in E.164, and what is wrong with the rest.

libphonenumber judges the digits, but never sees what a person typed: it reads letters as the digits of a
keypad (`istri` = 47874) and joins two numbers into one (CASES.md C02).
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

import phonenumbers
from phonenumbers import PhoneNumberType

from siskamling.kit.ids import HIDDEN, NIK
from siskamling.people.listing.notes import Note, note

INDONESIA = 62
MAX_NATIONAL = 15  # digits of any number (E.164); a mobile has 9 to 12 after its 0
MAX_CELL = 200  # letters; a longer cell is no phone
MAX_WRITTEN = 60  # letters of a cell shown in a note
# A spreadsheet shows at most 11 digits as 6.287E+11: what was saved like that ends in at least five zeros.
ROUNDED = re.compile(r"^[1-9]\d*0{5,}$")
SCIENTIFIC = re.compile(r"^\+?\d+(?:[.,]\d+)?\s*[eE]\s*\+?\d{1,3}$")
DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
FLOAT_TEXT = re.compile(r"^(\d{7,})[.,]0$")
STUCK_NIK = re.compile(r"(?<!\d)\d{16}(?:\.0)?(?!\d)")
NOTHING = re.compile(
    r"^(?:[\W_]*|0+|tidak (?:ada|punya|tahu|diketahui)|t(?:i?d|da?)k (?:ada|punya)|tdk|gak? (?:ada|punya)"
    r"|(?:ngga|ngg?ak|nggak) (?:ada|punya)|belum (?:ada|punya)|blm (?:ada|punya)|tanpa (?:hp|nomor)|kosong"
    r"|nihil|n/?a|nil|none|null|nan|no hp|x+)\W*$",
    re.IGNORECASE,
)
# Words that only say what kind of number it is.
LABEL = re.compile(
    r"^(?:no|nomor|nomer|hp|wa|wea|whatsapp|telp?|telepon|telpon|tlp|telf|hape|ponsel|phone|mobile|cp|kontak|sms|call"
    r"|aktif|atau|dan|and|or|rumah|kantor|rmh|f|ext|e|tsel|telkomsel|xl|axis|im|indosat|tri|smartfren|simpati)$",
    re.IGNORECASE,
)
SOFT = " .-()'\"*_=:`´~"  # stand inside one number
PIECE = re.compile(r"[+\d][\d+ .\-()'\"*_=:`´~]*")
NEXT_NUMBER = re.compile(r"(?<=\d)[\s.\-]+(?=\(?(?:\+|0[28]|62))|(?=\+)")  # where another may begin
SERVICE_TYPES = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.UAN,
                 PhoneNumberType.SHARED_COST}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What a cell holds: mobiles in the order written, and notes. `rounded` are numbers not to be trusted."""

    mobiles: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def read(written: str) -> Reading:
    """Every Indonesian mobile in the cell. The first is the account's, a second is named in a note."""
    if len(written) > MAX_CELL:
        return _nothing("phone_unreadable", number=_short(written))
    text = _plain(written)
    if NOTHING.match(text):
        return _nothing("phone_missing")
    if DATE.match(text):  # a cell that the spreadsheet turned into a date
        return _nothing("phone_unreadable", number=_short(written))
    text, spoiled = _unspoiled(text)
    if spoiled:
        return _nothing(spoiled, number=text)
    mobiles, notes = _numbers(text)
    if not mobiles and not notes:
        return _nothing("phone_unreadable", number=_short(written))
    for second in mobiles[1:]:
        notes.append(note("phone_second", "phone", number=second))
    remark = _remark(text)
    if mobiles and remark:
        notes.append(note("phone_remark", "phone", remark=remark))
    return Reading(tuple(mobiles), tuple(notes))


def without_nik(written: str) -> str:
    """The cell with every NIK hidden. Two mobiles with a blank between are none, though they have as many digits."""
    return NIK.sub(_hidden, STUCK_NIK.sub(HIDDEN, written))


def _hidden(found: re.Match[str]) -> str:
    text = found.group()
    digits = [digit.start() for digit in re.finditer(r"\d", text)]
    if len(digits) <= 16 or "e" in text.casefold():
        return HIDDEN
    before, behind = text[: digits[-16]], text[digits[15] + 1 :]
    for rest, edge in ((behind, behind[0]), (before, before[-1])):
        if not edge.isdigit() and read(rest).mobiles:
            return f"{rest} {HIDDEN}"
    return text


def _nothing(code: str, **facts: object) -> Reading:
    return Reading((), (note(code, "phone", **facts),))


def _short(text: str) -> str:
    text = NIK.sub(lambda found: found.group()[:4] + "…", text)  # too many digits for a phone: not to be shown
    return text if len(text) <= MAX_WRITTEN else text[:MAX_WRITTEN] + "…"


def _plain(written: str) -> str:
    """Any script's digits, dashes and blanks as ASCII ones; unseen characters gone."""
    letters = []
    for letter in unicodedata.normalize("NFKC", written):
        kind = unicodedata.category(letter)
        if kind == "Nd":
            letters.append(str(unicodedata.decimal(letter)))
        elif kind == "Pd" or letter == "\u2212":
            letters.append("-")
        elif kind in ("Zs", "Zl", "Zp", "Cc"):
            letters.append(" ")
        elif kind not in ("Cf", "Mn"):
            letters.append("'" if letter in "‘’ʼ" else letter)
    return "".join(letters).strip().lstrip("'").strip()


def _unspoiled(text: str) -> tuple[str, str | None]:
    """The digits of a number that went through a spreadsheet, or the code of why they are lost."""
    text = FLOAT_TEXT.sub(r"\1", text)
    if SCIENTIFIC.match(text):
        # 6.28701234567E+11 still holds every digit; 6.29E+11 does not.
        value = Decimal(text.replace(",", ".").replace(" ", ""))
        if value.as_tuple().exponent != 0 or value > 10**MAX_NATIONAL:
            return _short(text), "phone_scientific"
        text = str(int(value))
    return (_short(text), "phone_rounded") if ROUNDED.match(text) else (text, None)


def _numbers(text: str) -> tuple[list[str], list[Note]]:
    """Numbers split at letters and at `/ , ; &`; where that leaves none, the pieces are put together."""
    mobiles: list[str] = []
    notes: list[Note] = []
    for stretch in re.split(r"[^\W\d_]+", text):
        pieces = [piece for found in PIECE.findall(stretch) for piece in _unjoined(found)]
        verdicts = [_judge(piece) for piece in pieces]
        if len(pieces) > 1 and not any(mobile for mobile, _ in verdicts):
            together = _judge("".join(pieces))
            verdicts = [together] if together[0] else verdicts
        for mobile, problem in verdicts:
            if mobile and mobile not in mobiles:
                mobiles.append(mobile)
            if problem:
                notes.append(problem)
    return mobiles, notes


def _unjoined(piece: str) -> list[str]:
    """Two numbers with only a blank between them, cut before what begins a number."""
    if _judge(piece)[0]:
        return [piece]
    parts = [part for part in NEXT_NUMBER.split(piece) if re.search(r"\d", part)]
    return parts if len(parts) > 1 and any(_judge(part)[0] for part in parts) else [piece]


def _judge(piece: str) -> tuple[str | None, Note | None]:
    """(the mobile, None) or (None, why it is none)."""
    digits = re.sub(r"\D", "", piece)
    if not digits:
        return None, None
    national, plus = _national(digits, has_plus="+" in piece)
    if national is None:
        return None, note("phone_foreign", "phone", number=_short(piece.strip()))
    code = _problem(national, digits, plus)
    if code:
        return None, note(code, "phone", number=_short(piece.strip(SOFT)))
    return f"+{INDONESIA}{national}", None


def _national(digits: str, *, has_plus: bool) -> tuple[str | None, bool]:
    """The number without 0, 62, 0062 or 620; None for another country's; and whether it had a prefix."""
    if digits.startswith("00"):
        digits, has_plus = digits[2:], True
    if has_plus and not digits.startswith(("62", "0")):
        return None, True
    if digits.startswith("62") and (has_plus or len(digits) >= 10):
        return digits[2:].removeprefix("0"), True
    if digits.startswith("0"):
        return digits[1:], True
    return digits, False


def _problem(national: str, digits: str, prefixed: bool) -> str | None:
    """The code of what is wrong with a national number, None for a mobile."""
    if not national.strip("0") or len(national) > MAX_NATIONAL:
        return _length_problem(national)
    number = phonenumbers.PhoneNumber(country_code=INDONESIA, national_number=int(national))
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.MOBILE and national.startswith("8"):
        return None
    if kind in SERVICE_TYPES or _is_short_code(digits, prefixed):
        return "phone_service"
    if kind == PhoneNumberType.FIXED_LINE or _is_local_landline(digits, prefixed):
        return "phone_landline"
    return _length_problem(national)


def _is_local_landline(digits: str, prefixed: bool) -> bool:
    """Seven or eight digits without an area code, as a neighbour would dial them."""
    return not prefixed and len(digits) in (7, 8) and digits[0] in "23456789" and not digits.startswith("81")


def _is_short_code(digits: str, prefixed: bool) -> bool:
    """110, 112, 119, 14045, 1500xxx, 500xxx: dialled as they are (google/libphonenumber#904)."""
    return not prefixed and digits.startswith(("1", "500")) and len(digits) <= 8


def _length_problem(national: str) -> str:
    if len(national) > MAX_NATIONAL:
        return "phone_too_long"
    if not national.startswith("8"):
        return "phone_invalid"
    if len(national) < 9:
        return "phone_too_short"
    return "phone_too_long" if len(national) > 12 else "phone_invalid"


def _remark(text: str) -> str:
    """The words beside the number that say whose it is."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not LABEL.match(word)]
    return _short(" ".join(words))
