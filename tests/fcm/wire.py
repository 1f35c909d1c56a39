"""HTTP/1.1 on a socket: one request in, one answer out in one write. No more of it than FCM's clients use."""

import http
import socket
from dataclasses import dataclass

from tests.fcm.answers import Answer

MAX_HEAD_BYTES = 65_536
MAX_BODY_BYTES = 1_048_576
_RECEIVE_BYTES = 65_536


class Malformed(Exception):
    """Not HTTP as we speak it; `status` says why, and the connection ends."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Request:
    """One request; header names in lower case, the path without its query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    keep_alive: bool


class Wire:
    """Reads requests from a socket and writes answers to it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""

    def read(self) -> Request | None:
        """The next request; None when the client has closed between two of them."""
        end = self._buffer.find(b"\r\n\r\n")
        while end < 0:
            if len(self._buffer) > MAX_HEAD_BYTES:
                raise Malformed(431)
            if not self._receive():
                return None
            end = self._buffer.find(b"\r\n\r\n")
        head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
        method, path, version, headers = _parse_head(head)
        keep_alive = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
        return Request(method, path, headers, self._read_body(method, headers), keep_alive)

    def write(self, answer: Answer, keep_alive: bool) -> None:
        """Sends an answer in one write."""
        reason = http.HTTPStatus(answer.status).phrase
        lines = [
            f"HTTP/1.1 {answer.status} {reason}",
            f"Content-Type: {answer.content_type}",
            f"Content-Length: {len(answer.body)}",
            *(f"{name}: {value}" for name, value in answer.headers.items()),
            *(() if keep_alive else ("Connection: close",)),
        ]
        self._connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + answer.body)

    def _receive(self) -> bool:
        received = self._connection.recv(_RECEIVE_BYTES)
        self._buffer += received
        return bool(received)

    def _read_body(self, method: str, headers: dict[str, str]) -> bytes:
        text = headers.get("content-length")
        if text is None:
            if method == "POST" or "transfer-encoding" in headers:
                raise Malformed(411)
            return b""
        if not (text.isascii() and text.isdigit()):
            raise Malformed(400)
        length = int(text)
        if length > MAX_BODY_BYTES:
            raise Malformed(413)
        while len(self._buffer) < length:
            if not self._receive():
                raise ConnectionError("closed within a body")
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return body


def _parse_head(head: bytes) -> tuple[str, str, str, dict[str, str]]:
    """Method, path, version and headers."""
    request_line, *lines = head.decode("latin-1").split("\r\n")
    parts = request_line.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise Malformed(400)
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise Malformed(400)
        headers[name.lower()] = value.strip()
    return parts[0], parts[1].partition("?")[0], parts[2], headers
