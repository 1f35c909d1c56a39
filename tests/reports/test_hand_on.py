"""reports.hand_on: the report goes to another unit in one call, whose phones ring."""

from __future__ import annotations

import uuid

import pytest

from tests.reports.shared import KOJA, POLSEK, Scene, dies_and_is_repeated, faults, refused
from tests.town.citizens import Citizen


class HandOn(Scene):
    """The same scene, with a colleague at Koja whose phone rings."""

    def __init__(self, scene: Scene) -> None:
        self.__dict__.update(scene.__dict__)
        self.koja = self.town.unit("Polsek Koja")
        self.colleague = self.koja.officer("Aipda Ratna")
        self.colleague.phone.register()
        self.sent = self.report()
        self.path = f"/reports/{self.sent['id']}/handovers"
        self.to_koja = {"unit_id": str(self.koja.id)}

    def state_seen_by(self, one: Citizen) -> tuple[str, str]:
        """State and unit of the report."""
        answer = one.get(f"/reports/{self.sent['id']}").json
        return answer["state"], answer["unit_path"]


@pytest.fixture
def hand(scene: Scene) -> HandOn:
    """A report at Tanjung Priok that belongs to Koja."""
    return HandOn(scene)


# -- happy -----------------------------------------------------------------------------------------


def test_the_other_units_phones_ring_and_it_is_theirs(hand: HandOn) -> None:
    answer = hand.officer.post(hand.path, hand.to_koja)
    assert (answer.status_code, answer.json["unit_path"]) == (201, KOJA)
    hand.town.work()
    [message] = hand.colleague.phone.received()
    assert (message.kind, message.urgency) == ("reports.received", "alarm")
    assert hand.state_seen_by(hand.colleague) == ("received", KOJA)
    refused(hand.officer.get(f"/reports/{hand.sent['id']}"), 404, "kit.not_found")


def test_the_reporter_sees_where_it_went(hand: HandOn) -> None:
    hand.officer.post(hand.path, hand.to_koja)
    trail = hand.budi.get(f"/reports/{hand.sent['id']}").json["trail"]
    assert [line["deed"] for line in trail] == ["received", "handed_on"]
    assert hand.state_seen_by(hand.budi) == ("received", KOJA)


def test_what_was_acknowledged_waits_again_for_an_officer_of_the_other_unit(hand: HandOn) -> None:
    hand.officer.post(f"/reports/{hand.sent['id']}/acknowledgements")
    hand.officer.post(hand.path, hand.to_koja)
    assert hand.state_seen_by(hand.budi) == ("received", KOJA)
    assert hand.colleague.post(f"/reports/{hand.sent['id']}/acknowledgements").status_code == 201


# -- forbidden -------------------------------------------------------------------------------------


def test_outsiders_cannot_even_find_it(hand: HandOn) -> None:
    for who, one in hand.outsiders().items():
        assert one.post(hand.path, hand.to_koja).status_code == 404, who
        assert one.post(hand.path, {}).status_code == 404, who  # before the body is read
    refused(hand.town.anybody.post(hand.path, hand.to_koja), 401, "kit.unauthorized")
    assert hand.state_seen_by(hand.budi) == ("received", POLSEK)


def test_the_reporter_cannot_hand_it_on(hand: HandOn) -> None:
    refused(hand.budi.post(hand.path, hand.to_koja), 403, "kit.forbidden")
    assert hand.state_seen_by(hand.budi) == ("received", POLSEK)


def test_the_community_officer_of_the_unit_is_inside_but_may_not(hand: HandOn) -> None:
    refused(hand.bhabin().post(hand.path, hand.to_koja), 403, "kit.forbidden")
    assert hand.state_seen_by(hand.budi) == ("received", POLSEK)


def test_whoever_gave_it_away_cannot_take_it_back(hand: HandOn) -> None:
    hand.officer.post(hand.path, hand.to_koja)
    refused(hand.officer.post(hand.path, {"unit_id": str(hand.polsek.id)}), 404, "kit.not_found")


# -- bad -------------------------------------------------------------------------------------------


def test_a_wrong_field_is_named_and_nothing_changes(hand: HandOn) -> None:
    for body, pointer, code in [
        ({}, "/unit_id", "kit.field.required"),
        ({"unit_id": None}, "/unit_id", "kit.field.null"),
        ({"unit_id": "koja"}, "/unit_id", "kit.field.not_an_id"),
        ({"unit_id": 7}, "/unit_id", "kit.field.not_an_id"),
        ({"unit_id": str(uuid.uuid4())}, "/unit_id", "kit.field.unknown_thing"),
        ({**hand.to_koja, "words": "lain"}, "/words", "kit.field.unknown"),
    ]:
        assert faults(hand.officer.post(hand.path, body)) == {(pointer, code)}, body
    assert hand.state_seen_by(hand.officer) == ("received", POLSEK)
    assert not hand.colleague.phone.received()


def test_to_the_same_unit_is_refused(hand: HandOn) -> None:
    refused(hand.officer.post(hand.path, {"unit_id": str(hand.polsek.id)}), 409, "reports.already_there")


# -- twice -----------------------------------------------------------------------------------------


def test_the_same_request_twice_has_one_answer_though_it_is_theirs_no_more(hand: HandOn) -> None:
    first = hand.officer.post(hand.path, hand.to_koja, key="one-request-twice")
    second = hand.officer.post(hand.path, hand.to_koja, key="one-request-twice")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    hand.town.work()
    assert len(hand.colleague.phone.received()) == 1


def test_the_old_key_opens_nothing_for_another_request_or_person(hand: HandOn) -> None:
    hand.officer.post(hand.path, hand.to_koja, key="one-request-twice")
    refused(
        hand.officer.post(hand.path, {"unit_id": str(hand.polsek.id)}, key="one-request-twice"), 404, "kit.not_found"
    )
    refused(hand.neighbour.post(hand.path, hand.to_koja, key="one-request-twice"), 404, "kit.not_found")
    refused(hand.town.anybody.post(hand.path, hand.to_koja, key="one-request-twice"), 401, "kit.unauthorized")


# -- died half way ---------------------------------------------------------------------------------


def test_a_handover_that_died_half_way_leaves_it_where_it_was(hand: HandOn) -> None:
    answer = dies_and_is_repeated(hand, hand.officer, hand.path, hand.to_koja)
    assert (answer.status_code, answer.json["unit_path"]) == (201, KOJA)
    hand.town.work()
    assert len(hand.colleague.phone.received()) == 1
