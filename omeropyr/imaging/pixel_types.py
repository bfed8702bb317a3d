"""OME names of pixel types and the numpy types behind them."""

from __future__ import annotations

from typing import Any

import numpy as np

NAMES = {
    "bool": "bit",
    "int8": "int8",
    "uint8": "uint8",
    "int16": "int16",
    "uint16": "uint16",
    "int32": "int32",
    "uint32": "uint32",
    "float16": "float",
    "float32": "float",
    "float64": "double",
    # OME has no 64 bit integers: they are read as double, exact up to 2**53
    "int64": "double",
    "uint64": "double",
}

DTYPES: dict[str, np.dtype[Any]] = {
    "bit": np.dtype(np.uint8),
    "float": np.dtype(np.float32),
    "double": np.dtype(np.float64),
    **{name: np.dtype(name) for name in ("int8", "uint8", "int16", "uint16", "int32", "uint32")},
}


def pixel_type(dtype: np.dtype[Any]) -> str:
    """OME name of a numpy type. Raises ValueError for types that no image shows, such as complex."""
    name = np.dtype(dtype).newbyteorder("=").name
    if name not in NAMES:
        raise ValueError(f"pixels of type {name} are not supported")
    return NAMES[name]


def dtype_of(name: str) -> np.dtype[Any]:
    """The type `ImageSource.read` returns for an OME name, in native byte order."""
    return DTYPES[name]


def type_range(name: str) -> tuple[float, float]:
    """Smallest and largest value of a pixel type; 0..1 for bit and the floating types."""
    if name in ("bit", "float", "double"):
        return 0.0, 1.0
    limits = np.iinfo(DTYPES[name])
    return float(limits.min), float(limits.max)
