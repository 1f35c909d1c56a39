"""Digests, keyed digests and encryption under the server's secret key."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet


def digest(secret: str | bytes) -> str:
    """SHA-256 of a secret with 256 random bits, as hex; enough for bearer tokens."""
    return hashlib.sha256(secret.encode() if isinstance(secret, str) else secret).hexdigest()


def keyed_digest(key: str, text: str) -> str:
    """HMAC-SHA-256 as hex: for short or guessable values (codes, phones, addresses, bodies)."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _fernet(key: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.digest(key.encode(), purpose.encode(), "sha256")))


def lock(key: str, purpose: str, text: str) -> str:
    """Encrypt and sign a text; only the same key and purpose open it."""
    return _fernet(key, purpose).encrypt(text.encode()).decode()


def unlock(key: str, purpose: str, sealed: str) -> str:
    """Open what `lock` closed. Raises cryptography.fernet.InvalidToken for anything else."""
    return _fernet(key, purpose).decrypt(sealed.encode()).decode()
