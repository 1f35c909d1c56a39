"""Reading what an operator hands over: the country's code list, kelurahan polygons, points. No database."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from siskamling.areas.rules import level_of, parent_of, zone_of

# What shared/data/wilayah.csv.gz calls our levels.
LEVEL_NAMES = {"provinsi": "province", "kabupaten/kota": "city", "kecamatan": "district",
               "kelurahan/desa": "kelurahan"}  # fmt: skip
LONGEST_NAME = 120  # areas.name
_GZIP = b"\x1f\x8b"
_FAULTS_SHOWN = 10


class BadFileError(Exception):
    """The file cannot be used; the message names the line or feature, and what is wrong with it."""


@dataclass(frozen=True)
class ListedArea:
    """A row of the code list."""

    line: int
    path: str
    name: str


@dataclass(frozen=True)
class Polygon:
    """A feature of the boundaries file; `number` counts from 1."""

    number: int
    path: str
    geometry: dict[str, Any]


@dataclass(frozen=True)
class AskedPoint:
    """A point to find; degrees, WGS 84."""

    id: str
    lat: float
    lon: float


def refuse(faults: list[str]) -> None:
    """Raise BadFileError with the first faults, if there are any."""
    if faults:
        more = len(faults) - _FAULTS_SHOWN
        raise BadFileError("\n".join(faults[:_FAULTS_SHOWN]) + (f"\nand {more} more" if more > 0 else ""))


def read_code_list(file: Path) -> list[ListedArea]:
    """All rows of `code,name,level` (CSV, may be gzipped), sorted by code. Raises BadFileError."""
    rows: dict[str, ListedArea] = {}
    faults: list[str] = []
    for line, row in _rows(file, ("code", "name", "level")):
        path, name = row["code"].strip(), row["name"].strip()
        fault = _fault_of_area(path, name, row["level"].strip())
        if fault is None and path in rows:
            fault = f"code {path} is on line {rows[path].line} already"
        if fault:
            faults.append(f"line {line}: {fault}")
        else:
            rows[path] = ListedArea(line, path, name)
    refuse(faults)
    return [rows[path] for path in sorted(rows)]


def _fault_of_area(path: str, name: str, level: str) -> str | None:
    try:
        found = level_of(path)
        zone_of(path)
    except ValueError as error:
        return str(error)
    if found not in LEVEL_NAMES.values():
        return f"{path}: RW and RT are opened one by one, not imported"
    if LEVEL_NAMES.get(level) != found:
        return f"{path} is no {level!r}"
    if not 1 <= len(name) <= LONGEST_NAME or "\x00" in name:
        return f"{path}: the name must have 1 to {LONGEST_NAME} letters"
    return None


def orphans(rows: list[ListedArea]) -> dict[str, ListedArea]:
    """Parents that the list does not hold itself, each with the first row that needs it."""
    listed = {row.path for row in rows}
    missing: dict[str, ListedArea] = {}
    for row in rows:
        parent = parent_of(row.path)
        if parent is not None and parent not in listed:
            missing.setdefault(parent, row)
    return missing


def read_polygons(file: Path) -> list[Polygon]:
    """All features of a GeoJSON FeatureCollection whose property `kode` is a kelurahan's code. Raises BadFileError."""
    from siskamling.areas.geometry import fault_of

    found: dict[str, Polygon] = {}
    faults: list[str] = []
    for number, feature in enumerate(_features(file), start=1):
        path, geometry = _kode(feature), feature.get("geometry") if isinstance(feature, dict) else None
        if path is None:
            fault: str | None = "the property `kode` must be a kelurahan's code"
        elif path in found:
            fault = f"{path} is feature {found[path].number} already"
        else:
            fault = fault_of(geometry)
        if fault or path is None or geometry is None:
            faults.append(f"feature {number}: {fault}")
        else:
            found[path] = Polygon(number, path, geometry)
    refuse(faults)
    return [found[path] for path in sorted(found)]


def _features(file: Path) -> list[Any]:
    try:
        document = json.loads(_text(file))
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadFileError(f"not JSON: {error}") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise BadFileError("not a GeoJSON FeatureCollection: it has no list `features`")
    return features


def _kode(feature: Any) -> str | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    kode = properties.get("kode") if isinstance(properties, dict) else None
    try:
        return kode if isinstance(kode, str) and level_of(kode) == "kelurahan" else None
    except ValueError:
        return None


def read_points(file: Path) -> list[AskedPoint]:
    """All rows of a CSV with the columns `id,lat,lon`; further columns are passed over. Raises BadFileError."""
    found, faults = [], []
    for line, row in _rows(file, ("id", "lat", "lon")):
        try:
            lat, lon = float(row["lat"]), float(row["lon"])
        except ValueError:
            lat = lon = float("nan")
        if abs(lat) <= 90 and abs(lon) <= 180:
            found.append(AskedPoint(row["id"], lat, lon))
        else:
            faults.append(f"line {line}: lat and lon must be degrees, not {row['lat']!r} and {row['lon']!r}")
    refuse(faults)
    return found


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(file), newline=""), strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        if missing := [name for name in columns if name not in header]:
            raise BadFileError(f"line 1: the header must hold {','.join(columns)}; missing: {','.join(missing)}")
        reader.fieldnames = header
        for row in reader:
            if None in row or None in row.values():
                raise BadFileError(f"line {reader.line_num}: {len(header)} columns were expected")
            yield reader.line_num, row
    except csv.Error as error:
        raise BadFileError(f"line {reader.line_num}: {error}") from None


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFileError(f"line {line}: not UTF-8") from None
    except (EOFError, gzip.BadGzipFile) as error:
        raise BadFileError(f"the gzip file is damaged: {error}") from None
    except OSError as error:
        raise BadFileError(error.strerror or str(error)) from None
