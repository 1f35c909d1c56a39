"""The service account and the token endpoint: signed assertion in, bearer token out."""

import secrets
import threading
import time
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.fcm.answers import Answer, json_answer

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"  # google-auth's audience, whatever the token_uri
SCOPES = frozenset(
    {"https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/firebase.messaging"}
)
MAX_ASSERTION_SECONDS = 3600
TOKEN_SECONDS = 3599
CLOCK_SKEW_SECONDS = 10


@lru_cache(maxsize=1)
def _generated_key() -> rsa.RSAPrivateKey:
    """One key a process: making one takes longer than most tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TokenIssuer:
    """Exchanges assertions signed by the service account for bearer tokens, and knows those it gave out.

    `outage`: set it to an HTTP status and the endpoint answers nothing else. google-auth repeats the
    exchange for some seconds at 5xx, and gives up at once at 4xx.
    """

    def __init__(self, project: str, token_uri: str) -> None:
        self._project = project
        self._token_uri = token_uri
        self._key = _generated_key()
        self._key_id = secrets.token_hex(20)
        self._email = f"firebase-adminsdk@{project}.iam.gserviceaccount.com"
        self._lock = threading.Lock()
        self._expiry: dict[str, float] = {}
        self.exchanges = 0
        self.outage: int | None = None

    def service_account(self) -> dict[str, str]:
        """The JSON key, for `firebase_admin.credentials.Certificate`."""
        pem = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": self._project,
            "private_key_id": self._key_id,
            "private_key": pem.decode(),
            "client_email": self._email,
            "client_id": "100000000000000000001",
            "token_uri": self._token_uri,
            "universe_domain": "googleapis.com",
        }

    def revoke_all(self) -> None:
        """Makes every bearer token given out so far unknown."""
        with self._lock:
            self._expiry.clear()

    def accepts(self, authorization: str | None) -> bool:
        """Is this Authorization header a bearer token of ours that has not expired?"""
        scheme, _, token = (authorization or "").partition(" ")
        return scheme.lower() == "bearer" and time.monotonic() < self._expiry.get(token, 0.0)

    def exchange(self, body: bytes) -> Answer:
        """Answers a POST to the token endpoint."""
        self.exchanges += 1
        if self.outage is not None:
            code = "server_error" if self.outage >= 500 else "invalid_grant"
            return _oauth_error(code, "The token endpoint was told to refuse.", self.outage)
        form = parse_qs(body.decode("ascii", "replace"))
        if form.get("grant_type") != [GRANT_TYPE]:
            return _oauth_error("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")
        try:
            claims = self._verified(form.get("assertion", [""])[0])
        except jwt.InvalidTokenError as problem:
            return _oauth_error("invalid_grant", f"Invalid JWT: {problem}")
        if SCOPES.isdisjoint(str(claims.get("scope", "")).split()):
            return _oauth_error("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return json_answer(
            200, {"access_token": self._new_token(), "expires_in": TOKEN_SECONDS, "token_type": "Bearer"}
        )

    def _verified(self, assertion: str) -> dict[str, Any]:
        """The claims of an assertion; raises `jwt.InvalidTokenError` for whatever is wrong with it."""
        if jwt.get_unverified_header(assertion).get("kid") not in (None, self._key_id):
            raise jwt.InvalidKeyError("unknown key id")
        claims: dict[str, Any] = jwt.decode(
            assertion,
            self._key.public_key(),
            algorithms=["RS256"],
            audience=[self._token_uri, GOOGLE_TOKEN_URI],
            issuer=self._email,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": ["iss", "aud", "iat", "exp"]},
        )
        if not 0 < int(claims["exp"]) - int(claims["iat"]) <= MAX_ASSERTION_SECONDS:
            raise jwt.InvalidTokenError("Token must be a short-lived token (60 minutes) and in a reasonable timeframe.")
        return claims

    def _new_token(self) -> str:
        """About 1,000 characters, as Google's."""
        token = f"ya29.c.{secrets.token_urlsafe(762)}"
        with self._lock:
            self._expiry[token] = time.monotonic() + TOKEN_SECONDS
        return token


def _oauth_error(code: str, description: str, status: int = 400) -> Answer:
    """An error of RFC 6749."""
    return json_answer(status, {"error": code, "error_description": description})
