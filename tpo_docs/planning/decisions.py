"""Decisions: options by weighted criteria, what replaced what, who works by them, and what is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import isfinite
from statistics import median
from typing import NamedTuple

from tpo_docs.model import Category, Group, Item, Project, Scalar, as_date, as_number, natural


class Option(NamedTuple):
    """A considered option."""

    name: str
    scores: tuple[float | None, ...]
    """One for each criterion; None where nobody wrote one."""
    total: float | None
    """Σ weight × score; None where a score or weight is missing: nothing is guessed."""
    note: str
    chosen: bool


class Options(NamedTuple):
    """The options of a decision against its criteria (weighted sum model, Fishburn 1967)."""

    criteria: tuple[tuple[str, float | None], ...]
    """Name and weight; 1 where the criteria have no weights at all."""
    options: tuple[Option, ...]

    @property
    def chosen(self) -> Option | None:
        """The option that the outcome names."""
        return next((option for option in self.options if option.chosen), None)

    @property
    def best(self) -> Option | None:
        """The option with the highest sum; None unless every option has one."""
        totals = [option.total for option in self.options]
        if not self.options or not self.criteria or None in totals:
            return None
        return max(self.options, key=lambda option: option.total or 0.0)

    def worked(self, option: Option) -> str:
        """The sum with its numbers: `5×4 + 3×2 = 26`; empty without criteria."""
        parts = (
            f"{_plain(weight)}×{_plain(score)}" for (_, weight), score in zip(self.criteria, option.scores, strict=True)
        )
        return f"{' + '.join(parts)} = {_plain(option.total)}" if self.criteria else ""


class Adoption(NamedTuple):
    """A decision in force with the teams that it affects."""

    decision: Item
    since: date | None
    teams: Mapping[str, date | None]
    """When each of them took it over; None where it has not."""

    @property
    def open(self) -> tuple[str, ...]:
        """The teams that have not."""
        return tuple(team for team, on in self.teams.items() if on is None)

    @property
    def days(self) -> tuple[int, ...]:
        """How many days each of the others took."""
        return tuple((on - self.since).days for on in self.teams.values() if on is not None and self.since is not None)


def options(decision: Item) -> Options:
    """The options of a decision."""
    weights = decision.group("criteria")
    criteria: tuple[tuple[str, float | None], ...] = ()
    if weights is not None:
        criteria = tuple(
            (entry.name, as_number(entry.value.text.strip()) if isinstance(entry.value, Scalar) else None)
            for entry in weights.fields
        )
    given = [(group, _scores(group)) for group in decision.groups("options")]
    if not criteria:
        names = dict.fromkeys(name for _, scores in given for name in scores)
        criteria = tuple((name, 1.0) for name in names)
    outcome = decision.text("outcome").casefold()
    return Options(criteria, tuple(_option(group, scores, criteria, outcome) for group, scores in given))


def in_force(project: Project) -> tuple[Item, ...]:
    """The decisions that hold, the newest first."""
    return tuple(sorted((one for one in project.of_type("decision") if one.committed), key=_newest))


def undecided(project: Project) -> tuple[Item, ...]:
    """The decisions still to be taken."""
    waiting = (Category.DRAFT, Category.REVIEW)
    return tuple(one for one in project.of_type("decision") if one.category in waiting)


def chains(project: Project) -> tuple[tuple[Item, ...], ...]:
    """What replaced what: each chain from the decision of today back to the first one."""
    found = []
    for decision in project.of_type("decision"):
        later = project.sources(decision, "supersedes", living=False)
        if not later and project.targets(decision, "supersedes", living=False):
            found.append(tuple(_back(project, decision)))
    return tuple(found)


def adoptions(project: Project) -> tuple[Adoption, ...]:
    """The decisions in force that affect a team, the newest first."""
    return tuple(_adoptions(project))


def lag(some: tuple[Adoption, ...]) -> float | None:
    """The median of the days from decision to adoption; None where nobody has adopted anything."""
    days = [day for one in some for day in one.days]
    return median(days) if days else None


def to_review(project: Project) -> tuple[Item, ...]:
    """The living decisions with a day on which to look at them again, the earliest first."""
    some = [one for one in project.of_type("decision") if one.living and one.date("review_by") is not None]
    return tuple(sorted(some, key=lambda one: (one.text("review_by"), natural(one))))


def is_strategic(decision: Item) -> bool:
    """Whether a decision is one of strategy: by its kind, or by the field `scope`."""
    return "strategic" in (decision.kind, decision.text("scope"))


def _option(
    group: Group, scores: Mapping[str, float | None], criteria: tuple[tuple[str, float | None], ...], outcome: str
) -> Option:
    row = tuple(scores.get(name) for name, _ in criteria)
    parts = [
        weight * score
        for (_, weight), score in zip(criteria, row, strict=True)
        if weight is not None and score is not None
    ]
    total = sum(parts) if criteria and len(parts) == len(criteria) else None
    name = group.text("name").strip()
    known = total if total is not None and isfinite(total) else None
    return Option(name, row, known, group.text("note").strip(), bool(name) and name.casefold() == outcome)


def _scores(group: Group) -> Mapping[str, float | None]:
    entry = group.find("scores")
    fields = entry.value.fields if entry is not None and isinstance(entry.value, Group) else ()
    return {one.name: as_number(one.value.text.strip()) if isinstance(one.value, Scalar) else None for one in fields}


def _back(project: Project, decision: Item) -> Iterator[Item]:
    """A decision and all that it replaced, directly or not."""
    seen = {decision.id}
    waiting = [decision]
    while waiting:
        current = waiting.pop(0)
        yield current
        for earlier in sorted(project.targets(current, "supersedes", living=False), key=natural):
            if earlier.id not in seen:
                seen.add(earlier.id)
                waiting.append(earlier)


def _adoptions(project: Project) -> Iterator[Adoption]:
    for decision in in_force(project):
        affected = [one for one in project.targets(decision, "affects") if one.type == "party" and one.kind == "team"]
        if affected:
            written = decision.group("adopted")
            teams = {
                team.id: as_date(written.text(team.id).strip()) if written is not None else None
                for team in sorted(affected, key=natural)
            }
            yield Adoption(decision, decision.date("date"), teams)


def _newest(decision: Item) -> tuple[int, object]:
    on = decision.date("date")
    return -(on.toordinal() if on is not None else 0), natural(decision)


def _plain(value: float | None) -> str:
    return f"{value:.10g}" if value is not None else "?"
