"""Device addresses: what a well-formed one looks like, and how a test gets one."""

import base64
import hashlib
import re

FID_PATTERN = re.compile(r"[cdef][A-Za-z0-9_-]{21}")
"""A Firebase Installation ID: 17 bytes in base64url, cut to 22 characters; its first four bits are 0111."""

TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{11,22}:[A-Za-z0-9_-]{100,300}")
"""A registration token: instance id (11 characters in old ones), a colon, about 140 more."""


def device_fid(name: str) -> str:
    """The well-formed Firebase Installation ID of the device called `name`; always the same."""
    digest = hashlib.sha256(name.encode()).digest()
    first = 0b0111_0000 | (digest[0] & 0b1111)
    return base64.urlsafe_b64encode(bytes([first]) + digest[1:17]).decode()[:22]


def device_token(name: str) -> str:
    """The well-formed registration token of the device called `name`; always the same."""
    body = base64.urlsafe_b64encode(hashlib.shake_128(name.encode()).digest(102)).decode()
    return f"{device_fid(name)}:APA91b{body[:134]}"
