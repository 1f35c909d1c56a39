"""Plumbing that knows nothing of the watch; every room stands on it."""
