"""A resident list as a secretary keeps it, read without touching the database.

`preview(data, filename)` turns the bytes of a CSV or XLSX file into rows that are accepted, merged or refused,
each with its line and notes in Indonesian. Bytes -> `read` (with `delimited` and `workbook`) -> `columns` -> `rows`
(with `blocks`, `words`, `phones`, `doubles`) -> `preview`. What to do with a preview is the importer's business.
"""
