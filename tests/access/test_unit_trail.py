"""The admin trail of a unit, for the level above it."""

from __future__ import annotations

from tests.access.shared import deeds, role_of
from tests.town.answers import faults_of
from tests.town.world import Town

TOP = "Polres Metro Jakarta Utara"


def test_the_superior_unit_and_the_operator_read_what_an_admin_did(town: Town) -> None:
    unit, top = town.unit(), town.unit(TOP)
    admin, officer = unit.admin(), unit.officer()
    admin.post(f"/units/{unit.id}/invitations", {"kind": "police_officer", "name": "Rahasia"})
    admin.post(f"/roles/{role_of(officer, 'police_officer')}/reset-codes")
    admin.delete(f"/roles/{role_of(officer, 'police_officer')}")
    for reader in (top.admin(), town.operator):
        assert deeds(reader, f"/units/{unit.id}")[:3] == ["ended", "reset_code", "invited"]
    answer = town.operator.get(f"/units/{unit.id}/admin-lines")
    assert answer.json["items"][0]["actor_id"] == str(admin.account_id)
    assert "Rahasia" not in answer.text
    assert "+62" not in answer.text


def test_the_operator_reads_a_top_unit_with_all_below_it(town: Town) -> None:
    top = town.unit(TOP)
    top.admin().post(f"/units/{top.id}/invitations", {"kind": "police_officer"})
    unit = town.unit()
    unit.admin().post(f"/units/{unit.id}/invitations", {"kind": "police_officer"})
    assert deeds(town.operator, f"/units/{top.id}").count("invited") == 2
    assert deeds(town.operator, f"/units/{unit.id}").count("invited") == 1


def test_the_trail_comes_in_pages_newest_first(town: Town) -> None:
    unit = town.unit()
    url = f"/units/{unit.id}/admin-lines"
    unit.admin().post(f"/units/{unit.id}/invitation-lists", {"invitations": [{"kind": "police_officer"}] * 3})
    first = town.operator.get(url, query_string={"limit": "3"}).json
    rest = town.operator.get(url, query_string={"limit": "3", "cursor": first["next"]}).json
    assert [line["deed"] for line in first["items"] + rest["items"]] == ["invited"] * 3 + ["granted"]
    assert faults_of(town.operator.get(url, query_string={"cursor": "?"})) == {"/cursor": "kit.field.invalid"}


def test_nobody_else_reads_it(town: Town) -> None:
    unit = town.unit()
    url = f"/units/{unit.id}/admin-lines"
    assert unit.officer().get(url).status_code == 403
    for who in (town.unit("Polsek Koja").admin(), town.rt().head, town.kelurahan_staff):
        assert who.get(url).status_code == 404
    assert town.anybody.get(url).status_code == 401
    assert unit.admin().get(f"/units/{town.unit(TOP).id}/admin-lines").status_code == 404
