"""Sign-in by Firebase, switched on for those who ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.access.google import PROJECT, Google, configure


@pytest.fixture(scope="session")
def google() -> Iterator[Google]:
    made = Google()
    yield made
    made.close()


@pytest.fixture
def firebase_on(app: Flask, google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
    configure(app, monkeypatch, firebase_project=PROJECT, id_token_cert_url=google.url)
