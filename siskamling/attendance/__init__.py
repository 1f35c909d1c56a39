"""Checking in at the post.

Words: hadir = present, daftar hadir = check-ins. Tables: check_ins.
"""
