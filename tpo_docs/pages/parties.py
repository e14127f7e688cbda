"""Parties: who acts, what each of them owns and gave, and who has not been heard yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.matrix import actors
from tpo_docs.model import Edition, Item, Page, Project, Review, natural_key
from tpo_docs.places import PARTIES, Places, anchor, persona_page
from tpo_docs.words import Words, words

SHOWN = 60
"""How many items a party's own list shows for each thing it does."""
OTHERS = "other"
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
    "kano": "ranked the wishes of",
}
_NEED_NO_VOICE = ("system", "team")
"""Kinds that are not stakeholders: nobody expects them to have asked for something."""
_COLUMNS = 6


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
    """For each column of its group."""
    deeds: tuple[Deed, ...]
    findings: int
    """On items that it owns."""
    waiting: int
    """Open questions to it."""

    @property
    def total(self) -> int:
        """How often it is named."""
        return sum(deed.total for deed in self.deeds)

    @property
    def silent(self) -> bool:
        """Whether a stakeholder has no part in anything."""
        return not self.total and self.party.living and self.party.kind not in _NEED_NO_VOICE

    @property
    def page(self) -> str:
        """The page of a persona; empty for others."""
        return persona_page(self.party.id) if self.party.kind == "persona" and self.party.living else ""

    @property
    def place(self) -> str:
        """Its anchor."""
        return anchor(self.party.id)


class Group(NamedTuple):
    """The parties of one kind."""

    title: str
    columns: tuple[str, ...]
    """What they do, in words."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PartiesView:
    """All parties, by kind."""

    groups: tuple[Group, ...]
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
    rows = [_row(review, party, waiting) for party in project.of_type("party") if party.living]
    kinds = (*KINDS, *sorted({row.party.kind for row in rows} - KINDS.keys()))
    groups = tuple(
        _group(say(KINDS.get(kind, kind or "Others")), some, say)
        for kind in kinds
        if (some := [row for row in rows if row.party.kind == kind])
    )
    former = [_row(review, party, waiting) for party in project.of_type("party") if not party.living]
    if former:
        groups += (_group(say("Former"), former, say),)
    view = PartiesView(
        groups,
        tuple(row.party for row in rows if row.silent),
        tuple(sorted((name, len(parts)) for name, parts in actors(project).items() if project.resolve(name) is None)),
    )
    yield Page(PARTIES, "pages/parties.md.j2", view, say("Parties"), wide=True)


def _group(title: str, rows: list[Row], say: Words) -> Group:
    """A group with a column for everything that most of its parties do, and one for the rest."""
    done = Counter(deed.field for row in rows for deed in row.deeds)
    order = {name: place for place, name in enumerate(SAYS)}
    common = sorted(
        (name for name, _ in done.most_common(_COLUMNS)), key=lambda name: (order.get(name, len(order)), name)
    )
    rest = len(done) > len(common)
    shown = []
    for row in rows:
        totals = {deed.field: deed.total for deed in row.deeds}
        counts = [totals.pop(name, 0) for name in common]
        shown.append(row._replace(counts=(*counts, sum(totals.values())) if rest else tuple(counts)))
    columns = (*(_says(name) for name in common), *((OTHERS,) if rest else ()))
    return Group(title, tuple(say(column) for column in columns), tuple(shown))


def _row(review: Review, party: Item, waiting: dict[str, int]) -> Row:
    project = review.project
    found: dict[str, list[str]] = {}
    for part in actors(project).get(party.id, ()):
        found.setdefault(part.field, []).append(part.item)
    order = {name: place for place, name in enumerate(SAYS)}
    deeds = tuple(
        Deed(
            _says(field),
            tuple(project.items[name] for name in sorted(found[field], key=natural_key)[:SHOWN]),
            len(found[field]),
            field,
        )
        for field in sorted(found, key=lambda field: (order.get(field, len(order)), field))
    )
    findings = sum(len(review.about(name)) for name in found.get("owner", ()))
    return Row(party, (), deeds, findings, waiting.get(party.id, 0))


def _says(field: str) -> str:
    return SAYS.get(field, field.replace("_", " "))


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
