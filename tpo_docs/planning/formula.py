"""Formulas of a project's own: arithmetic over named inputs, read by a small parser of ours; nothing is ever run.

sum     = product {("+" | "-") product}
product = power {("*" | "/") power}
power   = ("-" | "+") power | atom ["**" power]
atom    = number | name | "(" sum ")"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import NamedTuple

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(\*\*|[-+*/()×÷−^])|(\S))")
_SAME = {"×": "*", "÷": "/", "−": "-", "^": "**"}
_MAX_LENGTH = 400
_MAX_DEPTH = 40
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}
_UNARY = 3


class FormulaProblem(NamedTuple):
    """What is wrong with a formula, and where (character from 1)."""

    message: str
    column: int
    mend: str = ""


class Number(NamedTuple):
    """A number as written."""

    value: float


class Name(NamedTuple):
    """An input."""

    name: str
    column: int


class Term(NamedTuple):
    """An operation; `left` is None for a sign before something."""

    sign: str
    left: Node | None
    right: Node


Node = Number | Name | Term


class Formula(NamedTuple):
    """A formula as read."""

    text: str
    root: Node | None
    names: tuple[Name, ...]
    """The inputs, each once, in the order written."""
    problem: FormulaProblem | None = None


def parse(text: str) -> Formula:
    """The formula that a text holds; what is wrong with it is in `problem`."""
    if len(text) > _MAX_LENGTH:
        return Formula(text, None, (), FormulaProblem(f"it is longer than {_MAX_LENGTH} characters", 1))
    try:
        reader = _Reader(text)
        root = reader.whole()
    except _WrongError as wrong:
        return Formula(text, None, (), wrong.problem)
    return Formula(text, root, tuple(reader.names.values()))


def evaluate(formula: Formula, inputs: Mapping[str, float]) -> float | None:
    """Its value; None where an input is missing, or where a division by zero or a number out of reach comes out."""
    return _value(formula.root, inputs) if formula.root is not None else None


def shown(formula: Formula, text_of: Callable[[str], str]) -> str:
    """The formula for people, each input in the words of `text_of`: its name, or its number."""
    return _shown(formula.root, text_of, 0) if formula.root is not None else formula.text


class _WrongError(Exception):
    def __init__(self, message: str, column: int, mend: str = "") -> None:
        super().__init__(message)
        self.problem = FormulaProblem(message, column, mend)


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0
        self.names: dict[str, Name] = {}

    def whole(self) -> Node:
        found = self.sum(0)
        if self.next.kind != "end":
            raise _WrongError(f"'{self.next.text}' comes where an operator is due", self.next.column)
        return found

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self, *signs: str) -> str:
        if self.next.kind == "sign" and self.next.text in signs:
            self.place += 1
            return self.tokens[self.place - 1].text
        return ""

    def sum(self, depth: int) -> Node:
        found = self.product(depth)
        while sign := self.take("+", "-"):
            found = Term(sign, found, self.product(depth))
        return found

    def product(self, depth: int) -> Node:
        found = self.power(depth)
        while sign := self.take("*", "/"):
            found = Term(sign, found, self.power(depth))
        return found

    def power(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise _WrongError(f"it is nested deeper than {_MAX_DEPTH} levels", self.next.column)
        if sign := self.take("-", "+"):
            return Term(sign, None, self.power(depth + 1))
        found = self.atom(depth)
        if self.take("**"):
            return Term("**", found, self.power(depth + 1))
        return found

    def atom(self, depth: int) -> Node:
        token = self.next
        if self.take("("):
            found = self.sum(depth + 1)
            if not self.take(")"):
                raise _WrongError("a parenthesis is not closed", token.column, "write the missing `)`")
            return found
        if token.kind == "number":
            self.place += 1
            return Number(float(token.text))
        if token.kind == "name":
            self.place += 1
            if self.next.kind == "sign" and self.next.text == "(":
                raise _WrongError(f"'{token.text}' is no function; there are none", token.column)
            return self.names.setdefault(token.text, Name(token.text, token.column))
        if token.kind == "end":
            raise _WrongError("it ends where a number or an input is due", token.column)
        raise _WrongError(f"'{token.text}' comes where a number or an input is due", token.column)


def _tokens(text: str) -> list[_Token]:
    found = []
    place = 0
    while match := _TOKEN.match(text, place):
        place = match.end()
        column = match.start(match.lastindex or 0) + 1
        kind = ("number", "name", "sign", "wrong")[(match.lastindex or 1) - 1]
        sign = _SAME.get(match[0].strip(), match[0].strip())
        if kind == "wrong":
            raise _WrongError(f"'{sign}' is no part of arithmetic", column, "use + - * / ** ( ), numbers and inputs")
        found.append(_Token(kind, sign, column))
    found.append(_Token("end", "", len(text.rstrip()) + 1))
    return found


def _value(node: Node, inputs: Mapping[str, float]) -> float | None:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return inputs.get(node.name)
    right = _value(node.right, inputs)
    left = _value(node.left, inputs) if node.left is not None else 0.0
    if left is None or right is None:
        return None
    try:
        result = _computed(node.sign, left, right)
    except (ZeroDivisionError, OverflowError):
        return None
    return result if isinstance(result, float) and isfinite(result) else None


def _computed(sign: str, left: float, right: float) -> float | complex:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if sign == "/":
        return left / right
    power: float | complex = left**right
    return power


def _shown(node: Node, text_of: Callable[[str], str], around: int) -> str:
    if isinstance(node, Number):
        return plain(node.value)
    if isinstance(node, Name):
        text = text_of(node.name)
        return f"({text})" if text.startswith("-") and around else text
    binding = _UNARY if node.left is None else _BINDING[node.sign]
    sign = {"*": "×", "**": "^"}.get(node.sign, node.sign)
    if node.left is None:
        text = f"{sign}{_shown(node.right, text_of, binding)}"
    else:
        first = _shown(node.left, text_of, binding + (node.sign == "**"))
        text = f"{first} {sign} {_shown(node.right, text_of, binding + (node.sign in '-/'))}"
    return f"({text})" if binding < around else text


def plain(number: float) -> str:
    """A number with no more digits than it needs."""
    if abs(number) >= 1e15:
        return f"{number:.6g}"
    if number == int(number):
        return str(int(number))
    return f"{number:.3g}" if 0 < abs(number) < 0.01 else f"{number:.2f}".rstrip("0").rstrip(".")
