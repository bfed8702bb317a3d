"""Conditions on tables: against a row-by-row computation, and any text at all."""

from __future__ import annotations

import math
import operator
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.tables.conditions import LONGEST, parsed
from omeropyr.gateway.embedded.tables.operations import FUNCTIONS
from omeropyr.gateway.model import Column, ColumnType

COLUMNS = [
    Column("area", ColumnType.DOUBLE),
    Column("Well", ColumnType.WELL),
    Column("ok", ColumnType.BOOL),
    Column("Gene", ColumnType.STRING, size=20),
    Column("trace", ColumnType.DOUBLE_ARRAY, size=2),
    Column("µm", ColumnType.LONG),
    Column("two words", ColumnType.LONG),
    Column("class", ColumnType.LONG),
]
ROWS = 6
VALUES: dict[int, np.ndarray] = {
    0: np.array([0.5, -3.25, math.nan, math.inf, 20.5, 1e300]),
    1: np.array([1, 2, 3, -7, 0, 2**62]),
    2: np.array([True, False, True, False, True, True]),
    3: np.array(["CDK1", "PLK1", "", "ŝtono", "CDK1\0", "cdk1"], object),
    5: np.arange(ROWS),
}


def rows(text: str, **variables: Any) -> list[int]:
    condition = parsed(text, COLUMNS, variables)
    met = condition.met({column: VALUES[column] for column in condition.columns})
    return np.flatnonzero(np.broadcast_to(met, ROWS)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("area > 20", [3, 4, 5]),
        ("(area > 20) & (Well == 0)", [4]),
        ("  ( Well==1 )|( Well == 2 )\n", [0, 1]),
        ("~ok", [1, 3]),
        ("ok == False", [1, 3]),
        ("area != area", [2]),
        ("Gene == 'CDK1'", [0]),
        ('Gene == "CDK1\\0"', [4]),
        ("Gene >= 'a'", [3, 5]),
        ("'PLK1' == Gene", [1]),
        ("contains(Gene, 'DK')", [0, 4]),
        ("Well % 2 == 1", [0, 2, 3]),
        ("Well * 2 + 1 == 5", [1]),
        ("-Well > 5", [3]),
        ("Well / 2 == 0.5", [0]),
        ("Well ** 2 == 9", [2]),
        ("Well % 0 == 0", [0, 1, 2, 3, 4, 5]),
        ("(Well & 1) == 1", [0, 2, 3]),
        ("ok + ok == 2", [0, 2, 4, 5]),
        ("sqrt(area) < 1", [0]),
        ("abs(Well) == 7", [3]),
        ("where(ok, Well, 0 * Well) == 3", [2]),
        ("arctan2(1.0, 1.0) < 1", [0, 1, 2, 3, 4, 5]),
        ("µm == 2", [2]),
        ("1 == 1", [0, 1, 2, 3, 4, 5]),
        ("False", []),
        ("9**9**9 > 1", [0, 1, 2, 3, 4, 5]),
        ("Well == limit", [2]),
        ("Gene == name", [1]),
        ("ok & flag", []),
        ("area > half", [3, 4, 5]),
    ],
)
def test_conditions(text: str, expected: list[int]) -> None:
    assert rows(text, limit=3, name="PLK1", flag=False, half=np.float32(20.0)) == expected


def test_variables_come_before_columns() -> None:
    assert rows("Well == 1", Well=1) == list(range(ROWS))


def test_long_chains_are_no_problem() -> None:
    assert rows("|".join(f"(Well=={number})" for number in range(800))) == [0, 1, 2, 4]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "understood"),
        ("area >", "understood"),
        ("area > 20 and ok", "'and'"),
        ("not ok", "'not'"),
        ("area > 1 & ok", "parentheses"),
        ("1 < area < 5", "parentheses"),
        ("volume > 1", "'volume'"),
        ("trace > 1", "'trace'"),
        ("Gene > 1", "text and a number"),
        ("Gene + 'x' == 'y'", "numbers"),
        ("~area", "'~area'"),
        ("Well", "'Well' is no condition"),
        ("area.real > 1", "'area.real'"),
        ("area[0] > 1", "'area[0]'"),
        ("__import__('os').system('x')", "__import__('os')"),
        ("open('x') == 1", "no function"),
        ("sqrt(area, area) > 1", "needs 1"),
        ("sqrt(x=area) > 1", "not possible"),
        ("lambda: 1", "not possible"),
        ("[area for area in ok]", "not possible"),
        ("f'{area}' == 'x'", "not possible"),
        ("area if ok else Well", "not possible"),
        ("Well in (1, 2)", "contains"),
        ("Well << 100000 > 1", "not possible"),
        ("Well // 2 == 1", "not possible"),
        ("area == None", "number, a text"),
        ("area == 1j", "number, a text"),
        ("Gene == b'x'", "number, a text"),
        (f"Well == {2**63}", "64 bits"),
        ("Well == " + "9" * 5000, "understood"),
        ("two words == 1", "understood"),
        ("class == 1", "understood"),
        ("area > 1; ok", "understood"),
        ("area > 1\x00", "understood"),
        ("(" * 3000 + "ok" + ")" * 3000, "understood"),
        ("(1+" * 150 + "Well" + ")" * 150 + " == 1", "nested"),
        ("ok" + " " * LONGEST, str(LONGEST)),
    ],
)
def test_what_cannot_be_understood_is_named(text: str, named: str) -> None:
    with pytest.raises(Invalid) as found:
        rows(text)
    assert found.value.name == "condition"
    assert named in found.value.reason
    assert len(found.value.reason) < 400


