"""Why somebody is exempt stands in one table, and reaches nobody but the head and the person."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from siskamling.kit.db.base import METADATA, db
from tests.town.citizens import Citizen
from tests.town.places import Rt
from tests.town.world import Town

HEALTH = ("pregnancy", "illness")


def said(text: str) -> list[str]:
    """The classes that a text betrays."""
    return [word for word in HEALTH if word in text]


def tables_that_say() -> set[str]:
    """Every table with a row that names a class."""
    rows = {name: str(db.session.execute(select(table)).all()) for name, table in METADATA.tables.items()}
    return {name for name, text in rows.items() if said(text)}


@pytest.fixture
def exempt(town: Town, rt: Rt, budi: Citizen) -> Citizen:
    """Budi, exempt for both reasons, one of them ended again; with a phone, a squad and a month."""
    budi.phone.register()
    rt.head.phone.register()
    url = f"/persons/{budi.person_id}/exemptions"
    for reason in HEALTH:
        body = {"reason_class": reason, "first_on": "2026-11-01"}
        made = rt.head.post(url, body, key=f"a key for {reason}")
        again = rt.head.post(url, body, key=f"a key for {reason}")
        assert made.json == again.json
    assert rt.head.delete(f"/exemptions/{made.json['id']}").status_code == 204
    assert rt.head.post(url, {"reason_class": "illness", "first_on": "2020-01-01"}).status_code == 422
    rt.squads(budi)
    rt.month()
    town.work()
    return budi


@pytest.mark.usefixtures("exempt")
def test_no_trail_feed_notification_or_kept_answer_says_it(town: Town) -> None:
    assert town.read(tables_that_say) == {"exemptions"}


def test_no_push_and_no_log_says_it(rt: Rt, exempt: Citizen, capfd: Any, caplog: Any) -> None:
    pushed = str(exempt.phone.received()) + str(rt.head.phone.received())
    logged = "".join(capfd.readouterr()) + caplog.text
    assert exempt.phone.received()
    assert said(pushed + logged) == []


@pytest.mark.usefixtures("heads")
def test_no_answer_to_anybody_else_says_it(town: Town, rt: Rt, exempt: Citizen) -> None:
    paths = [f"/persons/{exempt.person_id}/exemptions", f"/areas/{rt.path}/exemptions", f"/areas/{rt.path}/pairs",
             f"/areas/{rt.path}/persons", f"/areas/{rt.path}/admin-lines", f"/posts/{rt.post.id}/squads",
             f"/posts/{rt.post.id}/nights?first=2026-12-01&last=2026-12-31", "/me", "/me/turns"]  # fmt: skip
    others = (rt.resident("Siti"), town.kelurahan_staff, town.community_officer, town.rt(rt=8).head, town.operator,
              town.unit().officer(), town.anybody)  # fmt: skip
    assert said("".join(who.get(path).text for who in others for path in paths)) == []
    assert said(town.rw_head.get(f"/areas/{rt.path}/admin-lines").text) == []


def test_the_head_the_rws_head_and_the_person_read_it(town: Town, rt: Rt, exempt: Citizen) -> None:
    for who in (rt.head, town.rw_head, exempt):
        assert said(who.get(f"/persons/{exempt.person_id}/exemptions").text) == list(HEALTH)
