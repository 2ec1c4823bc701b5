"""Which place lies nearest to a point on the map."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from typing import TypeVar

_EARTH_KM = 6371.0
NEAR_KM = 5.0

P = TypeVar("P")


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) pairs in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def nearest(point: tuple[float, float], places: Iterable[tuple[P, float | None, float | None]]) -> P | None:
    """The nearest place within `NEAR_KM`; places without coordinates are passed over."""
    reachable = [
        (distance, index, place)
        for index, (place, latitude, longitude) in enumerate(places)
        if latitude is not None
        and longitude is not None
        and (distance := kilometres(point, (latitude, longitude))) <= NEAR_KM
    ]
    return min(reachable, key=lambda found: found[:2])[2] if reachable else None
