"""Siskamling: the night watch of Indonesian neighbourhoods and the police posts that answer it."""
