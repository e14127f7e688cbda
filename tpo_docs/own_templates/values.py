"""What a template asks of the values that it is shown, against their classes: which of it cannot be there.

A value's class is followed through attributes, loops and names that are set once. Where it is not certain, nothing is
said: what only shows when the template runs, the build says.
"""

from __future__ import annotations

import types
import typing
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from jinja2 import nodes

_Hint = Any
"""A type hint; None where the class is not known."""
_SEQUENCES = (tuple, list, frozenset, set, Sequence)
_ASKED_FIRST = ("defined", "undefined"), ("default", "d")
"""Tests and filters that may be given what is not there."""


class Absent(NamedTuple):
    """An attribute that a value does not have."""

    line: int
    owner: str
    """The value as the template writes it."""
    attribute: str
    known: tuple[str, ...]
    """What the value has."""


def absent(tree: nodes.Template, view: type) -> Iterator[Absent]:
    """What the template asks for in vain where `view` is an instance of that class."""
    stored = Counter(node.name for node in tree.find_all(nodes.Name) if node.ctx != "load")
    stored.update(node.target for node in tree.find_all((nodes.Import,)))
    once = frozenset(name for name, count in stored.items() if count == 1)
    tested = [node.node for node in tree.find_all(nodes.Test) if node.name in _ASKED_FIRST[0]]
    tested += [node.node for node in tree.find_all(nodes.Filter) if node.name in _ASKED_FIRST[1] and node.node]
    if "view" not in stored:
        yield from _walk(tree, {"view": view}, once, tested)


def _walk(
    node: nodes.Node, names: dict[str, _Hint], once: frozenset[str], tested: Sequence[nodes.Node]
) -> Iterator[Absent]:
    if isinstance(node, nodes.For):
        yield from _walk(node.iter, names, once, tested)
        inside = {**names, **dict(_bound(node.target, _element(_hint(node.iter, names))))}
        for child in (*((node.test,) if node.test else ()), *node.body, *node.else_):
            yield from _walk(child, inside, once, tested)
        return
    if isinstance(node, nodes.Macro | nodes.CallBlock):
        given = {argument.name for argument in node.args}
        names = {name: hint for name, hint in names.items() if name not in given}
    elif isinstance(node, nodes.With):
        targets = {found.name for target in node.targets for found in target.find_all(nodes.Name)}
        targets |= {target.name for target in node.targets if isinstance(target, nodes.Name)}
        names = {name: hint for name, hint in names.items() if name not in targets}
    elif isinstance(node, nodes.Getattr) and node not in tested:
        hint = _hint(node.node, names)
        if hint is not None and _member(hint, node.attr) is _NONE:
            yield Absent(node.lineno, _written(node.node), node.attr, _known(hint))
            return
    for child in node.iter_child_nodes():
        yield from _walk(child, names, once, tested)
    if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name) and node.target.name in once:
        names[node.target.name] = _hint(node.node, names)


def _bound(target: nodes.Node, hint: _Hint) -> Iterator[tuple[str, _Hint]]:
    """The names that a loop sets, with what they hold."""
    if isinstance(target, nodes.Name):
        yield target.name, hint
    elif isinstance(target, nodes.Tuple):
        parts = typing.get_args(hint) if _origin(hint) is tuple else ()
        fits = len(parts) == len(target.items) and Ellipsis not in parts
        for number, part in enumerate(target.items):
            yield from _bound(part, parts[number] if fits else None)


def _hint(node: nodes.Node, names: Mapping[str, _Hint]) -> _Hint:
    """What an expression is; None where that is not certain."""
    if isinstance(node, nodes.Name):
        return names.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _hint(node.node, names)
        found = _member(owner, node.attr) if owner is not None else None
        return None if found is _NONE else found
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int):
        return _element(_hint(node.node, names))
    return None


def _origin(hint: _Hint) -> Any:
    return typing.get_origin(hint)


_NONE = object()
"""Stands for the hint of what is not there."""


def _member(hint: _Hint, name: str) -> _Hint:
    """The hint of an attribute; None where it is there and its class is not known."""
    owner = _class(hint)
    if owner is None:
        return None
    hints = _hints(owner)
    if name in hints:
        return _certain(hints[name])
    if not hasattr(owner, name):
        return _NONE
    part = getattr(owner, name)
    if isinstance(part, property) and part.fget is not None:
        try:
            return _certain(typing.get_type_hints(part.fget).get("return"))
        except NameError:  # a name for the type checker only
            return None
    return None


def _certain(hint: _Hint) -> _Hint:
    """A hint without None; None of one that leaves a choice."""
    if isinstance(hint, types.UnionType) or _origin(hint) is typing.Union:
        some = [part for part in typing.get_args(hint) if part is not types.NoneType]
        return some[0] if len(some) == 1 else None
    return hint


def _class(hint: _Hint) -> type | None:
    """The class whose attributes count: our own values, texts, numbers and sequences."""
    owner = _origin(hint) or hint
    if not isinstance(owner, type) or issubclass(owner, Enum) or owner is object:
        return None
    ours = owner.__module__.startswith("tpo_docs.") and not getattr(owner, "_is_protocol", False)
    return owner if ours or owner in (str, int, float, bool, tuple) else None


@cache
def _hints(owner: type) -> Mapping[str, _Hint]:
    if not owner.__module__.startswith("tpo_docs."):
        return {}
    try:
        return typing.get_type_hints(owner)
    except NameError:  # a name for the type checker only
        return dict.fromkeys(getattr(owner, "__annotations__", {}))


def _element(hint: _Hint) -> _Hint:
    """What a sequence of one class of values holds."""
    origin, parts = _origin(hint), typing.get_args(hint)
    if origin not in _SEQUENCES or not parts or (origin is tuple and parts[-1] is not Ellipsis):
        return None
    return _certain(parts[0])


def _known(hint: _Hint) -> tuple[str, ...]:
    owner = _class(hint)
    if owner is None or not owner.__module__.startswith("tpo_docs."):
        return ()
    more = (name for name in dir(owner) if isinstance(getattr(owner, name, None), property))
    return tuple(dict.fromkeys(name for name in (*_hints(owner), *more) if not name.startswith("_")))


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return f"{_written(node.node)}[…]" if isinstance(node, nodes.Getitem) else "it"
