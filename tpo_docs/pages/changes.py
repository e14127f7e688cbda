"""What changed: since each earlier version, since each party spoke, and lately. For readers who know no Git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from tpo_docs.model import Category, Edition, Finding, Item, Page, Project, Review, Trace, natural
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.facts import label
from tpo_docs.pages.links import Links
from tpo_docs.places import CHANGES, Places, party_changes, version_changes
from tpo_docs.proof.changes import Changes, Compared, Entry, Said, Since, since
from tpo_docs.proof.difference import Again, CoverageChange, Difference, FieldChange, ItemChange
from tpo_docs.proof.words_changed import GONE, NEW, Piece, near
from tpo_docs.titles import title_html, title_text
from tpo_docs.words import Words, words

_AROUND = 14
"""Words shown on each side of a change."""
_DAYS, _A_DAY = 20, 15
_MOST = 300
"""Rows of a list; a page of more is read by nobody."""
_REFERENCE = re.compile(r"\[\[[^\]|]+\|([^\]]*)\]\]|\[\[([^\]|]+)\]\]|(?<!!)\[([^\[\]]+)\]\([^()\s]+\)")
_SIGNS = re.compile(r"\*\*|__|`")


class Change(NamedTuple):
    """A field with what changed in it."""

    label: str
    html: str


class Card(NamedTuple):
    """An item that changed, with how."""

    title: str
    """HTML, as all texts here but labels."""
    notes: tuple[str, ...]
    changes: tuple[Change, ...]


class Owed(NamedTuple):
    """What somebody has to look at again."""

    who: str
    items: tuple[tuple[str, str], ...]
    """Each with why."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """The page of changes since an earlier version."""

    before: str
    after: str
    on: str
    counts: tuple[tuple[int, str], ...]
    new: tuple[tuple[str, tuple[str, ...]], ...]
    """By type: the items."""
    changed: tuple[Card, ...]
    planned: tuple[Card, ...]
    """Whose owner, dates, estimates … changed, and not what they say."""
    withdrawn: tuple[Card, ...]
    links_gained: tuple[str, ...]
    links_lost: tuple[str, ...]
    covered: tuple[str, ...]
    uncovered: tuple[tuple[str, str], ...]
    again: tuple[Owed, ...]
    approvals: tuple[tuple[str, str], ...]
    found: tuple[str, ...]
    closed: tuple[str, ...]
    more: int
    """How many rows are left out."""


@dataclass(frozen=True, slots=True)
class PartyView:
    """The page of changes since a party spoke."""

    party: str
    on: str
    changed: tuple[tuple[Card, str], ...]
    """Each with what was said, and when."""
    waiting: tuple[str, ...]
    same: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]


class VersionRow(NamedTuple):
    """An earlier version in the list of all."""

    version: str
    page: str
    on: str
    new: int
    changed: int
    planned: int
    """Whose owner, dates, estimates … changed, and not what they say."""
    withdrawn: int


class PartyRow(NamedTuple):
    """A party in the list of all."""

    name: str
    page: str
    on: str
    changed: int
    waiting: int
    same: int


class Recent(NamedTuple):
    """A change of an item, lately."""

    item: str
    what: str
    author: str


class Day(NamedTuple):
    """What happened on a day."""

    on: str
    rows: tuple[Recent, ...]
    more: int
    """How many are left out."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The page that leads to all others."""

    versions: tuple[VersionRow, ...]
    parties: tuple[PartyRow, ...]
    days: tuple[Day, ...]
    after: str
    feed: str
    note: str


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The pages of changes; none where nothing is known of the past."""
    changes = edition.changes
    if changes is None or not (changes.compared or changes.histories):
        return
    maker = _Maker(review.project, places, words(edition.language, review.project.configuration.site.words), edition)
    parties = since(review.project, changes)
    yield Page(CHANGES, "pages/changes.md.j2", maker.overview(changes, parties), maker.say("Changes"), search=False)
    for compared in changes.compared:
        path = version_changes(compared.version)
        title = f"{compared.version} → {edition.version}"
        yield Page(path, "pages/changes_version.md.j2", maker.version(compared), title, search=False)
    for one in parties:
        path = party_changes(one.party.id)
        title = maker.say("Changes for {party}", party=title_text(one.party.title))
        yield Page(path, "pages/changes_party.md.j2", maker.party(one), title, search=False)


class _Maker:
    def __init__(self, project: Project, places: Places, say: Words, edition: Edition) -> None:
        self.project = project
        self.places = places
        self.say = say
        self.edition = edition

    # ---- all of it

    def overview(self, changes: Changes, parties: tuple[Since, ...]) -> ChangesView:
        links = Links(self.places.page(CHANGES), self.places, self.say)
        return ChangesView(
            tuple(
                VersionRow(
                    one.version,
                    version_changes(one.version),
                    one.on,
                    len(one.difference.added),
                    len(_told(one.difference, significant=True)),
                    len(_told(one.difference, significant=False)),
                    len(one.difference.removed) + sum(map(_withdrawn, one.difference.changes)),
                )
                for one in changes.compared
            ),
            tuple(
                PartyRow(
                    title_text(one.party.title),
                    party_changes(one.party.id),
                    one.on,
                    len(one.changed),
                    len(one.waiting),
                    len(one.same),
                )
                for one in parties
            ),
            tuple(self._days(changes, links)),
            self.edition.version,
            "feed.xml" if self.edition.site_url else "",
            changes.note,
        )

    def _days(self, changes: Changes, links: Links) -> Iterator[Day]:
        found: dict[str, list[Recent]] = {}
        more: dict[str, int] = {}
        for item, entry in recent(self.project, changes):
            if entry.on not in found and len(found) == _DAYS:
                break
            rows = found.setdefault(entry.on, [])
            if len(rows) < _A_DAY:
                rows.append(Recent(links.titled(item), what(entry, self.say), entry.author))
            else:
                more[entry.on] = more.get(entry.on, 0) + 1
        yield from (Day(day, tuple(rows), more.get(day, 0)) for day, rows in found.items())

    # ---- since a version

    def version(self, compared: Compared) -> VersionView:
        found = compared.difference
        page = self.places.page(version_changes(compared.version))
        links = Links(page, self.places, self.say)
        withdrawn = [change for change in found.changes if _withdrawn(change)]
        told, other = _told(found, significant=True), _told(found, significant=False)
        covered = [one for one in found.coverage if one.gained]
        rows = (
            found.added,
            told,
            other,
            found.removed,
            withdrawn,
            found.links_gained,
            found.links_lost,
            covered,
            found.coverage[len(covered) :],  # as many as are no longer covered
            found.again,
            found.approvals_lost,
            found.findings_new,
            found.findings_closed,
        )
        return VersionView(
            compared.version,
            self.edition.version,
            compared.on,
            tuple(self._counts(found, len(told), len(other), len(withdrawn))),
            tuple(self._new(found.added[:_MOST], links)),
            tuple(self._card(change, links) for change in told[:_MOST]),
            tuple(self._card(change, links) for change in other[:_MOST]),
            (
                *(
                    Card(_named(item, self.say), (self.say("is not there any more"),), ())
                    for item in found.removed[:_MOST]
                ),
                *(self._card(change, links) for change in withdrawn[:_MOST]),
            ),
            tuple(self._link(trace, links) for trace in found.links_gained[:_MOST]),
            tuple(self._link(trace, links) for trace in found.links_lost[:_MOST]),
            tuple(links.titled(one.item) for one in found.coverage if one.gained)[:_MOST],
            tuple((links.titled(one.item), self._lack(one)) for one in found.coverage if not one.gained)[:_MOST],
            tuple(self._owed(found.again[:_MOST], links)),
            tuple((links.titled(one.item), self._party(one.party, links)) for one in found.approvals_lost)[:_MOST],
            tuple(self._finding(one, links) for one in found.findings_new[:_MOST]),
            tuple(self._finding(one, links) for one in found.findings_closed[:_MOST]),
            sum(max(0, len(some) - _MOST) for some in rows),
        )

    def _counts(self, found: Difference, told: int, other: int, withdrawn: int) -> Iterator[tuple[int, str]]:
        yield len(found.added), self.say("new")
        yield told, self.say("changed")
        yield other, self.say("planned otherwise")
        yield withdrawn + len(found.removed), self.say("withdrawn")
        yield len(found.again), self.say("to look at again")

    def _new(self, added: Iterable[Item], links: Links) -> Iterator[tuple[str, tuple[str, ...]]]:
        by_type: dict[str, list[str]] = {}
        for item in added:
            by_type.setdefault(item.type, []).append(links.line(item))
        for name in sorted(by_type, key=lambda name: _order(self.project, name)):
            yield self.say.plural(name), tuple(by_type[name])

    def _card(self, change: ItemChange, links: Links) -> Card:
        notes: tuple[str, ...] = (self.say("was called {id}", id=change.before.id),) if change.renamed else ()
        if change.moved and not change.renamed and not change.fields:
            notes += (self.say("is kept in another place"),)
        return Card(links.titled(change.after), notes, tuple(self._fields(change.fields)))

    def _fields(self, fields: Iterable[FieldChange]) -> Iterator[Change]:
        for field in fields:
            yield Change(self.say(_label(field.field)), self._words(field))

    def _words(self, field: FieldChange) -> str:
        if field.field in ("status", "kind", "type"):
            before, after = self.say(field.before), self.say(field.after)
            return " ".join(
                part
                for part in (
                    f"<del>{escape(before)}</del>" if before else "",
                    f"<ins>{escape(after)}</ins>" if after else "",
                )
                if part
            )
        return marked(field.pieces)

    def _link(self, trace: Trace, links: Links) -> str:
        role = self.project.schema.roles.get(trace.role)
        says = role.says[0] if role is not None and role.says[0] else trace.role.replace("_", " ")
        ends = [self.project.items.get(name) for name in (trace.source, trace.target)]
        one, other = (
            links.ref(end) if end is not None else f"<code>{escape(name)}</code>"
            for end, name in zip(ends, (trace.source, trace.target), strict=True)
        )
        return f"{one} {escape(self.say(says))} {other}" + (
            f' <span class="tpo-via">{escape(trace.criterion)}</span>' if trace.criterion else ""
        )

    def _lack(self, one: CoverageChange) -> str:
        return escape(missing_words(one.lack, self.say, of=one.item.id) if one.lack is not None else one.missing)

    def _owed(self, again: Iterable[Again], links: Links) -> Iterator[Owed]:
        by_owner: dict[str, list[tuple[str, str]]] = {}
        for one in again:
            by_owner.setdefault(one.owner, []).append((links.titled(one.item), ", ".join(map(self._cause, one.causes))))
        for owner, items in by_owner.items():
            yield Owed(self._party(owner, links) if owner else escape(self.say("nobody's")), tuple(items))

    def _cause(self, cause: str) -> str:
        """`REQ-002 changed` in the words of the reader."""
        for ending in ("changed", "is gone"):
            if cause.endswith(f" {ending}"):
                return self.say(f"{{id}} {ending}", id=escape(cause.removesuffix(f" {ending}")))
        return escape(cause)

    def _party(self, name: str, links: Links) -> str:
        found = self.project.resolve(name)
        return links.ref(found) if found is not None else escape(name)

    def _finding(self, finding: Finding, links: Links) -> str:
        item = self.project.items.get(finding.item)
        about = f"{links.ref(item)} " if item is not None else ""
        return f'{about}{escape(finding.message)} <span class="tpo-via">{escape(finding.code)}</span>'

    # ---- since a party spoke

    def party(self, one: Since) -> PartyView:
        page = self.places.page(party_changes(one.party.id))
        links = Links(page, self.places, self.say)
        return PartyView(
            links.ref(one.party),
            one.on,
            tuple((self._said(said, links), self._verdict(said)) for said in one.changed),
            tuple(map(links.line, one.waiting)),
            tuple((links.titled(said.item), self._verdict(said)) for said in one.same),
            (
                *((links.line(said.item), self._verdict(said)) for said in one.withdrawn),
                *((f"<code>{escape(line.item)}</code>", line.at[:10]) for line in one.gone),
            ),
        )

    def _said(self, said: Said, links: Links) -> Card:
        if said.fields is None:
            note = self.say("It has changed; the text of then is not kept here, so what changed cannot be shown.")
            return Card(links.titled(said.item), (note,), ())
        return Card(links.titled(said.item), (), tuple(self._fields(said.fields)))

    def _verdict(self, said: Said) -> str:
        word = "approved on {on}" if said.line.verdict == "approved" else "changes wanted on {on}"
        return self.say(word, on=said.line.at[:10])


def recent(project: Project, changes: Changes) -> list[tuple[Item, Entry]]:
    """What happened to which item, the latest first; on a day, what changed before what is new."""
    found = [
        (project.items[name], entry)
        for name, some in changes.histories.items()
        for entry in some
        if name in project.items
    ]
    found.sort(key=lambda pair: natural(pair[0]))
    found.sort(key=lambda pair: (pair[1].on, not pair[1].first), reverse=True)
    return found


def what(entry: Entry, say: Words) -> str:
    """What a change was, in a few words: plain text."""
    if entry.first:
        return say("new")
    if not entry.fields:
        return say("changed")
    parts = []
    for name, before, after in entry.fields:
        if name == "id":
            parts.append(f"{before} → {after}")
        elif name == "status":
            parts.append(f"{say(before)} → {say(after)}" if before else say(after))
        else:
            parts.append(say(_label(name)))
    shown = parts[:6]
    return ", ".join(shown) + (f" {say('+{count} more', count=len(parts) - 6)}" if len(parts) > 6 else "")


def marked(pieces: Iterable[Piece]) -> str:
    """A text with what came and went, as HTML; long stretches that stayed are cut."""
    return " ".join(_piece(piece) for piece in near(pieces, _AROUND))


def _piece(piece: Piece) -> str:
    text = _SIGNS.sub("", _REFERENCE.sub(lambda match: match[1] or match[2] or match[3], piece.text))
    lines = [line.strip() for line in text.split("¶")]
    html = "<br>".join(escape(f"• {line[2:]}" if line.startswith("- ") else line) for line in lines)
    if piece.kind == GONE:
        return f"<del>{html}</del>"
    return f"<ins>{html}</ins>" if piece.kind == NEW else html


def _told(found: Difference, *, significant: bool) -> list[ItemChange]:
    """What says something else now, or only stands otherwise in the plan; without what was given up."""
    return [change for change in found.changes if change.significant is significant and not _withdrawn(change)]


def _withdrawn(change: ItemChange) -> bool:
    """Whether the item was given up since."""
    return change.after.category is Category.DEAD and change.before.category is not Category.DEAD


def _label(name: str) -> str:
    return {"text": "Text", "title": "Title", "kind": "Kind", "status": "Status", "type": "Type"}.get(name) or label(
        name
    )


def _named(item: Item, say: Words) -> str:
    return f'<code>{escape(item.id)}</code> {title_html(item.title)} <span class="tpo-via">{escape(say.singular(item.type))}</span>'


def _order(project: Project, name: str) -> int:
    names = list(project.schema.types)
    return names.index(name) if name in names else len(names)
