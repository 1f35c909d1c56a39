"""A squad is a standing group of an area: where a post serves several, each may have its own, and a night takes all."""

from __future__ import annotations

import uuid

import flask_migrate
import pytest
from sqlalchemy import inspect, text

from siskamling.kit.db.base import db
from siskamling.kit.ids import new_id
from siskamling.rota.models import Squad, SquadMember
from tests import guard
from tests.postgres import ROOT
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town

MONDAY, MONDAYS = 0, ["2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28"]


@pytest.fixture
def budi(rt: Rt) -> Citizen:
    return rt.resident("Budi")


@pytest.fixture
def next_door(town: Town, rt: Rt) -> Rt:
    """RT 008, which the post of RT 007 serves too."""
    found = town.rt(rt=8)
    assert town.rw_head.put(f"/posts/{rt.post.id}/areas/{found.path}").status_code == 200
    return found


def squad_of(town: Town, rt: Rt, area: Rt, *members: Citizen, weekday: int = MONDAY) -> uuid.UUID:
    """A squad of another area than the post's own: no endpoint makes one yet."""
    squad_id = new_id()

    def add() -> uuid.UUID:
        row = {"post_id": rt.post.id, "area_path": area.path, "weekday": weekday, "name": "Regu tetangga"}
        db.session.add(Squad(id=squad_id, **row))
        db.session.flush()
        for at, member in enumerate(members):
            db.session.add(SquadMember(squad_id=squad_id, person_id=member.person_id, leads=at == 0))
        return squad_id

    rt.post  # noqa: B018 - its row is written before
    return town.write(add)


def watchers(rt: Rt, who: Citizen, evening: str) -> dict[str, bool]:
    """Name -> leads, of a night."""
    night = who.get(f"/posts/{rt.post.id}/nights?first={evening}&last={evening}").json["items"][0]
    return {turn["name"]: turn["is_leader"] for turn in night["assignments"]}


def test_a_squad_that_is_set_is_the_posts_own_areas(town: Town, rt: Rt, next_door: Rt, budi: Citizen) -> None:
    siti = next_door.resident("Siti")
    body = {"name": "Regu Senin", "person_ids": [str(budi.person_id), str(siti.person_id)]}
    assert next_door.head.put(f"/posts/{rt.post.id}/squads/{MONDAY}", body).status_code == 404
    assert next_door.head.post(f"/posts/{rt.post.id}/months", {"month": "2026-12"}).status_code == 404
    assert rt.head.put(f"/posts/{rt.post.id}/squads/{MONDAY}", body).json["area_path"] == rt.path
    assert town.count(Squad) == 1


def test_setting_it_leaves_the_squads_of_other_areas(town: Town, rt: Rt, next_door: Rt, budi: Citizen) -> None:
    theirs = squad_of(town, rt, next_door, next_door.resident("Siti"))
    body = {"name": "Regu Senin", "person_ids": [str(budi.person_id)]}
    for _ in range(2):
        answer = rt.head.put(f"/posts/{rt.post.id}/squads/{MONDAY}", body).json
        assert [member["name"] for member in answer["members"]] == ["Budi"]
    shown = budi.get(f"/posts/{rt.post.id}/squads").json["items"]
    assert [(one["area_path"], [member["name"] for member in one["members"]]) for one in shown] == [
        (rt.path, ["Budi"]), (next_door.path, ["Siti"]),
    ]  # fmt: skip
    assert shown[1]["id"] == str(theirs)


def test_a_night_has_the_people_of_every_squad_of_its_weekday(town: Town, rt: Rt, next_door: Rt, budi: Citizen) -> None:
    siti = next_door.resident("Siti")
    rt.squads(budi)
    squad_of(town, rt, next_door, siti)
    assert rt.head.post(f"/posts/{rt.post.id}/months", {"month": "2026-12"}).json["assignments"] == 31 + len(MONDAYS)
    for monday in MONDAYS:
        assert watchers(rt, siti, monday) == {"Budi": True, "Siti": True}
    assert watchers(rt, budi, "2026-12-08") == {"Budi": True}


# CASES.md B03: listed twice
def test_who_is_in_two_squads_of_a_weekday_watches_once(town: Town, rt: Rt, next_door: Rt, budi: Citizen) -> None:
    siti = rt.resident("Siti")
    rt.squads(budi, siti)
    squad_of(town, rt, next_door, siti)
    assert rt.head.post(f"/posts/{rt.post.id}/months", {"month": "2026-12"}).status_code == 201
    assert watchers(rt, budi, MONDAYS[0]) == {"Budi": True, "Siti": True}  # who leads in one of them leads
    assert watchers(rt, budi, "2026-12-08") == {"Budi": True, "Siti": False}


# -- rows from before the column ------------------------------------------------------------------------

DIRECTORY = str(ROOT / "migrations")
OLD, OWN, OTHER = uuid.UUID(int=1), "31.72.02.1007.005.007", "31.72.02.1007.005.008"


def run(*statements: str) -> None:
    with db.engine.begin() as connection, guard.exempt(connection):
        for statement in statements:
            connection.execute(text(statement.replace("$ID", f"'{OLD.hex}'")))


def column(statement: str) -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.scalars(text(statement)))


@pytest.mark.usefixtures("bare")
def test_an_old_squad_becomes_its_posts_areas_and_back() -> None:
    flask_migrate.upgrade(directory=DIRECTORY, revision="0002")
    area = "INSERT INTO areas (path, level, name, zone) VALUES ('{}', 'rt', 'RT', 'Asia/Jakarta')"
    run(area.format(OWN), area.format(OTHER),
        "INSERT INTO posts (id, area_path, name, lat, lon, radius_m, starts, minutes, early_min) "
        f"VALUES ($ID, '{OWN}', 'Pos', -6, 106, 75, '22:00', 360, 30)",
        "INSERT INTO squads (id, post_id, weekday, name) VALUES ($ID, $ID, 0, 'Senin')")  # fmt: skip
    flask_migrate.upgrade(directory=DIRECTORY, revision="0003")
    assert column("SELECT area_path FROM squads") == [OWN]
    theirs = f"'{uuid.UUID(int=2).hex}', $ID, '{OTHER}', 0, 'Tetangga'"
    run(f"INSERT INTO squads (id, post_id, area_path, weekday, name) VALUES ({theirs})")
    flask_migrate.downgrade(directory=DIRECTORY, revision="0002")
    assert column("SELECT name FROM squads") == ["Senin"]
    assert "area_path" not in {one["name"] for one in inspect(db.engine).get_columns("squads")}
