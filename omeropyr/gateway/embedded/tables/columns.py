"""Columns of tables: what they may be, and their values as numpy arrays of one type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.schema import NAME_LENGTH
from omeropyr.gateway.embedded.texts import checked_text
from omeropyr.gateway.model import Column, ColumnType

Array = NDArray[Any]

MOST_COLUMNS = 2000
MOST_TEXT_BYTES = 2**20
MOST_ELEMENTS = 2**17
"""Of an array in one cell."""
SIZED = {
    ColumnType.STRING: MOST_TEXT_BYTES,
    ColumnType.LONG_ARRAY: MOST_ELEMENTS,
    ColumnType.FLOAT_ARRAY: MOST_ELEMENTS,
    ColumnType.DOUBLE_ARRAY: MOST_ELEMENTS,
}
"""Types whose columns have a size, and the largest."""
SPECIAL_DTYPES = {
    ColumnType.DOUBLE: "<f8",
    ColumnType.BOOL: "?",
    ColumnType.STRING: "O",
    ColumnType.FLOAT_ARRAY: "<f4",
    ColumnType.DOUBLE_ARRAY: "<f8",
}


def dtype_of(column: Column) -> np.dtype[Any]:
    """Of one value, or of one element of an array; ids are 64 bit integers."""
    return np.dtype(SPECIAL_DTYPES.get(column.type, "<i8"))


def is_array(column: Column) -> bool:
    return column.size is not None and column.type is not ColumnType.STRING


def row_bytes(column: Column) -> int:
    """The most that one value takes before it is compressed."""
    return (column.size or 1) * (1 if column.type is ColumnType.STRING else dtype_of(column).itemsize)


def empty(column: Column, rows: int) -> Array:
    """Room for the values of so many rows."""
    shape = (rows, column.size) if is_array(column) and column.size is not None else (rows,)
    return np.empty(shape, dtype_of(column))


def column_to_json(column: Column) -> dict[str, Any]:
    return asdict(column)


def column_from_json(values: dict[str, Any]) -> Column:
    return Column(**{**values, "type": ColumnType(values["type"])})


def checked_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Raises Invalid naming the column."""
    if not 1 <= len(columns) <= MOST_COLUMNS:
        raise Invalid("columns", f"must be from 1 to {MOST_COLUMNS}")
    names: set[str] = set()
    for number, column in enumerate(columns):
        _check_column(column, f"columns[{number}]")
        if column.name in names:
            raise Invalid(f"columns[{number}].name", f"{column.name!r} is there twice")
        names.add(column.name)
    return tuple(columns)


def _check_column(column: Column, name: str) -> None:
    checked_text(f"{name}.name", column.name, longest=NAME_LENGTH, required=True)
    checked_text(f"{name}.description", column.description)
    if not isinstance(column.type, ColumnType):
        raise Invalid(f"{name}.type", f"must be one of {', '.join(ColumnType)}")
    most = SIZED.get(column.type)
    if most is None and column.size is not None:
        raise Invalid(f"{name}.size", f"must be None for a {column.type} column")
    if most is not None and not (isinstance(column.size, int) and 1 <= column.size <= most):
        raise Invalid(f"{name}.size", f"must be from 1 to {most} for the {column.type} column {column.name!r}")


def checked_values(columns: Sequence[Column], values: Sequence[Any]) -> list[Array]:
    """One array for each column, all of the same length. Raises Invalid naming the column."""
    if len(values) != len(columns):
        raise Invalid("values", f"must be {len(columns)} arrays, one for each column, not {len(values)}")
    arrays = [_checked(column, given) for column, given in zip(columns, values, strict=True)]
    for column, array in zip(columns, arrays, strict=True):
        if len(array) != len(arrays[0]):
            raise _wrong(column, f"must be {len(arrays[0])} values, as in {columns[0].name!r}, not {len(array)}")
    return arrays


def _wrong(column: Column, reason: str) -> Invalid:
    return Invalid(f"column {column.name!r}", reason)


def _checked(column: Column, given: Any) -> Array:
    if column.type is ColumnType.STRING:
        return _texts(column, given)
    try:
        array = np.asarray(given)
    except ValueError:
        raise _wrong(column, "must be an array, with rows of one length") from None
    if array.ndim != (2 if is_array(column) else 1) or array.shape[1:] != empty(column, 0).shape[1:]:
        wanted = f"an array of shape (rows, {column.size})" if is_array(column) else "a one-dimensional array"
        raise _wrong(column, f"must be {wanted}")
    return _converted(column, array)


KINDS = {"i": ("iu", "whole numbers"), "f": ("iuf", "numbers"), "b": ("b", "True or False")}
"""Kind of dtype -> kinds that become it without loss, and what they are called."""


def _converted(column: Column, array: Array) -> Array:
    dtype = dtype_of(column)
    kinds, called = KINDS[dtype.kind]
    if array.size and array.dtype.kind not in kinds:
        raise _wrong(column, f"must be {called}")
    if array.dtype.kind == "u" and dtype.kind == "i" and array.size and array.max() > np.iinfo(np.int64).max:
        raise _wrong(column, "must be whole numbers of at most 64 bits with sign")
    with np.errstate(over="ignore"):
        converted = array.astype(dtype)
    if dtype.itemsize == 4 and (np.isinf(converted) & np.isfinite(array)).any():
        raise _wrong(column, "must be numbers that 32 bits can hold")
    return converted


def _texts(column: Column, given: Any) -> Array:
    texts = given.tolist() if isinstance(given, np.ndarray) else list(given)
    for row, text in enumerate(texts):
        try:
            length = len(text.encode())
        except (AttributeError, UnicodeEncodeError):
            raise _wrong(column, f"row {row} must be a text") from None
        if length > (column.size or 0):
            raise _wrong(column, f"row {row} has {length} bytes, the column has room for {column.size}")
    array = np.empty(len(texts), object)
    array[:] = texts
    return array
