"""What can be computed in a condition on a table: operators and functions, with the types they take and give.

Texts are object arrays. Whole numbers have 64 bits and wrap around, `/` and `**` give floating point numbers, `%` has
the sign of its right side as in Python. What has no result is NaN or infinite, as in numpy.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np

Value: TypeAlias = Any
"""A numpy array or scalar of one of the types below."""


class Type(IntEnum):
    """Types of values; those of numbers are in the order in which they become each other."""

    BOOL = 0
    INT = 1
    FLOAT = 2
    TEXT = 3


NUMBERS = (Type.BOOL, Type.INT, Type.FLOAT)


@dataclass(frozen=True, slots=True)
class Operation:
    """`result` gives the type for the types of the operands, or raises ValueError that says what they must be."""

    arity: int
    result: Callable[[Sequence[Type]], Type]
    compute: Callable[..., Value]


def arithmetic(types: Sequence[Type]) -> Type:
    """Numbers in, the larger of their types out; True and False are 1 and 0."""
    _require_numbers(types)
    return max(Type.INT, *types)


def floating(types: Sequence[Type]) -> Type:
    _require_numbers(types)
    return Type.FLOAT


def logical(types: Sequence[Type]) -> Type:
    if types[0] in (Type.BOOL, Type.INT) and len(set(types)) == 1:
        return types[0]
    raise ValueError("needs conditions, or whole numbers; put comparisons in parentheses")


def comparison(types: Sequence[Type]) -> Type:
    _require_alike(types)
    return Type.BOOL


def choice(types: Sequence[Type]) -> Type:
    if types[0] is not Type.BOOL:
        raise ValueError("needs a condition first")
    _require_alike(types[1:])
    return max(types[1:])


def containing(types: Sequence[Type]) -> Type:
    if set(types) != {Type.TEXT}:
        raise ValueError("needs two texts")
    return Type.BOOL


def _require_numbers(types: Sequence[Type]) -> None:
    if Type.TEXT in types:
        raise ValueError("needs numbers, not texts")


def _require_alike(types: Sequence[Type]) -> None:
    if len({one is Type.TEXT for one in types}) > 1:
        raise ValueError("cannot take a text and a number together")


def _number(value: Value) -> Value:
    """True and False as whole numbers."""
    return value.astype(np.int64) if value.dtype == np.bool_ else value


def _on_numbers(function: Callable[..., Value]) -> Callable[..., Value]:
    return lambda *values: function(*(_number(value) for value in values))


def _on_floats(function: Callable[..., Value]) -> Callable[..., Value]:
    return lambda *values: function(*(value.astype(np.float64) for value in values))


def _compare(function: Callable[..., Value]) -> Callable[..., Value]:
    """Texts compare by their characters; numpy gives objects for these."""
    return lambda left, right: np.asarray(function(left, right), np.bool_)


_is_inside = np.frompyfunc(lambda text, part: part in text, 2, 1)


def _contains(text: Value, part: Value) -> Value:
    return np.asarray(_is_inside(text, part), np.bool_)


OPERATORS: Mapping[type[ast.AST], Operation] = {
    ast.Add: Operation(2, arithmetic, _on_numbers(np.add)),
    ast.Sub: Operation(2, arithmetic, _on_numbers(np.subtract)),
    ast.Mult: Operation(2, arithmetic, _on_numbers(np.multiply)),
    ast.Div: Operation(2, floating, _on_floats(np.divide)),
    ast.Mod: Operation(2, arithmetic, _on_numbers(np.mod)),
    ast.Pow: Operation(2, floating, _on_floats(np.power)),
    ast.BitAnd: Operation(2, logical, np.bitwise_and),
    ast.BitOr: Operation(2, logical, np.bitwise_or),
    ast.Invert: Operation(1, logical, np.invert),
    ast.USub: Operation(1, arithmetic, _on_numbers(np.negative)),
    ast.UAdd: Operation(1, arithmetic, _on_numbers(np.positive)),
    ast.Eq: Operation(2, comparison, _compare(np.equal)),
    ast.NotEq: Operation(2, comparison, _compare(np.not_equal)),
    ast.Lt: Operation(2, comparison, _compare(np.less)),
    ast.LtE: Operation(2, comparison, _compare(np.less_equal)),
    ast.Gt: Operation(2, comparison, _compare(np.greater)),
    ast.GtE: Operation(2, comparison, _compare(np.greater_equal)),
}
INSTEAD: Mapping[type[ast.AST], str] = {
    ast.And: "write & with each side in parentheses instead of 'and'",
    ast.Or: "write | with each side in parentheses instead of 'or'",
    ast.Not: "write ~ with parentheses instead of 'not'",
    ast.In: "write contains(text, part) for parts of texts, or (x == 1) | (x == 2)",
}
"""What to write where Python's way is not understood."""

FLOAT_FUNCTIONS = (
    *("sqrt", "exp", "expm1", "log", "log10", "log1p"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan"),
    *("sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh"),
    *("floor", "ceil"),
)
FUNCTIONS: Mapping[str, Operation] = {
    **{name: Operation(1, floating, _on_floats(getattr(np, name))) for name in FLOAT_FUNCTIONS},
    "abs": Operation(1, arithmetic, _on_numbers(np.abs)),
    "arctan2": Operation(2, floating, _on_floats(np.arctan2)),
    "where": Operation(3, choice, np.where),
    "contains": Operation(2, containing, _contains),
}
"""Those of numexpr, on which PyTables builds, for real numbers and texts."""
