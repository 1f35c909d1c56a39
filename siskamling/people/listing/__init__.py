"""A resident list as a secretary keeps it, read without touching the database.

`preview(data, filename)` turns the bytes of a CSV or XLSX file into rows that are accepted, merged or
refused, each with its line and notes in Indonesian: `read` (`delimited`, `workbook`) -> `columns` -> `rows`
(`skipping`, `households`, `words`, `phones`) -> `doubles` -> `preview`. Writing it down is the importer's
business.
"""
