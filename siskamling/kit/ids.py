"""Where ids and secrets are born; and the citizen's number that is never kept."""

from __future__ import annotations

import re
import secrets
import uuid

from uuid_utils.compat import uuid7

# Crockford's base 32: no I, L, O, U, so a code can be read aloud and typed from a chat message.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# A NIK: sixteen digits and more, with blanks, dots or dashes between, or as a spreadsheet shows them (3.17...E+15).
NIK = re.compile(r"\d(?:(?:[^\w,;/+&]|_){0,3}\d){15,}(?:[eE]\+?\d+)?|\d[.,]\d{5,}[eE]\+?15\b")
HIDDEN = "****"


def new_id() -> uuid.UUID:
    """A UUIDv7: time-ordered, so that inserts stay at the index's end."""
    return uuid7()


def new_secret() -> str:
    """256 random bits as 43 URL-safe letters: a bearer token."""
    return secrets.token_urlsafe(32)


def new_code(length: int = 8) -> str:
    """A short code for people: 5 random bits a letter (40 bits for the default length)."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(length))


def tidy_code(typed: str) -> str:
    """A code as typed (small letters, dashes, O for 0, I or L for 1) in its canonical form."""
    kept = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def hide_nik(text: str) -> str:
    """The text with `****` for every NIK."""
    return NIK.sub(HIDDEN, text)
