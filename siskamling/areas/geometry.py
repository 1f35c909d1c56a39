"""From a point to its kelurahan: an index over boundaries, and over centroids where there is no boundary.

The data do not fit together exactly (shared/data/README.md): overlaps go to the lower code, gaps to the nearest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from siskamling.areas.rules import INSIDE, NEAREST_BOUNDARY, NEAREST_CENTROID, NOWHERE, Place

# Between 12 degrees north and south a degree of longitude is at most 2.2 % shorter than one of latitude, so whatever
# is nearest in metres lies within 5 % of the nearest in degrees.
_SLACK = 1.05
_TIE_M = 0.01  # nearer than this to each other is a tie: the lower code wins
INDONESIA = (94.0, -12.0, 142.0, 7.0)  # lon, lat of the corners, a little wider than the country


class Finder:
    """An immutable index of kelurahan; safe to share between threads. Takes GeoJSON geometries and (lat, lon)."""

    def __init__(
        self, boundaries: Iterable[tuple[str, dict[str, Any]]], centroids: Iterable[tuple[str, float, float]]
    ) -> None:
        shapes: dict[str, BaseGeometry] = {path: shape(geometry) for path, geometry in boundaries}
        self._bounded = frozenset(shapes)
        points = {path: Point(lon, lat) for path, lat, lon in centroids if path not in shapes}
        self._found: list[tuple[str, BaseGeometry]] = sorted({**points, **shapes}.items())
        self._tree = shapely.STRtree([geometry for _path, geometry in self._found])

    def locate(self, lat: float, lon: float) -> Place:
        """The kelurahan that holds the point (the lower code in an overlap), else the nearest."""
        if not self._found:
            return Place(None, None, NOWHERE, None)
        point = Point(lon, lat)
        holding = (self._found[hit][0] for hit in self._tree.query(point, predicate="intersects"))
        inside = min((path for path in holding if path in self._bounded), default=None)
        if inside is not None:
            return Place(inside, inside, INSIDE, 0.0)
        distance_m, path = self._nearest(point)
        return Place(None, path, NEAREST_BOUNDARY if path in self._bounded else NEAREST_CENTROID, distance_m)

    def _nearest(self, point: Point) -> tuple[float, str]:
        first = self._found[int(self._tree.query_nearest(point, all_matches=False)[0])][1]
        near = self._tree.query(point, predicate="dwithin", distance=point.distance(first) * _SLACK + 1e-9)
        candidates = [(distance_m(point, self._found[hit][1]), self._found[hit][0]) for hit in near]
        least = min(candidates)[0]
        path = min(path for away, path in candidates if away <= least + _TIE_M)
        return next(away for away, name in candidates if name == path), path


def distance_m(point: Point, geometry: BaseGeometry) -> float:
    """Metres from a lon/lat point to a geometry, on a local equirectangular projection of WGS 84.

    Within 3 parts in 10,000 up to 30 km at these latitudes.
    """
    nearest: Sequence[float] = nearest_points(point, geometry)[1].coords[0]
    lat = math.radians((point.y + nearest[1]) / 2)
    # Metres a degree, series for the WGS 84 ellipsoid.
    north = 111132.954 - 559.822 * math.cos(2 * lat) + 1.175 * math.cos(4 * lat)
    east = 111412.84 * math.cos(lat) - 93.5 * math.cos(3 * lat) + 0.118 * math.cos(5 * lat)

    def project(coordinates: Any) -> Any:
        away = coordinates - np.array([point.x, point.y])
        away[:, 0] = (away[:, 0] + 180) % 360 - 180  # the shorter way round the Earth
        return away * np.array([east, north])

    return float(shapely.distance(Point(0, 0), shapely.transform(geometry, project)))


def fault_of(geometry: Any) -> str | None:
    """What is wrong with a GeoJSON geometry as a kelurahan's boundary; None when nothing is."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return "the geometry must be a Polygon or MultiPolygon"
    try:
        found = shape(geometry)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return "the coordinates cannot be read"
    if found.is_empty:
        return "the geometry is empty"
    west, south, east, north = found.bounds
    if not (INDONESIA[0] <= west <= east <= INDONESIA[2] and INDONESIA[1] <= south <= north <= INDONESIA[3]):
        return "the coordinates lie outside Indonesia; they must be longitude, latitude in WGS 84"
    return None if found.is_valid else f"the polygon is not valid: {shapely.is_valid_reason(found)}"
