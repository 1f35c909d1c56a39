"""The lines of the admin trail that belong to no area and no unit, for the operators."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from siskamling.access import invitations
from siskamling.access.rules import Place
from siskamling.kit.db.base import db
from tests.access.shared import deeds, role_of
from tests.plans import plan_by_index
from tests.town.answers import faults_of
from tests.town.citizens import Citizen
from tests.town.world import Town

URL = "/admin-lines"


@pytest.fixture
def second(town: Town) -> Citizen:
    """Another operator, invited as `flask operator` does."""
    body = {"kind": "operator", "name": "Operator kedua"}
    town.write(lambda: invitations.invite("k" * 32, None, Place("country", "Siskamling"), body))
    return town.citizen("operator", "Operator kedua")


def test_an_operator_reads_who_became_one_and_who_is_one_no_more(town: Town, second: Citizen) -> None:
    assert second.delete(f"/roles/{role_of(second, 'operator')}").status_code == 204
    assert deeds(town.operator, "") == ["granted", "ended", "granted", "invited"]
    answer = town.operator.get(URL)
    ended = answer.json["items"][1]
    assert (ended["actor_id"], ended["area_path"], ended["unit_path"]) == (str(second.account_id), None, None)
    assert "kedua" not in answer.text
    assert "+62" not in answer.text


def test_what_belongs_to_a_place_is_not_among_them(town: Town) -> None:
    rt, unit = town.rt(), town.unit()
    rt.head.post(f"/areas/{rt.path}/invitations", {"kind": "resident"})
    unit.admin().post(f"/units/{unit.id}/invitations", {"kind": "police_officer"})
    assert deeds(town.operator, "") == ["granted"]


def test_the_lines_come_in_pages_newest_first(town: Town, second: Citizen) -> None:
    first = town.operator.get(URL, query_string={"limit": "2"}).json
    rest = town.operator.get(URL, query_string={"limit": "2", "cursor": first["next"]}).json
    assert [line["deed"] for line in first["items"] + rest["items"]] == ["granted", "granted", "invited"]
    assert faults_of(town.operator.get(URL, query_string={"cursor": "?"})) == {"/cursor": "kit.field.invalid"}


def test_they_are_found_by_the_index_that_knows_few_of_them(town: Town) -> None:
    asked: list[Any] = []
    with town.app.app_context():
        event.listen(db.engine, "before_cursor_execute", hear := lambda *said: asked.append(said[2:4]))
        assert town.operator.get(URL).status_code == 200
        event.remove(db.engine, "before_cursor_execute", hear)
        statement, values = next(one for one in asked if "coalesce" in one[0])
        assert "ix_admin_lines_area_path" in plan_by_index(statement, values)


def test_nobody_else_reads_them(town: Town) -> None:
    rt, unit = town.rt(), town.unit("Polres Metro Jakarta Utara")
    everybody = [rt.resident(), rt.head, town.rw_head, town.kelurahan_staff, town.community_officer, unit.officer(),
                 unit.admin(), town.citizen(None)]  # fmt: skip
    assert [one.get(URL).status_code for one in everybody] == [403] * len(everybody)
    assert town.anybody.get(URL).status_code == 401
