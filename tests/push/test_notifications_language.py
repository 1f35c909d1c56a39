"""GET /notifications speaks the language asked for, else the account's, and says in which zone its reader lives."""

from __future__ import annotations

from typing import Any

import pytest

from siskamling.areas.actions import save_areas
from siskamling.push import actions
from tests.town.citizens import Citizen
from tests.town.world import Town

TITLES = {"id": "Laporan baru", "en": "New report"}


def told(town: Town, one: Citizen) -> Citizen:
    """Somebody with one notification."""
    args = {"account_id": one.account_id}
    one.phone.register()
    town.write(lambda: actions.notify("reports.received", audience="account", args=args, facts={}))
    town.work()
    return one


def inbox(one: Citizen, language: str | None = None) -> Any:
    answer = one.get("/notifications", headers={"Accept-Language": language} if language else {})
    [entry] = answer.json["items"]
    return entry


@pytest.mark.parametrize(("account", "asked", "heard"), [
    ("id", None, "id"), ("en", None, "en"), ("id", "en", "en"), ("en", "id", "id"), ("en", "id-ID,en;q=0.5", "id"),
    ("en", "fr", "en"), ("id", "fr, en;q=0.1", "en"),
])  # fmt: skip
def test_accept_language_decides_else_the_account(town: Town, account: str, asked: str | None, heard: str) -> None:
    budi = told(town, town.rt().resident("Budi"))
    assert budi.patch("/me", {"language": account}).status_code == 200
    assert inbox(budi, asked)["title"] == TITLES[heard]


def test_the_phone_still_hears_the_accounts_language(town: Town) -> None:
    budi = town.rt().resident("Budi")
    budi.patch("/me", {"language": "en"})
    told(town, budi)
    assert inbox(budi, "id")["title"] == TITLES["id"]
    assert [message.title for message in budi.phone.received()] == [TITLES["en"]]


def test_the_zone_beside_its_times_is_that_of_the_readers_own_area(town: Town) -> None:
    town.write(lambda: save_areas([("91.71.01.1001", "Bhayangkara")]))
    here, east = town.rt().resident("Budi"), town.rt("91.71.01.1001").resident("Yohana")
    officer, nobody = town.unit().officer(), town.citizen(None, "Tamu")
    zones = {who: inbox(told(town, one))["zone"] for who, one in
             {"here": here, "east": east, "officer": officer, "nobody": nobody}.items()}  # fmt: skip
    assert zones.pop("east") == "Asia/Jayapura"
    assert set(zones.values()) == {"Asia/Jakarta"}
