"""What an area decided about its watch (tata tertib ronda), and the seasons and holidays that lie over it.

Words: tata tertib ronda = rulebook, musyawarah = meeting, keputusan = decision, masa (Ramadan, mudik, siaga) = season,
hari libur = holiday. A rulebook is a version: it is never changed, a later meeting decides a new one.
Tables: rulebooks, seasons, holiday_edits.
"""
