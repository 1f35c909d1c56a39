"""Every error is one application/problem+json, in the caller's language."""

from __future__ import annotations

import pytest

from tests.kit.tiny import LAMP, make_app


def _checked(response, status, slug):
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    assert body["type"] == f"/problems/{slug}" and body["status"] == status
    assert body["title"] and body["detail"]
    assert body["instance"] == f"/requests/{response.headers['X-Request-Id']}"
    return body


def test_unknown_paths(client):
    for path in ("/nothing", "/api/v1/nothing", "/api/v1/lamps/", "//api/v1/lamps", "/docs/x", "/api/v1/lamps%00"):
        _checked(client.get(path), 404, "kit.not_found")


def test_a_wrong_method_names_the_right_ones(client):
    response = client.delete("/api/v1/lamps")
    _checked(response, 405, "kit.method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD, POST"
    _checked(client.post("/docs"), 405, "kit.method_not_allowed")


def test_a_crash_tells_nothing_of_itself(client):
    response = client.get("/crash")
    _checked(response, 500, "kit.crash")
    assert "0812" not in response.get_data(as_text=True)


def test_nobody_is_asked_to_sign_in(client):
    response = client.get("/api/v1/lamps")
    _checked(response, 401, "kit.unauthorized")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_somebody_without_the_right_is_told(client):
    _checked(client.post("/api/v1/doors/1/openings", headers={"Authorization": "Bearer guest"}), 403, "kit.forbidden")


def test_a_refusal_carries_its_facts_and_cannot_overwrite_the_status(client, budi):
    body = _checked(client.post("/api/v1/doors/1/openings", headers=budi), 409, "doors.locked")
    assert body["since"] == "22:00" and body["detail"] == "Pintu terkunci sejak 22:00."


@pytest.mark.parametrize(("asked", "spoken"), [("en", "en"), ("fr, en;q=0.5", "en"), ("id-ID", "id"), ("fr", "id")])
def test_the_language_is_the_callers(client, asked, spoken):
    response = client.get("/nothing", headers={"Accept-Language": asked})
    assert response.headers["Content-Language"] == spoken
    assert response.get_json()["title"] == {"en": "Not found", "id": "Tidak ditemukan"}[spoken]


def test_one_entry_for_every_wrong_field(client, budi):
    wrong = {"watts": 501, "place": {"lat": "x"}, "hours": ["22:00", "9"], "extra": 1, "a/b": 1}
    body = _checked(client.post("/api/v1/lamps", json=wrong, headers=budi), 422, "kit.invalid")
    codes = {entry["pointer"]: entry["code"].removeprefix("kit.field.") for entry in body["errors"]}
    assert codes == {"/name": "required", "/watts": "out_of_range", "/place/lat": "not_a_number",
                     "/hours/1": "invalid", "/extra": "unknown", "/a~1b": "unknown"}  # fmt: skip
    watts = next(entry for entry in body["errors"] if entry["pointer"] == "/watts")
    assert watts["detail"] == "Harus antara 1 dan 500." and (watts["low"], watts["high"]) == (1, 500)


def test_queries_are_checked_too(client, budi):
    for query in ("limit=0", "limit=1.5", "other=1"):
        _checked(client.get(f"/api/v1/lamps?{query}", headers=budi), 422, "kit.invalid")
    _checked(client.get(f"/api/v1/lamps/{LAMP}?x=1", headers=budi), 422, "kit.invalid")


@pytest.mark.parametrize("text", ["{", "", "[" * 60_000, b"\xff", "1" * 5000])
def test_what_is_not_json_is_a_bad_request(client, budi, text):
    response = client.post("/api/v1/lamps", data=text, content_type="application/json", headers=budi)
    _checked(response, 400, "kit.bad_request")


@pytest.mark.parametrize(
    ("text", "key"),
    [('{"name":"x","name":"y"}', "name"), ('{"name":"x","place":{"lat":1,"lat":1}}', "lat"), ('{"{}":1,"{}":2}', "{}")],
)
def test_a_key_that_stands_twice_is_named(client, budi, text, key):
    response = client.post("/api/v1/lamps", data=text, content_type="application/json", headers=budi)
    body = _checked(response, 400, "kit.doubled_key")
    assert body["key"] == key and f"`{key}`" in body["detail"]
    nobody_asked = client.post("/api/v1/doors/1/openings", data=text, content_type="application/json", headers=budi)
    _checked(nobody_asked, 400, "kit.doubled_key")


def test_a_doubled_key_is_not_echoed_at_any_length(client, budi):
    key = "\u00e9" * 10_000
    text = f'{{"{key}":1,"{key}":2}}'
    response = client.post("/api/v1/lamps", data=text, content_type="application/json", headers=budi)
    _checked(response, 400, "kit.doubled_key")
    assert len(response.data) < 3000


def test_what_a_query_says_twice_is_told(client, budi):
    for query in ("limit=5&limit=9", "limit=5&limit=5"):
        body = _checked(client.get(f"/api/v1/lamps?{query}", headers=budi), 422, "kit.invalid")
        assert [(one["pointer"], one["code"]) for one in body["errors"]] == [("/limit", "kit.field.doubled")]


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", "x"])
def test_a_body_in_another_coding(client, budi, coding):
    headers = budi | {"Content-Encoding": coding}
    _checked(client.post("/api/v1/lamps", json={"name": "x"}, headers=headers), 415, "kit.not_json")
    photo = client.put(f"/api/v1/lamps/{LAMP}/photo", data=b"x", content_type="image/png", headers=headers)
    _checked(photo, 415, "kit.not_json")


@pytest.mark.parametrize("coding", ["identity", "Identity", ""])
def test_a_body_as_it_is_may_say_so(client, budi, coding):
    headers = budi | {"Content-Encoding": coding}
    assert client.post("/api/v1/lamps", json={"name": "x"}, headers=headers).status_code == 201


def test_another_kind_of_body(client, budi):
    _checked(client.post("/api/v1/lamps", data={"name": "x"}, headers=budi), 415, "kit.not_json")


def test_too_large_a_body(tmp_path, budi):
    client = make_app(tmp_path, max_body_kb=16).test_client()
    _checked(client.post("/api/v1/lamps", json={"name": "x" * 20_000}, headers=budi), 413, "kit.too_large")
    photo = client.put(f"/api/v1/lamps/{LAMP}/photo", data=b"x" * 20_000, content_type="image/png", headers=budi)
    _checked(photo, 413, "kit.too_large")


def test_too_many_writes(tmp_path, budi):
    client = make_app(tmp_path, writes_per_minute=1).test_client()
    client.post("/api/v1/lamps", json={"name": "x"}, headers=budi)
    response = client.post("/api/v1/lamps", json={"name": "x"}, headers=budi)
    body = _checked(response, 429, "kit.throttled")
    assert int(response.headers["Retry-After"]) == body["retry_after_s"] <= 60


def test_the_same_key_with_another_body(client, budi):
    headers = budi | {"Idempotency-Key": "0123456789"}
    first = client.post("/api/v1/lamps", json={"name": "x"}, headers=headers)
    again = client.post("/api/v1/lamps", json={"name": "x"}, headers=headers)
    assert (first.status_code, again.get_json()) == (201, first.get_json())
    _checked(client.post("/api/v1/lamps", json={"name": "y"}, headers=headers), 409, "kit.key_used")


def test_the_same_key_with_another_file(client, budi):
    headers = budi | {"Idempotency-Key": "0123456789", "Content-Type": "image/png"}
    path = f"/api/v1/lamps/{LAMP}/photo"
    assert [client.put(path, data=data, headers=headers).status_code for data in (b"a", b"a")] == [204, 204]
    _checked(client.put(path, data=b"b", headers=headers), 409, "kit.key_used")
