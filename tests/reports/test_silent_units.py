"""reports.send, reports.hand_on: where nobody of a unit can be reached, the operators are rung, once an hour."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.people.models import Role
from siskamling.push.transports.parcels import Parcel
from tests.reports.shared import WORDS, Scene, dies_and_is_repeated
from tests.town.citizens import Citizen

POLSEK_NAME, POLRES_NAME = "Polsek Tanjung Priok", "Polres Metro Jakarta Utara"


@pytest.fixture
def operator(scene: Scene) -> Citizen:
    """With a phone, while the Polsek has none that rings, and its Polres one."""
    scene.officer.post("/sign-outs")
    scene.town.unit(POLRES_NAME).officer("Perwira").phone.register()
    scene.town.operator.phone.register()
    return scene.town.operator


def heard(scene: Scene, who: Citizen) -> list[Parcel]:
    scene.town.work()
    return who.phone.received()


def later(scene: Scene, **ago: int) -> None:
    scene.town.travel((now() + timedelta(**ago)).isoformat())


def test_the_operator_is_rung_for_a_unit_that_nobody_can_reach(scene: Scene, operator: Citizen) -> None:
    sent = scene.report()
    [message] = heard(scene, operator)
    assert (message.kind, message.urgency) == ("reports.unit_silent", "alarm")
    assert message.title == "Satuan tidak terjangkau"
    assert POLSEK_NAME in message.body
    assert message.data["cause_id"] == str(scene.polsek.id)
    everything = f"{message.title} {message.body} {message.data}"
    for secret in (*WORDS.split()[:3], "theft", sent["id"], scene.budi.name, scene.budi.number[3:]):
        assert secret not in everything


def test_it_is_said_in_the_operators_language(scene: Scene, operator: Citizen) -> None:
    operator.patch("/me", {"language": "en"})
    scene.report()
    [message] = heard(scene, operator)
    assert message.title == "Unit out of reach"
    assert message.body.startswith(f"No officer of {POLSEK_NAME} could be reached")


def test_once_an_hour_for_each_unit(scene: Scene, operator: Citizen) -> None:
    for _ in range(3):
        scene.report()
    later(scene, minutes=58)
    scene.report()
    assert len(heard(scene, operator)) == 1
    scene.report(lat=-6.1215, lon=106.9050)  # Koja, as silent
    assert sorted(POLSEK_NAME in message.body for message in heard(scene, operator)) == [False, True]
    later(scene, minutes=3)
    scene.report()
    assert sorted(POLSEK_NAME in message.body for message in heard(scene, operator)) == [False, True, True]


def test_a_silent_superior_is_named_beside_it(scene: Scene) -> None:
    scene.officer.post("/sign-outs")
    scene.town.operator.phone.register()
    scene.report()
    about = {message.data["cause_id"] for message in heard(scene, scene.town.operator)}
    assert about == {str(scene.polsek.id), str(scene.town.unit(POLRES_NAME).id)}


def test_nobody_is_rung_while_the_unit_hears(scene: Scene) -> None:
    scene.town.operator.phone.register()
    scene.report()
    assert heard(scene, scene.town.operator) == []


def test_a_report_handed_on_to_a_silent_unit_rings_too(scene: Scene) -> None:
    scene.town.operator.phone.register()
    scene.town.unit(POLRES_NAME).officer("Perwira").phone.register()
    report, koja = scene.report()["id"], scene.town.unit("Polsek Koja")
    assert scene.officer.post(f"/reports/{report}/handovers", {"unit_id": str(koja.id)}).status_code == 201
    [message] = heard(scene, scene.town.operator)
    assert "Polsek Koja" in message.body


def test_an_operator_of_the_past_is_not_rung(scene: Scene, operator: Citizen) -> None:
    def end() -> None:
        role = db.session.scalars(select(Role).where(Role.account_id == operator.account_id)).one()
        role.ends_at = now() - timedelta(minutes=1)

    scene.town.write(end)
    scene.report()
    assert heard(scene, operator) == []


def test_the_same_report_twice_rings_once(scene: Scene, operator: Citizen) -> None:
    body = scene.body(id=str(uuid.uuid4()))
    scene.budi.post("/reports", body)
    later(scene, hours=2)
    scene.budi.post("/reports", body)
    scene.town.work()
    assert len(operator.get("/notifications").json["items"]) == 1


def test_two_reports_at_once_ring_once(scene: Scene, operator: Citizen) -> None:
    together = Barrier(4)

    def send(_turn: int) -> int:
        together.wait(10)
        return scene.budi.post("/reports", scene.body()).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [201] * 4
    assert len(heard(scene, operator)) == 1


def test_died_half_way_rings_nobody_and_the_repeated_report_does(scene: Scene, operator: Citizen) -> None:
    assert dies_and_is_repeated(scene, scene.budi, "/reports", scene.body()).status_code == 201
    assert len(heard(scene, operator)) == 1
