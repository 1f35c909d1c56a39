"""Documents that are no problem are refused with the place that is wrong; only JSON is on standard output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks.rota import problems
from siskamling.rota import cli
from siskamling.rota.documents import Unreadable, read_problem
from siskamling.rota.engine import check, explain
from siskamling.rota.engine.answer import Impossible
from siskamling.rota.engine.solve import solve

Json = dict[str, Any]


def small(**changes: Any) -> Json:
    """Three people, three nights, one a night; with these changes."""
    shift = {"id": "s", "post": "g", "min": 1, "target": 1, "max": 2, "leaders": 0}
    return {"format": "rota-problem/1", "start": "2026-03-01", "nights": 3, "shifts": [shift],
            "people": [{"id": "a"}, {"id": "b"}, {"id": "c"}]} | changes  # fmt: skip


def shift(**changes: Any) -> Json:
    """`small` with one shift so changed."""
    return small(shifts=[small()["shifts"][0] | changes])


def person(**changes: Any) -> Json:
    """`small` with one person so changed."""
    return small(people=[{"id": "a"} | changes, {"id": "b"}, {"id": "c"}])


def planned(*turns: tuple[str, str], **changes: Any) -> Json:
    """`small`, planned anew from the second night on; these turns (date, person) were published."""
    assignments = [{"date": date, "shift": "s", "person": who} for date, who in turns]
    return small(previous={"frozen_before": "2026-03-02", "assignments": assignments}, **changes)


def locked(**changes: str) -> Json:
    """`small` with a locked turn."""
    return small(locked=[{"person": "a", "date": "2026-03-01", "shift": "s"} | changes])


def asked(tmp_path: Path, text: str | bytes, *options: str) -> Result:
    """What `flask rota solve` answers to a file that holds the text."""
    file = tmp_path / "problem.json"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return CliRunner().invoke(cli.rota, ["solve", str(file), "--seconds", "0.5", "--workers", "1", *options])


WRONG: list[tuple[str, Any]] = [
    *((field, {name: value for name, value in small().items() if name != field}) for field in small()),
    ("format", small(format="rota-problem/2")),
    ("start", small(start="2026-02-30")),
    ("start", small(start=20260301)),
    ("nights", small(nights=0)),
    ("nights", small(nights=10**9)),
    ("nights", small(nights=True)),
    ("nights", small(nights="3")),
    ("nights", small(nights=float("nan"))),
    ("nights", small(nights=float("inf"))),
    ("nights", small(start="9999-12-30", nights=3)),
    ("people", small(people=[])),
    ("people", small(people={"id": "a"})),
    ("people", small(people=None)),
    ("people", small(people=[None])),
    ("two people", small(people=[{"id": "a"}, {"id": "a"}])),
    ("shifts", small(shifts=[])),
    ("two shifts", small(shifts=small()["shifts"] * 2)),
    ("crew of s on 2026-03-01: min", shift(min=2)),
    ("crew of s on 2026-03-02: min", small(crew=[{"date": "2026-03-02", "max": 0}])),
    ("min", shift(min=-1)),
    ("leaders", shift(leaders=10**30)),
    ("id", person(id=5)),
    ("id", person(id="")),
    ("exempt", person(exempt="2026-03-01")),
    ("exempt", person(exempt=[["2026-03-01"]])),
    ("unavailable", person(unavailable=["tomorrow"])),
    ("unavailable_weekdays", person(unavailable_weekdays=[7])),
    ("leader", person(leader=7)),
    ("carry", person(carry=0.5)),
    ("carry", person(carry=10**30)),
    ("share", person(share="all")),
    ("recent", person(recent=None)),
    ("rules", small(rules=[])),
    ("rest_nights", small(rules={"rest_nights": -1})),
    ("fair_by", small(fair_by="moon")),
    ("household_apart", small(fair_by="household")),
    ("person z", small(together=[["a", "z"]])),
    ("person z", small(apart=[["a", "z"]])),
    ("locked: z", locked(person="z")),
    ("locked: a on 2027", locked(date="2027-03-01")),
    ("locked: a on 2026-03-01 x", locked(shift="x")),
    ("frozen_before", small(previous={"assignments": []})),
    ("assignments", small(previous={"frozen_before": "2026-03-02"})),
]


@pytest.mark.parametrize("place, document", WRONG)
def test_a_document_that_is_no_problem_is_refused_and_the_place_named(place: str, document: Any) -> None:
    with pytest.raises(Unreadable, match=place):
        read_problem(document)


@pytest.mark.parametrize("document", [[], None, "x", 1, [[[]]], {"format": {"format": {}}}])
def test_what_is_not_even_a_document_is_refused(document: Any) -> None:
    with pytest.raises(Unreadable):
        read_problem(document)


@pytest.mark.parametrize(
    "text",
    ['{"format"', "", "[" * 200_000, '{"a":' * 100_000, b"\xff\xfe\x00", json.dumps(small()).encode("utf-16"),
     json.dumps(small()).replace('"nights": 3', '"nights": ' + "9" * 5_000),
     json.dumps(small()).replace('"nights": 3', '"nights": 1e999'), json.dumps(small(nights=float("nan"))),
     json.dumps(small(start="9999-12-30")), json.dumps(small(people=[]))],
    ids=range(11),
)  # fmt: skip
def test_the_command_refuses_an_unreadable_file_with_exit_code_2(tmp_path: Path, text: str | bytes) -> None:
    result = asked(tmp_path, text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "problem.json: " in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.rota, ["solve", str(tmp_path / "none.json")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "none.json" in result.stderr


def test_the_rota_is_alone_on_standard_output_and_progress_on_the_other(tmp_path: Path) -> None:
    result = asked(tmp_path, json.dumps(problems.problem("replan", 4)))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["format"] == "rota/1"
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert lines
    assert all(set(line) == {"elapsed_s", "ssq", "bound", "gap"} for line in lines)


def test_the_explanation_is_alone_on_standard_output(tmp_path: Path) -> None:
    result = asked(tmp_path, json.dumps(shift(min=4, target=4, max=4)))
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["format"] == "rota-explanation/1"
    assert [one["rule"] for one in found["rules"]] == ["crew_min"]
    assert set(found["text"]) == {"id", "en"}


def test_somebody_kept_apart_from_himself_never_serves() -> None:
    turns = solve(read_problem(small(apart=[["a", "a"]]))).turns
    assert {turn.person for turn in turns} == {"b", "c"}


def test_an_id_that_is_no_unicode_is_refused(tmp_path: Path) -> None:
    assert asked(tmp_path, json.dumps(person(id="\ud800"))).exit_code == 2


def test_seconds_that_are_no_number_are_refused(tmp_path: Path) -> None:
    assert asked(tmp_path, json.dumps(small()), "--seconds", "nan").exit_code == 2


def test_a_lock_against_a_frozen_night_is_a_conflict() -> None:
    locked = [{"person": "b", "date": "2026-03-01", "shift": "s"}]
    problem = read_problem(planned(("2026-03-01", "a"), locked=locked))
    with pytest.raises(Impossible):
        solve(problem)
    assert {clause.rule for clause in explain.conflict(problem)} == {"frozen", "locked"}


@pytest.mark.parametrize(
    "document",
    [planned(), planned(("2026-03-01", "gone")),
     planned(("2026-03-01", "a"), people=[{"id": "a", "unavailable": ["2026-03-01"]}, {"id": "b"}, {"id": "c"}])],
    ids=["crew_min", "gone", "unavailable"],
)  # fmt: skip
def test_what_lies_before_is_history_and_not_judged(document: Json) -> None:
    problem = read_problem(document)
    found = check.breaches(problem, solve(problem).turns)
    assert {one.date for one in found} == {problem.start}
