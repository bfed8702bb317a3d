"""Tabular data: columns of the types that OMERO.tables knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from numpy.typing import NDArray


class ColumnType(StrEnum):
    """The class names of OMERO's columns without `Column`. Ids, LONG: int64; MASK is not offered."""

    FILE = "File"
    IMAGE = "Image"
    DATASET = "Dataset"
    ROI = "Roi"
    WELL = "Well"
    PLATE = "Plate"
    LONG = "Long"
    DOUBLE = "Double"
    BOOL = "Bool"
    STRING = "String"
    LONG_ARRAY = "LongArray"
    FLOAT_ARRAY = "FloatArray"
    DOUBLE_ARRAY = "DoubleArray"


@dataclass(frozen=True, slots=True)
class Column:
    """`size` is the most bytes of UTF-8 of a STRING, the length of an array; None for everything else."""

    name: str
    type: ColumnType
    description: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`file_id` is the original file that stands for the table, as in OMERO."""

    file_id: int
    name: str
    columns: tuple[Column, ...]
    row_count: int
    owner_id: int
    group_id: int
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableRows:
    """`values[i]` belongs to `columns[i]`: one-dimensional, arrays are (rows, size), strings an object array."""

    columns: Sequence[Column]
    row_numbers: Sequence[int]
    values: Sequence[NDArray[Any]]
