"""Rotas in the making: a draft is built by the engine, looked at, and published or thrown away.

Words: rancangan jadwal = draft; terbit = published. A publication leaves what each holder (a person, or a household
where households owe) owed in its span: with the nights served, that is the fairness account.
Tables: rota_drafts, rota_dues.
"""
