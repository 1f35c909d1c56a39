"""Who holds which role: what the head needs to end one, to reset a password, to name a deputy."""

from __future__ import annotations

from siskamling.access.models import Token
from tests.access.shared import also, kinds_of
from tests.town.answers import faults_of
from tests.town.citizens import Caller
from tests.town.places import issue
from tests.town.world import KELURAHAN, Town


def test_my_own_roles_have_ids_and_terms(town: Town) -> None:
    rt = town.rt()
    (role,) = rt.resident("Budi").get("/me").json["roles"]
    assert (role["kind"], role["area_path"], role["is_acting"], role["ends_at"]) == ("resident", rt.path, False, None)
    listed = {one["id"] for one in rt.head.get(f"/areas/{rt.path}/resident-roles").json["items"]}
    assert listed == {role["id"]}


def test_a_head_finds_the_roles_of_the_residents(town: Town) -> None:
    rt, neighbour = town.rt(), town.rt(rt=8)
    budi, siti = rt.residents("Budi", "Siti")
    elsewhere = neighbour.resident("Joko")
    shown = rt.head.get(f"/areas/{rt.path}/resident-roles").json["items"]
    assert [(one["name"], one["account_id"], one["kind"]) for one in shown] == [
        ("Budi", str(budi.account_id), "resident"), ("Siti", str(siti.account_id), "resident"),
    ]  # fmt: skip
    rw_wide = town.rw_head.get(f"/areas/{rt.rw_path}/resident-roles").json["items"]
    assert {one["account_id"] for one in rw_wide} == {str(one.account_id) for one in (budi, siti, elsewhere)}


def test_residents_come_in_pages_that_miss_nobody(town: Town) -> None:
    rt = town.rt()
    names = [f"Warga {number}" for number in range(5)]
    rt.residents(*names)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = rt.head.get(f"/areas/{rt.path}/resident-roles", query_string=query).json
        seen += [one["name"] for one in page["items"]]
        cursor = page["next"]
    assert seen == names


def test_a_list_of_residents_holds_no_phone(town: Town) -> None:
    rt = town.rt()
    budi = rt.resident("Budi")
    assert budi.number not in rt.head.get(f"/areas/{rt.path}/resident-roles").text


def test_only_the_heads_see_the_residents(town: Town) -> None:
    rt = town.rt()
    assert rt.head.get(url := f"/areas/{rt.path}/resident-roles").status_code == 200
    assert town.rw_head.get(url).status_code == 200
    for who in (rt.resident("Budi"), town.kelurahan_staff, town.community_officer):
        assert who.get(url).status_code == 403
    for who in (town.rt(rt=8).head, town.rt(rw=6).head, town.unit().admin(), town.operator):
        assert who.get(url).status_code == 404
    assert town.anybody.get(url).status_code == 401


def test_the_offices_of_an_area_are_told_without_its_residents(town: Town) -> None:
    rt = town.rt()
    budi = rt.resident("Budi")
    assert rt.head.name
    shown = budi.get(f"/areas/{rt.path}/roles").json["items"]
    assert [(one["name"], one["kind"], one["is_acting"]) for one in shown] == [("Bu Ketua", "rt_head", False)]
    assert faults_of(budi.get(f"/areas/{rt.path}/roles", query_string={"limit": "0"})) == {
        "/limit": "kit.field.out_of_range",
    }  # fmt: skip


def test_a_unit_admin_finds_the_officers_of_the_unit(town: Town) -> None:
    unit, other = town.unit(), town.unit("Polsek Koja")
    admin, officer = unit.admin(), unit.officer()
    bhabin = also(town.citizen(None, "Bhabin"), "community_officer", area_path=KELURAHAN, unit_path=unit.path)
    other.officer("Orang lain")
    shown = admin.get(f"/units/{unit.id}/roles").json["items"]
    assert [(one["account_id"], one["kind"]) for one in shown] == [
        (str(admin.account_id), "unit_admin"), (str(officer.account_id), "police_officer"),
        (str(bhabin.account_id), "community_officer"),
    ]  # fmt: skip
    assert town.operator.get(f"/units/{unit.id}/roles").json["items"] == shown


def test_the_level_above_finds_the_officers_too_and_nobody_else_does(town: Town) -> None:
    unit = town.unit()
    url = f"/units/{unit.id}/roles"
    assert town.unit("Polres Metro Jakarta Utara").admin().get(url).status_code == 200
    assert unit.officer().get(url).status_code == 403
    assert town.unit("Polsek Koja").admin().get(url).status_code == 404
    assert town.rt().head.get(url).status_code == 404
    assert town.anybody.get(url).status_code == 401


def test_a_listed_person_with_an_account_can_be_named(town: Town) -> None:
    rt = town.rt()
    budi, tua = rt.resident("Budi"), rt.listed("Pak Tua")
    shown = {one["id"]: (one["has_account"], one["account_id"]) for one in
             rt.head.get(f"/areas/{rt.path}/persons").json["items"]}  # fmt: skip
    assert shown == {str(budi.person_id): (True, str(budi.account_id)), str(tua): (False, None)}


def test_what_has_ended_is_shown_no_more(town: Town) -> None:
    rt = town.rt()
    budi = rt.resident("Budi")
    (role,) = rt.head.get(f"/areas/{rt.path}/resident-roles").json["items"]
    assert rt.head.delete(f"/roles/{role['id']}").status_code == 204
    assert rt.head.get(f"/areas/{rt.path}/resident-roles").json["items"] == []
    assert kinds_of(budi) == []


def test_my_sign_ins_come_in_pages(town: Town) -> None:
    budi = town.rt().resident("Budi")
    town.write(lambda: [issue(budi.account_id) for _ in range(4)])
    first = budi.get("/tokens", query_string={"limit": "3"}).json
    rest = budi.get("/tokens", query_string={"limit": "3", "cursor": first["next"]}).json
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)
    assert len({one["id"] for one in first["items"] + rest["items"]}) == town.count(Token) == 5
    assert [one["is_this"] for one in first["items"] + rest["items"]] == [False] * 4 + [True]
    assert faults_of(budi.get("/tokens", query_string={"limit": "101"})) == {"/limit": "kit.field.out_of_range"}
    assert Caller(town.app).get("/tokens").status_code == 401
