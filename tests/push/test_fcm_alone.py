"""The local FCM server as a program of its own, and what it leaves behind."""

import json
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import firebase_admin
import pytest
from firebase_admin import credentials, messaging

from tests.fcm.addresses import device_fid
from tests.fcm.quota import MinuteQuota
from tests.fcm.server import FcmServer

BUDI = device_fid("budi")
ROOT = Path(__file__).parents[2]


def test_it_stands_alone_and_prints_what_it_accepts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account_file = tmp_path / "account.json"
    command = [sys.executable, "-m", "tests.fcm", "--port", "0", "--account-file", str(account_file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        base_url = process.stderr.readline().split()[-1]
        url = base_url + "/v1/projects/{0}/messages:send"
        monkeypatch.setattr(messaging._MessagingService, "FCM_URL", url)
        app = firebase_admin.initialize_app(credentials.Certificate(str(account_file)), name="alone")
        name = messaging.send(messaging.Message(data={"id": "alarm-7"}, fid=BUDI), app=app)
        line = json.loads(process.stdout.readline())
        firebase_admin.delete_app(app)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert (line["message_id"], line["fid"], line["data"]) == (name, BUDI, {"id": "alarm-7"})


def test_no_thread_outlives_its_server() -> None:
    before = set(threading.enumerate())
    with FcmServer() as fcm, socket.create_connection(("127.0.0.1", fcm.port), timeout=5):
        credentials.Certificate(fcm.service_account()).get_access_token()
    assert set(threading.enumerate()) <= before


def test_quota_minute_starts_with_its_first_request() -> None:
    clock = [1000.0]
    quota = MinuteQuota(2, now=lambda: clock[0])
    assert [quota.seconds_to_wait() for _ in range(3)] == [None, None, 60]
    clock[0] += 59.5
    assert quota.seconds_to_wait() == 1
    clock[0] += 0.5
    assert quota.seconds_to_wait() is None
