"""reports.hand_on to a unit of whom nobody can be reached climbs as a new report does; the reporter is always told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reports.shared import KOJA, POLRES, POLSEK, WORDS, Scene, dies_and_is_repeated
from tests.town.citizens import Citizen

POLRES_NAME = "Polres Metro Jakarta Utara"


class Handed(Scene):
    """A report at Tanjung Priok; nobody of Koja has a phone, somebody of the Polres has."""

    def __init__(self, scene: Scene) -> None:
        self.__dict__.update(scene.__dict__)
        self.koja = self.town.unit("Polsek Koja")
        self.above = self.town.unit(POLRES_NAME).officer("Perwira")
        self.above.phone.register()
        self.budi.phone.register()
        self.town.operator.phone.register()
        self.sent = self.report()["id"]

    def hand_on(self, by: Citizen | None = None, to: str = "Polsek Koja", **more: Any) -> Any:
        body = {"unit_id": str(self.town.unit(to).id)}
        answer = (by or self.officer).post(f"/reports/{self.sent}/handovers", body, **more)
        assert answer.status_code == 201, answer.text
        return answer.json

    def kinds(self, one: Citizen) -> list[str]:
        self.town.work()
        return [message.kind for message in one.phone.received()]


@pytest.fixture
def handed(scene: Scene) -> Handed:
    return Handed(scene)


def test_it_climbs_at_once_and_the_answer_says_so(handed: Handed) -> None:
    answer = handed.hand_on()
    assert (answer["unit_path"], answer["climbed"], answer["state"]) == (POLRES, True, "received")
    assert answer["emergency_numbers"] == ["110", "112"]
    for word in (POLRES_NAME, "110", "112"):
        assert word in answer["advice"]
    assert [(line["deed"], line["unit_path"]) for line in answer["trail"]] == [
        ("received", POLSEK), ("handed_on", POLSEK), ("climbed", POLRES),
    ]  # fmt: skip
    assert handed.budi.get(f"/reports/{handed.sent}").json["emergency_numbers"] == ["110", "112"]


def test_the_phones_of_the_superior_ring_and_it_is_theirs(handed: Handed) -> None:
    handed.hand_on()
    assert handed.kinds(handed.above) == ["reports.received"]
    assert handed.above.post(f"/reports/{handed.sent}/acknowledgements").status_code == 201


def test_the_operators_are_warned_of_the_silent_unit(handed: Handed) -> None:
    handed.hand_on()
    assert handed.kinds(handed.town.operator) == ["reports.unit_silent"]
    assert handed.town.operator.phone.received()[0].data["cause_id"] == str(handed.koja.id)


def test_a_unit_that_hears_has_it_and_nothing_climbs(handed: Handed) -> None:
    handed.koja.officer().phone.register()
    answer = handed.hand_on()
    assert (answer["unit_path"], answer["climbed"], answer["advice"]) == (KOJA, False, None)
    assert (handed.kinds(handed.above), handed.kinds(handed.town.operator)) == ([], [])


def test_what_had_climbed_says_so_no_more_once_somebody_hears(scene: Scene) -> None:
    scene.officer.post("/sign-outs")
    handed = Handed(scene)
    assert handed.budi.get(f"/reports/{handed.sent}").json["climbed"] is True
    handed.koja.officer().phone.register()
    answer = handed.hand_on(by=handed.above)
    assert (answer["climbed"], answer["advice"], answer["emergency_numbers"]) == (False, None, [])


def test_handed_down_to_silence_it_comes_back_and_rings_again(handed: Handed) -> None:
    handed.hand_on()
    answer = handed.hand_on(by=handed.above)  # who knows better than the app: Koja still hears nothing
    assert (answer["unit_path"], answer["climbed"]) == (POLRES, True)
    assert handed.kinds(handed.above) == ["reports.received"] * 2


def test_where_the_superior_is_silent_too_the_next_that_hears_has_it(scene: Scene) -> None:
    polda = scene.town.unit("Polda Metro Jaya")
    above = polda.officer()
    above.phone.register()
    scene.officer.post("/sign-outs")
    sent = scene.report()
    assert (sent["unit_path"], sent["climbed"]) == (polda.path, True)
    assert polda.name in sent["advice"]
    scene.town.work()
    assert [message.kind for message in above.phone.received()] == ["reports.received"]


def test_where_nobody_at_all_hears_the_superior_has_it(handed: Handed) -> None:
    handed.above.post("/sign-outs")
    answer = handed.hand_on()
    assert (answer["unit_path"], answer["climbed"], answer["emergency_numbers"]) == (POLRES, True, ["110", "112"])
    assert handed.kinds(handed.town.operator) == ["reports.unit_silent"] * 2


# -- the reporter is told -------------------------------------------------------------------------------


def test_the_reporter_is_told_in_words_that_tell_nothing(handed: Handed) -> None:
    handed.koja.officer("Aipda Ratna").phone.register()
    handed.hand_on()
    assert handed.kinds(handed.budi) == ["reports.handed_on"]
    [message] = handed.budi.phone.received()
    assert message.data["cause_id"] == handed.sent
    assert message.title == "Laporan diteruskan"
    everything = f"{message.title} {message.body} {message.data}"
    for secret in (*WORDS.split()[:3], "theft", "Ratna", "Polsek", handed.officer.name, handed.budi.name):
        assert secret not in everything


def test_the_reporter_is_told_in_their_language(handed: Handed) -> None:
    handed.budi.patch("/me", {"language": "en"})
    handed.hand_on()
    handed.town.work()
    [message] = handed.budi.phone.received()
    assert message.title == "Report handed on"


def test_nobody_else_is_told_of_it(handed: Handed) -> None:
    for one in (handed.neighbour, handed.rt.head):
        one.phone.register()
    handed.hand_on()
    assert handed.kinds(handed.neighbour) + handed.kinds(handed.rt.head) == []


def test_the_same_request_twice_tells_once(handed: Handed) -> None:
    assert handed.hand_on(key="one-request-twice") == handed.hand_on(key="one-request-twice")
    assert (handed.kinds(handed.budi), handed.kinds(handed.above)) == (["reports.handed_on"], ["reports.received"])


def test_died_half_way_it_told_nobody(handed: Handed) -> None:
    body = {"unit_id": str(handed.koja.id)}
    answer = dies_and_is_repeated(handed, handed.officer, f"/reports/{handed.sent}/handovers", body)
    assert (answer.status_code, answer.json["unit_path"]) == (201, POLRES)
    assert (handed.kinds(handed.budi), handed.kinds(handed.above)) == (["reports.handed_on"], ["reports.received"])
