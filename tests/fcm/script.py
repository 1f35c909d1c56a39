"""Misbehaviour ordered for one address: which, how often, and what it answers."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.fcm import answers
from tests.fcm.answers import Answer, Fate

ANY = "*"
"""Stands for every address that has no script of its own."""


@dataclass
class Fault:
    """One line of a script. `seconds` is the delay of SLOW and the patience of HANG (None: endless)."""

    name: str
    times: int | None = None
    retry_after: int | None = None
    fcm_error: bool = True
    seconds: float | None = None


def _quota(fault: Fault, project: str) -> Answer:
    if not fault.fcm_error:
        return answers.rate_limit_exceeded(project, fault.retry_after)
    text = "Message rate exceeded. Quota for sending to this device is exhausted."
    return answers.error(429, "RESOURCE_EXHAUSTED", text, [answers.fcm_error("QUOTA_EXCEEDED")], fault.retry_after)


def _third_party_auth_error(_: Fault, __: str) -> Answer:
    """The APNs or web push key is wrong, though the text blames OAuth (node#3215)."""
    text = (
        "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie "
        "or other valid authentication credential."
    )
    return answers.error(401, "UNAUTHENTICATED", text, [answers.fcm_error("THIRD_PARTY_AUTH_ERROR")])


def _fcm(code: int, status: str, text: str, fcm_code: str) -> Callable[[Fault, str], Answer]:
    """An error with FcmError in its details."""
    return lambda fault, _: answers.error(code, status, text, [answers.fcm_error(fcm_code)], fault.retry_after)


_BAD_PAYLOAD = [("message.android.ttl", "Invalid value at 'message.android.ttl'")]

REFUSALS: dict[str, Callable[[Fault, str], Answer]] = {
    "UNREGISTERED": _fcm(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED"),
    "INVALID_TOKEN": lambda _, __: answers.invalid_token(),
    "INVALID_PAYLOAD": lambda _, __: answers.invalid_shape(_BAD_PAYLOAD),
    "SENDER_ID_MISMATCH": _fcm(403, "PERMISSION_DENIED", "SenderId mismatch", "SENDER_ID_MISMATCH"),
    "PERMISSION_DENIED": lambda _, project: answers.permission_denied(project),
    "QUOTA": _quota,
    "THIRD_PARTY_AUTH_ERROR": _third_party_auth_error,
    "UNAUTHENTICATED": lambda _, __: answers.unauthenticated(),
    "INTERNAL": _fcm(500, "INTERNAL", "Internal error encountered.", "INTERNAL"),
    "UNAVAILABLE": _fcm(503, "UNAVAILABLE", "The service is currently unavailable.", "UNAVAILABLE"),
    "HTML_502": lambda _, __: answers.html_answer(502, "Server Error"),
    "HANG": lambda fault, _: Answer(0, fate=Fate.HANG, delay=fault.seconds or 0.0),
    "RST": lambda _, __: Answer(0, fate=Fate.RST),
    "FIN": lambda _, __: Answer(0, fate=Fate.FIN),
}
"""Faults after which nothing was accepted."""

AFTERMATHS: dict[str, Callable[[Fault, Answer], Answer]] = {
    "SLOW": lambda fault, answer: replace(answer, delay=1.0 if fault.seconds is None else fault.seconds),
    "LOST": lambda _, answer: replace(answer, fate=Fate.RST),
    "GOAWAY": lambda _, answer: replace(answer, fate=Fate.CLOSE_AFTER),
}
"""Faults of a message that WAS accepted, made out of its good answer."""

NAMES = (*REFUSALS, *AFTERMATHS)


class Scripts:
    """The scripts of all addresses; each is played in the order in which it was written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, deque[Fault]] = {}

    def add(self, address: str, fault: Fault) -> None:
        """Appends to the script of `address`. What follows an endless fault is never played."""
        if fault.name not in NAMES:
            raise ValueError(f"No fault is called {fault.name!r}; there are {', '.join(NAMES)}.")
        if fault.times is not None and fault.times < 1:
            raise ValueError(f"times is {fault.times}; it must be None (always) or at least 1.")
        with self._lock:
            self._faults.setdefault(address, deque()).append(fault)

    def take(self, address: str) -> Fault | None:
        """The fault to play now for `address`, if any; one of its times is used up."""
        if not self._faults:
            return None
        with self._lock:
            key = address if address in self._faults else ANY
            faults = self._faults.get(key)
            if not faults:
                return None
            fault = faults[0]
            if fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    faults.popleft()
                if not faults:
                    del self._faults[key]
            return fault

    def forget(self, address: str | None = None) -> None:
        """Ends the script of `address`, or of all."""
        with self._lock:
            if address is None:
                self._faults.clear()
            else:
                self._faults.pop(address, None)
