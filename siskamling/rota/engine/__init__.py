"""The rota engine: a problem in, a rota or an explanation out. Pure: no database, no web, no clock but a stopwatch.

Words: a *unit* is a person, or people who go together; a *slot* is a shift of a night; an *account* is who owes
nights, a person or a household; a *balance* is served minus due, in hundredths of a duty. Goals come in strict order
(`score.GOALS`). Read `solve.py` first.
"""
