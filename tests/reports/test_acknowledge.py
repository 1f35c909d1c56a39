"""reports.acknowledge: an officer takes the report, the reporter's phone is told."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

from siskamling.reports.models import TrailLine
from tests.reports.shared import POLSEK, WORDS, Scene, dies_and_is_repeated, faults, refused


def acknowledgements(report: dict[str, str]) -> str:
    """Where a report is acknowledged."""
    return f"/reports/{report['id']}/acknowledgements"


# -- happy -----------------------------------------------------------------------------------------


def test_the_reporters_phone_is_told_and_reads_the_state(scene: Scene) -> None:
    scene.budi.phone.register()
    report = scene.report()
    answer = scene.officer.post(acknowledgements(report))
    assert (answer.status_code, answer.json["state"]) == (201, "acknowledged")
    scene.town.work()
    [message] = scene.budi.phone.received()
    assert (message.kind, message.data["cause_id"]) == ("reports.acknowledged", report["id"])
    read = scene.budi.get(f"/reports/{report['id']}").json
    assert read["state"] == "acknowledged"
    assert [(line["deed"], line["unit_path"]) for line in read["trail"]] == [
        ("received", POLSEK),
        ("acknowledged", POLSEK),
    ]


def test_what_the_reporter_is_told_names_nobody(scene: Scene) -> None:
    scene.budi.phone.register()
    scene.officer.post(acknowledgements(scene.report()))
    scene.town.work()
    [message] = scene.budi.phone.received()
    everything = f"{message.title} {message.body} {message.data}"
    assert message.title == "Laporan diterima petugas"
    for secret in (scene.officer.name, scene.officer.number[3:], scene.budi.name, *WORDS.split()[:3]):
        assert secret not in everything


def test_only_the_reporter_is_told(scene: Scene) -> None:
    for one in (scene.budi, scene.neighbour, scene.rt.head):
        one.phone.register()
    scene.officer.post(acknowledgements(scene.report()))
    scene.town.work()
    assert len(scene.budi.phone.received()) == 1
    assert not scene.neighbour.phone.received() + scene.rt.head.phone.received()


def test_an_officer_of_the_polres_above_may_take_it(scene: Scene) -> None:
    above = scene.town.unit("Polres Metro Jakarta Utara").officer()
    assert above.post(acknowledgements(scene.report())).status_code == 201


def test_the_community_officer_of_the_beat_rings_and_may_take_it(scene: Scene) -> None:
    bhabin, elsewhere = scene.bhabin(), scene.bhabin("31.72.02.1006")
    for one in (bhabin, elsewhere):
        one.phone.register()
    report = scene.report()
    scene.town.work()
    assert [message.kind for message in bhabin.phone.received()] == ["reports.received"]
    assert elsewhere.phone.received() == []
    assert bhabin.post(acknowledgements(report)).json["state"] == "acknowledged"


def test_where_no_kelurahan_is_known_no_community_officer_is_rung(scene: Scene) -> None:
    without_beat = scene.town.citizen("community_officer", "Tanpa wilayah", unit_path=POLSEK)
    for one in (scene.bhabin(), without_beat):
        one.phone.register()
    assert scene.report(lat=-6.0400, lon=106.8800)["kelurahan_path"] is None  # the bay
    scene.town.work()
    assert without_beat.phone.received() == []


def test_a_community_officer_alone_makes_no_unit_reachable(scene: Scene) -> None:
    scene.bhabin().phone.register()
    scene.officer.post("/sign-outs")
    assert scene.report()["climbed"] is True


# -- forbidden -------------------------------------------------------------------------------------


def test_outsiders_do_not_even_learn_that_it_exists(scene: Scene) -> None:
    report = scene.report()
    for who, one in scene.outsiders().items():
        answer = one.post(acknowledgements(report))
        assert answer.status_code == 404, who
        assert answer.json == one.post(acknowledgements({"id": str(uuid.uuid4())})).json | {
            "instance": answer.json["instance"]
        }
    refused(scene.town.anybody.post(acknowledgements(report)), 401, "kit.unauthorized")
    assert scene.budi.get(f"/reports/{report['id']}").json["state"] == "received"


def test_the_reporter_cannot_acknowledge(scene: Scene) -> None:
    refused(scene.budi.post(acknowledgements(scene.report())), 403, "kit.forbidden")


def test_the_community_officer_of_another_beat_of_the_unit_is_inside_but_may_not(scene: Scene) -> None:
    refused(scene.bhabin("31.72.02.1006").post(acknowledgements(scene.report())), 403, "kit.forbidden")


def test_an_officer_who_reports_cannot_acknowledge_it_elsewhere(scene: Scene) -> None:
    koja = scene.town.unit("Polsek Koja").officer()
    refused(koja.post(acknowledgements(scene.report(koja))), 403, "kit.forbidden")


def test_the_polsek_cannot_take_what_climbed(scene: Scene) -> None:
    scene.town.unit("Polres Metro Jakarta Utara").officer().phone.register()
    for device in scene.officer.get("/devices").json["items"]:
        scene.officer.delete(f"/devices/{device['id']}")
    report = scene.report()
    assert report["climbed"]
    refused(scene.officer.post(acknowledgements(report)), 404, "kit.not_found")


# -- bad -------------------------------------------------------------------------------------------


def test_what_names_no_report_is_not_found(scene: Scene) -> None:
    for name in (uuid.uuid4(), "7", "%00", "0197c2a0-5b1e-7c3d-9a44", "' OR 1=1 --"):
        refused(scene.officer.post(f"/reports/{name}/acknowledgements"), 404, "kit.not_found")


def test_an_unknown_parameter_is_named(scene: Scene) -> None:
    report = scene.report()
    assert faults(scene.officer.post(acknowledgements(report) + "?force=1")) == {("/force", "kit.field.unknown")}
    assert scene.officer.get(f"/reports/{report['id']}").json["state"] == "received"


def test_a_bad_key_is_named(scene: Scene) -> None:
    answer = scene.officer.post(acknowledgements(scene.report()), key="short")
    assert faults(answer) == {("/Idempotency-Key", "kit.field.bad_key")}


# -- twice -----------------------------------------------------------------------------------------


def test_the_same_request_twice_tells_the_reporter_once(scene: Scene) -> None:
    scene.budi.phone.register()
    report = scene.report()
    first = scene.officer.post(acknowledgements(report), key="one-request-twice")
    second = scene.officer.post(acknowledgements(report), key="one-request-twice")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    scene.town.work()
    assert len(scene.budi.phone.received()) == 1


def test_a_second_officer_is_told_that_it_is_taken(scene: Scene) -> None:
    report, second = scene.report(), scene.polsek.officer("Bripka Dua")
    scene.officer.post(acknowledgements(report))
    assert refused(second.post(acknowledgements(report)), 409, "reports.wrong_state")["state"] == "acknowledged"


def test_of_several_officers_at_once_one_takes_it(scene: Scene) -> None:
    scene.budi.phone.register()
    report = scene.report()
    officers = [scene.polsek.officer(f"Bripka {number}") for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda one: one.post(acknowledgements(report)).status_code, officers))
    assert statuses == [201, 409, 409, 409]
    scene.town.work()
    assert len(scene.budi.phone.received()) == 1
    assert scene.town.count(TrailLine) == 2


# -- died half way ---------------------------------------------------------------------------------


def test_an_acknowledgement_that_died_half_way_told_nobody(scene: Scene) -> None:
    scene.budi.phone.register()
    report = scene.report()
    answer = dies_and_is_repeated(scene, scene.officer, acknowledgements(report))
    assert (answer.status_code, answer.json["state"]) == (201, "acknowledged")
    scene.town.work()
    assert len(scene.budi.phone.received()) == 1
