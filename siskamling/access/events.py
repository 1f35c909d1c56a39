"""What access announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class SignedOut:
    """This token is revoked; what was bound to it must be forgotten."""

    token_id: uuid.UUID
