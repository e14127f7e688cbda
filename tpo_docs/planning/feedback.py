"""What people told us: what became of it, and whose wishes stand behind what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tpo_docs.model import Category, Item, Project, natural
from tpo_docs.planning import scores

_MOST = 3.0
"""The highest importance of a wish."""


class Fate(StrEnum):
    """What became of something that was heard."""

    OPEN = "open"
    LINKED = "linked"
    CLOSED = "closed without a link"
    DECLINED = "declined"


class Heard(NamedTuple):
    """A piece of feedback."""

    item: Item
    fate: Fate
    days: int | None
    """Since it was heard; None without a date."""
    late: bool
    """Whether it has waited longer than the project allows."""
    became: tuple[Item, ...]
    """The items that rest on it."""


class Segment(NamedTuple):
    """The voices of a part of the users."""

    name: str
    parties: tuple[str, ...]
    heard: int
    pains: int
    open: int


class Wanted(NamedTuple):
    """An item with the importance of what it rests on, by segment."""

    item: Item
    by_segment: Mapping[str, float]
    total: float
    voices: tuple[str, ...]


def inbox(project: Project) -> tuple[Heard, ...]:
    """All feedback, the open one first, of that the most important and then the oldest."""
    return project.derive(_inbox)


def by_id(project: Project) -> Mapping[str, Heard]:
    """The same by id."""
    return project.derive(_by_id)


def segment_of(project: Project, party: str) -> str:
    """The segment of a party; empty where it has none."""
    found = project.items.get(party)
    return found.text("segment") if found is not None else ""


def segments(project: Project) -> tuple[Segment, ...]:
    """Who was heard, by segment, also the segments nobody of whom was heard."""
    found: dict[str, list[Heard]] = {}
    voices: dict[str, dict[str, None]] = {}
    for one in inbox(project):
        for name in dict.fromkeys(segment_of(project, party) for party in one.item.texts("from")):
            found.setdefault(name, []).append(one)
        for party in one.item.texts("from"):
            voices.setdefault(segment_of(project, party), {})[party] = None
    for party_ in project.of_type("party"):
        if party_.living and party_.text("segment"):
            found.setdefault(party_.text("segment"), [])
    return tuple(
        Segment(
            name,
            tuple(voices.get(name, ())),
            len(some),
            sum(one.item.text("sentiment") == "pain" for one in some),
            sum(one.fate is Fate.OPEN for one in some),
        )
        for name, some in sorted(found.items(), key=lambda entry: (not entry[0], -len(entry[1]), entry[0]))
    )


def wanted(project: Project) -> tuple[Wanted, ...]:
    """The living items that rest on feedback, by customer importance: the sum over distinct parties of importance ×
    weight (Productboard's Customer Importance Score), in all and by segment; the most wanted first."""
    found = []
    for item in project.items.values():
        if item.living and item.type != "feedback":
            voices = tuple(voices_of(project, project.targets(item, "evidence")))
            if voices:
                by: dict[str, list[tuple[str, float, float]]] = {}
                for voice in voices:
                    by.setdefault(segment_of(project, voice[0]), []).append(voice)
                parts = {name: scores.importance(some) for name, some in by.items()}
                found.append(
                    Wanted(item, parts, sum(parts.values()), tuple(dict.fromkeys(party for party, _, _ in voices)))
                )
    return tuple(sorted(found, key=lambda one: (-one.total, natural(one.item))))


def voices_of(project: Project, heard: tuple[Item, ...]) -> tuple[tuple[str, float, float], ...]:
    """Party, importance and weight of each voice; feedback without an importance has none, and a party without a
    weight weighs 1."""
    found = []
    for feedback in heard:
        points = feedback.number("importance")
        for name in feedback.texts("from") if points is not None else ():
            party = project.items.get(name)
            weight = party.number("weight") if party is not None else None
            found.append((name, min(_MOST, points or 0.0), 1.0 if weight is None else weight))
    return tuple(found)


def _inbox(project: Project) -> tuple[Heard, ...]:
    limit = project.configuration.rules.feedback_days
    found = []
    for item in project.of_type("feedback"):
        on = item.date("date")
        days = (project.today - on).days if on is not None else None
        linked = tuple(
            project.items[name]
            for name in dict.fromkeys(
                (
                    *(trace.source for trace in project.incoming.get(item.id, ())),
                    *(trace.target for trace in project.outgoing.get(item.id, ())),
                )
            )
        )
        fate = _fate(item, linked)
        found.append(Heard(item, fate, days, fate is Fate.OPEN and days is not None and days > limit, linked))
    order = tuple(Fate)
    return tuple(
        sorted(
            found,
            key=lambda one: (
                order.index(one.fate),
                -(one.item.number("importance") or 0.0),
                -(one.days if one.days is not None else -1),
                natural(one.item),
            ),
        )
    )


def _by_id(project: Project) -> Mapping[str, Heard]:
    return {one.item.id: one for one in inbox(project)}


def _fate(item: Item, linked: tuple[Item, ...]) -> Fate:
    if not item.living:
        return Fate.DECLINED
    if linked:
        return Fate.LINKED
    return Fate.CLOSED if item.category is Category.DONE else Fate.OPEN
