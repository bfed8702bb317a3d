"""The pixel types of the OME model: bytes per value, and the range that clients are told."""

from __future__ import annotations

_BYTES = {
    "bit": 1,
    "int8": 1,
    "uint8": 1,
    "int16": 2,
    "uint16": 2,
    "int32": 4,
    "uint32": 4,
    "float": 4,
    "double": 8,
    "complex": 8,
    "double-complex": 16,
}


def byte_width(pixel_type: str) -> int:
    """Bytes that one value takes in memory; 8 for a type nobody has heard of."""
    return _BYTES.get(pixel_type, 8)


def pixel_range(pixel_type: str) -> list[int] | list[float]:
    """Smallest and largest value of the type: integers for integer types, because clients compare them as text.

    For the floating-point types, which have no such range, clients know the range of the signed integer of that width.
    """
    if pixel_type == "bit":
        return [0, 1]
    bits = 8 * byte_width(pixel_type)
    if pixel_type.startswith("uint"):
        return [0, 2**bits - 1]
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    return [low, high] if pixel_type.startswith("int") else [float(low), float(high)]
