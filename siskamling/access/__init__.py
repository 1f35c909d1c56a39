"""Sign-in, bearer tokens, invitations, throttling, and the one permission table.

Words: undangan = invitation. Tables: tokens, invitations. Announces SignedOut (push forgets the device).
"""
