"""Reading problem documents, and dying half way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from siskamling.kit.web import idempotency
from tests.town.citizens import Answer


def slug_of(answer: Answer) -> str:
    """`attendance.too_far`, from a problem's type."""
    assert answer.mimetype == "application/problem+json", answer.text
    return str(answer.json["type"]).removeprefix("/problems/")


def faults_of(answer: Answer) -> dict[str, str]:
    """{"/lat": "kit.field.required"}, from a 422."""
    assert answer.status_code == 422, answer.text
    return {entry["pointer"]: entry["code"] for entry in answer.json["errors"]}


class PowerCut(Exception):
    """The process is gone."""


@contextmanager
def power_cut() -> Iterator[None]:
    """Let each act with a key die when everything is written, just before the commit."""
    real = idempotency.keep_answer

    def cut(*args: Any) -> None:
        real(*args)
        raise PowerCut

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(idempotency, "keep_answer", cut)
        yield
