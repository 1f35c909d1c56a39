"""Preview, then commit: what is written, what stays (CASES.md C10, C12 to C18)."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.people.importing import actions
from siskamling.people.models import Account, Household, Person
from tests.people.lists import HEADER, bring_in, changes_of, commit, households, persons, preview, record
from tests.town.world import Town

THREE = HEADER + (
    "Slamet Wijaya;Gg. 3 No. 5;0870 1234 567;Tetap\n"
    '"Siti Ma\'rifah, S.Pd.";Gg. 3 No. 6;-;Kontrak\n'
    "Joko;Gg. 3 No. 7;0870-9999-111 / 0870-9999-222;Kos\n"
)


def test_a_preview_writes_nobody(town: Town) -> None:
    rt = town.rt()
    shown = preview(rt, THREE)
    assert (shown["state"], shown["counts"]["households_new"], shown["counts"]["persons_new"]) == ("previewed", 3, 3)
    assert [row["plan"] for row in shown["rows"]] == ["new"] * 3
    assert households(rt) == persons(rt) == []
    assert rt.head.get(f"/resident-lists/{shown['id']}").json == shown


def test_a_commit_writes_every_household_and_person(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, THREE)
    assert [(one["head_name"], one["address"], one["tenure"]) for one in households(rt)] == [
        ("Slamet Wijaya", "Gg. 3 No. 5", "owner"),
        ("Siti Ma'rifah, S.Pd.", "Gg. 3 No. 6", "tenant"),
        ("Joko", "Gg. 3 No. 7", "boarder"),
    ]
    assert [(one["phone"], one["other_phones"], one["is_head"], one["has_account"]) for one in persons(rt)] == [
        ("+628701234567", [], True, False),
        (None, [], True, False),
        ("+628709999111", ["+628709999222"], True, False),
    ]


def test_the_trail_holds_counts_and_neither_name_nor_phone(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, THREE)
    lines = town.rw_head.get(f"/areas/{rt.path}/admin-lines").json["items"]
    assert [line["deed"] for line in lines[:2]] == ["imported_list", "previewed_list"]
    assert lines[0]["facts"]["counts"]["households_new"] == 3
    assert "Slamet" not in str(lines)
    assert "62870123" not in str(lines)


# CASES.md C10: the same file
def test_the_same_file_twice_changes_nothing(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, THREE)
    before = record(rt)
    again = bring_in(rt, THREE)
    assert {name: again["counts"][f"households_{name}"] for name in ("new", "changed", "same", "unlisted")} == {
        "new": 0, "changed": 0, "same": 3, "unlisted": 0,
    }  # fmt: skip
    assert record(rt) == before


# CASES.md C10
def test_what_was_corrected_by_hand_stays(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, THREE)
    slamet = households(rt)[0]
    assert rt.head.patch(f"/households/{slamet['id']}", {"tenure": "tenant"}).status_code == 200
    again = bring_in(rt, THREE)
    assert (again["counts"]["households_new"], again["counts"]["households_changed"]) == (0, 0)
    corrected = bring_in(rt, THREE.replace("Slamet Wijaya", "Slamet Widjaja"))
    (changed,) = changes_of(corrected, "changed")
    assert (changed["household_id"], corrected["counts"]["households_new"]) == (slamet["id"], 0)
    assert changed["changes"] == {"head_name": {"before": "Slamet Wijaya", "after": "Slamet Widjaja"}}
    now = households(rt)[0]
    assert (now["id"], now["head_name"], now["tenure"], len(persons(rt))) == (
        slamet["id"], "Slamet Widjaja", "tenant", 3,
    )  # fmt: skip


@pytest.mark.parametrize("wrong", ["Siti Ma'rifah, S.Pd.", "Joko"])
def test_a_name_corrected_by_hand_is_still_found_by_the_list(town: Town, wrong: str) -> None:
    rt = town.rt()
    bring_in(rt, THREE)
    person = next(one for one in persons(rt) if one["name"] == wrong)
    assert rt.head.patch(f"/persons/{person['id']}", {"name": "Bambang", "phone": None}).status_code == 200
    assert "Bambang" in {one["head_name"] for one in households(rt)}
    before = record(rt)
    assert bring_in(rt, THREE)["counts"]["households_same"] == 3
    assert record(rt) == before


def test_a_correction_that_the_list_contradicts_anew_stays_and_is_told(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, THREE)
    rt.head.patch(f"/households/{households(rt)[0]['id']}", {"address": "Gg. 3 No. 5A"})
    again = bring_in(rt, THREE.replace("Gg. 3 No. 5;", "Gg. 3 No. 55;"))
    (note,) = (note for note in again["rows"][0]["notes"] if note["code"] == "kept_by_hand")
    assert "Gg. 3 No. 5A" in note["text"]
    assert (households(rt)[0]["address"], again["counts"]["households_changed"]) == ("Gg. 3 No. 5A", 0)


# CASES.md C16
def test_a_dead_head_gets_no_person_and_his_phone_goes_to_nobody(town: Town) -> None:
    rt = town.rt()
    text = HEADER + "Alm. Karno;Gg. 3;0870 1234 567 (istri);Tetap\n"
    shown = bring_in(rt, text)
    assert {"head_deceased", "phone_withheld"} <= {note["code"] for note in shown["rows"][0]["notes"]}
    (household,) = households(rt)
    assert (household["head_name"], persons(rt), shown["rows"][0]["plan"]) == ("Alm. Karno", [], "none")
    rt.head.patch(f"/households/{household['id']}", {"head_name": "Ibu Karsih"})
    assert bring_in(rt, text)["counts"]["households_same"] == 1
    ((_, name, phone),) = [(one["id"], one["name"], one["phone"]) for one in persons(rt)]
    assert (households(rt)[0]["head_name"], name, phone) == ("Ibu Karsih", "Ibu Karsih", None)


# CASES.md C16: died since
def test_a_head_who_died_since_gets_no_turn_and_keeps_no_phone(town: Town) -> None:
    rt = town.rt()
    bring_in(rt, THREE)
    karno = THREE.replace("Slamet Wijaya", "Alm. Slamet Wijaya")
    shown = bring_in(rt, karno)
    assert shown["rows"][0]["changes"]["is_gone"] == {"before": False, "after": True}
    assert (len(households(rt)), len(persons(rt))) == (3, 2)
    assert bring_in(rt, karno)["counts"]["households_same"] == 3
    assert bring_in(rt, THREE)["rows"][0]["plan"] == "changed"  # it was a mistake: he lives
    assert {one["phone"] for one in persons(rt)} >= {"+628701234567"}


def test_a_number_is_one_persons(town: Town) -> None:
    rt = town.rt()
    budi = rt.resident("Budi")
    shown = bring_in(rt, HEADER + f"Wati;Gg. 1;{budi.number};\nIna;Gg. 2;0870 1234 567;\nAni;Gg. 2;08701234567;\n")
    codes = [{note["code"] for note in row["notes"]} for row in shown["rows"]]
    assert "phone_taken" in codes[0]
    assert "phone_shared" in codes[2]
    assert {one["name"]: one["phone"] for one in persons(rt)} == {
        "Budi": budi.number, "Wati": None, "Ina": "+628701234567", "Ani": None,
    }  # fmt: skip


# CASES.md C18
def test_rows_add_up_and_nobody_is_dropped_silently(town: Town) -> None:
    rt = town.rt()
    shown = bring_in(rt, HEADER + "Slamet;;;\nSiti;Gg. 1;08701234567;\nSiti;Gg. 1;08701234567;\n;Gg. 9;0870555666;\n")
    counts = shown["counts"]
    assert (counts["rows"], counts["accepted"], counts["merged"], counts["refused"]) == (4, 2, 1, 1)
    assert [(row["line"], row["status"], row["plan"]) for row in shown["rows"]] == [
        (2, "accepted", "new"), (3, "accepted", "new"), (4, "merged", "none"), (5, "refused", "none"),
    ]  # fmt: skip
    assert shown["rows"][2]["merged_into"] == {"sheet": "CSV", "line": 3}
    assert all(note["text"] for row in shown["rows"] for note in row["notes"])


def test_committed_twice_gives_the_same_answer(town: Town) -> None:
    rt = town.rt()
    shown = preview(rt, THREE)
    first, second = commit(rt, shown), commit(rt, shown)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert len(households(rt)) == 3


def test_a_preview_that_no_longer_holds_is_refused(town: Town) -> None:
    rt = town.rt()
    one, two = preview(rt, THREE), preview(rt, THREE)
    assert commit(rt, one).status_code == 201
    refused = commit(rt, two)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/people.list_outdated")
    assert len(households(rt)) == 3


def test_a_commit_that_dies_half_way_leaves_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    rt = town.rt()
    shown = preview(rt, THREE)

    def die(*_: Any) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_write_people", die)
        answer = rt.head.post(f"/resident-lists/{shown['id']}/commits", may_crash=True)
    assert answer.status_code == 500
    assert (town.count(Household), town.count(Person), households(rt)) == (0, 0, [])
    assert commit(rt, shown).status_code == 201
    assert len(persons(rt)) == 3


# CASES.md C14: written and read as JSON
def test_any_letters_are_written_as_they_stand(town: Town) -> None:
    rt = town.rt()
    name = 'Nur 😀 \\u00e9 "Pak Haji" Ma’ruf {a} %s :b é'
    text = "Nama;Alamat;No HP\n" + '"{}";Gg. 1;\n'.format(name.replace('"', '""'))
    bring_in(rt, text)
    assert [one["name"] for one in persons(rt)] == [one["head_name"] for one in households(rt)] == [name]
    before = record(rt)
    assert bring_in(rt, text)["counts"]["persons_same"] == 1
    assert record(rt) == before


def test_an_import_makes_no_account(town: Town) -> None:
    rt = town.rt()
    rt.head  # noqa: B018 - made before counting
    before = town.count(Account)
    bring_in(rt, THREE)
    assert town.count(Account) == before
