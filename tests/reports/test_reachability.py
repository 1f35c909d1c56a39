"""reports.list_reachability: the operator sees which units would not hear an alarm."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from siskamling.kit.db.base import db
from siskamling.push.transports.parcels import Outcome
from tests.reports.shared import POLRES, POLSEK, Scene, faults, refused
from tests.town.citizens import Caller

PATH = "/units/reachability"


def seen(operator: Caller) -> dict[str, tuple[str, int]]:
    """Unit -> (signal, officers who can be reached), read page by page."""
    found, cursor = {}, ""
    while cursor is not None:
        page = operator.get(f"{PATH}?limit=5{cursor}").json
        found |= {unit["path"]: (unit["signal"], unit["reachable_officers"]) for unit in page["items"]}
        cursor = f"&cursor={page['next']}" if page["next"] else None
    return found


# -- happy -----------------------------------------------------------------------------------------


def test_a_unit_is_red_until_an_officers_phone_can_ring(scene: Scene) -> None:
    units = seen(scene.town.operator)
    assert len(units) == 13
    assert units[POLSEK] == ("green", 1)
    assert units[POLRES] == ("red", 0)
    above = scene.town.unit("Polres Metro Jakarta Utara").officer()
    assert seen(scene.town.operator)[POLRES] == ("red", 0)  # an officer without a phone
    above.phone.register()
    assert seen(scene.town.operator)[POLRES] == ("green", 1)


def test_officers_are_counted_and_not_their_phones(scene: Scene) -> None:
    scene.officer.another_phone().register()
    scene.polsek.admin().phone.register()
    scene.budi.phone.register()  # no officer
    assert seen(scene.town.operator)[POLSEK] == ("green", 2)


def test_a_unit_turns_red_when_its_officer_signs_out(scene: Scene) -> None:
    scene.officer.post("/sign-outs")
    assert seen(scene.town.operator)[POLSEK] == ("red", 0)


def test_a_unit_turns_red_when_the_only_address_is_dead(scene: Scene) -> None:
    scene.town.post_office.refusals[scene.officer.phone.address] = Outcome("dead", "unregistered")
    scene.report()
    scene.town.work()
    assert seen(scene.town.operator)[POLSEK] == ("red", 0)


def test_a_phone_that_moved_to_somebody_else_is_the_officers_no_more(scene: Scene) -> None:
    scene.neighbour.phone.register(address=scene.officer.phone.address)
    assert seen(scene.town.operator)[POLSEK] == ("red", 0)


def test_only_the_officers_of_the_units_on_the_page_are_counted(scene: Scene, engine: str) -> None:
    asked: list[Any] = []

    def hear(*said: Any) -> None:
        asked.append(said[2:4])

    with scene.town.app.app_context():
        event.listen(db.engine, "before_cursor_execute", hear)
        page = scene.town.operator.get(f"{PATH}?limit=2").json["items"]
        event.remove(db.engine, "before_cursor_execute", hear)
        statement, values = next(one for one in asked if "reachable" in one[0])
        found = values.values() if isinstance(values, dict) else values
        assert {one for one in found if str(one).startswith("polda")} == {unit["path"] for unit in page}
        if engine == "sqlite":  # PostgreSQL's planner goes by sizes, and here are none
            with db.engine.connect() as connection:
                plan = str(connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values).all())
            assert "ix_roles_unit_path" in plan


# -- forbidden -------------------------------------------------------------------------------------


def test_only_the_operator_reads_it(scene: Scene) -> None:
    everybody = {
        **scene.outsiders(),
        "the officer": scene.officer,
        "the admin": scene.polsek.admin(),
        "Budi": scene.budi,
        "the community officer": scene.bhabin(),
    }
    assert everybody.pop("the operator").get(PATH).status_code == 200
    for who, one in everybody.items():
        assert one.get(PATH).status_code == 403, who
    refused(scene.town.anybody.get(PATH), 401, "kit.unauthorized")


# -- bad, twice ------------------------------------------------------------------------------------


def test_a_wrong_parameter_is_named(scene: Scene) -> None:
    assert faults(scene.town.operator.get(PATH + "?limit=1000")) == {("/limit", "kit.field.out_of_range")}
    assert faults(scene.town.operator.get(PATH + "?signal=red")) == {("/signal", "kit.field.unknown")}
    assert {place for place, _ in faults(scene.town.operator.get(PATH + "?cursor=x"))} == {"/cursor"}


def test_the_same_question_twice_costs_304(scene: Scene) -> None:
    first = scene.town.operator.get(PATH)
    again = scene.town.operator.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
