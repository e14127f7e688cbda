"""Which matrices a project has, and how one is asked for."""

from __future__ import annotations

import difflib

from tpo_docs.config import Configuration
from tpo_docs.matrix.nouns import Axis, Pair
from tpo_docs.model import Project, Unread
from tpo_docs.schema import RoleSpec, Schema

USEFUL = (
    "goal×requirement",
    "requirement×story",
    "requirement×spec",
    "requirement×test",
    "story×spec",
    "story×test",
    "requirement×metric",
    "requirement/quality×spec",
    "epic×story",
    "release×requirement",
    "decision×party/team",
    "risk×mitigated_by",
    "party×requirement",
)
"""The pairs that every project is offered, in the order of the chain."""

_FORWARD = ("affects", "threatens", "measured_by", "evidence", "depends_on")
"""Roles whose further matrices have the linking item as row; of the others it is the linked one."""
_UNCOUNTED = ("supersedes", "depends_on")


def pair(schema: Schema, text: str) -> Pair | None:
    """A pair as written in a configuration: `requirement×test`, `requirement/quality x spec`."""
    for sign in ("×", "->", "→", " x ", ",", ":"):
        rows, found, columns = text.partition(sign)
        if found:
            return pair_of(schema, rows.strip(), columns.strip())
    return None


def pair_of(schema: Schema, rows: str, columns: str) -> Pair | None:
    """A pair of two sides as written; None where the schema knows one of them not."""
    first, second = axis(schema, rows), axis(schema, columns)
    return Pair(first, second) if first and first.type and second else None


def axis(schema: Schema, text: str) -> Axis | None:
    """A side as written: a type, `type/kind`, a kind that only one type has, a role or its inverse."""
    name, _, kind = text.partition("/")
    if name in schema.types:
        return Axis(name, kind) if not kind or kind in schema.types[name].kinds else None
    role = schema.keywords.get(text)
    if role:
        return Axis(role=role[0], inverse=role[1])
    having = [name for name, spec in schema.types.items() if text in spec.kinds]
    return Axis(having[0], text) if len(having) == 1 else None


def written(schema: Schema, side: Axis) -> str:
    """A side as `axis` reads it: `requirement/quality`, `mitigated_by`."""
    if side.type:
        return f"{side.type}/{side.kind}" if side.kind else side.type
    role = (side.role, side.inverse)
    return next((name for name, known in schema.keywords.items() if known == role), side.role)


def names(schema: Schema, *, roles: bool = True) -> tuple[str, ...]:
    """All that a side may be called."""
    kinds = (kind for spec in schema.types.values() for kind in spec.kinds)
    of_types = (f"{name}/{kind}" for name, spec in schema.types.items() for kind in spec.kinds)
    return tuple(dict.fromkeys((*schema.types, *(schema.keywords if roles else ()), *kinds, *of_types)))


def problems(configuration: Configuration) -> tuple[Unread, ...]:
    """What is wrong with the matrices that a configuration names."""
    found = []
    for number, text in enumerate(configuration.site.matrices):
        if pair(configuration.schema, text) is None:
            line, column = configuration.site.places.get(f"matrices/{number}", (1, 1))
            reason = f"'{text}' is no matrix of this project"
            near = difflib.get_close_matches(text, USEFUL, 1)
            mend = (
                f"write `{near[0]}`"
                if near
                else "write two types with `×` or ` x ` between, such as `requirement×test`"
            )
            found.append(Unread(configuration.path, line, column, reason, "configuration", mend=mend))
    return tuple(found)


def pairs(project: Project) -> tuple[Pair, ...]:
    """The matrices of a project: those of its configuration, else every useful pair that has items."""
    schema = project.schema
    written = project.configuration.site.matrices
    if written:
        return tuple(dict.fromkeys(found for text in written if (found := pair(schema, text))))
    return (*useful(project), *further(project))


def useful(project: Project) -> tuple[Pair, ...]:
    """The usual pairs that have rows here, and columns or at least a need of them."""
    known = (pair(project.schema, text) for text in USEFUL)
    return tuple(found for found in known if found and _worth(project, found))


def further(project: Project) -> tuple[Pair, ...]:
    """Matrices for the links that no usual pair shows: of two types, or of a role where it leads to several."""
    schema, items = project.schema, project.items
    shown = useful(project)
    found: dict[Pair, set[str]] = {}
    for source, name, target in dict.fromkeys(
        (items[trace.source].type, trace.role, items[trace.target].type) for trace in project.traces
    ):
        if not (schema.roles[name].traced or name == "depends_on"):
            continue
        if any(_shows(schema, one, source, name, target) for one in shown):
            continue
        if name in _FORWARD:
            found.setdefault(Pair(Axis(source), Axis(role=name)), set()).add(target)
        else:
            found.setdefault(Pair(Axis(target), Axis(role=name, inverse=True)), set()).add(source)
    order = {name: place for place, name in enumerate((*schema.types, *schema.roles))}
    result: list[Pair] = []
    for one in sorted(found, key=lambda one: (order[one.rows.type], order[one.columns.role])):
        ends = found[one]
        single = len(ends) == 1 and one.columns.role not in _UNCOUNTED
        result.append(Pair(one.rows, Axis(ends.pop())) if single else one)
    return tuple(dict.fromkeys(result))


def inactive(project: Project) -> tuple[Pair, ...]:
    """The usual pairs whose rows have no item yet."""
    known = (pair(project.schema, text) for text in USEFUL)
    shown = frozenset(pairs(project))
    return tuple(found for found in known if found and found not in shown and not project.configuration.site.matrices)


def counted_roles(schema: Schema, first: str, second: str) -> frozenset[str]:
    """The roles that join two types; where a type is joined with itself, also those that only say an order."""
    return frozenset(
        name
        for name, role in schema.roles.items()
        if (role.allows(first, second) or role.allows(second, first)) and (first == second or _counts(role))
    )


def roles_of(schema: Schema, pair: Pair) -> frozenset[str]:
    """The roles that join the two sides of a pair."""
    if pair.columns.role:
        return frozenset({pair.columns.role})
    return counted_roles(schema, pair.rows.type, pair.columns.type)


def _counts(role: RoleSpec) -> bool:
    return not role.symmetric and role.name not in _UNCOUNTED


def far_types(schema: Schema, pair: Pair) -> frozenset[str]:
    """The types of the columns that can meet a need: none, where the role is one that covers nothing."""
    columns = pair.columns
    if not columns.role:
        return frozenset({columns.type})
    role = schema.roles[columns.role]
    if not role.traced:
        return frozenset()
    if columns.inverse:
        return frozenset(name for name in schema.types if role.allows(name, pair.rows.type))
    return frozenset(role.targets(pair.rows.type, schema.types))


def _shows(schema: Schema, pair: Pair, source: str, role: str, target: str) -> bool:
    """Whether a matrix shows links of that role between those types."""
    if pair.rows.kind or pair.columns.kind not in {"", "team"} or role not in roles_of(schema, pair):
        return False
    if pair.columns.role:
        return pair.rows.type == (target if pair.columns.inverse else source)
    return {pair.rows.type, pair.columns.type} == {source, target}


def _worth(project: Project, pair: Pair) -> bool:
    rows = [item for item in project.of_type(pair.rows.type) if pair.rows.holds(item)]
    if not rows:
        return False
    if pair.columns.role or any(pair.columns.holds(item) for item in project.of_type(pair.columns.type)):
        return True
    spec = project.schema.types[pair.rows.type]
    return any(need.type == pair.columns.type and not need.advice for item in rows for need in spec.needs_of(item.kind))
