"""Items in, project out: ids resolved, links joined into traces, what leads nowhere kept for the rules."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from tpo_docs.config import Configuration
from tpo_docs.model import Change, Claim, Item, Link, Parsed, Project, Trace

_new = tuple.__new__  # half the time of calling a named tuple's class


def link(
    parsed: Parsed,
    configuration: Configuration,
    today: date,
    *,
    files: frozenset[str] = frozenset(),
    cited: Mapping[str, bytes] | None = None,
    history: Mapping[str, Change] | None = None,
) -> Project:
    """The linked items. Of two items with one id the first counts, and so do its links."""
    items: dict[str, Item] = {}
    duplicates: list[Item] = []
    for item in parsed.items:
        if item.id in items:
            duplicates.append(item)
        else:
            items[item.id] = item
    aliases = _aliases(items)
    claims: dict[Trace, Claim] = {}
    dangling: list[Claim] = []
    outgoing: dict[str, list[Trace]] = {}
    incoming: dict[str, list[Trace]] = {}
    criteria = {
        name: frozenset(criterion.id for criterion in item.criteria) for name, item in items.items() if item.criteria
    }
    symmetric = {name for name, role in configuration.schema.roles.items() if role.symmetric}
    for item in items.values():
        for claim in item.links:
            trace = trace_of(item, claim, items, aliases, criteria)
            if trace is None:
                dangling.append(Claim(item, claim))
                continue
            if trace.role in symmetric and trace.target < trace.source:
                trace = Trace(trace.target, trace.role, trace.source)
            if trace in claims:
                continue
            claims[trace] = _new(Claim, (item, claim))
            outgoing.setdefault(trace.source, []).append(trace)
            incoming.setdefault(trace.target, []).append(trace)
    return Project(
        items=items,
        duplicates=tuple(duplicates),
        documents=parsed.documents,
        unread=(*configuration.unread, *parsed.unread),
        observations=parsed.observations,
        aliases=aliases,
        traces=tuple(claims),
        outgoing={name: tuple(traces) for name, traces in outgoing.items()},
        incoming={name: tuple(traces) for name, traces in incoming.items()},
        claims=claims,
        dangling=tuple(dangling),
        schema=configuration.schema,
        configuration=configuration,
        today=today,
        files=files,
        cited=cited or {},
        history=history or {},
        ledger=parsed.ledger,
        snapshots=parsed.snapshots,
        results=parsed.results,
        tracker=parsed.tracker,
    )


def _aliases(items: Mapping[str, Item]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in items.values():
        if "aliases" in item.fields:
            for alias in item.texts("aliases"):
                if alias not in items:
                    found.setdefault(alias, item.id)
    return found


def trace_of(
    item: Item,
    claim: Link,
    items: Container[str],
    aliases: Mapping[str, str],
    criteria: Mapping[str, frozenset[str]],
) -> Trace | None:
    """What an item's link joins, in its canonical direction; None where it leads nowhere. `criteria` holds the ids of the
    criteria of each item that has some."""
    name = claim.target
    criterion = ""
    if name not in items:
        name, part, criterion = name.partition("/")
        if part and not criterion:
            return None
        if name not in items:
            name = aliases.get(name, "")
            if not name:
                return None
        if criterion and criterion not in criteria.get(name, ()):
            return None
    if claim.inverse:
        return _new(Trace, (name, claim.role, item.id, ""))
    return _new(Trace, (item.id, claim.role, name, criterion))
