"""Agencies' units (police first), their chain of command and the areas they answer for.

Words: polres = resort, polsek = sector, polsubsektor = subpost; `path` runs from the top of the chain
(polda-metro-jaya.polres-metro-jakarta-utara.polsek-koja). Tables: units, unit_areas.
"""
