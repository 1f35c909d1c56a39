"""Holidays of the country, with what kelurahan, RW and RT say of single dates."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from siskamling.rota.rulebook.models import HolidayEdit
from tests.rota.rulebook.shared import strangers
from tests.town.answers import faults_of, power_cut
from tests.town.citizens import Answer, Citizen
from tests.town.places import Rt
from tests.town.world import KELURAHAN, Town

DECEMBER = "first=2026-12-20&last=2027-01-01"
COUNTRY = {"2026-12-24": "Cuti Bersama Hari Raya Natal", "2026-12-25": "Hari Raya Natal",
           "2027-01-01": "Tahun Baru Masehi"}  # fmt: skip


def edit(who: Citizen, area_path: str, day: str = "2026-12-31", **more: Any) -> Answer:
    body = {name: more.pop(name) for name in ("is_holiday", "name") if name in more}
    return who.put(
        f"/areas/{area_path}/holidays/{day}", body or {"is_holiday": True, "name": "Malam tirakatan"}, **more
    )


def listed(who: Citizen, area_path: str) -> dict[str, str]:
    found = who.get(f"/areas/{area_path}/holidays?{DECEMBER}").json["items"]
    return {one["on_date"]: one["name"] for one in found}


def test_the_countrys_holidays_and_collective_leave_have_indonesian_names(rt: Rt) -> None:
    assert listed(rt.resident("Budi"), rt.path) == COUNTRY


def test_the_narrower_area_has_the_last_word(town: Town, rt: Rt) -> None:
    edit(town.kelurahan_staff, KELURAHAN, "2026-12-24", is_holiday=False)
    edit(town.kelurahan_staff, KELURAHAN, name="HUT kelurahan", is_holiday=True)
    edit(town.rw_head, rt.rw_path, is_holiday=False)
    assert edit(rt.head, rt.path, "2026-12-24", is_holiday=True, name="Libur RT 7").status_code == 200
    without_leave = {day: name for day, name in COUNTRY.items() if day != "2026-12-24"}
    assert listed(town.kelurahan_staff, KELURAHAN) == without_leave | {"2026-12-31": "HUT kelurahan"}
    assert listed(town.rw_head, rt.rw_path) == without_leave
    assert listed(rt.head, rt.path) == without_leave | {"2026-12-24": "Libur RT 7"}


def test_heads_and_kelurahan_write_residents_read_neighbours_know_nothing(town: Town, rt: Rt) -> None:
    for who in (rt.resident("Budi"), town.community_officer):
        assert edit(who, rt.path).status_code == 403
    for stranger in strangers(town, rt):
        assert edit(stranger, rt.path).status_code == 404
        assert stranger.get(f"/areas/{rt.path}/holidays?{DECEMBER}").status_code == 404
    assert [edit(rt.head, path).status_code for path in (rt.rw_path, KELURAHAN)] == [404, 404]
    assert town.anybody.put(f"/areas/{rt.path}/holidays/2026-12-31", {"is_holiday": False}).status_code == 401
    assert town.count(HolidayEdit) == 0
    assert [edit(who, rt.path).status_code for who in (rt.head, town.rw_head, town.kelurahan_staff)] == [200] * 3


@pytest.mark.parametrize(
    "body, faults",
    [({"is_holiday": True}, {"/name": "kit.field.required"}),
     ({"name": "Libur"}, {"/is_holiday": "kit.field.required"}),
     ({"is_holiday": "ya", "name": "Libur"}, {"/is_holiday": "kit.field.not_a_flag"}),
     ({"is_holiday": True, "name": "x" * 81}, {"/name": "kit.field.too_long"})],
)  # fmt: skip
def test_a_holiday_has_a_name(rt: Rt, body: dict[str, Any], faults: dict[str, str]) -> None:
    assert faults_of(edit(rt.head, rt.path, **body)) == faults


@pytest.mark.parametrize("day", ["2026-02-30", "20261231", "2026-W53-4", "besok"])
def test_what_is_no_date_is_not_there(rt: Rt, day: str) -> None:
    assert edit(rt.head, rt.path, day).status_code == 404


def test_a_province_has_no_holidays_of_its_own_here(town: Town) -> None:
    assert edit(town.operator, "31.72").status_code == 404


def test_the_same_edit_twice_is_one_and_another_replaces_it(town: Town, rt: Rt) -> None:
    answers = [edit(rt.head, rt.path, key=key) for key in ("tirakatan", "tirakatan", "once-more")]
    assert {str(answer.json) for answer in answers} == {str(answers[0].json)}
    assert town.count(HolidayEdit) == 1
    edit(rt.head, rt.path, is_holiday=False)
    assert (town.count(HolidayEdit), listed(rt.head, rt.path)) == (1, COUNTRY)


def test_an_edit_that_died_half_way_said_nothing(town: Town, rt: Rt) -> None:
    with power_cut():
        assert edit(rt.head, rt.path, key="tirakatan", may_crash=True).status_code == 500
    assert listed(rt.head, rt.path) == COUNTRY
    assert edit(rt.head, rt.path, key="tirakatan").status_code == 200


def test_a_process_that_needs_no_holidays_loads_none() -> None:
    asked = "import sys, siskamling.wiring; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
