"""`python -m tests.fcm --port N`: every accepted message is one JSON line on stdout, all else on stderr."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from tests.fcm.ledger import Accepted
from tests.fcm.server import FcmServer


class _Printer:
    """Prints messages of many threads, each on a line of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self, message: Accepted) -> None:
        line = json.dumps(message) + "\n"
        with self._lock:
            sys.stdout.write(line)
            sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fcm", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one and tells it on stderr")
    parser.add_argument("--project", default="siskamling-test")
    parser.add_argument("--account-file", type=Path, help="where to write the service account's JSON key")
    parser.add_argument("--quota", type=int, metavar="N", help="requests a minute")
    parser.add_argument("--latency", type=float, nargs=2, metavar=("MIN", "MAX"), help="seconds before an answer")
    parser.add_argument("--ca-file", type=Path, help="serve TLS and write the certificate to trust here")
    return parser.parse_args()


def main() -> None:
    """Serves until SIGINT or SIGTERM."""
    options = _options()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    server = FcmServer(
        port=options.port,
        project=options.project,
        quota_per_minute=options.quota,
        latency=tuple(options.latency) if options.latency else None,
        use_tls=options.ca_file is not None,
        keep_messages=False,
        on_accept=_Printer(),
    )
    if options.account_file:
        options.account_file.write_text(json.dumps(server.service_account(), indent=2) + "\n")
    if options.ca_file:
        options.ca_file.write_bytes(server.ca_file.read_bytes())
    with server:
        print(f"FCM v1 of project {server.project} at {server.base_url}", file=sys.stderr, flush=True)
        stopping.wait()
    ledger = server.ledger
    print(f"{ledger.accepted} accepted, {ledger.connections} connections", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
