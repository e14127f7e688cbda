"""What matrices are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tpo_docs.model import Criterion, Item
from tpo_docs.schema import Need


class Standing(StrEnum):
    """What a row or cell of a matrix says."""

    FAILED = "failed"
    """Linked to a test that failed."""
    MISSING = "missing"
    ADVICE = "advice"
    """Nothing there, and that is worth a thought, no more."""
    EXEMPT = "exempt"
    LATER = "later"
    """Nothing there yet, and nothing asked before the item is agreed."""
    STALE = "stale"
    """Linked to a test that passed before a change, or has no result yet."""
    SUSPECT = "suspect"
    """Linked, and one end has changed since somebody last looked at both."""
    DEAD = "dead"
    """Linked only to what was rejected, retired or superseded."""
    OK = "ok"
    DERIVED = "derived"
    """Linked through another item."""
    NONE = "none"
    """Nothing there, and nothing asked."""


class Axis(NamedTuple):
    """One side of a matrix: a type, a type with a kind, or (for columns) a role, which means whatever stands at its
    other end."""

    type: str = ""
    kind: str = ""
    role: str = ""
    inverse: bool = False
    """True where the role is read from its target: `mitigated_by`."""

    def holds(self, item: Item) -> bool:
        """Whether an item is on this side."""
        return (not self.type or item.type == self.type) and (not self.kind or item.kind == self.kind)

    @property
    def name(self) -> str:
        """As in a file name: `requirement`, `requirement-quality`, `mitigated_by`."""
        return self.role or "-".join(part for part in (self.type, self.kind) if part)


class Pair(NamedTuple):
    """What a matrix joins."""

    rows: Axis
    columns: Axis


class Cell(NamedTuple):
    """An item linked to a row, with how it is linked."""

    item: Item
    standing: Standing
    how: str = ""
    """The role, or the name of the field that names a party."""
    inverse: bool = False
    via: Item | None = None
    """The item through which it is linked, the last one of a longer way."""
    note: str = ""


class Row(NamedTuple):
    """An item (or one of its criteria) with all that is linked to it on the other side."""

    item: Item
    cells: tuple[Cell, ...]
    standing: Standing
    lacks: tuple[Need, ...] = ()
    asked: bool = False
    """Whether an agreed item must have something here."""
    criterion: Criterion | None = None
    parts: tuple[Row, ...] = ()
    """A row for each acceptance criterion, where the other side verifies criteria."""

    def all_cells(self) -> Iterator[Cell]:
        """Its own cells and those of its criteria."""
        yield from self.cells
        for part in self.parts:
            yield from part.cells


@dataclass(frozen=True, slots=True)
class Matrix:
    """The traces between two sorts of items, gaps first."""

    pair: Pair
    rows: tuple[Row, ...]
    columns: tuple[Item, ...]
    alone: tuple[Item, ...]
    """Items of the columns that no row is linked to."""
    left_out: int
    """How many dead items would be rows."""

    @property
    def asked(self) -> int:
        """How many rows must have something."""
        return sum(1 for row in self.rows if row.asked)

    @property
    def gaps(self) -> int:
        """How many of those have nothing."""
        return self.count(Standing.MISSING)

    def count(self, standing: Standing) -> int:
        """How many rows say so."""
        return sum(1 for row in self.rows if row.standing is standing)

    @property
    def proof(self) -> bool:
        """Whether any row or cell says how its proof stands."""
        proof = {Standing.FAILED, Standing.STALE, Standing.SUSPECT}
        return any(cell.standing in proof for row in self.rows for cell in row.all_cells())

    @property
    def criteria(self) -> tuple[int, int]:
        """How many criteria must have something, and how many of those have nothing."""
        parts = [part for row in self.rows for part in row.parts if part.asked]
        return len(parts), sum(1 for part in parts if part.standing is Standing.MISSING)

    @property
    def links(self) -> int:
        """How many filled cells a grid of it has."""
        return sum(len({cell.item.id for cell in row.all_cells()}) for row in self.rows)

    @property
    def percent(self) -> int:
        """How much of what is asked is there, in whole percent, rounded down; 100 where nothing is asked."""
        return 100 * (self.asked - self.gaps) // self.asked if self.asked else 100