@pytest.mark.parametrize("value", [None, [1], 1j, 2**64, np.array([1]), b"x", object()])
def test_variables_that_cannot_be(value: object) -> None:
    with pytest.raises(Invalid, match="variable limit"):
        rows("Well == limit", limit=value)


def is_valid(text: str) -> bool:
    try:
        found = rows(text)
    except Invalid:
        return False
    assert all(0 <= row < ROWS for row in found)
    return True


SIGNS = (*"()&|~^<>+-*/%,.[]{}:=@#;'\"\\", "==", "!=", "<=", ">=", "**", "//", "<<", ":=")
WORDS = (
    *("area", "Well", "ok", "Gene", "trace", "µm", "'x'", "1", "0", "-2", "2.5", "1e999", "9**9**9", "True", "None"),
    *(" and ", " or ", "not ", " in ", " is ", "lambda ", " if ", " else ", " for ", "await ", "yield ", "...", "1j"),
    *("f'", "b'", "\\N{", "0x", "1_0", "\n", "\t", "\0", "\ud800"),
)
PIECES = [*SIGNS, *WORDS, *FUNCTIONS]


@given(st.text(max_size=60))
@example("9223372036854775807 + 1 == 1")
@example("(0 - 9223372036854775807 - 1) % (0 - 1) == 0")
@example("abs(0 - 9223372036854775807 - 1) < 0")
@example("10 ** 400 == 1")
@example("1 / 0 > 1")
@example("log(0 - 1.0) == 1")
@example("Well ** (0 - 1) > 0")
@example("ok - ok == 0")
@example("-ok == -1")
@example("where(ok, Gene, 'x') == 'x'")
def test_any_text_is_a_condition_or_invalid(text: str) -> None:
    is_valid(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_pieces_are_a_condition_or_invalid(text: str) -> None:
    is_valid(text)


@pytest.mark.parametrize(
    "piece", ["~", "-", "not ", "(", "[", "{", "a.", "1+", "1if 1 else ", "lambda:", "f(", "'' ", "*"]
)
def test_long_nonsense_is_refused_at_once(piece: str) -> None:
    started = time.process_time()
    for text in (piece * (LONGEST // len(piece)), piece * (LONGEST // len(piece) - 1) + "ok"):
        is_valid(text)
    assert time.process_time() - started < 5


Slow = Callable[[dict[str, Any]], Any]
NAMES = {"x": ColumnType.DOUBLE, "n": ColumnType.LONG, "b": ColumnType.BOOL, "s": ColumnType.STRING}


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda a, b: np.float64(a) / np.float64(b),
}
COMPARISONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Expression = tuple[str, Slow]


def binary(sign: str, function: Callable[[Any, Any], Any], left: Expression, right: Expression) -> Expression:
    return f"({left[0]} {sign} {right[0]})", lambda row: function(left[1](row), right[1](row))


small = st.integers(-9, 9)
numbers = st.recursive(
    st.one_of(
        st.sampled_from("xn").map(lambda name: (name, lambda row: row[name])),
        small.map(lambda value: (f"({value})", lambda row: value)),
        small.map(lambda value: (f"({value / 4})", lambda row: value / 4)),
    ),
    lambda deeper: st.builds(lambda sign, a, b: binary(sign, ARITHMETIC[sign], a, b),
                             st.sampled_from(sorted(ARITHMETIC)), deeper, deeper),
    max_leaves=4,
)  # fmt: skip
letters = st.text("abc", max_size=2)
texts = st.one_of(st.just(("s", lambda row: row["s"])), letters.map(lambda text: (repr(text), lambda row: text)))
signs = st.sampled_from(sorted(COMPARISONS))
comparisons = st.one_of(
    st.just(("b", lambda row: row["b"])),
    *(st.builds(lambda sign, a, b: binary(sign, COMPARISONS[sign], a, b), signs, one, one) for one in (numbers, texts)),
)
conditions = st.recursive(
    comparisons,
    lambda deeper: st.one_of(
        st.builds(lambda a, b: binary("&", lambda p, q: p and q, a, b), deeper, deeper),
        st.builds(lambda a, b: binary("|", lambda p, q: p or q, a, b), deeper, deeper),
        deeper.map(lambda one: (f"~({one[0]})", lambda row: not one[1](row))),
    ),
    max_leaves=5,
)
table_rows = st.lists(
    st.fixed_dictionaries({"x": small.map(lambda n: n / 4), "n": small, "b": st.booleans(), "s": letters}), max_size=8
)


@given(conditions, table_rows)
def test_against_row_by_row(condition: Expression, table: list[dict[str, Any]]) -> None:
    text, slow = condition
    columns = [Column(name, kind, size=9 if name == "s" else None) for name, kind in NAMES.items()]
    translated = parsed(text, columns, {})
    kinds = {"x": float, "n": np.int64, "b": bool, "s": object}
    values = {n: np.array([row[name] for row in table], kinds[name]) for n, name in enumerate(NAMES)}
    met = np.broadcast_to(translated.met(values), len(table))
    with np.errstate(all="ignore"):
        assert met.tolist() == [bool(slow(row)) for row in table]
