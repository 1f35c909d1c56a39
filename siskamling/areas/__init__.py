"""The official tree provinsi > kota > kecamatan > kelurahan, with our RW and RT below it.

Words: `path` is the Kemendagri code down to the kelurahan (31.72.02.1007), then RW and RT as three digits each
(31.72.02.1007.005.007), so that everything below an area is one index range. Tables: areas, boundaries.
RT and RW are found by membership, never by a point. These are not the codes of BPS: its 3175 is our 31.72.
"""
