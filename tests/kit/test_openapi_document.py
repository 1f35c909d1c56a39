"""The document is valid OpenAPI 3.1, and the application does what it says."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import CHECKS

from siskamling.kit.web import openapi
from siskamling.kit.web.fields import READABLE
from siskamling.kit.web.shapes import path_of
from tests.kit.tiny import make_app, make_rooms


@pytest.fixture
def document(tiny):
    with tiny.app_context():
        return openapi.current()


def test_it_is_valid_openapi_31(document):
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_an_operation_says_what_it_is(document):
    hang = document["paths"]["/api/v1/lamps"]["post"]
    assert (hang["operationId"], hang["x-action"], hang["tags"]) == ("lamps.hang_lamp", "lamps.hang", ["lamps"])
    assert (hang["summary"], hang["description"]) == ("Hang a lamp.", "It burns from the next evening.")
    assert hang["security"] == [{"bearer": []}]
    assert document["paths"]["/api/v1/sizes"]["get"]["security"] == []
    assert document["paths"]["/api/v1/sizes"]["get"]["deprecated"] is True


def test_bodies_are_closed_and_answers_may_grow(document):
    schemas = document["components"]["schemas"]
    assert schemas["LampBody"]["additionalProperties"] is False
    assert schemas["Place"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["LampAnswer"]
    assert schemas["LampBody"]["description"] == "A lamp to hang."


def test_fields_carry_their_bounds(document):
    of = document["components"]["schemas"]["LampBody"]["properties"]
    assert of["name"] | {"description": ""} == {
        "type": "string", "minLength": 1, "maxLength": 40, "pattern": READABLE, "description": "",
        "examples": ["Lampu pos"]}  # fmt: skip
    assert (of["watts"]["minimum"], of["watts"]["maximum"]) == (1, 500)
    assert of["colour"]["enum"] == ["white", "yellow", None]
    assert of["hours"]["items"]["pattern"] == "^[0-2][0-9]:00$"
    assert of["hung_on"]["format"] == "date"


def test_a_body_shows_an_example_of_every_field_that_has_one(document):
    content = document["paths"]["/api/v1/lamps"]["post"]["requestBody"]["content"]["application/json"]
    assert content["example"] == {"name": "Lampu pos", "watts": 9, "place": {"lat": -6.1}, "colour": "white"}


def test_reads_have_etag_and_304_and_lists_their_envelope(document):
    answers = document["paths"]["/api/v1/lamps"]["get"]["responses"]
    assert "ETag" in answers["200"]["headers"] and "content" not in answers["304"]
    envelope = answers["200"]["content"]["application/json"]["schema"]
    assert envelope["properties"]["items"]["items"] == {"$ref": "#/components/schemas/LampAnswer"}
    assert envelope["properties"]["next"]["type"] == ["string", "null"]


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/api/v1/lamps", "get", {"401", "403", "422", "503"}),
        ("/api/v1/lamps", "post", {"400", "401", "403", "409", "413", "415", "422", "429", "503"}),
        ("/api/v1/lamps/{lamp_id}", "get", {"401", "403", "404", "422", "503"}),
        (
            "/api/v1/lamps/{lamp_id}/photo",
            "put",
            {"400", "401", "403", "404", "409", "413", "415", "422", "429", "503"},
        ),
        (
            "/api/v1/doors/{number}/openings",
            "post",
            {"400", "401", "403", "404", "409", "413", "415", "422", "429", "503"},
        ),
        ("/api/v1/sizes", "get", {"422", "503"}),
    ],
)
def test_every_problem_an_operation_may_answer_is_listed(document, path, method, statuses):
    answers = document["paths"][path][method]["responses"]
    assert {status for status in answers if status >= "400"} == statuses


def test_refusals_are_enumerated(document):
    openings = document["paths"]["/api/v1/doors/{number}/openings"]["post"]
    assert openings["x-refuses"] == ["doors.locked", "kit.key_used"]
    kinds = openings["responses"]["409"]["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]
    assert kinds["type"]["enum"] == ["/problems/doors.locked", "/problems/kit.key_used"]
    assert openings["parameters"][0]["schema"] == {"type": "integer", "minimum": 0, "maximum": 99}


def test_a_file_body_is_binary(document):
    content = document["paths"]["/api/v1/lamps/{lamp_id}/photo"]["put"]["requestBody"]["content"]
    assert content == {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/jpeg", "image/png")}


def test_path_parameters_of_every_converter():
    path, parameters = path_of("/a/<uuid:x>/<code>/<int:n>")
    assert path == "/a/{x}/{code}/{n}"
    assert [p["schema"].get("format", p["schema"]["type"]) for p in parameters] == ["uuid", "string", "integer"]


def test_the_file_is_written_the_same_each_time(tiny, tmp_path):
    with tiny.app_context():
        openapi.write_document(tmp_path / "a.json")
        openapi.write_document(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_text())["info"]["version"] == openapi.API_VERSION


# Made at import: schemathesis 4.32.5 takes a schema from a fixture by a field that pytest 9.2 no longer has.
FOLDER = tempfile.TemporaryDirectory()
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", make_app(Path(FOLDER.name)))
# A cursor and a trimmed text cannot be described exactly, so some data that fit the schema are refused with 422.
CHECKED = [check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"]
# schemathesis does not unpack what a WSGI application compressed.
HEADERS = {"Authorization": "Bearer budi", "Accept-Encoding": "identity"}


def _fuzz(operation_id):
    @SCHEMA.include(operation_id=operation_id).parametrize()
    @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def fuzz(case, words):
        case.call_and_validate(headers=HEADERS, checks=CHECKED)

    return fuzz


# A function for each operation: one function's items would share a node id, of which `--dist loadgroup` runs only one.
for _routes in make_rooms():
    for _endpoint in _routes.endpoints:
        globals()[f"test_{_endpoint.name.replace('.', '_')}_does_what_the_document_says"] = _fuzz(_endpoint.name)
