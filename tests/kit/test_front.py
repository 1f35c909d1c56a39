"""What surrounds every request: entrance, ids, log, metrics, headers, CORS, gzip, docs, health."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re

import pytest
import structlog
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from siskamling.kit import observe
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.kit.jobs import queue
from siskamling.kit.jobs.models import LANES
from siskamling.kit.web import health
from tests import guard
from tests.kit.tiny import LAMP, make_app

PAGE = "https://pos.example"


def test_the_entrance_names_the_oldest_app_served(client):
    about = client.get("/api/v1").get_json()
    assert (about["name"], about["oldest_app"]) == ("siskamling", "1.0.0")
    assert all(client.get(about["links"][name]).status_code == 200 for name in ("openapi", "docs", "live"))


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", ["/api/v1/openapi.json", f"/api/v1/lamps/{LAMP}", "/docs"])
def test_reads_have_an_etag_and_answer_304(client, budi, path, encoding):
    headers = budi | {"Accept-Encoding": encoding}
    first = client.get(path, headers=headers)
    assert first.status_code == 200
    again = client.get(path, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_gzip(client):
    response = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in response.headers["Vary"]
    assert json.loads(gzip.decompress(response.data))["openapi"] == "3.1.0"


def test_a_sane_request_id_is_kept_and_another_replaced(client):
    kept = "0197c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05"
    assert client.get("/api/v1", headers={"X-Request-Id": kept}).headers["X-Request-Id"] == kept
    for other in ("081234567890", "3172051234567890", "a b", "x" * 65, "<script>alert(1)</script>"):
        assert client.get("/api/v1", headers={"X-Request-Id": other}).headers["X-Request-Id"] != other


@pytest.fixture
def logged(capfd):
    """Gives the log's lines; the configuration goes back to what it was."""
    before = structlog.get_config()
    yield lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    structlog.configure(**before)


def test_one_log_line_without_query_path_or_person(client, logged):
    observe.start_logging()  # here: capfd's file of the set-up is closed by now
    client.get(f"/api/v1/lamps/{LAMP}?phone=08123456789", headers={"Authorization": "Bearer rahasia"})
    client.get("/081234567890")
    lines = logged()
    assert [line["route"] for line in lines] == ["/api/v1/lamps/<uuid:lamp_id>", "unknown"]
    assert lines[0]["status"] == 401 and lines[0]["request_id"] and lines[0]["ms"] >= 0
    assert not re.search("0812|rahasia", json.dumps(lines))


def test_a_crash_is_logged_with_its_place_and_without_its_words(client, logged):
    observe.start_logging()
    client.get("/crash")
    crash, line = logged()
    assert (crash["exception_type"], line["problem"], crash["request_id"]) == (
        "RuntimeError", "kit.crash", line["request_id"])  # fmt: skip
    assert "0812" not in json.dumps(crash)


def test_metrics_count_by_route_template(client):
    client.get("/api/v1/lamps/x")
    client.get(f"/api/v1/lamps/{LAMP}")
    said = client.get("/metrics").get_data(as_text=True)
    assert 'siskamling_requests_total{route="/api/v1/lamps/<uuid:lamp_id>",status="401"}' in said
    assert 'route="unknown",status="404"' in said and str(LAMP) not in said


def test_safe_headers_everywhere(client, budi):
    for path in ("/api/v1", "/nothing", "/crash", "/docs", "/health/live", "/api/v1/lamps"):
        headers = client.get(path, headers=budi).headers
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")
        assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert client.get("/api/v1/lamps", headers=budi).headers["Cache-Control"] == "private, no-cache"
    assert client.post("/api/v1/lamps", json={"name": "x"}, headers=budi).headers["Cache-Control"] == "no-store"


def test_what_goes_is_announced(client):
    headers = client.get("/api/v1/sizes").headers
    assert (headers["Deprecation"], headers["Sunset"]) == ("@1767225600", "Fri, 01 Jan 2027 00:00:00 GMT")
    assert "Deprecation" not in client.get("/api/v1").headers


ASK = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}


def test_cors_is_off(client):
    response = client.options("/api/v1/lamps", headers=ASK)
    assert response.status_code == 405
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


def test_cors_for_listed_origins_only(tmp_path, budi):
    client = make_app(tmp_path, cors_origins=(PAGE,)).test_client()
    asked = client.options("/api/v1/lamps", headers=ASK)
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (204, PAGE)
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST"
    assert "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"]
    assert asked.headers["Access-Control-Max-Age"] == "600"
    given = client.get("/api/v1/lamps", headers=budi | {"Origin": PAGE})
    assert given.headers["Access-Control-Allow-Origin"] == PAGE and "Origin" in given.headers["Vary"]
    for other in ("https://evil.example", "null", PAGE + ".evil.example"):
        refused = client.options("/api/v1/lamps", headers=ASK | {"Origin": other})
        assert refused.status_code == 405 and "Access-Control-Allow-Origin" not in refused.headers
    assert client.options("/nothing", headers=ASK).status_code == 404


def test_the_docs_show_everything_and_need_no_other_host(client):
    page = client.get("/docs", headers={"Accept-Language": "en"}).get_data(as_text=True)
    for said in (
        "Hang a lamp.",
        "lamps.hang",
        "Locked since {since}.",
        "as neighbours say",
        "Lampu pos",
        "curl -X POST",
    ):
        assert said in page
    assert not re.search(r"(src|href)=.?(https?:)?//", page)
    assert "Cari:" in client.get("/docs", headers={"Accept-Language": "id"}).get_data(as_text=True)


def test_the_docs_may_run_their_own_script_and_style_only(client):
    response = client.get("/docs")
    parts = re.findall("<(style|script)>(.*?)</", response.get_data(as_text=True), re.DOTALL)
    assert [kind for kind, _ in parts] == ["style", "script"]
    for kind, text_of_it in parts:
        digest = base64.b64encode(hashlib.sha256(text_of_it.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in response.headers["Content-Security-Policy"]


def test_every_problem_has_its_page_in_both_languages(client):
    page = client.get("/problems/doors.locked").get_data(as_text=True)
    assert "Pintu terkunci" in page and "Locked since" in page and "/api/v1/doors" in page
    assert client.get("/problems/kit.crash").status_code == 200
    for unknown in ("kit.field.required", "nothing", "kit.docs.title", "<b>"):
        assert client.get(f"/problems/{unknown}").mimetype == "application/problem+json"


def test_ready_says_what_is_missing(client):
    response = client.get("/health/ready")
    checks = response.get_json()["checks"]
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert checks["database"] == "ok" and checks["worker"] == "not seen: alarm, normal, slow"


def test_ready_when_migrated_and_every_lane_beats(tiny, client):
    with tiny.app_context():
        writing(lambda: [queue.beat(lane) for lane in LANES])
    assert client.get("/health/ready").get_json()["checks"] == {
        "database": "ok", "migrations": "not in date", "worker": "ok"}  # fmt: skip
    with tiny.app_context(), db.engine.begin() as connection, guard.exempt(connection):
        context = MigrationContext.configure(connection)
        context._ensure_version_table()
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": health.heads().copy().pop()})
    response = client.get("/health/ready")
    assert (response.status_code, response.get_json()["status"]) == (200, "ready")


def test_live_asks_nobody(client):
    assert client.get("/health/live").get_json() == {"status": "live"}
