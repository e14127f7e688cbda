"""What waits for the word of which party: the one answer for packs, pages, reports and the rules of approvals.

An item waits for a party that may give an approval which the item's status asks for, or which its next status will ask
for while it is in review; where the party's last word was on an earlier text; and, as an acceptance test, for a client
as long as none has accepted it. It does not wait for a party that wants changes to this very text: then it waits for
its author.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from tpo_docs.coverage import coverage
from tpo_docs.model import Category, Item, Project
from tpo_docs.records.ledger import CHANGES
from tpo_docs.records.standing import Demand, Standing, Word, demands_of, is_author, open_among, open_demands, standing

_CONCERNED = ("source", "owner", "consulted", "decision_makers")


class Why(StrEnum):
    """Why an item waits for a party."""

    NEW = "new"
    """Nobody has asked the party yet, or it has not answered."""
    CHANGED = "changed"
    """The text is another than the one that the party approved."""
    ASKED = "asked"
    """The text is another than the one that the party wanted changed."""
    OPEN = "open"
    """The party wants changes to this very text; only where it is asked all the same."""


class Awaited(NamedTuple):
    """An item that waits for a party."""

    item: Item
    why: Why
    word: Word | None = None
    """What the party has said last."""


def awaited(project: Project, party: Item) -> tuple[Awaited, ...]:
    """What waits for this party, in the order of the items."""
    return project.derive(_all).get(party.id, ())


def wanted(project: Project, item: Item) -> tuple[Demand, ...]:
    """The approvals that nobody has given: those that the item's status asks for; of one in review those to come."""
    if item.committed:
        return tuple(dict.fromkeys(demand for demand, _ in open_demands(project, item)))
    if item.category is not Category.REVIEW:
        return ()
    found: dict[tuple[str, bool], Demand] = {}
    for demand, _ in open_among(project, item, demands_of(project, item)):
        found.setdefault((demand.role, demand.independent), demand)
    return tuple(found.values())


def is_uat(item: Item) -> bool:
    """Whether it is an acceptance test of the client's."""
    return item.type == "test" and item.kind == "uat"


def _all(project: Project) -> Mapping[str, tuple[Awaited, ...]]:
    parties = tuple(party for party in project.of_type("party") if party.living)
    found: dict[str, list[Awaited]] = {}
    for item in project.items.values() if parties else ():
        if item.living and not item.is_row:
            for name, one in _of(project, item, parties).items():
                found.setdefault(name, []).append(one)
    return {name: tuple(some) for name, some in found.items()}


def _of(project: Project, item: Item, parties: tuple[Item, ...]) -> Mapping[str, Awaited]:
    """By party: that the item waits for it."""
    words: dict[str, Word] = {}
    for word in standing(project).get(item.id, Standing()).words:
        party = project.resolve(word.line.party)
        if party is not None and party.living:
            words[party.id] = word
    found = {
        name: Awaited(item, Why.ASKED if word.line.verdict == CHANGES else Why.CHANGED, word)
        for name, word in words.items()
        if not word.holds
    }
    for name in _asked(project, item, parties, tuple(words.values())):
        if name not in words:
            found.setdefault(name, Awaited(item, Why.NEW))
    return found


def _asked(project: Project, item: Item, parties: tuple[Item, ...], words: Iterable[Word]) -> Iterator[str]:
    """The parties from which a word is asked, whatever they have said."""
    for demand in wanted(project, item):
        for party in parties:
            if not demand.fits(party) or not (demand.role or _is_concerned(item, party)):
                continue
            if not demand.independent or not is_author(item, party, _author(project, item)):
                yield party.id
    if item.committed and not demands_of(project, item) and _needs_approval(project, item):
        yield from (party.id for party in parties if _is_concerned(item, party))
    if is_uat(item) and item.committed and project.ledger.present:
        clients = [party for party in parties if party.kind == "client"]
        names = {party.id for party in clients}
        if not any(word.approves and _id(project, word) in names for word in words):
            yield from names


def _id(project: Project, word: Word) -> str:
    party = project.resolve(word.line.party)
    return party.id if party is not None else ""


def _author(project: Project, item: Item) -> str:
    change = project.history.get(item.path)
    return change.author if change is not None else ""


def _needs_approval(project: Project, item: Item) -> bool:
    state = coverage(project).get(item.id)
    return state is not None and any(one.need.type == "approval" and one.judged and not one.met for one in state.states)


def _is_concerned(item: Item, party: Item) -> bool:
    return any(party.id in item.texts(name) for name in _CONCERNED)
