"""Numbers of the wells of a plate, for a heat map: from key-values of the wells, and from tables that name them."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from omeropyr.api import (
    AnnotationLink,
    Column,
    ColumnType,
    Invalid,
    Kind,
    NotFound,
    ObjectRef,
    OriginalFile,
    Session,
    Table,
    WellField,
    well_label,
)

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_NUMERIC = frozenset({ColumnType.LONG, ColumnType.DOUBLE, ColumnType.BOOL})
MOST_ROWS = 200_000
"""Of a table; what lies behind is not looked at."""

Found = dict[int, float]
"""Values by well id."""


@dataclass(frozen=True, slots=True)
class WellValue:
    """Something that wells have a number of. `source` is what it comes from, as people call it."""

    id: str
    label: str
    source: str


def values_on_offer(session: Session, plate_id: int) -> list[WellValue]:
    """Everything that can be drawn as a heat map. Raises NotFound."""
    wells = session.browse.plate(plate_id).wells
    keys = _numeric_keys(_maps(session, wells))
    found = [WellValue(f"key:{key}", key, "") for key in sorted(keys, key=str.casefold)]
    for table in _tables(session, plate_id):
        if _well_column(table) is not None:
            columns = enumerate(table.columns)
            found += [
                WellValue(f"table:{table.file_id}:{at}", column.name, table.name)
                for at, column in columns
                if column.type in _NUMERIC
            ]
    return found


def values_of(session: Session, plate_id: int, value_id: str) -> Found:
    """The numbers of one of `values_on_offer`; several of a well are averaged. Raises NotFound, Invalid."""
    wells = session.browse.plate(plate_id).wells
    source, _, rest = value_id.partition(":")
    if source == "key":
        return _averages(_of_key(_maps(session, wells), rest))
    file_id, _, column = rest.partition(":")
    if source != "table" or not (file_id.isdecimal() and column.isdecimal()):
        raise Invalid("of", f"'{value_id}' is no value of wells.")
    table = next((table for table in _tables(session, plate_id) if table.file_id == int(file_id)), None)
    if table is None or int(column) >= len(table.columns):
        raise NotFound("table", int(file_id))
    return _averages(_of_table(session, table, int(column), wells))


def _maps(session: Session, wells: Iterable[WellField]) -> Sequence[AnnotationLink]:
    refs = [ObjectRef(Kind.WELL, well_id) for well_id in dict.fromkeys(well.well_id for well in wells)]
    links: Sequence[AnnotationLink] = session.annotations.of(refs, kinds=[Kind.MAP]) if refs else []
    return links


def _pairs(links: Iterable[AnnotationLink]) -> Iterator[tuple[int, str, float | None]]:
    """(well id, key, number) of every pair; None for a value that begins with no number."""
    for link in links:
        pairs = link.annotation.value
        for key, value in pairs if isinstance(pairs, tuple) else ():
            match = _NUMBER.match(value.strip())
            yield link.parent.id, key, float(match[0]) if match else None


def _numeric_keys(links: Iterable[AnnotationLink]) -> set[str]:
    """Keys that have numbers only."""
    known: dict[str, bool] = {}
    for _, key, number in _pairs(links):
        known[key] = known.get(key, True) and number is not None
    return {key for key, is_numeric in known.items() if is_numeric}


def _of_key(links: Iterable[AnnotationLink], wanted: str) -> Iterator[tuple[int, float]]:
    return ((well, number) for well, key, number in _pairs(links) if key == wanted and number is not None)


def _tables(session: Session, plate_id: int) -> list[Table]:
    """Tables attached to the plate, and to the screens it is in."""
    plate = ObjectRef(Kind.PLATE, plate_id)
    screens = [link.parent for link in session.browse.parents([plate])]
    links = session.annotations.of([plate, *screens], kinds=[Kind.FILE])
    files = (link.annotation.value for link in links)
    ids = dict.fromkeys(file.id for file in files if isinstance(file, OriginalFile))
    return [table for file_id in ids if (table := _table(session, file_id)) is not None]


def _table(session: Session, file_id: int) -> Table | None:
    try:
        found: Table = session.tables.get(file_id)
    except (Invalid, NotFound):
        return None
    return found


def _well_column(table: Table) -> int | None:
    """The column that says which well a row is about: ids of wells, of images, or labels such as B3 under `Well`."""
    for type_ in (ColumnType.WELL, ColumnType.IMAGE):
        for at, column in enumerate(table.columns):
            if column.type is type_:
                return at
    return next((at for at, column in enumerate(table.columns) if _has_labels(column)), None)


def _has_labels(column: Column) -> bool:
    return column.type is ColumnType.STRING and column.name.casefold() in ("well", "well name")


def _of_table(session: Session, table: Table, column: int, wells: Sequence[WellField]) -> Iterator[tuple[int, float]]:
    about = _well_column(table)
    if about is None or table.columns[column].type not in _NUMERIC:
        return
    read = session.tables.read(table.file_id, columns=[about, column], stop=min(table.row_count, MOST_ROWS))
    known = _wells_by(table.columns[about].type, wells)
    for name, value in zip(read.values[0].tolist(), read.values[1].tolist(), strict=True):
        well = known.get(name.strip().upper() if isinstance(name, str) else name)
        if well is not None:
            yield well, float(value)


def _wells_by(type_: ColumnType, wells: Iterable[WellField]) -> dict[int | str, int]:
    if type_ is ColumnType.IMAGE:
        return {well.image_id: well.well_id for well in wells}
    if type_ is ColumnType.WELL:
        return {well.well_id: well.well_id for well in wells}
    short: dict[int | str, int] = {well_label(well.row, well.column): well.well_id for well in wells}
    padded: dict[int | str, int] = {re.sub(r"\D(\d)$", _padded, str(label)): well for label, well in short.items()}
    return {**short, **padded}


def _padded(match: re.Match[str]) -> str:
    """B3 is also written B03."""
    return f"{match[0][0]}0{match[1]}"


def _averages(found: Iterable[tuple[int, float]]) -> Found:
    values: dict[int, list[float]] = defaultdict(list)
    for well, number in found:
        if math.isfinite(number):
            values[well].append(number)
    return {well: sum(numbers) / len(numbers) for well, numbers in values.items()}
