"""A meeting decides rules: a new version, and those it rules are told once."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from siskamling.kit.ids import new_id
from siskamling.people import actions as people
from siskamling.rota.rulebook.models import Rulebook
from tests.rota.rulebook.shared import decide, decision, in_force, strangers
from tests.town.answers import faults_of, power_cut, slug_of
from tests.town.places import Rt
from tests.town.world import Town

PAST_ORDER = {"min": 5, "target": 4, "max": 6}
SHIFT = {"name": "I", "starts": "22:00", "minutes": 240}


def test_a_decision_is_a_version_with_every_rule_in_it(rt: Rt) -> None:
    answer = decide(rt.head, rt.path, rest_nights=3, absence_idr=20_000)
    assert (answer.status_code, answer.json["version"], answer.json["area_path"]) == (201, 1, rt.path)
    rules = answer.json["rules"]
    assert (rules["rest_nights"], rules["absence_idr"], rules["owes"]) == (3, 20_000, "household")
    assert decide(rt.head, rt.path, rest_nights=2).json["version"] == 2


def test_versions_are_never_changed_and_each_holds_from_its_evening(rt: Rt) -> None:
    first = decide(rt.head, rt.path, "2026-12-10", rest_nights=3).json
    second = decide(rt.head, rt.path, "2026-12-20", rest_nights=2).json
    listed = rt.head.get(f"/areas/{rt.path}/rulebooks").json["items"]
    assert listed == [second, first]
    held = [in_force(rt.head, rt.path, f"2026-12-{day}")["rules"]["rest_nights"] for day in ("09", "10", "19", "20")]
    assert held == [1, 3, 3, 2]


def test_everybody_whom_it_rules_is_told_once(town: Town, rt: Rt) -> None:
    budi, next_door, apart = rt.resident("Budi"), town.rt(rt=8).resident("Siti"), town.rt(rt=9).resident("Agus")
    everybody = (budi, rt.head, next_door, apart)
    town.write(lambda: people.grant_role(rt.head.account_id, "resident", granted_by=None, area_path=rt.path))
    for who in everybody:
        who.phone.register()
    decide(rt.head, rt.path)
    decide(town.rt(rt=9).head, town.rt(rt=9).path)
    town.work()
    assert [[one.kind for one in who.phone.received()] for who in everybody] == [
        ["rota.rules_decided"], ["rota.rules_decided"], [], ["rota.rules_decided"],
    ]  # fmt: skip
    assert "10 Desember" in budi.phone.received()[0].body
    decide(town.rw_head, rt.rw_path)
    town.work()
    assert [len(who.phone.received()) for who in everybody] == [1, 1, 1, 1]


def test_only_the_heads_decide(town: Town, rt: Rt) -> None:
    budi = rt.resident("Budi")
    for who in (budi, town.kelurahan_staff, town.community_officer):
        assert decide(who, rt.path).status_code == 403
    for stranger in strangers(town, rt):
        assert decide(stranger, rt.path).status_code == 404
    assert decide(rt.head, rt.rw_path).status_code == 404
    assert town.anybody.post(f"/areas/{rt.path}/rulebooks", decision()).status_code == 401
    assert town.count(Rulebook) == 0
    assert [decide(town.rw_head, path).status_code for path in (rt.path, rt.rw_path)] == [201, 201]


def test_a_kelurahan_has_no_rulebook(town: Town) -> None:
    assert decide(town.kelurahan_staff, "31.72.02.1007").status_code == 404


@pytest.mark.parametrize(
    "rules, pointer, code",
    [
        ({"min_age": 16}, "min_age", "kit.field.out_of_range"),
        ({"way": "lottery"}, "way", "kit.field.not_a_choice"),
        ({"shifts": [SHIFT | {"minutes": 1441}]}, "shifts/0/minutes", "kit.field.out_of_range"),
        ({"shifts": [SHIFT | {"starts": "24:00"}]}, "shifts/0/starts", "nights.field.not_a_clock"),
        ({"shifts": [SHIFT, SHIFT | {"name": "II"}]}, "shifts/0/starts", "rota.field.shifts_overlap"),
        ({"shifts": [SHIFT | {"crew": PAST_ORDER}]}, "shifts/0/crew/target", "rota.field.crew_order"),
        ({"day_watch": SHIFT | {"crew": PAST_ORDER}}, "day_watch/crew/target", "rota.field.crew_order"),
        ({"household_apart": False}, "household_apart", "rota.field.household_apart"),
        ({"rest": 3}, "rest", "kit.field.unknown"),
    ],
)
def test_wrong_rules_are_named_by_their_field(rt: Rt, rules: dict[str, Any], pointer: str, code: str) -> None:
    assert faults_of(decide(rt.head, rt.path, **rules))[f"/rules/{pointer}"] == code


def test_a_decision_lies_behind_and_holds_from_tonight_at_the_earliest(town: Town, rt: Rt) -> None:
    url = f"/areas/{rt.path}/rulebooks"
    wrong = rt.head.post(url, decision("2026-11-30") | {"decided_on": "2026-12-02", "decision": "x" * 501})
    assert faults_of(wrong) == {"/decision": "kit.field.too_long"}
    wrong = rt.head.post(url, decision("2026-11-30") | {"decided_on": "2026-12-02"})
    assert faults_of(wrong) == {"/from_on": "rota.field.past", "/decided_on": "rota.field.decided_later"}
    assert decide(rt.head, rt.path, "2026-12-01").status_code == 201
    town.travel("2026-12-02 00:01")
    assert faults_of(decide(rt.head, rt.path, "2026-12-01")) == {"/from_on": "rota.field.past"}


def test_the_same_decision_twice_is_one_version_and_one_message(town: Town, rt: Rt) -> None:
    rt.head.phone.register()
    body = decision() | {"id": str(new_id())}
    first, again = (rt.head.post(f"/areas/{rt.path}/rulebooks", body) for _ in range(2))
    assert (first.status_code, first.json) == (201, again.json)
    assert first.json["id"] == body["id"]
    other = rt.head.post(f"/areas/{rt.path}/rulebooks", body, key="another-key")
    assert (other.status_code, slug_of(other)) == (409, "kit.key_used")
    town.work()
    assert (town.count(Rulebook), len(rt.head.phone.received())) == (1, 1)


def test_two_heads_at_once_make_two_versions(town: Town, rt: Rt) -> None:
    heads, found = (rt.head, town.rw_head), list[int]()
    threads = [threading.Thread(target=lambda who=who: found.append(decide(who, rt.path).json["version"]))  # type: ignore[misc]
               for who in heads]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [1, 2]


def test_a_decision_that_died_half_way_decided_nothing_and_told_nobody(town: Town, rt: Rt) -> None:
    rt.head.phone.register()
    with power_cut():
        answer = rt.head.post(f"/areas/{rt.path}/rulebooks", decision(), key="decide-it", may_crash=True)
    town.work()
    assert (answer.status_code, town.count(Rulebook), rt.head.phone.received()) == (500, 0, [])
    assert decide(rt.head, rt.path, key="decide-it").json["version"] == 1
    town.work()
    assert len(rt.head.phone.received()) == 1
