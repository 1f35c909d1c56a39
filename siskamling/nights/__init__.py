"""Guard posts and the night as an object: one post x one evening's date, with its shifts.

Words: pos kamling = post, malam = night, jam jaga = shift. A night belongs to the date of its evening, in the area's
own time zone. Tables: posts, post_areas, nights, shifts.
"""
