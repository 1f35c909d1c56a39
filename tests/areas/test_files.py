"""Files as operators hand them over."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from siskamling.areas.files import BadFileError, orphans, read_code_list, read_points, read_polygons

from .shared import SHIPPED, shared

GOOD = "code,name,level\n31,DKI,provinsi\n31.72,Jakarta Utara,kabupaten/kota\n"


def given(folder: Path, text: str | bytes) -> Path:
    file = folder / "given"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


ZIPPED = gzip.compress(GOOD.encode(), mtime=0)  # a time in it would give each test runner another name


@pytest.mark.parametrize("data", [GOOD.encode(), b"\xef\xbb\xbf" + GOOD.encode(), ZIPPED,
                                  GOOD.replace("\n", "\r\n").encode()])  # fmt: skip
def test_a_code_list_may_be_gzipped_or_come_from_a_spreadsheet(tmp_path: Path, data: bytes) -> None:
    assert [row.path for row in read_code_list(given(tmp_path, data))] == ["31", "31.72"]


@pytest.mark.parametrize(
    ("row", "words"),
    [("3172,Jakarta Utara,kabupaten/kota", ["line 4", "'3172' is not an area code"]),
     ("99,Atlantis,provinsi", ["line 4", "no province"]),
     ("31.73,Jakarta Barat,provinsi", ["line 4", "31.73 is no 'provinsi'"]),
     ("31.73, ,kabupaten/kota", ["line 4", "the name must have"]),
     ("31,DKI,provinsi", ["line 4", "line 2 already"]),
     ("31.72.01.1001.001,RW,rw", ["line 4", "RW and RT"]),
     ("31.73", ["line 4", "3 columns"]),
     ("31.73,a,b,c", ["line 4", "3 columns"])],
)  # fmt: skip
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, row: str, words: list[str]) -> None:
    with pytest.raises(BadFileError) as refused:
        read_code_list(given(tmp_path, GOOD + row + "\n"))
    assert all(word in str(refused.value) for word in words)


def test_only_the_first_faults_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="and 20 more"):
        read_code_list(given(tmp_path, GOOD + "x,y,z\n" * 30))


@pytest.mark.parametrize("data", [b"", b"kode,nama\n1,2\n", b"\x1f\x8bbroken", ZIPPED[:-9],
                                  GOOD.encode() + b"31.73,\xff,kabupaten/kota\n"])  # fmt: skip
def test_what_is_no_code_list_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadFileError):
        read_code_list(given(tmp_path, data))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="No such file"):
        read_code_list(tmp_path / "nothing.csv")


def test_a_row_without_its_parent_is_seen(tmp_path: Path) -> None:
    rows = read_code_list(given(tmp_path, GOOD + "31.75.01,Matraman,kecamatan\n"))
    assert {path: row.line for path, row in orphans(rows).items()} == {"31.75": 4}


def test_the_whole_country_is_read() -> None:
    rows = read_code_list(shared("wilayah.csv.gz"))
    assert len(rows) == 91_599
    assert not orphans(rows)


def test_the_shipped_boundaries_are_read() -> None:
    polygons = read_polygons(SHIPPED / "jakarta_utara_kelurahan.geojson")
    assert len(polygons) == 31
    assert polygons[0].path == "31.72.01.1001"


@pytest.mark.parametrize(
    ("text", "word"),
    [("{", "not JSON"), ("[]", "FeatureCollection"), ('{"features": 3}', "FeatureCollection"),
     ('{"features": [3]}', "feature 1: the property `kode`"),
     ('{"features": [{"properties": {"kode": "31.72"}}]}', "feature 1: the property `kode`"),
     ('{"features": [{"properties": {"kode": "31.72.01.1001"}, "geometry": null}]}', "feature 1: the geometry")],
)  # fmt: skip
def test_what_is_no_boundaries_file_is_refused(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(BadFileError, match=word):
        read_polygons(given(tmp_path, text))


def test_points_may_carry_more_columns(tmp_path: Path) -> None:
    points = read_points(given(tmp_path, "lat,id,note,lon\n-6.1,a,hi,106.8\n"))
    assert [(point.id, point.lat, point.lon) for point in points] == [("a", -6.1, 106.8)]


@pytest.mark.parametrize(
    ("lat", "lon"), [("", "106.8"), ("x", "1"), ("nan", "1"), ("91", "1"), ("-6", "181"), ("-6", "inf")]
)
def test_a_point_that_is_nowhere_is_named_by_its_line(tmp_path: Path, lat: str, lon: str) -> None:
    with pytest.raises(BadFileError, match="line 3"):
        read_points(given(tmp_path, f"id,lat,lon\n1,-6.1,106.8\n2,{lat},{lon}\n"))
