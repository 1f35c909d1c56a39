"""Who is free of the watch, who cannot come, who would like to come when, and with whom: what a rota is made of.

Words: bebas ronda = exemption, berhalangan = absence, keinginan = wish, berpasangan = pair. Why somebody is exempt may
be health data (UU 27/2022): the class is for the head and for the person; everybody else reads "excused", so it
stands in the table `exemptions` and in the two lists that show it, and in no trail, push, feed or log.
Tables: exemptions, absences, wishes, duty_pairs.
"""
