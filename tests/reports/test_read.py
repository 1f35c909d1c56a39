"""reports.read, list_mine, list_of_unit: the reporter and the unit that has it, and nobody learns who reported."""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.reports.shared import POLSEK, WORDS, Scene, faults, refused
from tests.town.citizens import Citizen


def ids(one: Citizen, path: str) -> list[str]:
    """The reports of a list."""
    answer = one.get(path)
    assert answer.status_code == 200, answer.text
    return [report["id"] for report in answer.json["items"]]


# -- happy -----------------------------------------------------------------------------------------


def test_the_reporter_reads_words_place_state_and_trail(scene: Scene) -> None:
    report = scene.report()
    read = scene.budi.get(f"/reports/{report['id']}").json
    assert read == report
    assert (read["words"], read["unit_path"], read["state"]) == (WORDS, POLSEK, "received")


def test_the_unit_and_those_above_it_read_and_list_it(scene: Scene) -> None:
    report = scene.report()["id"]
    above = [scene.town.unit(name) for name in ("Polres Metro Jakarta Utara", "Polda Metro Jaya")]
    for officer in (scene.officer, scene.polsek.admin(), *(unit.officer() for unit in above)):
        assert officer.get(f"/reports/{report}").status_code == 200
        assert ids(officer, "/reports") == [report]


def test_the_community_officer_reads_what_happens_on_the_beat_whoever_has_it(scene: Scene) -> None:
    bhabin, report = scene.bhabin(), scene.report()["id"]
    scene.report(lat=-6.1083, lon=106.9190)  # Koja
    assert ids(bhabin, "/reports") == [report]
    scene.officer.post(f"/reports/{report}/handovers", {"unit_id": str(scene.town.unit("Polsek Koja").id)})
    assert (bhabin.get(f"/reports/{report}").status_code, ids(bhabin, "/reports")) == (200, [report])


def test_my_reports_are_mine_newest_first_page_by_page(scene: Scene) -> None:
    sent = [scene.report()["id"] for _ in range(5)]
    scene.report(scene.neighbour)
    first = scene.budi.get("/me/reports?limit=2").json
    second = scene.budi.get(f"/me/reports?limit=2&cursor={first['next']}").json
    third = scene.budi.get(f"/me/reports?limit=2&cursor={second['next']}").json
    found = [report["id"] for page in (first, second, third) for report in page["items"]]
    assert found == sent[::-1]
    assert third["next"] is None


def test_an_unchanged_report_costs_304(scene: Scene) -> None:
    path = f"/reports/{scene.report()['id']}"
    etag = scene.budi.get(path).headers["ETag"]
    again = scene.budi.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    scene.officer.post(path + "/acknowledgements")
    assert scene.budi.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_categories_are_named_in_the_callers_language(scene: Scene) -> None:
    def theft(language: str) -> Any:
        answer = scene.budi.get("/report-categories", headers={"Accept-Language": language})
        return {entry["code"]: entry["name"] for entry in answer.json["items"]}["theft"]

    assert theft("id") == "Pencurian"
    assert theft("en") == "Theft"


# -- who reported is nobody's business ----------------------------------------------------------------


# CASES.md B23: officers
def test_no_answer_to_an_officer_tells_who_reported(scene: Scene) -> None:
    report = scene.report()["id"]
    scene.town.work()
    unit_id = scene.town.unit("Polsek Koja").id
    above = scene.town.unit("Polda Metro Jaya").officer()
    answers = [
        scene.officer.get("/reports"),
        scene.officer.get(f"/reports/{report}"),
        scene.officer.get("/notifications"),
        scene.officer.post(f"/reports/{report}/acknowledgements"),
        scene.officer.post(f"/reports/{report}/handovers", {"unit_id": str(unit_id)}),
        above.get("/reports"),
        above.get(f"/reports/{report}"),
    ]
    for answer in answers:
        assert answer.status_code in (200, 201)
        said = json.dumps(answer.json)
        for secret in (scene.budi.name, scene.budi.number[3:], str(scene.budi.account_id), str(scene.budi.person_id)):
            assert secret not in said, answer.request.path
        assert not {"account_id", "reporter", "actor_id", "facts"} & set(_keys(answer.json)), answer.request.path


def _keys(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node, *(key for below in node.values() for key in _keys(below))]
    return [key for below in node for key in _keys(below)] if isinstance(node, list) else []


# -- forbidden -------------------------------------------------------------------------------------


# CASES.md B23: neighbours, other RTs
def test_neighbours_and_all_other_outsiders_find_nothing(scene: Scene) -> None:
    report = scene.report()["id"]
    for who, one in scene.outsiders().items():
        answer = one.get(f"/reports/{report}")
        assert answer.status_code == 404, who
        assert answer.json == one.get(f"/reports/{uuid.uuid4()}").json | {"instance": answer.json["instance"]}, who
        assert report not in one.get("/reports").text, who
        assert ids(one, "/me/reports") == [], who
    refused(scene.town.anybody.get(f"/reports/{report}"), 401, "kit.unauthorized")
    refused(scene.town.anybody.get("/reports"), 401, "kit.unauthorized")


def test_the_community_officer_of_another_beat_of_the_unit_is_inside_but_may_not(scene: Scene) -> None:
    report, other = scene.report()["id"], scene.bhabin("31.72.02.1006")
    refused(other.get(f"/reports/{report}"), 403, "kit.forbidden")
    assert ids(other, "/reports") == []


def test_the_kelurahans_staff_is_inside_but_may_not(scene: Scene) -> None:
    refused(scene.town.kelurahan_staff.get(f"/reports/{scene.report()['id']}"), 403, "kit.forbidden")


def test_the_list_of_a_unit_is_for_police(scene: Scene) -> None:
    scene.report()
    for one in (scene.budi, scene.rt.head, scene.town.operator, scene.town.kelurahan_staff):
        refused(one.get("/reports"), 403, "kit.forbidden")
    assert ids(scene.town.unit("Polsek Koja").officer(), "/reports") == []


def test_the_reporter_reads_on_after_the_report_was_handed_on(scene: Scene) -> None:
    report, koja = scene.report()["id"], scene.town.unit("Polsek Koja")
    colleague = koja.officer()
    colleague.phone.register()
    scene.officer.post(f"/reports/{report}/handovers", {"unit_id": str(koja.id)})
    assert scene.budi.get(f"/reports/{report}").status_code == 200
    assert ids(scene.officer, "/reports") == []
    assert ids(colleague, "/reports") == [report]


# -- bad -------------------------------------------------------------------------------------------


def test_a_wrong_parameter_is_named(scene: Scene) -> None:
    for query, pointer in [("limit=0", "/limit"), ("limit=101", "/limit"), ("limit=x", "/limit"),
                           ("cursor=x", "/cursor"), ("cursor=%00", "/cursor"), ("order=asc", "/order")]:  # fmt: skip
        for path in ("/me/reports", "/reports"):
            found = faults(scene.officer.get(f"{path}?{query}"))
            assert {place for place, _code in found} == {pointer}, (path, query)


def test_what_names_no_report_is_not_found(scene: Scene) -> None:
    for name in (uuid.uuid4(), "7", "%00", "-1", "../me"):
        refused(scene.budi.get(f"/reports/{name}"), 404, "kit.not_found")


# -- twice -----------------------------------------------------------------------------------------


def test_reading_changes_nothing(scene: Scene) -> None:
    path, before = f"/reports/{scene.report()['id']}", scene.counts()
    assert scene.officer.get(path).json == scene.officer.get(path).json
    assert scene.counts() == before
