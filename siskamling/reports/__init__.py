"""Reports of residents, routed to the responsible police unit, and what becomes of them.

Words: laporan = report, pelapor = reporter, tindak lanjut = follow-up. Tables: reports, report_trail.
"""
