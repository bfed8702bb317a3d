"""Conditions on the rows of a table, in the syntax of PyTables: `(area > 20) & (Gene == 'CDK1')`.

The text is parsed by Python's own parser and never run: the tree is translated, node by node, into operations of
`tables_operations` on whole columns, in the order in which a stack computes them. So neither long nor deep conditions
need recursion, and all types are known before a row is read.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.tables.columns import Array, dtype_of, is_array
from omeropyr.gateway.embedded.tables.operations import FUNCTIONS, INSTEAD, OPERATORS, Operation, Type, Value
from omeropyr.gateway.model import Column

LONGEST = 10_000
"""Characters of a condition."""
DEEPEST = 64
"""Intermediate results at a time."""
LONGEST_PART = 40
"""Characters of the condition that a message repeats."""
NAME = "condition"
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is the same for all rows."""

    type: Type
    value: Value


@dataclass(frozen=True, slots=True)
class Named:
    """The values of a column, by its number."""

    type: Type
    column: int


Step = Known | Named | Operation


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that can be computed; `columns` are the numbers of those that it needs."""

    steps: Sequence[Step]
    columns: Sequence[int]

    def met(self, values: Mapping[int, Array]) -> Array:
        """For each row whether it meets the condition; a single value if no column is needed."""
        stack: list[Value] = []
        with np.errstate(all="ignore"):
            for step in self.steps:
                if isinstance(step, Operation):
                    operands = stack[-step.arity :]
                    del stack[-step.arity :]
                    stack.append(step.compute(*operands))
                else:
                    stack.append(values[step.column] if isinstance(step, Named) else step.value)
        return np.asarray(stack[0], np.bool_)


def parsed(text: str, columns: Sequence[Column], variables: Mapping[str, Any]) -> Condition:
    """Raises Invalid naming what cannot be understood."""
    if len(text) > LONGEST:
        raise Invalid(NAME, f"must not have more than {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise Invalid(NAME, _what_is_wrong(error)) from None
    return _Translation(text.strip(), _Names(columns, variables)).of(tree.body)


def _what_is_wrong(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        where = f" at character {error.offset}" if error.offset else ""
        return f"cannot be understood{where}: {error.msg}"
    return "cannot be understood: it is too deeply nested, or has characters that nothing can mean"


class _Names:
    """What names stand for: variables first, then columns."""

    def __init__(self, columns: Sequence[Column], variables: Mapping[str, Any]) -> None:
        self._columns = columns
        # the parser gives names in this form
        self._numbers = {unicodedata.normalize("NFKC", column.name): n for n, column in enumerate(columns)}
        self._variables = {name: _variable(name, value) for name, value in variables.items()}

    def __getitem__(self, name: str) -> Known | Named:
        if name in self._variables:
            return self._variables[name]
        if name not in self._numbers:
            raise ValueError("there is no such column or variable")
        number = self._numbers[name]
        column = self._columns[number]
        if is_array(column):
            raise ValueError("this column holds arrays, which cannot be compared")
        kind = dtype_of(column).kind
        return Named({"i": Type.INT, "f": Type.FLOAT, "b": Type.BOOL, "O": Type.TEXT}[kind], number)


def _variable(name: str, value: Any) -> Known:
    try:
        return known(value.item() if isinstance(value, np.generic) else value)
    except ValueError as fault:
        raise Invalid(f"variable {name}", str(fault)) from None


def known(value: Any) -> Known:
    """Raises ValueError for what is no number, text or truth value."""
    match value:
        case bool():
            return Known(Type.BOOL, np.bool_(value))
        case int() if abs(value) <= LARGEST:
            return Known(Type.INT, np.int64(value))
        case int():
            raise ValueError("whole numbers may have 64 bits at most")
        case float():
            return Known(Type.FLOAT, np.float64(value))
        case str():
            text = np.empty((), object)  # numpy's own texts lose zeros at their end
            text[()] = value
            return Known(Type.TEXT, text)
    raise ValueError("must be a number, a text, True or False")


class _Translation:
    def __init__(self, text: str, names: _Names) -> None:
        self._text, self._names = text, names

    def of(self, body: ast.expr) -> Condition:
        steps = self._steps(body)
        used = sorted({step.column for step, _ in steps if isinstance(step, Named)})
        if self._type(steps) is not Type.BOOL:
            raise self._wrong(body, "is no condition; compare it with something")
        return Condition([step for step, _ in steps], used)

    def _steps(self, body: ast.expr) -> list[tuple[Step, ast.expr]]:
        """Operands first: the tree is walked from the root, right sides before left ones, and turned round."""
        steps: list[tuple[Step, ast.expr]] = []
        waiting = [body]
        while waiting:
            node = waiting.pop()
            try:
                step, operands = self._step(node)
            except ValueError as fault:
                raise self._wrong(node, str(fault)) from None
            steps.append((step, node))
            waiting.extend(operands)
        return steps[::-1]

    def _step(self, node: ast.expr) -> tuple[Step, Sequence[ast.expr]]:
        match node:
            case ast.Constant(value=value):
                return known(value), ()
            case ast.Name(id=name):
                return self._names[name], ()
            case ast.UnaryOp(op=op, operand=operand):
                return _operator(op), (operand,)
            case ast.BinOp(left=left, op=op, right=right):
                return _operator(op), (left, right)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _operator(op), (left, right)
            case ast.Compare():
                raise ValueError("compares more than two; put each comparison in parentheses and join them with &")
            case ast.BoolOp(op=op):
                return _operator(op), ()
            case ast.Call(func=ast.Name(id=name), args=operands, keywords=[]):
                return _function(name, operands), operands
        raise ValueError("is not possible in a condition")

    def _type(self, steps: Sequence[tuple[Step, ast.expr]]) -> Type:
        """Of the result. Raises Invalid for operands that do not fit, and for too many at a time."""
        stack: list[Type] = []
        for step, node in steps:
            if isinstance(step, Operation):
                operands = stack[-step.arity :]
                del stack[-step.arity :]
                try:
                    stack.append(step.result(operands))
                except ValueError as fault:
                    raise self._wrong(node, str(fault)) from None
            else:
                stack.append(step.type)
            if len(stack) > DEEPEST:
                raise Invalid(NAME, "is too deeply nested")
        return stack[0]

    def _wrong(self, node: ast.expr, reason: str) -> Invalid:
        part = ast.get_source_segment(self._text, node) or self._text
        shown = part if len(part) <= LONGEST_PART else f"{part[:LONGEST_PART]}..."
        return Invalid(NAME, f"{shown!r} {reason}")


def _operator(op: ast.AST) -> Operation:
    if type(op) in OPERATORS:
        return OPERATORS[type(op)]
    raise ValueError(f"is not possible in a condition{'; ' if type(op) in INSTEAD else ''}{INSTEAD.get(type(op), '')}")


def _function(name: str, operands: Sequence[ast.expr]) -> Operation:
    if name not in FUNCTIONS:
        raise ValueError(f"is no function that a condition can use; there are {', '.join(FUNCTIONS)}")
    if len(operands) != FUNCTIONS[name].arity:
        raise ValueError(f"needs {FUNCTIONS[name].arity} values in the parentheses")
    return FUNCTIONS[name]
