"""reports.send: routed by kelurahan, rings the unit responsible, climbs where nobody of it can be reached."""

from __future__ import annotations

import uuid

import pytest

from siskamling.areas.actions import save_areas, save_boundaries
from siskamling.push.transports.parcels import Outcome
from siskamling.reports.models import Report, TrailLine
from tests.reports.shared import KOJA, POLRES, POLSEK, WORDS, Scene, dies_and_is_repeated, faults, refused

# -- happy -----------------------------------------------------------------------------------------


def test_the_kelurahan_of_the_place_decides_which_unit_answers(scene: Scene) -> None:
    scene.town.unit("Polsek Koja").officer().phone.register()
    here = scene.report()
    there = scene.report(lat=-6.1215, lon=106.9050)
    assert (here["kelurahan_path"], here["unit_path"], here["rule"]) == ("31.72.02.1007", POLSEK, "inside")
    assert there["kelurahan_path"].startswith("31.72.03.")
    assert (there["unit_path"], there["rule"], there["approximate"]) == (KOJA, "inside", False)


def test_outside_all_boundaries_the_nearest_kelurahan_answers(scene: Scene) -> None:
    sent = scene.report(lat=-6.0400, lon=106.8800)  # the bay, off Tanjung Priok
    assert sent["kelurahan_path"] is None
    assert sent["approximate"]
    assert sent["rule"] == "nearest_boundary"
    assert sent["unit_path"].startswith(POLRES)


def test_only_the_phones_of_the_unit_ring_and_ring_once(scene: Scene) -> None:
    second, koja = scene.officer.another_phone(), scene.town.unit("Polsek Koja").officer()
    for phone in (second, koja.phone, scene.neighbour.phone, scene.budi.phone, scene.rt.head.phone):
        phone.register()
    sent = scene.report()
    scene.town.work()
    [message] = scene.officer.phone.received()
    assert (message.kind, message.urgency, message.data["cause_id"]) == ("reports.received", "alarm", sent["id"])
    assert len(second.received()) == 1
    assert not [phone for phone in (koja.phone, scene.neighbour.phone, scene.budi.phone) if phone.received()]


# CASES.md B23: push text
def test_the_push_carries_neither_words_nor_names_nor_numbers(scene: Scene) -> None:
    scene.report()
    scene.town.work()
    [message] = scene.officer.phone.received()
    everything = f"{message.title} {message.body} {message.data}"
    assert message.title == "Laporan baru"
    for secret in (*WORDS.split()[:3], "theft", scene.budi.name, scene.budi.number[3:], str(scene.budi.account_id)):
        assert secret not in everything


def test_the_push_is_in_the_officers_language(scene: Scene) -> None:
    assert scene.officer.patch("/me", {"language": "en"}).status_code == 200
    scene.report()
    scene.town.work()
    [message] = scene.officer.phone.received()
    assert message.title != "Laporan baru"


def test_the_answer_tells_state_trail_and_no_emergency(scene: Scene) -> None:
    sent = scene.report()
    assert (sent["state"], sent["climbed"], sent["advice"], sent["emergency_numbers"]) == ("received", False, None, [])
    assert [(line["deed"], line["unit_path"]) for line in sent["trail"]] == [("received", POLSEK)]
    assert (sent["words"], sent["category"]) == (WORDS, "theft")


# -- nobody of the unit can be reached ---------------------------------------------------------------


def climbed(scene: Scene) -> None:
    """What must be true of a report that went up: the answer says so, and the Polres' phone rings."""
    above = scene.town.unit("Polres Metro Jakarta Utara").officer("Perwira")
    above.phone.register()
    sent = scene.report()
    assert (sent["climbed"], sent["unit_path"]) == (True, POLRES)
    assert sent["emergency_numbers"] == ["110", "112"]
    assert "110" in sent["advice"]
    assert "112" in sent["advice"]
    assert [line["deed"] for line in sent["trail"]] == ["received", "climbed"]
    scene.town.work()
    assert len(above.phone.received()) == 1
    units = scene.town.operator.get("/units/reachability?limit=100").json["items"]
    assert {unit["path"]: unit["signal"] for unit in units}[POLSEK] == "red"


