"""The parties: where they stand, what they have a part in, and what waits for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from tpo_docs.awaited import awaited
from tpo_docs.matrix import actors
from tpo_docs.model import Category, Item, Project, as_date, natural
from tpo_docs.planning import decisions
from tpo_docs.planning.feedback import Fate, inbox

STEPS = (1, 2, 3, 4, 5)
SOON = 30
"""Days ahead in which a review counts as waiting."""
_NO_VOICE = frozenset(("system", "team"))
"""Kinds that are no stakeholders: nobody expects them to have asked for something."""


class Wait(StrEnum):
    """Why something waits for somebody."""

    ANSWER = "answer a question"
    DECIDE = "decide"
    APPROVE = "approve"
    ADOPT = "adopt a decision"
    REVIEW = "look at it again"
    HANDLE = "link or decline"


class Waiting(NamedTuple):
    """Something that waits for a party."""

    party: str
    kind: Wait
    item: Item
    due: date | None
    what: str = ""
    """The question, where it is one."""


class Row(NamedTuple):
    """A stakeholder with the items that name it, by type."""

    party: Item
    items: Mapping[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        """How many items that are."""
        return sum(len(some) for some in self.items.values())


def stakeholders(project: Project) -> tuple[Item, ...]:
    """The living parties that may want something."""
    return tuple(party for party in project.of_type("party") if party.living and party.kind not in _NO_VOICE)


def placed(project: Project) -> Mapping[tuple[int, int], tuple[Item, ...]]:
    """The stakeholders by influence and interest, each 1 to 5 (the grid of Mendelow 1981)."""
    found: dict[tuple[int, int], list[Item]] = {}
    for party in project.of_type("party"):
        spot = party.number("influence"), party.number("interest")
        if party.living and spot[0] in STEPS and spot[1] in STEPS:
            found.setdefault((int(spot[0] or 0), int(spot[1] or 0)), []).append(party)
    return {spot: tuple(some) for spot, some in found.items()}


def rows(project: Project) -> tuple[Row, ...]:
    """What each stakeholder has a part in; those without any item first, since nobody has heard them."""
    found = []
    for party in stakeholders(project):
        by: dict[str, dict[str, None]] = {}
        for part in actors(project).get(party.id, ()):
            if project.items[part.item].type != "party":
                by.setdefault(project.items[part.item].type, {})[part.item] = None
        found.append(Row(party, {name: tuple(some) for name, some in by.items()}))
    return tuple(sorted(found, key=lambda row: (row.total > 0, natural(row.party))))


def waiting(project: Project) -> tuple[Waiting, ...]:
    """What waits for whom, party by party, the earliest day first."""
    return project.derive(_waiting)


def _waiting(project: Project) -> tuple[Waiting, ...]:
    found = [*_questions(project), *_decisions(project), *_approvals(project), *_reviews(project), *_inbox(project)]
    return tuple(
        sorted(found, key=lambda one: (one.party, one.due or date.max, list(Wait).index(one.kind), natural(one.item)))
    )


def _questions(project: Project) -> Iterator[Waiting]:
    for item in project.items.values():
        for group in item.groups("questions") if "questions" in item.fields and item.living else ():
            if group.text("to").strip() and not group.text("answer").strip():
                due = as_date(group.text("due").strip())
                yield Waiting(group.text("to").strip(), Wait.ANSWER, item, due, group.text("q").strip())


def _decisions(project: Project) -> Iterator[Waiting]:
    for decision in decisions.undecided(project):
        for name in decision.texts("decision_makers") if decision.category is Category.REVIEW else ():
            yield Waiting(name, Wait.DECIDE, decision, None)
    for adoption in decisions.adoptions(project):
        for team in adoption.open:
            yield Waiting(team, Wait.ADOPT, adoption.decision, None)


def _approvals(project: Project) -> Iterator[Waiting]:
    """What waits for the word of a party, as a pack for it would hold."""
    for party in project.of_type("party"):
        for one in awaited(project, party):
            yield Waiting(party.id, Wait.APPROVE, one.item, None)


def _reviews(project: Project) -> Iterator[Waiting]:
    for item in project.items.values():
        due = item.date("review_by") if "review_by" in item.fields and item.living and item.owner else None
        if due is not None and (due - project.today).days <= SOON and item.category is not Category.DONE:
            yield Waiting(item.owner, Wait.REVIEW, item, due)


def _inbox(project: Project) -> Iterator[Waiting]:
    for heard in inbox(project):
        if heard.fate is Fate.OPEN and heard.item.owner:
            on = heard.item.date("date")
            limit = timedelta(days=project.configuration.rules.feedback_days)
            due = on + limit if on is not None and (date.max - on) > limit else None
            yield Waiting(heard.item.owner, Wait.HANDLE, heard.item, due)
