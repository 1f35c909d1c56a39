"""The night: from the operator's first invitation to the reporter who sees that an officer has taken the report."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from siskamling.demo import PEOPLE
from tests.demo.phone import Phone, Wrong
from tests.demo.table import Expected
from tests.fcm.server import FcmServer
from tests.processes import Server

KELURAHAN, RW, RT = "31.72.02.1007", 8, 3
RW_PATH, RT_PATH = f"{KELURAHAN}.{RW:03}", f"{KELURAHAN}.{RW:03}.{RT:03}"
LAT, LON = -6.1226, 106.8765
AWAY = 0.004  # degrees of latitude: 445 m
POLSEK = "Polsek Tanjung Priok"
WORDS = "Motor bebek merah dibawa lari dua orang dari depan warung Bu Tini."
RING_WITHIN_S = 30.0
Say = Callable[[str], None]


class Night:
    """The people of the night, what they do, and the pushes that must follow."""

    def __init__(self, server: Server, fcm: FcmServer, say: Say) -> None:
        def phone(name: str, number: str) -> Phone:
            return Phone(server.url, name, number)

        self.server, self.fcm, self.say = server, fcm, say
        self.operator = phone("Operator", PEOPLE[0].phone)
        self.staff = phone("Bu Lurah Wati", "0870-5550-0001")
        self.admin = phone("Admin Polsek", "0870-5550-0002")
        self.rw_head = phone("Pak RW Karim", "0870-5550-0003")
        self.head = phone("Pak RT Slamet", "0870-5550-0004")
        self.officer = phone("Aiptu Hendra", "0870-5550-0005")
        self.budi = phone("Budi", "0870-5550-0006")
        self.siti = phone("Siti", "0870-5550-0007")
        self.joko = phone("Joko", "0870-5550-0008")
        self.expected: list[Expected] = []

    @property
    def residents(self) -> list[Phone]:
        """Those who are on the list of the RT."""
        return [self.budi, self.siti, self.joko]

    @property
    def everybody(self) -> list[Phone]:
        """All whose number and name must stay out of the logs."""
        return [self.operator, self.staff, self.admin, self.rw_head, self.head, self.officer, *self.residents]

    def play(self) -> None:
        """All of it. Raises Wrong at the first answer that is not right."""
        self._open_the_city()
        persons = self._list_residents()
        self._register()
        post_id = self._make_rota(persons)
        self._check_in(post_id)
        self._report()

    # -- before the night --------------------------------------------------------------------------

    def _open_the_city(self) -> None:
        self.say("the operator signs in, invites the kelurahan's staff and the admin of " + POLSEK)
        self.operator.sign_in(self.server.demo_password())
        units = self.operator.ask("GET", "/units?limit=100")["items"]
        unit_id = next(unit["id"] for unit in units if unit["name"] == POLSEK)
        self._invite(self.operator, f"/areas/{KELURAHAN}", "kelurahan_staff", self.staff)
        self._invite(self.operator, f"/units/{unit_id}", "unit_admin", self.admin)
        self.say("the police admin invites an officer")
        self._invite(self.admin, f"/units/{unit_id}", "police_officer", self.officer)
        self.say(f"the staff opens RW {RW:03} and invites its head, who opens RT {RT:03} and invites the RT head")
        self.staff.ask("POST", f"/areas/{KELURAHAN}/children", {"number": RW})
        self._invite(self.staff, f"/areas/{RW_PATH}", "rw_head", self.rw_head)
        self.rw_head.ask("POST", f"/areas/{RW_PATH}/children", {"number": RT})
        self._invite(self.rw_head, f"/areas/{RT_PATH}", "rt_head", self.head)

    def _invite(self, inviter: Phone, place: str, kind: str, invited: Phone, **more: Any) -> None:
        body = {"kind": kind, "name": invited.name, "phone": invited.number, **more}
        invited.accept(inviter.ask("POST", place + "/invitations", body))

    def _list_residents(self) -> dict[str, str]:
        self.say("the RT head signs in and imports the resident list; the residents accept their invitations")
        self.head.sign_in()
        rows = [f"{number};{one.name};{one.number};Milik sendiri" for number, one in enumerate(self.residents, 1)]
        file = "\n".join(["DAFTAR WARGA RT 003", "No;Nama Kepala Keluarga;No HP;Status Rumah", *rows])
        preview = self.head.ask("POST", f"/areas/{RT_PATH}/resident-lists?filename=warga.csv", csv=file)
        if preview["counts"]["accepted"] != len(rows):
            raise Wrong(f"the list was not read: {preview['counts']}")
        self.head.ask("POST", f"/resident-lists/{preview['id']}/commits")
        listed = self.head.ask("GET", f"/areas/{RT_PATH}/persons")["items"]
        persons = {person["name"]: person["id"] for person in listed}
        for one in self.residents:
            self._invite(self.head, f"/areas/{RT_PATH}", "resident", one, person_id=persons[one.name])
        return persons

    def _register(self) -> None:
        self.say("phones register: the residents', the head's, the officer's; Joko wants English")
        for one in [*self.residents, self.head, self.officer]:
            one.register()
        self.joko.ask("PATCH", "/me", {"language": "en"})

    def _make_rota(self, persons: dict[str, str]) -> str:
        self.say("the head makes a post, a squad for each weekday, and the month")
        # From noon to noon: such a post is open whenever the demo is played.
        body = {"name": "Pos RT 003", "lat": LAT, "lon": LON, "radius_m": 75, "starts": "12:00", "minutes": 1440}
        post_id: str = self.head.ask("POST", f"/areas/{RT_PATH}/posts", body)["id"]
        evening = datetime.now(ZoneInfo("Asia/Jakarta")) - timedelta(hours=12)
        for weekday in range(7):
            second = (self.siti, self.joko)[weekday % 2].name
            squad = [persons[self.budi.name], persons[second]]
            self.head.ask(
                "PUT", f"/posts/{post_id}/squads/{weekday}", {"name": f"Regu {weekday + 1}", "person_ids": squad}
            )
        # The month's last evening has one squad; Siti or Joko may then have no turn.
        made = self.head.ask("POST", f"/posts/{post_id}/months", {"month": f"{evening:%Y-%m}"})
        asked_at = self.head.asked_at
        self.say(f"{made['nights']} nights, {made['assignments']} turns")
        for one in self.residents:
            if one.ask("GET", "/me/turns")["items"]:
                self._expect(one, "rota.published", "the month is made", asked_at)
        return post_id

    # -- the night ---------------------------------------------------------------------------------

    def _check_in(self, post_id: str) -> None:
        night_id = self.budi.ask("GET", "/me/turns")["items"][0]["night_id"]
        path = f"/nights/{night_id}/check-ins"
        fix = {"id": str(uuid.uuid4()), "lat": LAT + AWAY, "lon": LON, "accuracy_m": 10,
               "phone_at": datetime.now(ZoneInfo("Asia/Jakarta")).isoformat()}  # fmt: skip
        refusal = self.budi.ask("POST", path, fix, expect=409)
        self.say(f"Budi checks in too far away: {refusal['detail']}")
        if refusal["type"] != "/problems/attendance.too_far" or not 400 < refusal["distance_m"] < 500:
            raise Wrong(f"the refusal does not tell the distance: {refusal}")
        fix |= {"lat": LAT, "id": str(uuid.uuid4())}
        first = self.budi.ask("POST", path, fix, key=fix["id"])
        again = self.budi.ask("POST", path, fix, key=fix["id"])
        present = self.budi.ask("GET", path)["items"]
        self.say(
            f"Budi checks in at the post ({first['distance_m']:.0f} m); the same request twice: {len(present)} check-in"
        )
        if again != first or len(present) != 1:
            raise Wrong("the same check-in twice did not have one effect and one answer")

    def _report(self) -> None:
        report_id = str(uuid.uuid4())
        body = {"id": report_id, "category": "theft", "words": WORDS, "lat": LAT, "lon": LON}
        sent = self.siti.ask("POST", "/reports", body)
        if (sent["kelurahan_path"], sent["climbed"]) != (KELURAHAN, False):
            raise Wrong(f"the report was not routed by its kelurahan: {sent}")
        self._expect(self.officer, "reports.received", "Siti reports a theft", self.siti.asked_at)
        self.say(f"Siti reports a theft; it goes to {sent['unit_path'].rpartition('.')[2]} ({sent['rule']})")
        self._await()
        self.say("the officer's phone has rung; the officer acknowledges")
        self.officer.ask("POST", f"/reports/{report_id}/acknowledgements")
        self._expect(self.siti, "reports.acknowledged", "the officer acknowledges", self.officer.asked_at)
        self._await()
        read = self.siti.ask("GET", f"/reports/{report_id}")
        self.say(f"Siti's phone was told; she reads the state: {read['state']}")
        if read["state"] != "acknowledged" or [line["deed"] for line in read["trail"]] != ["received", "acknowledged"]:
            raise Wrong(f"the report does not tell its state: {read}")

    # -- pushes ------------------------------------------------------------------------------------

    def _expect(self, phone: Phone, kind: str, event: str, asked_at: float) -> None:
        self.expected.append(Expected(phone, kind, event, asked_at))

    def _await(self) -> None:
        """Wait until the FCM server has all that is expected so far, or too long."""
        deadline = time.monotonic() + RING_WITHIN_S
        while time.monotonic() < deadline:
            messages = self.fcm.messages()
            if all(any(push.is_met_by(message) for message in messages) for push in self.expected):
                return
            time.sleep(0.01)
        raise Wrong(f"not all phones rang within {RING_WITHIN_S:.0f} s")
