"""A Google of our own: it signs ID tokens with a real key and serves the certificates, or fails to."""

from __future__ import annotations

import base64
import datetime
import json
import threading
import time
import uuid
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from flask import Flask
from werkzeug.test import TestResponse

from tests.town.world import Town

PROJECT = "demo-siskamling"
KID = "the key of this test session"
NUMBER = "+628705550001"


def certificate_of(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "securetoken.system.gserviceaccount.com")])
    at = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(at - datetime.timedelta(days=1)).not_valid_after(at + datetime.timedelta(days=14))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


class Google:
    """Signs ID tokens as Google does, and serves the certificates that go with them."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = certificate_of(self.key)
        self.fetches = 0
        self.status = 200
        self.open = threading.Event()  # cleared: whoever asks for certificates hangs
        self.open.set()
        google = self

        class Certificates(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                google.fetches += 1
                google.open.wait(20)
                body = json.dumps({KID: google.certificate}).encode()
                self.send_response(google.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                if google.status == 200:
                    self.send_header("Cache-Control", "public, max-age=19000, must-revalidate, no-transform")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Certificates)
        self.url = f"http://127.0.0.1:{self._server.server_port}/certificates"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def uncached(self) -> str:
        """An address of the certificates that this process has never asked."""
        return f"{self.url}/{uuid.uuid4()}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def claims(self, phone: str | None = NUMBER, **changes: Any) -> dict[str, Any]:
        """What stands in a token of a user who signed in by phone; a change to None leaves the claim out."""
        at = int(time.time())
        claims = {"iss": f"https://securetoken.google.com/{PROJECT}", "aud": PROJECT, "auth_time": at - 60,
                  "sub": "uid-1", "user_id": "uid-1", "iat": at - 5, "exp": at + 3595, "phone_number": phone,
                  "firebase": {"identities": {"phone": [phone]}, "sign_in_provider": "phone"}}  # fmt: skip
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def token(self, phone: str | None = NUMBER, *, key: Any = None, kid: str = KID, **changes: Any) -> str:
        return jwt.encode(self.claims(phone, **changes), key or self.key, algorithm="RS256", headers={"kid": kid})

    def forged(self, algorithm: str, secret: str | None) -> str:
        """A true header and true claims under another algorithm."""
        header = {"alg": algorithm, "typ": "JWT", "kid": KID}
        if secret is None:
            return jwt.encode(self.claims(), None, algorithm="none", headers=header)
        signed = f"{part(header)}.{part(self.claims())}"  # PyJWT will not take a certificate for a secret
        return signed + "." + jwt.encode({}, secret.replace("-", "_"), algorithm=algorithm).split(".")[2]


def part(document: Any) -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def configure(app: Flask, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    monkeypatch.setitem(app.extensions, "siskamling", replace(app.extensions["siskamling"], **changes))


def sign_in(town: Town, id_token: str, key: str | None = None, **more: Any) -> TestResponse:
    return town.anybody.post("/sign-ins/firebase", {"id_token": id_token, "device_name": "Redmi 9A", **more}, key=key)


def refusal(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, str(answer.json["type"]).removeprefix("/problems/")
