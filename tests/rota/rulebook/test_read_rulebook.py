"""Which rules hold, explained in the reader's language."""

from __future__ import annotations

from sqlalchemy import event

from siskamling.kit.db.base import db
from siskamling.rota.rulebook import queries
from siskamling.rota.rulebook.rules import defaults
from tests.rota.rulebook.shared import decide, in_force, strangers
from tests.town.answers import faults_of
from tests.town.places import Rt
from tests.town.world import Town

EVENING = "2026-12-31"


def test_an_rt_that_decided_nothing_goes_by_its_rws_rules_else_by_the_defaults(town: Town, rt: Rt) -> None:
    seen = in_force(rt.head, rt.path, EVENING)
    assert (seen["rulebook"], seen["rules"]["crew"]) == (None, defaults().crew.__dict__)
    of_rw = decide(town.rw_head, rt.rw_path, "2026-12-20", rest_nights=5).json
    assert in_force(rt.head, rt.path, EVENING)["rulebook"] == of_rw
    of_rt = decide(rt.head, rt.path, "2026-12-10", rest_nights=2).json
    assert in_force(rt.head, rt.path, EVENING)["rulebook"] == of_rt
    assert in_force(town.rw_head, rt.rw_path, EVENING)["rules"]["rest_nights"] == 5
    assert in_force(town.rw_head, town.rt(rt=8).path, EVENING)["rules"]["rest_nights"] == 5


def test_every_limit_is_said_in_the_readers_language(rt: Rt) -> None:
    budi = rt.resident("Budi")
    decide(rt.head, rt.path, rest_nights=3)
    said = {one["rule"]: one["text"] for one in in_force(budi, rt.path, EVENING)["explained"]}
    assert said["rest_nights"] == "Jeda antara dua giliran: paling sedikit 3 malam."
    english = budi.get(f"/areas/{rt.path}/rulebook?on={EVENING}", headers={"Accept-Language": "en"}).json["explained"]
    assert "Free nights between two turns: at least 3." in [one["text"] for one in english]


def test_without_a_date_it_is_tonights(town: Town, rt: Rt) -> None:
    decide(rt.head, rt.path, "2026-12-02", rest_nights=4)
    town.travel("2026-12-02 01:30")  # still the night of the first
    assert rt.head.get(f"/areas/{rt.path}/rulebook").json["on"] == "2026-12-01"
    town.travel("2026-12-02 19:00")
    assert rt.head.get(f"/areas/{rt.path}/rulebook").json["rules"]["rest_nights"] == 4


def test_residents_of_the_area_read_and_neighbours_do_not_know_it(town: Town, rt: Rt) -> None:
    decide(rt.head, rt.path)
    paths = (f"/areas/{rt.path}/rulebook", f"/areas/{rt.path}/rulebooks")
    for who in (rt.resident("Budi"), town.rw_head, town.kelurahan_staff, town.community_officer):
        assert [who.get(path).status_code for path in paths] == [200, 200]
    for stranger in strangers(town, rt):
        assert [stranger.get(path).status_code for path in paths] == [404, 404]
    assert [town.anybody.get(path).status_code for path in paths] == [401, 401]


def test_a_date_is_a_date(rt: Rt) -> None:
    assert faults_of(rt.head.get(f"/areas/{rt.path}/rulebook?on=tonight")) == {"/on": "kit.field.not_a_date"}


def test_versions_are_listed_page_by_page_those_of_the_rw_among_them(town: Town, rt: Rt) -> None:
    made = [decide(town.rw_head, path).json["id"] for path in (rt.path, rt.rw_path, rt.path, town.rt(rt=8).path)]
    first = rt.head.get(f"/areas/{rt.path}/rulebooks?limit=2").json
    second = rt.head.get(f"/areas/{rt.path}/rulebooks?limit=2&cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + second["items"]] == made[2::-1]
    assert second["next"] is None


def test_the_rules_in_force_are_one_statement(town: Town, rt: Rt) -> None:
    decide(rt.head, rt.path)
    asked: list[str] = []

    def ask() -> None:
        listen = (db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        event.listen(*listen)
        queries.rules_on(rt.path, queries.date(2026, 12, 31))
        event.remove(*listen)

    town.read(ask)
    assert len(asked) == 1
