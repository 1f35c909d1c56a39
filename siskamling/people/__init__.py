"""Accounts, households (KK) and their members, roles with terms, the resident list.

Words: warga = resident, KK = household, kepala keluarga = household head, tetap/kontrak/kos = tenure.
Never a NIK. Tables: accounts, households, persons, roles, admin_lines.
"""
