"""What changed up to a version: since earlier ones, since each party spoke, and on each item over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tpo_docs.awaited import awaited
from tpo_docs.model import Item, LedgerLine, Project, natural
from tpo_docs.proof.difference import Difference, FieldChange, text_changes
from tpo_docs.records.ledger import APPROVED, CHANGES
from tpo_docs.records.standing import standing

if TYPE_CHECKING:
    from tpo_docs.proof.trends import Point


class Compared(NamedTuple):
    """An earlier version, and what changed since."""

    version: str
    on: str
    """Its day."""
    difference: Difference


class Entry(NamedTuple):
    """One change of an item."""

    on: str
    """Its day."""
    author: str
    subject: str
    """What its author said of the change."""
    fields: tuple[tuple[str, str, str], ...] | None
    """Name, earlier and later text of what changed; None where nobody has looked. Empty for the first."""
    first: bool = False
    """Whether the item came with it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is known of the past of a version."""

    compared: tuple[Compared, ...] = ()
    """The latest earlier version first."""
    earlier: Mapping[tuple[str, str], Item] = field(default_factory=dict)
    """Items as they were when something was said of them, by id of today and fingerprint of then."""
    histories: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """By id, the latest change first."""
    points: tuple[Point, ...] = ()
    """The numbers of the earlier versions, the earliest first."""
    note: str = ""
    """What could not be known, and why."""


class Said(NamedTuple):
    """An item on which a party has said something."""

    item: Item
    line: LedgerLine
    fields: tuple[FieldChange, ...] | None
    """What changed since; None where the text of then is not known any more."""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of all that a party has looked at."""

    party: Item
    changed: tuple[Said, ...] = ()
    """Whose text is not the one of then."""
    same: tuple[Said, ...] = ()
    """Whose text still is, or differs in wording only."""
    waiting: tuple[Item, ...] = ()
    """On which a word of the party is asked for, and which it has not seen yet."""
    withdrawn: tuple[Said, ...] = ()
    """Items that were given up since."""
    gone: tuple[LedgerLine, ...] = ()
    """What it said of items that are not there any more."""

    @property
    def on(self) -> str:
        """The day on which it last said something."""
        return max((said.line.at[:10] for said in (*self.changed, *self.same, *self.withdrawn)), default="")


def since(project: Project, changes: Changes) -> tuple[Since, ...]:
    """For every party that has said something of an item, by its name."""
    names = {line.party for line in project.ledger.lines if line.verdict in (APPROVED, CHANGES)}
    parties = {party.id: party for name in names if (party := project.resolve(name)) is not None}
    return tuple(
        _since(project, changes, party) for party in sorted(parties.values(), key=lambda one: one.title.casefold())
    )


def _since(project: Project, changes: Changes, party: Item) -> Since:
    changed, same, withdrawn = [], [], []
    for name in sorted(standing(project), key=lambda name: natural(project.items[name])):
        item = project.items[name]
        for word in standing(project)[name].words:
            if project.resolve(word.line.party) is not party:
                continue
            if not item.living:
                withdrawn.append(Said(item, word.line, ()))
            elif word.holds:
                same.append(Said(item, word.line, ()))
            else:
                changed.append(Said(item, word.line, _fields(changes, item, word.line)))
    seen = {said.item.id for said in (*changed, *same)}
    last = {line.item: line for line in project.ledger.lines if project.resolve(line.party) is party}
    return Since(
        party,
        tuple(changed),
        tuple(same),
        tuple(item for item in _waiting(project, party) if item.id not in seen),
        tuple(withdrawn),
        tuple(line for name, line in sorted(last.items()) if project.resolve(name) is None),
    )


def _fields(changes: Changes, item: Item, line: LedgerLine) -> tuple[FieldChange, ...] | None:
    before = changes.earlier.get((item.id, line.fingerprint))
    return text_changes(before, item) if before is not None else None


def _waiting(project: Project, party: Item) -> Iterator[Item]:
    yield from sorted((one.item for one in awaited(project, party)), key=natural)
