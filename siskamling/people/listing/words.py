"""The words of a list: who has died, who is head, how a house is held, and when two names are one."""

import re
import unicodedata
from typing import Literal

Tenure = Literal["owner", "tenant", "boarder"]

DECEASED = re.compile(r"\b(?:alm|almh|almarhum|almarhumah)\b\.?", re.IGNORECASE)
# "Ny. Alm. Karno" is Karno's widow, alive.
LIVING_RELATIVE = re.compile(
    r"^\W*(?:ny|nyonya|ibu|bu|istri|isteri|janda|duda|anak|keluarga|kel|ahli waris)\b.*\balm", re.IGNORECASE
)
# "suami meninggal 2020" speaks of somebody else; a remark that begins with the word speaks of this person.
REMARK_DECEASED = re.compile(
    r"^\W*(?:(?:sudah|sdh|telah|tlh)\s+)?(?:meninggal|wafat|almarhum|almarhumah|alm|almh|tutup usia)\b"
    r"(?!\W*(?:suami|istri|isteri|ayah|ibu|bapak|anak))",
    re.IGNORECASE,
)
HEAD = re.compile(r"^(?:kepala|kep|kk|head)\b", re.IGNORECASE)
EMPTY_HOUSE = re.compile(
    r"^\W*(?:rumah |rmh )?(?:kosong|tidak dihuni|tdk dihuni|belum dihuni|blm dihuni|tidak ditempati)\W*$",
    re.IGNORECASE,
)
BLANK = re.compile(r"^(?:[\W_]*|n/?a|nihil|null|none|tidak ada|tdk ada)$", re.IGNORECASE)
TENURES: tuple[tuple[Tenure, re.Pattern[str]], ...] = (
    ("owner", re.compile(r"\b(?:pemilik|owner|milik|shm|tetap|sendiri|pribadi|asli)\b", re.IGNORECASE)),
    ("boarder", re.compile(r"(?:\b|nge|inde)(?:kos|kost|kosan|koskosan|boarder|koss)\b", re.IGNORECASE)),
    ("tenant", re.compile(r"[kg]ontrak|\b(?:sewa|penyewa|menyewa|nyewa|tenant|rent)\b", re.IGNORECASE)),
)
TITLES = re.compile(
    r"(?:bpk|bp|bapak|pak|ibu|bu|h|hj|haji|hajah|hajjah|drs|dra|ir|dr|drg|ust|ustadz|ustad|ustadzah|ustz|kh|ny"
    r"|nyonya|tn|tuan|nn|nona|sdr|sdri|prof|r|rr|alm|almh|almarhum|almarhumah|mas|mbak)"
)
MALE_TITLE = re.compile(r"^(?:bpk|bp|bapak|pak|tn|tuan|mas)\b", re.IGNORECASE)
FEMALE_TITLE = re.compile(r"^(?:ibu|bu|ny|nyonya|nn|nona|mbak)\b", re.IGNORECASE)


def is_blank(text: str) -> bool:
    """Whether the cell says "nothing": `-`, `n/a`, `tidak ada` (CASES.md C12)."""
    return bool(BLANK.match(text))


def tenure_of(text: str) -> Tenure | None:
    """owner, tenant or boarder; None for words that are none of them."""
    for tenure, pattern in TENURES:
        if pattern.search(text):
            return tenure
    return None


def name_says_deceased(name: str) -> bool:
    """Whether the name is written as that of a person who has died."""
    return bool(DECEASED.search(name)) and not names_a_late_relative(name)


def names_a_late_relative(name: str) -> bool:
    """Whether a living person is written by a late husband's or parent's name."""
    return bool(LIVING_RELATIVE.match(name))


def name_key(name: str) -> str:
    """What makes two spellings one name: no titles, degrees, accents, case or punctuation.

    Used only together with an equal number (CASES.md, verboice#682), so it may be generous.
    """
    folded = unicodedata.normalize("NFKD", name.partition(",")[0]).casefold()
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    every = re.sub(r"[^\w\s]|_", " ", re.sub(r"['’‘ʼ`]", "", letters)).split()
    kept = [word for word in every if not TITLES.fullmatch(word)]
    return " ".join(kept or every) or name.casefold()


def are_a_couple(one: str, other: str) -> bool:
    """Whether titles tell two equal names apart: Ny. Slamet is not Bpk. Slamet, though they share a phone."""
    return any(MALE_TITLE.match(left) and FEMALE_TITLE.match(right) for left, right in ((one, other), (other, one)))


def address_key(address: str) -> str:
    """What makes two spellings one address: letters and digits only."""
    return re.sub(r"[\W_]+", "", address.casefold())
