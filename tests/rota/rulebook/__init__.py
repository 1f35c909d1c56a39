"""The rulebook of the watch."""
