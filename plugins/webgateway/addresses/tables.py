"""Tables, and those attached to objects."""

from __future__ import annotations

from .address import Address, Group, Parameter

TABLE = "table/{file:[0-9]+}/"
OBJECT = r"{objtype:[\w.]+}/{objid:[0-9]+}/"
QUERY = Parameter(
    "query", "a condition on columns, `(area>20)&(Well==7)`; `*`: every row; `Well-7`: short for `Well==7`"
)
CONDITION = Parameter("query", "a condition on columns, `(area>20)&(Well==7)`")
PAGE = (
    Parameter("col_names", "a column to return; repeated"),
    Parameter("offset, limit", "which of the rows that were found, counted from 0"),
)


def _address(name: str, path: str, returns: str, example: str, *parameters: Parameter) -> Address:
    return Address(name=name, path=path, returns=returns, example=example, parameters=parameters)


TABLES = Group(
    "tables",
    "Tables and what they hold. What is wrong with a query is told under the key `error`, with status 200.",
    (
        _address("table_query", f"{TABLE}query/", "rows by a query", "table/1/query/?query=*&limit=10", QUERY, *PAGE),
        _address("table_metadata", f"{TABLE}metadata/", "columns, number of rows, metadata", "table/1/metadata/"),
        _address(
            "table_rows",
            f"{TABLE}rows/",
            "numbers of the rows that meet a condition",
            "table/1/rows/?query=area>20&start=0",
            CONDITION,
            Parameter("start", "the first row that is searched; go on with `end` of the answer"),
        ),
        Address(
            name="table_slice",
            path=f"{TABLE}slice/",
            returns="values by number, one list for each column",
            example="table/1/slice/?rows=0,4-6&columns=1",
            methods=("GET", "POST"),
            parameters=(Parameter("rows, columns", "numbers from 0 on and ranges: `0,4-6,12`; in the form of a POST"),),
        ),
        _address(
            "table_bitmask",
            f"{TABLE}obj_id_bitmask/",
            "ids as a mask: bit n is set for id n, the highest bit of a byte first",
            "table/1/obj_id_bitmask/?query=*&col_name=Image",
            QUERY,
            Parameter("col_name", "the column with the ids; `object`, else the first"),
        ),
        _address(
            "table_attached",
            rf"table/{OBJECT}query/",
            "rows of the newest table that is attached to an object or to what it is in",
            "table/Screen.plateLinks.child.wells/1/query/?query=Well-1",
            QUERY,
            *PAGE,
        ),
        _address(
            "annotations",
            rf"annotations/{OBJECT}",
            "tables attached to an object, or to what it is in: `Plate.wells/7/` are those on the plate of well 7",
            "annotations/Plate.wells/1/",
        ),
    ),
)
