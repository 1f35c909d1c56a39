"""`FcmServer`: the local FCM v1 server that tests, the demo and benchmarks send to."""

import contextlib
import random
import re
import secrets
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.fcm import answers, tls
from tests.fcm.answers import Answer, Fate
from tests.fcm.checks import Message, Refused, address_of, read_send_request
from tests.fcm.ledger import Accepted, Ledger
from tests.fcm.oauth import TokenIssuer
from tests.fcm.quota import MinuteQuota
from tests.fcm.script import AFTERMATHS, REFUSALS, Fault, Scripts
from tests.fcm.wire import Malformed, Request, Wire

HOST = "127.0.0.1"
TOKEN_PATH = "/token"
_SEND_PATH = re.compile(r"/v1/projects/([^/]+)/messages:send")
_BACKLOG = 1024
_JOIN_SECONDS = 5.0
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class FcmServer:
    """An FCM v1 server on 127.0.0.1; listens from `start` (or `with`) to `stop`.

    * `quota_per_minute`: requests a minute of the project (None: no quota); `fcm.quota.per_minute` later
    * `latency`: (shortest, longest) seconds between accepting a request and answering it; may be changed
    * `use_tls`: serve https; clients trust `fcm.ca_file`
    * `id_key`: the data key that holds the sender's own message id, for the ledger
    * `keep_messages`: False for benchmarks with millions of messages
    * `on_accept`: called with every accepted message, in the thread of its connection
    """

    def __init__(
        self,
        *,
        port: int = 0,
        project: str = "siskamling-test",
        quota_per_minute: int | None = None,
        latency: tuple[float, float] | None = None,
        use_tls: bool = False,
        id_key: str = "id",
        keep_messages: bool = True,
        on_accept: Callable[[Accepted], None] | None = None,
    ) -> None:
        self.project = project
        self.latency = latency
        self.ledger = Ledger(id_key, keep_messages)
        self.quota = MinuteQuota(quota_per_minute)
        self.scripts = Scripts()
        self._on_accept = on_accept
        self._random = random.Random()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._directory = tempfile.TemporaryDirectory(prefix="fcm-") if use_tls else None
        self._tls = tls.server_context(Path(self._directory.name)) if self._directory else None
        self._listener = socket.create_server((HOST, port), backlog=_BACKLOG)
        self.port: int = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept_connections, name="fcm-accept", daemon=True)
        self.oauth = TokenIssuer(project, self.base_url + TOKEN_PATH)

    # -- for tests ---------------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{HOST}:{self.port}"

    @property
    def ca_file(self) -> Path:
        """The certificate to trust when serving TLS."""
        if self._directory is None:
            raise ValueError("This server speaks plain HTTP; make it with use_tls=True.")
        return Path(self._directory.name) / tls.CA_FILE

    def service_account(self) -> dict[str, str]:
        """For `firebase_admin.credentials.Certificate`; its token_uri is ours."""
        return self.oauth.service_account()

    def messages(self) -> list[Accepted]:
        """The accepted messages, in order."""
        return self.ledger.messages()

    def script(
        self,
        address: str,
        name: str,
        times: int | None = None,
        *,
        retry_after: int | None = None,
        fcm_error: bool = True,
        seconds: float | None = None,
    ) -> None:
        """Orders a fault (`script.NAMES`) for one address or `script.ANY`: the next `times`, or always.

        `retry_after` for QUOTA, INTERNAL, UNAVAILABLE; `fcm_error=False` makes QUOTA the project's;
        `seconds` for SLOW (1 if not given) and HANG (until the client gives up).
        """
        self.scripts.add(address, Fault(name, times, retry_after, fcm_error, seconds))

    def clear(self) -> None:
        """Forgets messages, scripts, counts, the running quota minute and the outage; keeps bearer tokens."""
        self.scripts.forget()
        self.ledger.clear()
        self.quota.reset()
        self.oauth.outage = None

    # -- life --------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Accepts connections from now on."""
        self._acceptor.start()
        return self

    def stop(self) -> None:
        """Closes every connection, answered or not, and waits for their threads."""
        self._stopping.set()
        _shut(self._listener)
        self._acceptor.join(_JOIN_SECONDS)
        self._listener.close()
        with self._lock:
            open_connections = dict(self._connections)
        for connection in open_connections.values():
            _shut(connection)
        for thread in open_connections:
            thread.join(_JOIN_SECONDS)
        if self._directory:
            self._directory.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- connections -------------------------------------------------------------------------------

    def _accept_connections(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
                if self._tls:
                    connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
            except OSError:
                if self._stopping.wait(0.01):
                    return
                continue
            thread = threading.Thread(target=self._serve, args=(connection,), name="fcm-serve", daemon=True)
            with self._lock:
                self._connections[thread] = connection
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        """One connection until its end; over TLS the first read does the handshake."""
        self.ledger.connection_opened()
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wire = Wire(connection)
            while self._exchange(connection, wire):
                pass
        except OSError:
            pass  # the client went away
        finally:
            connection.close()
            with self._lock:
                del self._connections[threading.current_thread()]
            self.ledger.connection_closed()

    def _exchange(self, connection: socket.socket, wire: Wire) -> bool:
        """One request and its answer; False when the connection is to end."""
        try:
            request = wire.read()
        except Malformed as problem:
            wire.write(answers.html_answer(problem.status, "Bad Request"), keep_alive=False)
            return False
        if request is None:
            return False
        if request.path == TOKEN_PATH and request.method == "POST":
            wire.write(self.oauth.exchange(request.body), request.keep_alive)
            return request.keep_alive
        self.ledger.request_began()
        try:
            answer = self._answer(request)
            self.ledger.answered(answer.status)
            return self._deliver(answer, connection, wire, request.keep_alive)
        finally:
            self.ledger.request_ended()

    def _deliver(self, answer: Answer, connection: socket.socket, wire: Wire, keep_alive: bool) -> bool:
        """Lets an answer meet its fate; False when the connection is to end."""
        if answer.fate is Fate.HANG:
            connection.settimeout(answer.delay or None)
            connection.recv(1)
            return False
        delay = answer.delay or (self._random.uniform(*self.latency) if self.latency else 0.0)
        if delay:
            self._stopping.wait(delay)
        if answer.fate is Fate.RST:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        if answer.fate in (Fate.RST, Fate.FIN):
            return False
        wire.write(answer, keep_alive)
        return keep_alive and answer.fate is Fate.KEEP

    # -- what to answer ----------------------------------------------------------------------------

    def _answer(self, request: Request) -> Answer:
        found = _SEND_PATH.fullmatch(request.path)
        if found is None or request.method != "POST":
            return answers.html_answer(404, "Not Found")
        if not self.oauth.accepts(request.headers.get("authorization")):
            return answers.unauthenticated()
        if found[1] != self.project:
            return answers.permission_denied(found[1])
        wait = self.quota.seconds_to_wait()
        if wait is not None:
            return answers.rate_limit_exceeded(self.project, wait, self.quota.per_minute or 0)
        try:
            message, validate_only = read_send_request(request.body)
        except Refused as refused:
            return refused.answer
        return self._play(message, validate_only)

    def _play(self, message: Message, validate_only: bool) -> Answer:
        """A good message: what the script of its address says, else accepted."""
        fault = self.scripts.take(address_of(message))
        if fault is not None and fault.name in REFUSALS:
            return REFUSALS[fault.name](fault, self.project)
        name = f"projects/{self.project}/messages/fake_message_id" if validate_only else self._accept(message)
        answer = answers.json_answer(200, {"name": name})
        return answer if fault is None else AFTERMATHS[fault.name](fault, answer)

    def _accept(self, message: Message) -> str:
        """Enters a message into the ledger; its name."""
        now = time.time_ns()
        name = f"projects/{self.project}/messages/0:{now // 1000}%{secrets.token_hex(8)}"
        accepted: Accepted = {"message_id": name, "accepted_at": now / 1e9, **message}
        self.ledger.accept(accepted, address_of(message))
        if self._on_accept is not None:
            self._on_accept(accepted)
        return name


def _shut(connection: socket.socket) -> None:
    """Wakes whoever waits on a socket; harmless when it is closed already."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
