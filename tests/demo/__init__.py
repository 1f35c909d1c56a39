"""`python -m tests.demo` (`make demo`): one night in Warakas, through the HTTP API of a running server.

* ``phone``  a person with their phone: signs in, asks the API, receives pushes
* ``story``  the night itself
* ``table``  what each phone received, when, after which event
"""