def test_it_climbs_when_the_officer_has_signed_out(scene: Scene) -> None:
    assert scene.officer.post("/sign-outs").status_code == 204
    climbed(scene)


def test_it_climbs_when_the_only_address_is_dead(scene: Scene) -> None:
    scene.town.post_office.refusals[scene.officer.phone.address] = Outcome("dead", "unregistered")
    scene.report()
    scene.town.work()
    climbed(scene)


def test_it_climbs_even_where_nobody_of_the_polres_can_be_reached(scene: Scene) -> None:
    scene.officer.post("/sign-outs")
    sent = scene.report()
    assert (sent["climbed"], sent["unit_path"], sent["emergency_numbers"]) == (True, POLRES, ["110", "112"])


def test_the_advice_is_in_the_reporters_language(scene: Scene) -> None:
    scene.officer.post("/sign-outs")
    answer = scene.budi.post("/reports", scene.body(), headers={"Accept-Language": "en"})
    assert "emergency" in answer.json["advice"]
    assert "Polsek setempat" not in answer.json["advice"]


# -- forbidden -------------------------------------------------------------------------------------


def test_nobody_reports_without_signing_in(scene: Scene) -> None:
    refused(scene.town.anybody.post("/reports", scene.body()), 401, "kit.unauthorized")
    assert scene.town.count(Report) == 0


def test_who_holds_no_role_cannot_report_nor_can_the_operator(scene: Scene) -> None:
    for one in (scene.town.operator, scene.town.citizen(None, "Tamu")):
        refused(one.post("/reports", scene.body()), 403, "kit.forbidden")
        refused(one.post("/reports", {}), 403, "kit.forbidden")  # before the body is read
    assert scene.town.count(Report) == 0


def test_every_other_role_can_report(scene: Scene) -> None:
    outsiders = scene.outsiders()
    for silent in ("the operator", "somebody without a role"):
        outsiders.pop(silent)
    for who, one in outsiders.items():
        assert one.post("/reports", scene.body()).status_code == 201, who
    assert scene.town.count(Report) == len(outsiders)


def test_a_revoked_token_reports_nothing(scene: Scene) -> None:
    scene.budi.post("/sign-outs")
    refused(scene.budi.post("/reports", scene.body()), 401, "kit.unauthorized")
    assert scene.town.count(Report) == 0


# -- bad -------------------------------------------------------------------------------------------

BAD: list[tuple[dict[str, object], str, str]] = [
    ({"category": "gossip"}, "/category", "kit.field.not_a_choice"),
    ({"category": 7}, "/category", "kit.field.not_text"),
    ({"category": None}, "/category", "kit.field.null"),
    ({"words": ""}, "/words", "kit.field.too_short"),
    ({"words": " \n\t "}, "/words", "kit.field.too_short"),
    ({"words": "x" * 4001}, "/words", "kit.field.too_long"),
    ({"words": "nul \x00 byte"}, "/words", "kit.field.not_text"),
    ({"words": "half \ud800 a pair"}, "/words", "kit.field.not_text"),
    ({"words": ["Motor"]}, "/words", "kit.field.not_text"),
    ({"lat": 91}, "/lat", "kit.field.out_of_range"),
    ({"lat": "-6.1"}, "/lat", "kit.field.not_a_number"),
    ({"lat": True}, "/lat", "kit.field.not_a_number"),
    ({"lat": float("nan")}, "/lat", "kit.field.out_of_range"),
    ({"lon": -180.5}, "/lon", "kit.field.out_of_range"),
    ({"lon": float("inf")}, "/lon", "kit.field.out_of_range"),
    ({"id": "7"}, "/id", "kit.field.not_an_id"),
    ({"id": "{0197c2a0-5b1e-7c3d-9a44-2f6d8e1b7c05}"}, "/id", "kit.field.not_an_id"),
    ({"unit_id": str(uuid.uuid4())}, "/unit_id", "kit.field.unknown"),
    ({"account_id": str(uuid.uuid4())}, "/account_id", "kit.field.unknown"),
]


