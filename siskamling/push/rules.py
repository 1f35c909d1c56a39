"""What an outcome does to a delivery, and how long to wait; figures from PLATFORM-push section 4 (Google's rules)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_ATTEMPTS = 8
MOST_ATTEMPTS_OUR_FAULT = 3  # a malformed message will not heal; each 4xx counts against the quota
SHORTEST_RETRY_S = 10.0
LONGEST_RETRY_S = 600.0
QUOTA_PAUSE_S = 60.0  # a 429 that names no time
LONGEST_PAUSE_S = 900.0
BREAKER_S = 30.0  # our credential is refused, or for the first time a platform's (APNs, web push)
PLATFORM_PAUSE_S = 300.0  # a platform's is refused again, or the whole project is wrong
REMINDERS_AFTER_S = 5.0  # after a pause alarms go first
RAMP_S = 60.0  # and both go up from one at a time to all threads
OUTAGE_S = 10.0  # nobody gets an answer: the shortest wait that Google allows
# That ring for one account: a person has three or four, and an old address each time an app was installed anew.
MOST_DEVICES = 10

# So many different phones among the last answers tell the same: it is not the phones.
MANY, OF_LAST = 10, 20
# verdict -> (what it is then, for how long nobody sends)
TROUBLES = {
    "mismatch": ("wrong_project", PLATFORM_PAUSE_S),
    "crowded": ("quota", QUOTA_PAUSE_S),
    "retry": ("outage", OUTAGE_S),
}
# Verdicts by which the service has answered, for better or worse; the others were not tried.
ANSWERS = {"accepted", "dead", "our_fault", *TROUBLES}

_FINAL = {"accepted": "accepted", "dead": "dropped", "mismatch": "dropped", "undeliverable": "dropped",
          "expired": "expired"}  # fmt: skip
PRUNES = {"dead", "mismatch"}


@dataclass(frozen=True)
class Next:
    """The delivery's new state; `due_at` and `attempts` count while it is waiting."""

    state: str
    due_at: datetime
    attempts: int


def backoff_s(attempts: int, spread: float) -> float:
    """10, 20, 40 ... 600 seconds and up to half as much again; `spread` in [0, 1) keeps devices apart."""
    return float(min(SHORTEST_RETRY_S * 2 ** (attempts - 1), LONGEST_RETRY_S) * (1 + spread / 2))


def room(since_pause_s: float, threads: int) -> int:
    """How many messages may be in the air so long after a pause: none in it, one at its end, all after RAMP_S.

    Google asks for a ramp of a minute after a refusal; all at once would be refused again (PLATFORM-push 4).
    """
    if since_pause_s < 0:
        return 0
    return int(min(threads, 1 + threads * since_pause_s / RAMP_S))


def judge(
    verdict: str, after_s: float | None, *, attempts: int, spread: float, now: datetime, expires_at: datetime
) -> Next:
    """What becomes of a delivery. `attempts` includes the one just made; one not tried is given back."""
    if verdict in _FINAL:
        return Next(_FINAL[verdict], now, attempts)
    if verdict in ("held", "pause"):
        wait, attempts = after_s or 0.0, attempts - 1
    elif attempts >= (MOST_ATTEMPTS_OUR_FAULT if verdict == "our_fault" else MOST_ATTEMPTS):
        return Next("failed", now, attempts)
    else:
        wait = max(after_s or 0.0, backoff_s(attempts, spread))
    due_at = now + timedelta(seconds=wait)
    return Next("waiting" if due_at < expires_at else "expired", due_at, attempts)
