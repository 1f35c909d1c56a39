"""The tiny application, as fixtures."""

from __future__ import annotations

import pytest

from siskamling.kit import texts
from tests.kit.tiny import make_app


@pytest.fixture
def words(monkeypatch):
    for language, said in (("id", "Pintu terkunci sejak {since}."), ("en", "Locked since {since}.")):
        monkeypatch.setitem(texts._catalogue(language), "doors.locked", said)


@pytest.fixture
def tiny(tmp_path, words):
    return make_app(tmp_path)


@pytest.fixture
def client(tiny):
    return tiny.test_client()


@pytest.fixture
def budi():
    return {"Authorization": "Bearer budi"}
