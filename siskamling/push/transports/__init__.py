"""The ways a message leaves. Which one this worker uses is said loudly at the start: a watch that cannot ring must
not look healthy."""

from __future__ import annotations

import structlog

from siskamling.kit.config import Config
from siskamling.push.transports.log import LogTransport
from siskamling.push.transports.sender import LANES, Sender

__all__ = ["Sender", "sender_of"]
log = structlog.get_logger()


def sender_of(config: Config) -> Sender:
    """Firebase where credentials are given, else the log. Call it in the worker process, never before a fork.

    Raises RuntimeError when firebase-admin's private parts have moved, OSError or ValueError for a bad key file.
    """
    if config.firebase_credentials is None:
        log.warning("NO_PHONE_WILL_RING: no SISKAMLING_FIREBASE_CREDENTIALS, pushes go to this log", transport="log")
        return Sender(LogTransport(), config.push_threads)
    from siskamling.push.transports.fcm import FcmTransport  # 0.3 s and 35 MB that only a sending worker pays

    transport = FcmTransport(config.firebase_credentials, config.fcm_base_url, config.push_threads * len(LANES))
    log.info("push_transport_open", transport=transport.name, address=config.fcm_base_url)
    return Sender(transport, config.push_threads)
