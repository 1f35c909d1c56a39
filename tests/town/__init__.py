"""A small world that speaks the domain (HOUSE 11).

    rt = town.rt()                                  # Warakas, RW 005, RT 007
    budi = rt.resident("Budi")                      # household, person, account, role, token
    rt.squads(budi)                                 # every weekday's evening at the RT's post
    rt.month("2026-12")
    budi.phone.register()
    town.travel("2026-12-01 22:05")                 # WIB
    budi.phone.check_in(rt.night("2026-12-01"))
    town.work()                                     # due jobs and pushes, until idle
    budi.phone.received()

It begins on the evening of Tuesday, 1 December 2026, 19:00 WIB. Everything is written through the rooms' actions and
committed; names and numbers (+62870...) are invented.
"""