def test_a_wrong_field_is_named_and_nothing_is_stored(scene: Scene) -> None:
    for changes, pointer, code in BAD:
        assert faults(scene.budi.post("/reports", scene.body(**changes))) == {(pointer, code)}, changes
    assert scene.town.count(Report) == 0


def test_all_that_is_missing_is_named_at_once(scene: Scene) -> None:
    missing = {(f"/{name}", "kit.field.required") for name in ("category", "words", "lat", "lon")}
    assert faults(scene.budi.post("/reports", {})) == missing


@pytest.mark.parametrize(("data", "kind", "status"), [
    (b'{"category":', "application/json", 400), (b"[" * 20_000, "application/json", 400),
    (b"\xff\xfe", "application/json", 400), (b"category=theft", "application/x-www-form-urlencoded", 415),
    (b"[]", "application/json", 422), (b"null", "application/json", 422), (b'"theft"', "application/json", 422),
    (b'{"words": "' + b"x" * 7_000_000 + b'"}', "application/json", 413),
])  # fmt: skip
def test_what_is_no_document_is_refused(scene: Scene, data: bytes, kind: str, status: int) -> None:
    answer = scene.budi.post("/reports", data=data, content_type=kind)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert scene.town.count(Report) == 0


def test_an_unknown_parameter_is_named(scene: Scene) -> None:
    assert faults(scene.budi.post("/reports?unit=koja", scene.body())) == {("/unit", "kit.field.unknown")}
    assert scene.town.count(Report) == 0


def test_where_no_unit_answers_the_emergency_numbers_are_given(scene: Scene) -> None:
    path, square = "91.71.01.1001", [[[140.0, -3.0], [141.0, -3.0], [141.0, -2.0], [140.0, -2.0], [140.0, -3.0]]]
    scene.town.write(lambda: save_areas([(path, "Bhayangkara")]))
    scene.town.write(lambda: save_boundaries([(path, {"type": "Polygon", "coordinates": square})]))
    answer = scene.budi.post("/reports", scene.body(lat=-2.5, lon=140.5))
    problem = refused(answer, 409, "reports.no_unit")
    assert problem["emergency_numbers"] == ["110", "112"]
    assert "110" in problem["detail"]
    assert scene.town.count(Report) == 0


# -- twice -----------------------------------------------------------------------------------------


def test_the_same_report_twice_rings_once_and_answers_the_same(scene: Scene) -> None:
    body = scene.body(id=str(uuid.uuid4()))
    first, second = scene.budi.post("/reports", body), scene.budi.post("/reports", body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert first.json["id"] == body["id"]
    scene.town.work()
    assert len(scene.officer.phone.received()) == 1
    assert (scene.town.count(Report), scene.town.count(TrailLine)) == (1, 1)


def test_another_body_or_another_person_under_the_same_id_learns_nothing(scene: Scene) -> None:
    body = scene.body(id=str(uuid.uuid4()))
    scene.budi.post("/reports", body)
    other = refused(scene.budi.post("/reports", body | {"words": "Lain."}), 409, "kit.key_used")
    stranger = refused(scene.neighbour.post("/reports", body), 409, "kit.key_used")
    for problem in (other, stranger):
        assert not {"words", "lat", "unit_path"} & set(problem)
        assert WORDS not in str(problem)
    assert scene.town.count(Report) == 1


def test_an_id_already_used_under_another_key_is_refused(scene: Scene) -> None:
    body = scene.body(id=str(uuid.uuid4()))
    assert scene.budi.post("/reports", body, key="first-key-of-budi").status_code == 201
    refused(scene.budi.post("/reports", body, key="second-key-of-budi"), 409, "kit.key_used")
    assert scene.town.count(Report) == 1


# -- died half way ---------------------------------------------------------------------------------


def test_a_report_that_died_half_way_left_nothing_and_can_be_sent_again(scene: Scene) -> None:
    answer = dies_and_is_repeated(scene, scene.budi, "/reports", scene.body())
    assert answer.status_code == 201
    scene.town.work()
    assert len(scene.officer.phone.received()) == 1
    assert scene.town.count(Report) == 1
