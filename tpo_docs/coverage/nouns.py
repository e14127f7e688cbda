"""What is said of coverage: a need and how it stands, what is missing, an item, a share of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tpo_docs.schema import Need


class Missing(NamedTuple):
    """Something an item needs and lacks."""

    item: str
    need: Need
    criterion: str = ""

    def words(self, *, of: str = "") -> str:
        """In words, seen from item `of`: `AC2 has no test`, `no story`, `STY-004: AC2 has no test`."""
        kind = f"{self.need.kind} " if self.need.kind else ""
        text = f"{self.criterion} has no {kind}{self.need.type}" if self.criterion else f"no {kind}{self.need.type}"
        return text if of == self.item else f"{self.item}: {text}"


class State(NamedTuple):
    """How one need of an item stands."""

    need: Need
    direct: tuple[str, ...]
    """Ids that cover it by a link of their own or of the item."""
    derived: Sequence[str]
    """Ids that cover it through a story that realizes the item, or through its parts; worked out when they are read."""
    open_criteria: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    """What covers it and is no item: addresses that test results name themselves, places in source code."""
    judged: bool = True
    """False for evidence (approvals, code) of which the project keeps no records."""
    exempt: bool = False
    """Whether the item allows what is missing here, with a reason and for today."""

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        if self.need.per_criterion:
            return not self.open_criteria
        return bool(self.direct or self.derived or self.cases)

    @property
    def holds(self) -> bool:
        """Whether nothing is missing but what the item allows."""
        return self.exempt or self.met


class Coverage(NamedTuple):
    """How one item is covered."""

    item: str
    states: tuple[State, ...]
    covered: bool
    deep: bool
    missing: tuple[Missing, ...] = ()
    """What the item itself lacks, advice and what it allows left out."""
    first_missing: Missing | None = None
    """The first thing missing in the whole chain below it; None where it is deep covered."""
    exempt: tuple[Missing, ...] = ()
    """What it lacks and allows, with a reason and for today: no gap, and shown as allowed."""

    @property
    def expected(self) -> int:
        """How many needs count."""
        return sum(1 for state in self.states if state.judged and not state.need.advice)

    @property
    def met(self) -> int:
        """How many of them are met."""
        return sum(1 for state in self.states if state.judged and not state.need.advice and state.holds)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, for bars and tiles."""

    name: str
    total: int
    covered: int
    deep: int
    open: tuple[str, ...] = field(default=())
    """The ids not covered."""
    exempt: tuple[str, ...] = field(default=())
    """The ids that are covered only because they allow what they lack."""

    @property
    def percent(self) -> int:
        """Shallow coverage in whole percent, rounded down; 100 for an empty whole."""
        return 100 * self.covered // self.total if self.total else 100

    @property
    def deep_percent(self) -> int:
        """Deep coverage in whole percent, rounded down; 100 for an empty whole."""
        return 100 * self.deep // self.total if self.total else 100


Shallow = Mapping[str, tuple[tuple[State, ...], tuple[Missing, ...], tuple[Missing, ...]]]
"""By id: how each need stands, what is missing, and what is but is allowed."""
