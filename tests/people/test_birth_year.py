"""A birth year and an adult mark that contradict each other, or the calendar."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siskamling.people.models import Person
from siskamling.people.rules import birth_faults, is_adult_by
from tests.town.answers import faults_of
from tests.town.places import Rt
from tests.town.world import Town


def members(rt: Rt) -> str:
    household = rt.head.post(f"/areas/{rt.path}/households", {"head_name": "Slamet"}).json
    return f"/households/{household['id']}/persons"


BAD: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"birth_year": 2027}, {"/birth_year": "people.field.not_born_yet"}),
    ({"birth_year": 2100, "is_adult": False}, {"/birth_year": "people.field.not_born_yet"}),
    ({"birth_year": 2020, "is_adult": True}, {"/is_adult": "people.field.not_this_age"}),
    ({"birth_year": 1980, "is_adult": False}, {"/is_adult": "people.field.not_this_age"}),
]


@pytest.mark.parametrize("body, faults", BAD)
def test_a_person_cannot_be_of_such_an_age(town: Town, rt: Rt, body: dict[str, Any], faults: dict[str, str]) -> None:
    url, persons = members(rt), town.count(Person)
    assert faults_of(rt.head.post(url, {"name": "Budi", **body})) == faults
    assert town.count(Person) == persons
    adult = f"/persons/{rt.listed()}"
    assert faults_of(rt.head.patch(adult, body)) == faults


@pytest.mark.parametrize("year, is_adult", [(2026, False), (2010, False), (2009, True), (1980, True), (None, True)])
def test_where_no_mark_is_given_the_year_decides(rt: Rt, year: int | None, is_adult: bool) -> None:
    body = {"name": "Budi"} | ({"birth_year": year} if year else {})
    answer = rt.head.post(members(rt), body)
    assert (answer.status_code, answer.json["is_adult"], answer.json["birth_year"]) == (201, is_adult, year)


def test_a_corrected_year_corrects_the_mark(rt: Rt) -> None:
    path = f"/persons/{rt.listed()}"
    assert rt.head.patch(path, {"birth_year": 2015}).json["is_adult"] is False
    assert faults_of(rt.head.patch(path, {"is_adult": True})) == {"/is_adult": "people.field.not_this_age"}
    assert rt.head.patch(path, {"birth_year": None, "is_adult": True}).json["is_adult"] is True


@given(st.integers(1900, 2026))
def test_the_mark_by_the_year_is_never_a_fault(year: int) -> None:
    assert birth_faults(year, is_adult_by(year, 2026), 2026) == {}
