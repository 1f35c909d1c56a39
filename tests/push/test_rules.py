"""What an outcome does to a delivery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siskamling.push import messages, rules

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
VERDICTS = (
    "accepted",
    "dead",
    "mismatch",
    "retry",
    "crowded",
    "pause",
    "our_fault",
    "held",
    "expired",
    "undeliverable",
)


def judge(verdict: str, attempts: int, after_s: float | None = None, minutes: int = 60) -> rules.Next:
    return rules.judge(verdict, after_s, attempts=attempts, spread=0.5, now=NOON,
                       expires_at=NOON + timedelta(minutes=minutes))  # fmt: skip


@given(attempts=st.integers(1, 20), spread=st.floats(0, 0.999))
def test_no_retry_before_ten_seconds(attempts: int, spread: float) -> None:
    assert rules.SHORTEST_RETRY_S <= rules.backoff_s(attempts, spread) <= 1.5 * rules.LONGEST_RETRY_S


@given(st.sampled_from(VERDICTS), st.integers(1, 20), st.none() | st.floats(0, 900))
def test_what_waits_is_due_before_it_expires(verdict: str, attempts: int, after_s: float | None) -> None:
    after = judge(verdict, attempts, after_s)
    assert after.state in ("accepted", "dropped", "expired", "failed", "waiting")
    assert after.state != "waiting" or after.due_at < NOON + timedelta(minutes=60)


@pytest.mark.parametrize(("verdict", "attempts", "state"), [
    ("retry", 7, "waiting"), ("retry", 8, "failed"), ("our_fault", 2, "waiting"), ("our_fault", 3, "failed"),
    ("pause", 8, "waiting"), ("held", 8, "waiting"), ("dead", 1, "dropped"),
])  # fmt: skip
def test_attempts_end(verdict: str, attempts: int, state: str) -> None:
    assert judge(verdict, attempts).state == state


def test_a_pause_costs_no_attempt_and_retry_after_is_kept() -> None:
    assert judge("pause", 3, 60).attempts == 2
    assert judge("retry", 1, 120).due_at == NOON + timedelta(seconds=120)
    assert judge("retry", 1, 120, minutes=1).state == "expired"


@pytest.mark.parametrize(("name", "value", "said"), [
    ("night", {"evening": "2026-05-11", "starts_at": "2026-05-11T15:00:00+00:00", "zone": "Asia/Jakarta"},
     "malam Selasa, 11 Mei, 22.00 WIB"),
    ("fine_idr", 20000, "Rp20.000"), ("month", "2026-05", "Mei 2026"), ("count", 3, 3),
    ("given_on", "2026-08-01", "1 Agustus"),
])  # fmt: skip
def test_facts_are_said_as_people_say_them(name: str, value: object, said: object) -> None:
    assert messages._say(name, value, "id") == said


@given(st.floats(-100, 200), st.floats(0, 100), st.integers(1, 200))
def test_the_ramp_goes_up_and_is_never_over_the_top(since: float, more: float, threads: int) -> None:
    now, later = rules.room(since, threads), rules.room(since + more, threads)
    assert (now == 0) == (since < 0)
    assert now <= later <= threads
    assert since < rules.RAMP_S or now == threads
