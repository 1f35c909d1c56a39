"""The world of push: the application, and one FCM server a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from siskamling.push.transports import sender_of
from tests.fcm.server import FcmServer
from tests.push.shared import World, pointed_at


@pytest.fixture
def fcm() -> Iterator[FcmServer]:
    with FcmServer(id_key="message_id") as server:
        yield server


@pytest.fixture
def world(app: Flask, tmp_path: Path, fcm: FcmServer) -> Iterator[World]:
    config = pointed_at(app.extensions["siskamling"], fcm, tmp_path)
    sender = sender_of(config)
    with app.app_context():
        yield World(config, sender)
    sender.stop()
    sender.close()
