"""Who may import, and files that are no lists."""

from __future__ import annotations

import pytest

from siskamling.kit.texts import say
from siskamling.people.importing.models import ListImport
from tests.people.lists import HEADER, households, preview, send
from tests.town.world import Town

ONE = HEADER + "Slamet;Gg. 3;08701234567;Tetap\n"


def test_the_rw_head_may_import_for_an_rt(town: Town) -> None:
    rt = town.rt()
    shown = send(town.rw_head, rt.path, ONE)
    assert shown.status_code == 201
    assert town.rw_head.post(f"/resident-lists/{shown.json['id']}/commits").status_code == 201
    assert len(households(rt)) == 1


def test_a_neighbours_head_finds_nothing_here(town: Town) -> None:
    rt, neighbour = town.rt(), town.rt(rt=8).head
    shown = preview(rt, ONE)
    assert send(neighbour, rt.path, ONE).status_code == 404
    assert neighbour.get(f"/resident-lists/{shown['id']}").status_code == 404
    assert neighbour.post(f"/resident-lists/{shown['id']}/commits").status_code == 404
    assert households(rt) == []


def test_a_resident_may_not(town: Town) -> None:
    rt = town.rt()
    budi, shown = rt.resident(), preview(rt, ONE)
    assert send(budi, rt.path, ONE).status_code == 403
    assert budi.get(f"/resident-lists/{shown['id']}").status_code == 403
    assert budi.post(f"/resident-lists/{shown['id']}/commits").status_code == 403


def test_nobody_imports_into_an_rw(town: Town) -> None:
    assert send(town.rw_head, town.rw_path(), ONE).status_code == 404


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "warga.csv", "file_empty"),
        (b"\x00\x01\x02\xff" * 200, "warga.csv", None),
        (b"PK\x03\x04 no zip", "warga.xlsx", "file_broken"),
        (b"one,two\n1,2\n", "warga.csv", "header_missing"),
        (b"Nama;Alamat\n" + b"Budi;Gg. 1\n" * 20_001, "warga.csv", "too_many_rows"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_hint(
    town: Town, data: bytes, filename: str, code: str | None
) -> None:
    rt = town.rt()
    answer = send(rt.head, rt.path, data, filename)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/kit.invalid")
    (fault,) = answer.json["errors"]
    assert fault["pointer"] == ""
    assert fault["code"].startswith(f"people.list.{code or ''}")
    assert fault["detail"] == say(fault["code"], "id", limit=20_000)
    assert town.count(ListImport) == 0


def test_a_file_too_large_is_refused(town: Town) -> None:
    rt = town.rt()
    assert send(rt.head, rt.path, b"Nama;Alamat\n" + b"x" * (5 * 1024 * 1024)).status_code == 413
