"""Play the night; exit 0 only if every push arrived and no phone number, name or word of a report leaked."""

from __future__ import annotations

import re
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from tests.demo import table
from tests.demo.phone import Wrong
from tests.demo.story import WORDS, Night
from tests.fcm.server import FcmServer
from tests.processes import Server


def main() -> int:
    """0 when all is well, 1 when not, 130 after Ctrl-C; everything started is stopped in every case."""
    signal.signal(signal.SIGTERM, _as_ctrl_c)
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {text}", flush=True)

    try:
        with tempfile.TemporaryDirectory(prefix="siskamling-demo-") as folder, FcmServer() as fcm:
            say("a local FCM server, a new database, web server and worker start ...")
            with Server(Path(folder), fcm) as server:
                return _played(Night(server, fcm, say))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1


def _as_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _played(night: Night) -> int:
    faults: list[str] = []
    try:
        night.play()
    except Wrong as error:
        faults.append(str(error))
    rows = table.rows_of(night.fcm.messages(), night.expected)
    print("\n" + table.drawn(rows) + "\n")
    if not table.is_complete(rows):
        faults.append("not every phone received what it should, and nothing else")
    faults += leaks(night)
    for fault in faults:
        print("WRONG: " + fault, file=sys.stderr)
    print("not as it should be" if faults else "all arrived; no number, name or word in the log or a push")
    return 1 if faults else 0


def leaks(night: Night) -> list[str]:
    """Numbers in any spelling, names and the report's words, in the server's log and in what Google would read."""
    log = night.server.log_text()
    if '"event": "request"' not in log:
        return ["the log is empty: nothing was searched"]
    pushed = [str(message.get("notification")) + str(message["data"]) for message in night.fcm.messages()]
    found = []
    for place, text in (("the log", log), ("a push", "\n".join(pushed))):
        digits = re.sub(r"(?<=\d)[ -](?=\d)", "", text)
        found += [
            f"{place} holds the number of {one.name}" for one in night.everybody if national(one.number) in digits
        ]
        found += [f"{place} holds the name {one.name}" for one in night.everybody[1:] if one.name in text]
        found += [f"{place} holds the report's words"] * (WORDS in text or "warung" in text)
    return found


def national(number: str) -> str:
    """The digits that every spelling of a number has in common: 0870-5550-0001 and +6287055500001 give 87055500001."""
    return re.sub(r"\D", "", number).removeprefix("62").removeprefix("0")


if __name__ == "__main__":
    sys.exit(main())
