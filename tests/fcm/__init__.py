"""A strict local FCM v1 server: real HTTP, and it refuses what Google's refuses.

The real firebase-admin client talks to it (PLATFORM-push.md, sections 3 to 5)::

    from tests.fcm.addresses import device_token
    from tests.fcm.server import FcmServer

    with FcmServer() as fcm:
        _MessagingService.FCM_URL = fcm.base_url + "/v1/projects/{0}/messages:send"
        app = initialize_app(credentials.Certificate(fcm.service_account()))
        fcm.script(device_token("budi"), "UNREGISTERED")

* ``schema``   the fields of a v1 message, as data (from Google's discovery document, revision 20261023)
* ``addresses`` well-formed tokens and installation ids, by name of a device
* ``checks``   is this body a message? first its shape, then its meaning; pure
* ``answers``  what FCM says, as HTTP answers
* ``script``   misbehaviour ordered for one address
* ``oauth``    the service account and the token endpoint
* ``quota``    the project's quota of requests a minute
* ``ledger``   what was accepted, when, and how often
* ``wire``     HTTP/1.1 on a socket          ``tls``  a certificate for 127.0.0.1
* ``server``   ``FcmServer``, which joins them; ``python -m tests.fcm --port N`` runs it alone

A message is accepted when its request has been checked, *before* any latency or SLOW: a client that gives
up waiting has delivered it all the same, as with the real one (node#1248).
"""
