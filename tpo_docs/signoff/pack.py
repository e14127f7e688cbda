"""What a pack holds: the items that wait for the word of a party, each with all that the party needs to give it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.awaited import Awaited, Why, awaited, is_uat
from tpo_docs.coverage import tests_of_criterion
from tpo_docs.model import Category, Criterion, Item, Project, natural
from tpo_docs.proof.difference import FieldChange
from tpo_docs.records.fingerprint import digest, fingerprints, words
from tpo_docs.records.standing import (
    Standing,
    Word,
    demands_of,
    standing,
    upstream,
)
from tpo_docs.scope import planned
from tpo_docs.verdicts import Step as ProofStep
from tpo_docs.verdicts import Verdict, criterion_verdicts, verdicts

SCHEMA = "tpo-docs/pack/1"
ANSWERS = "tpo-docs/answers/1"
_EXPECTED = re.compile(r"\s*(?:→|⇒|->|=>)\s*")
_SERVED = ("realizes", "supports", "specifies", "verifies")


class Part(NamedTuple):
    """An acceptance criterion, with what shows that it is met."""

    name: str
    """`AC1`; empty where it has none."""
    text: str
    tests: tuple[str, ...]
    verdict: Verdict


class ScriptStep(NamedTuple):
    """A step of an acceptance test."""

    do: str
    expect: str
    """Empty where the test does not say."""


class Check(NamedTuple):
    """What a client judges in an acceptance test."""

    address: str
    """`STY-012/AC1`, or the test itself."""
    text: str


class Served(NamedTuple):
    """What an item is there for."""

    says: str
    item: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a pack."""

    item: Item
    """As the party may see it."""
    why: Why
    fingerprint: str
    upstream: Mapping[str, str]
    """What the ledger will note of the ends of its links."""
    word: Word | None = None
    """What the party has said last."""
    parts: tuple[Part, ...] = ()
    verdict: Verdict = Verdict.NONE
    step: ProofStep | None = None
    """The first thing that keeps it from being proven."""
    serves: tuple[Served, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    """What has changed since the party's last word, where the text of then is known."""
    known: bool = True
    """Whether the text of then is known."""
    script: tuple[ScriptStep, ...] = ()
    checks: tuple[Check, ...] = ()


class Approved(NamedTuple):
    """An item that the party approves as it is."""

    item: str
    title: str
    on: str


@dataclass(frozen=True, slots=True)
class Pack:
    """All that goes into one file."""

    party: str
    party_title: str
    on: str
    """The day it was made, as ISO date."""
    title: str
    """Of the project."""
    version: str
    release: str = ""
    release_title: str = ""
    uat: bool = False
    entries: tuple[Entry, ...] = ()
    approved: tuple[Approved, ...] = ()

    @property
    def id(self) -> str:
        """A name for this very pack: who is asked what."""
        asked = [[entry.item.id, entry.fingerprint] for entry in self.entries]
        return digest([SCHEMA, self.party, self.on, self.release, self.uat, asked])

    def seal(self, entry: Entry, check: str = "") -> str:
        """What shows that a row is as it was handed out."""
        return seal(self.id, entry.item.id, check, entry.fingerprint, ends(entry.upstream))


class Wish(NamedTuple):
    """What a pack is to hold."""

    party: Item
    release: Item | None = None
    ids: tuple[str, ...] = ()
    """Only these items, whatever the party has said of them."""
    uat: bool = False


def seal(*values: str) -> str:
    """A hash over the values of a row."""
    return digest(list(values))


def ends(noted: Mapping[str, str]) -> str:
    """Noted ends of links on one line."""
    return " ".join(f"{end}={text}" for end, text in sorted(noted.items()))


def read_ends(text: str) -> Mapping[str, str]:
    """The same back."""
    return dict(part.rsplit("=", 1) for part in text.split() if "=" in part)


def chosen(project: Project, wish: Wish) -> tuple[tuple[Item, Why, Word | None], ...]:
    """The items of the pack in the order of types and ids, with the reason and what the party has said last."""
    rank = {name: place for place, name in enumerate(project.schema.types)}
    waits = _waits(project, wish)
    found = (_asked(project, item, wish, waits) for item in _candidates(project, wish))
    some = [one for one in found if one is not None]
    return tuple(sorted(some, key=lambda one: (rank.get(one[0].type, len(rank)), natural(one[0]))))


def approved(project: Project, wish: Wish) -> tuple[Approved, ...]:
    """What of the candidates the party approves as it is."""
    found = []
    for item in _candidates(project, wish):
        word = _word(project, item, wish.party)
        if word is not None and word.approves and word.holds:
            found.append((natural(item), Approved(item.id, item.title, word.line.at[:10])))
    return tuple(entry for _, entry in sorted(found))


def entry(project: Project, seen: Project, item: Item, why: Why, word: Word | None) -> Entry:
    """An item with all that the party needs. `project` is the whole, `seen` what the party may see of it."""
    shown = seen.items[item.id]
    proof = verdicts(seen).get(item.id)
    return Entry(
        shown,
        why,
        fingerprints(project)[item.id],
        upstream(project, item),
        word,
        tuple(_parts(seen, shown)),
        proof.verdict if proof is not None else Verdict.NONE,
        proof.step if proof is not None else None,
        tuple(_serves(seen, shown)),
        script=tuple(_script(shown)),
        checks=tuple(_checks(seen, shown)) if shown.type == "test" else (),
    )


def _candidates(project: Project, wish: Wish) -> Iterator[Item]:
    if wish.ids:
        yield from (project.items[name] for name in dict.fromkeys(wish.ids))
        return
    scope = _scope(project, wish.release) if wish.release is not None else None
    waits = _waits(project, wish)
    for item in project.items.values():
        if not item.living or item.is_row or is_uat(item) is not wish.uat:
            continue
        if scope is not None and item.id not in scope and not (wish.uat and _verifies_any(project, item, scope)):
            continue
        if wish.uat:
            if item.committed:
                yield item
        elif _is_candidate(project, item, wish, waits):
            yield item


def _is_candidate(project: Project, item: Item, wish: Wish, waits: Mapping[str, Awaited]) -> bool:
    """Whether the party has a say in the item: it waits for its word, or has had it."""
    if item.id in waits or _word(project, item, wish.party) is not None:
        return True
    if any(demand.fits(wish.party) for demand in demands_of(project, item)):
        return item.category is not Category.DRAFT
    return wish.release is not None and item.type == "requirement" and item.category is not Category.DRAFT


def _asked(
    project: Project, item: Item, wish: Wish, waits: Mapping[str, Awaited]
) -> tuple[Item, Why, Word | None] | None:
    """Why the item is in the pack; None where it is not. Without ids, a release or acceptance tests: what waits."""
    found = waits.get(item.id)
    if found is not None:
        return found
    word = _word(project, item, wish.party)
    if not (wish.ids or wish.uat or wish.release is not None):
        return None
    if word is None:
        return item, Why.NEW, None
    if word.approves:
        return (item, Why.NEW, word) if wish.ids else None
    return item, Why.OPEN, word


def _waits(project: Project, wish: Wish) -> Mapping[str, Awaited]:
    return {one.item.id: one for one in awaited(project, wish.party)}


def _word(project: Project, item: Item, party: Item) -> Word | None:
    found = standing(project).get(item.id, Standing()).words
    names = {party.id, *party.texts("aliases")}
    return next((word for word in reversed(found) if word.line.party in names), None)


def _scope(project: Project, release: Item) -> frozenset[str]:
    """What is planned for the release, and all that it serves."""
    found = set(planned(project).get(release.id, frozenset()))
    waiting = list(found)
    while waiting:
        for served in project.targets(project.items[waiting.pop()], *_SERVED):
            if served.id not in found:
                found.add(served.id)
                waiting.append(served.id)
    return frozenset(found)


def _verifies_any(project: Project, item: Item, scope: frozenset[str]) -> bool:
    return any(served.id in scope for served in project.targets(item, "verifies"))


def _parts(project: Project, item: Item) -> Iterator[Part]:
    """Its own criteria, and those of the stories that realize it."""
    for holder in (item, *project.sources(item, "realizes")):
        tests, states = tests_of_criterion(project, holder), criterion_verdicts(project, holder)
        for one in holder.criteria if holder is item or holder.category is not Category.DRAFT else ():
            name = one.id if holder is item else f"{holder.id}/{one.id}"
            yield Part(name, words(one.text), tests.get(one.id, ()), states.get(one.id, Verdict.NONE))


def _serves(project: Project, item: Item) -> Iterator[Served]:
    for trace in project.outgoing.get(item.id, ()):
        role = project.schema.roles.get(trace.role)
        target = project.items[trace.target]
        if role is not None and role.traced and trace.role in _SERVED and target.living:
            name = f"{target.id}/{trace.criterion}" if trace.criterion else target.id
            yield Served(role.says[0], name, target.title)


def _script(item: Item) -> Iterator[ScriptStep]:
    for text in item.texts("steps"):
        do, *expected = _EXPECTED.split(" ".join(text.split()), maxsplit=1)
        yield ScriptStep(do, "".join(expected))


def _checks(project: Project, item: Item) -> Iterator[Check]:
    """The criteria that the test verifies; of a whole item all of them; of one without any the item; else the test."""
    found: dict[str, str] = {}
    for trace in project.outgoing.get(item.id, ()):
        if trace.role != "verifies":
            continue
        target = project.items[trace.target]
        named: Iterable[Criterion] = (one for one in target.criteria if one.id)
        some = [one for one in named if trace.criterion in ("", one.id)]
        for one in some:
            found[f"{target.id}/{one.id}"] = words(one.text)
        if not some:
            found[target.id] = words(target.statement) or target.title
    yield from (Check(address, text) for address, text in (found or {item.id: item.title}).items())
