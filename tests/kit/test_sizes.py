"""What is too large is refused before it costs anything, and what is wrong is not answered by something larger."""

from __future__ import annotations

import io

import pytest

from tests.kit.tiny import LAMP, make_app

KB = 1024


def sent(client, path, data, *, chunked, headers, method="POST", media_type="application/json"):
    """A body of a stated length, or one that ends when it ends."""
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"} if chunked else {}
    return client.open(path, method=method, input_stream=io.BytesIO(data), content_type=media_type, headers=headers,
                       environ_overrides=environ)  # fmt: skip


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("size", "status"), [(64 * KB, 422), (64 * KB + 1, 413), (5 * KB * KB, 413)])
def test_a_json_body_may_have_64_kb(client, budi, chunked, size, status):
    data = b'{"extra":"' + b"x" * (size - 12) + b'"}'
    answer = sent(client, "/api/v1/lamps", data, chunked=chunked, headers=budi)
    assert (len(data), answer.status_code, answer.mimetype) == (size, status, "application/problem+json")


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("size", "status"), [(100 * KB, 422), (128 * KB + 1, 413)])
def test_an_endpoint_may_declare_more(client, budi, chunked, size, status):
    data = b'{"extra":"' + b"x" * (size - 12) + b'"}'
    assert sent(client, "/api/v1/lamp-lists", data, chunked=chunked, headers=budi).status_code == status


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_may_have_what_the_configuration_allows(tmp_path, budi, chunked):
    client = make_app(tmp_path, max_body_kb=200).test_client()
    for size, status in ((200 * KB, 204), (200 * KB + 1, 413)):
        answer = sent(client, f"/api/v1/lamps/{LAMP}/photo", b"x" * size, chunked=chunked, headers=budi, method="PUT",
                      media_type="image/png")  # fmt: skip
        assert answer.status_code == status


def test_nobody_has_to_be_signed_in_to_be_refused_for_size(client):
    assert sent(client, "/api/v1/lamps", b"x" * 65 * KB, chunked=False, headers={}).status_code == 413


def test_of_many_wrong_fields_the_first_fifty_are_named_and_the_others_counted(client, budi):
    answer = client.post("/api/v1/lamps", json={f"x{number}": 1 for number in range(4000)}, headers=budi)
    body = answer.get_json()
    assert (answer.status_code, len(body["errors"]), body["more_errors"]) == (422, 50, 3951)  # `name` is missing, too
    assert "3951" in body["detail"] and len(answer.data) < 8 * KB
    assert "more_errors" not in client.post("/api/v1/lamps", json={}, headers=budi).get_json()


class Broken(io.BytesIO):
    """What a server gives for a chunk that has no size."""

    def readinto(self, _buffer):
        raise RuntimeError("invalid chunk size")


def test_a_body_that_the_server_cannot_read_is_a_bad_request(client, budi):
    environ = {"wsgi.input": Broken(), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.post("/api/v1/lamps", content_type="application/json", headers=budi, environ_overrides=environ)
    assert (answer.status_code, answer.get_json()["type"]) == (400, "/problems/kit.bad_request")


@pytest.mark.parametrize("terminated", [False, True])
def test_half_a_file_is_not_taken_for_a_file(client, budi, terminated):
    environ = {"CONTENT_LENGTH": "8"} | ({"wsgi.input_terminated": True} if terminated else {})
    answer = client.put(f"/api/v1/lamps/{LAMP}/photo", input_stream=io.BytesIO(b"half"), headers=budi,
                        content_type="image/png", environ_overrides=environ)  # fmt: skip
    assert (answer.status_code, answer.get_json()["type"]) == (400, "/problems/kit.bad_request")


OPENING = "/api/v1/doors/1/openings"


@pytest.mark.parametrize("nothing", [{}, {"json": {}}, {"data": b""}, {"content_type": "text/plain"}])
def test_where_no_body_is_asked_for_nothing_and_an_empty_object_are_the_same(client, budi, nothing):
    assert client.post(OPENING, headers=budi, **nothing).status_code == 409  # the door is locked: it was tried


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"json": {"junk": 1}}, 422), ({"json": []}, 422), ({"json": None, "data": b"null"}, 422), ({"data": b"{"}, 400),
     ({"data": b"junk", "content_type": "text/plain"}, 415), ({"data": {"a": "b"}, "content_type": None}, 415)],
)  # fmt: skip
def test_where_no_body_is_asked_for_any_other_is_refused(client, budi, sent, status):
    sent = {"content_type": "application/json"} | sent if "data" in sent else sent
    given = {name: value for name, value in sent.items() if value is not None}
    assert client.post(OPENING, headers=budi, **given).status_code == status


def test_signing_out_with_junk_signs_nobody_out(town):
    budi = town.rt().resident()
    answer = budi.post("/sign-outs", {"junk": 1})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/junk")
    assert budi.get("/me").status_code == 200
    assert budi.post("/sign-outs").status_code == 204


def test_what_is_not_even_readable_counts_as_an_attempt_of_its_address(town):
    junk = {"data": b"{", "content_type": "application/json"}
    statuses = [town.anybody.post("/sign-ins", **junk).status_code for _ in range(101)]
    assert (set(statuses[:100]), statuses[100]) == ({400}, 429)
    elsewhere = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    assert town.anybody.post("/sign-ins", **junk, **elsewhere).status_code == 400


def test_a_refused_address_costs_no_phone_its_attempts(town):
    wrong = {"phone": "0870-0000-001", "password": "salah-sekali"}
    for _ in range(101):
        town.anybody.post("/sign-ins", data=b"{", content_type="application/json")
    assert {town.anybody.post("/sign-ins", wrong).status_code for _ in range(12)} == {429}
    elsewhere = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    assert town.anybody.post("/sign-ins", wrong, **elsewhere).status_code == 401
