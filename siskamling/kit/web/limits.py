"""Limits: attempts in the database (they must hold across processes), ordinary writes in memory."""

from __future__ import annotations

import math
import threading
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, delete

from siskamling.kit.clock import now
from siskamling.kit.db import dialect
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.kit.errors import Throttled
from siskamling.kit.seal import keyed_digest
from siskamling.kit.web.models import Attempt


@dataclass(frozen=True)
class Allowance:
    """`most` attempts of one `name` in `seconds`, then none until the window ends."""

    name: str
    most: int
    seconds: int


def spend(secret_key: str, allowance: Allowance, who: str) -> None:
    """Count one attempt in its own short transaction, which stays whatever follows. Raises Throttled."""
    key = keyed_digest(secret_key, f"{allowance.name}:{who}")
    at, until = now(), now() + timedelta(seconds=allowance.seconds)

    def count() -> Attempt:
        statement = dialect.insert(Attempt).values(key=key, count=1, until=until)
        over = Attempt.until < at
        statement = statement.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": case((over, 1), else_=Attempt.count + 1),
                "until": case((over, until), else_=Attempt.until),
            },
        ).returning(Attempt)
        row: Attempt = db.session.scalars(statement, execution_options={"populate_existing": True}).one()
        return row

    row = writing(count)
    if row.count > allowance.most:
        raise Throttled(retry_after_s=max(1, math.ceil((row.until - at).total_seconds())))


def give_back(secret_key: str, allowance: Allowance, who: str) -> None:
    """Forget the attempts after a success; inside the act."""
    key = keyed_digest(secret_key, f"{allowance.name}:{who}")
    db.session.execute(delete(Attempt).where(Attempt.key == key))


class WriteMeter:
    """Writes a minute of each account in this process; a guard against a runaway client, not an account of record."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._minute = 0
        self._counts: dict[uuid.UUID, int] = {}
        self._lock = threading.Lock()

    def count(self, account_id: uuid.UUID) -> None:
        """Raises Throttled above the limit."""
        seconds = time.monotonic()
        with self._lock:
            if int(seconds // 60) != self._minute:
                self._minute, self._counts = int(seconds // 60), {}
            count = self._counts[account_id] = self._counts.get(account_id, 0) + 1
            if count > self.most:
                raise Throttled(retry_after_s=max(1, math.ceil(60 - seconds % 60)))
