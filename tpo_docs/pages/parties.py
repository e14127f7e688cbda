"""Parties: who acts, what each of them owns and gave, and who has not been heard yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.matrix import actors
from tpo_docs.model import Edition, Item, Page, Project, Review, natural_key
from tpo_docs.places import PARTIES, Places, anchor
from tpo_docs.words import words

SHOWN = 60
"""How many items a party's own list shows for each thing it does."""
COLUMNS = ("owner", "source", "as", "team", "consulted", "decision_makers", "from", "questions")
"""The fields with a column of their own, in this order; all others are counted together."""
KINDS = {
    "client": "Clients",
    "org": "Organisations",
    "role": "Roles",
    "person": "People",
    "persona": "Personas",
    "site": "Sites",
    "team": "Teams",
    "system": "Systems",
}
SAYS = {
    "owner": "owns",
    "source": "source of",
    "as": "user of",
    "team": "works on",
    "consulted": "consulted on",
    "decision_makers": "decides on",
    "informed": "informed of",
    "from": "said",
    "questions": "asked about",
    "provider": "provides",
    "consumer": "uses",
    "members": "member of",
    "audience_parties": "audience of",
    "by": "carries out",
    "feasibility": "judged the feasibility of",
    "rollout": "in the rollout of",
    "key_results": "measured by",
}
_NEED_NO_VOICE = ("system", "team")
"""Kinds that are not stakeholders: nobody expects them to have asked for something."""


class Deed(NamedTuple):
    """What a party does, and to which items."""

    says: str
    items: tuple[Item, ...]
    """The first ones."""
    total: int
    field: str


class Row(NamedTuple):
    """A party with its figures."""

    party: Item
    counts: tuple[int, ...]
    """For each column."""
    others: int
    deeds: tuple[Deed, ...]
    findings: int
    """On items that it owns."""
    waiting: int
    """Open questions to it."""

    @property
    def total(self) -> int:
        """How often it is named."""
        return sum(self.counts) + self.others

    @property
    def silent(self) -> bool:
        """Whether a stakeholder has no part in anything."""
        return not self.total and self.party.kind not in _NEED_NO_VOICE

    @property
    def place(self) -> str:
        """Its anchor."""
        return anchor(self.party.id)


class Group(NamedTuple):
    """The parties of one kind."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PartiesView:
    """All parties, by kind."""

    groups: tuple[Group, ...]
    columns: tuple[str, ...]
    """What each column says."""
    others: bool
    silent: tuple[Item, ...]
    unknown: tuple[tuple[str, int], ...]
    """Names that items write and that are no party, with how often."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The page of all parties; without any it says how to start."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    if "party" not in project.schema.types:
        return
    waiting = _waiting(project)
    named = actors(project)
    fields = {part.field for parts in named.values() for part in parts}
    columns = tuple(name for name in COLUMNS if name in fields)
    rows = [_row(review, party, columns, waiting) for party in project.of_type("party") if party.living]
    kinds = (*KINDS, *sorted({row.party.kind for row in rows} - KINDS.keys()))
    groups = tuple(
        Group(say(KINDS.get(kind, kind or "Others")), some)
        for kind in kinds
        if (some := tuple(row for row in rows if row.party.kind == kind))
    )
    view = PartiesView(
        groups,
        tuple(say(SAYS[name]) for name in columns),
        any(row.others for row in rows),
        tuple(row.party for row in rows if row.silent),
        tuple(sorted((name, len(parts)) for name, parts in named.items() if project.resolve(name) is None)),
    )
    yield Page(PARTIES, "pages/parties.md.j2", view, say("Parties"), wide=True)


def _row(review: Review, party: Item, columns: tuple[str, ...], waiting: dict[str, int]) -> Row:
    project = review.project
    found: dict[str, list[str]] = {}
    for part in actors(project).get(party.id, ()):
        found.setdefault(part.field, []).append(part.item)
    order = {name: place for place, name in enumerate(SAYS)}
    deeds = tuple(
        Deed(
            SAYS.get(field, field.replace("_", " ")),
            tuple(project.items[name] for name in sorted(found[field], key=natural_key)[:SHOWN]),
            len(found[field]),
            field,
        )
        for field in sorted(found, key=lambda field: (order.get(field, len(order)), field))
    )
    findings = sum(len(review.about(name)) for name in found.get("owner", ()))
    return Row(
        party,
        tuple(len(found.get(name, ())) for name in columns),
        sum(len(some) for field, some in found.items() if field not in columns),
        deeds,
        findings,
        waiting.get(party.id, 0),
    )


def _waiting(project: Project) -> dict[str, int]:
    found: dict[str, int] = {}
    for to in _asked(project):
        found[to] = found.get(to, 0) + 1
    return found


def _asked(project: Project) -> Iterator[str]:
    for item in project.items.values():
        if "questions" in item.fields and item.living:
            for group in item.groups("questions"):
                if not group.text("answer").strip():
                    yield group.text("to").strip()
