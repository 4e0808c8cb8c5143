"""Ties as compressed sparse rows: the plain arrays under a projection."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Arrays:
    """The arrays as they were built: actors in the order of their ids, ties in the order of theirs."""

    ids: list[str]
    index: dict[str, int]
    names: NDArray[Any]
    starts: Ints
    ends: Ints
    kinds: Ints
    indptr: Ints
    indices: Ints
    edges: Ints


def compress(starts: Ints, ends: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """Return where the row of each actor begins, the neighbour of each entry, and the number of its tie."""
    near, other = np.concatenate([starts, ends]), np.concatenate([ends, starts])
    order = np.argsort(near, kind="stable")
    indptr = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(near, minlength=count), out=indptr[1:])
    edges = np.tile(np.arange(len(starts), dtype=np.int32), 2)
    return indptr, other[order], edges[order]


def places_of(names: NDArray[Any], wanted: Collection[str]) -> NDArray[np.intp]:
    """Return the places of those of some ties that are among sorted names."""
    if not len(names) or not wanted:
        return np.empty(0, dtype=np.intp)
    asked = np.array([*wanted], dtype="S")
    places = np.minimum(np.searchsorted(names, asked), len(names) - 1)
    found: NDArray[np.intp] = places[names[places] == asked]
    return found
