"""A phone number as somebody types it into a form, in E.164. (Lists from spreadsheets: `listing/phones.py`.)"""

from __future__ import annotations

import re

import phonenumbers

# Indonesian mobiles: 8 and 8 to 11 more digits. Old ten-digit numbers (0811-xxx-xxx) are real (CASES.md C06).
_MOBILE = re.compile(r"\+628[1-9]\d{7,10}", re.ASCII)
_BETWEEN = str.maketrans("", "", " -.()\u00a0\u2010\u2011\u2012\u2013\u2014")


def to_e164(typed: str) -> str | None:
    """`0812-3456-789`, `62812...`, `812...`, `+65 ...` as E.164; None for what cannot ring a mobile."""
    digits = typed.translate(_BETWEEN)
    if not re.fullmatch(r"\+?\d{8,15}", digits, re.ASCII):
        return None
    if digits.startswith("0"):
        digits = "+62" + digits[1:]
    elif digits.startswith("62"):
        digits = "+" + digits
    elif digits.startswith("8"):
        digits = "+62" + digits
    elif not digits.startswith("+"):
        return None
    if digits.startswith("+62"):
        return digits if _MOBILE.fullmatch(digits) else None
    try:
        parsed = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        return None
    return digits if phonenumbers.is_valid_number(parsed) else None
