"""What changed between two versions of a project: items, links, coverage, findings, and who must look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.coverage import Coverage, Missing, coverage
from tpo_docs.model import Finding, Group, Item, Project, Review, Scalar, Trace, Unread, Value, natural, natural_key
from tpo_docs.proof.words_changed import Piece, changed
from tpo_docs.records.fingerprint import body_of, digest, fingerprint, prose, words
from tpo_docs.records.standing import approved_by, leans, standing

_NOT_COMPARED = frozenset(("id", "aliases", "title", "kind", "status", "type", "acceptance"))
"""Fields that are compared in another way, or by which two versions of an item are told to be one."""


class FieldChange(NamedTuple):
    """A field of an item before and after, `AC1` for a criterion, `text` for the body."""

    field: str
    before: str
    after: str
    pieces: tuple[Piece, ...]
    """Both as one text, word by word."""


class ItemChange(NamedTuple):
    """An item that is in both versions and not the same in them."""

    before: Item
    after: Item
    fields: tuple[FieldChange, ...] = ()
    significant: bool = False
    """Whether its fingerprint changed, so that approvals and links to it are in question."""

    @property
    def renamed(self) -> bool:
        """Whether it has another id."""
        return self.before.id != self.after.id

    @property
    def moved(self) -> bool:
        """Whether it lies in another file."""
        return self.before.path != self.after.path


class CoverageChange(NamedTuple):
    """An item that became covered, or is so no longer."""

    item: Item
    gained: bool
    missing: str
    """What it lacks now, in words; empty where it gained."""
    lack: Missing | None = None
    """The same for those who say it in another language."""


class Again(NamedTuple):
    """Somebody who must look at an item again, and why."""

    owner: str
    """Empty where nobody owns it."""
    item: Item
    causes: tuple[str, ...]
    """`REQ-002 changed`, `REQ-004 is gone`."""


class ApprovalLost(NamedTuple):
    """An approval that held of the earlier version and does not of the later one."""

    item: Item
    party: str


class Unreadable(NamedTuple):
    """A file that could not be read in one of the versions, so that its items are not compared."""

    version: str
    """`before` or `after`."""
    unread: Unread


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed between two versions; every list in the order of ids."""

    before: int
    after: int
    """How many items each version has."""
    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changes: tuple[ItemChange, ...] = ()
    """Items renamed, moved or changed by field; the same item may be all three."""
    links_gained: tuple[Trace, ...] = ()
    links_lost: tuple[Trace, ...] = ()
    """With the ids of today, where an item was renamed."""
    coverage: tuple[CoverageChange, ...] = ()
    findings_new: tuple[Finding, ...] = ()
    findings_closed: tuple[Finding, ...] = ()
    approvals_lost: tuple[ApprovalLost, ...] = ()
    again: tuple[Again, ...] = ()
    """By owner, then by id."""
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def renamed(self) -> tuple[ItemChange, ...]:
        """The items with another id."""
        return tuple(change for change in self.changes if change.renamed)

    @property
    def moved(self) -> tuple[ItemChange, ...]:
        """The items in another file."""
        return tuple(change for change in self.changes if change.moved)

    @property
    def changed(self) -> tuple[ItemChange, ...]:
        """The items of which a field changed."""
        return tuple(change for change in self.changes if change.fields)

    @property
    def empty(self) -> bool:
        """Whether the two versions say the same."""
        return self == Difference(self.before, self.after)


def difference(before: Review, after: Review) -> Difference:
    """What changed from one version to the other."""
    old, new = before.project, after.project
    names = _same_items(old, new)
    known = set(names.values())
    unreadable = tuple(_unreadable(old, new))
    lost = {entry.unread.path for entry in unreadable if entry.version == "after"}
    unseen = {entry.unread.path for entry in unreadable if entry.version == "before"}
    changes = _sorted_changes(
        ItemChange(one, other, *_compared(one, other, old, new))
        for one, other in ((old.items[name], new.items[now]) for name, now in names.items())
        if one != other
    )
    gained, gone = _links(old, new, names)
    fresh, closed = _findings(before, after, names)
    return Difference(
        before=len(old.items),
        after=len(new.items),
        added=_sorted(item for name, item in new.items.items() if name not in known and item.path not in unseen),
        removed=_sorted(item for name, item in old.items.items() if name not in names and item.path not in lost),
        changes=tuple(change for change in changes if change.fields or change.renamed or change.moved),
        links_gained=gained,
        links_lost=gone,
        coverage=tuple(_coverage(old, new, names)),
        findings_new=fresh,
        findings_closed=closed,
        approvals_lost=tuple(_approvals(old, new, names)),
        again=_again(old, new, changes, gone, known),
        unreadable=unreadable,
    )


def text_changes(before: Item, after: Item) -> tuple[FieldChange, ...]:
    """What changed of an item, by field."""
    return tuple(_fields(before, after, frozenset()))


def fields_changed(before: Item, after: Item, links: frozenset[str] = frozenset()) -> tuple[tuple[str, str, str], ...]:
    """Name, earlier and later text of each field that differs, without comparing their words."""
    return tuple(_pairs(before, after, links))


def _same_items(old: Project, new: Project) -> Mapping[str, str]:
    """Id before → id now, of every item that both versions have: by id, by alias, else by the same content."""
    names = {name: name for name in old.items if name in new.items}
    taken = set(names)
    waiting = [item for name, item in old.items.items() if name not in names]
    for item in waiting:
        now = new.aliases.get(item.id, "")
        if now and now not in taken:
            names[item.id] = now
            taken.add(now)
    fresh = _by_content(item for name, item in new.items.items() if name not in taken)
    for content, some in _by_content(item for item in waiting if item.id not in names).items():
        if len(some) == 1 and len(fresh.get(content, ())) == 1:
            names[some[0].id] = fresh[content][0].id
    return names


def _by_content(items: Iterable[Item]) -> Mapping[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        body = _body(item)
        if item.title or body:
            told = [item.type, item.kind, words(item.title), body, sorted(_values(item, frozenset()).items())]
            found.setdefault(digest(told), []).append(item)
    return found


def _compared(one: Item, other: Item, old: Project, new: Project) -> tuple[tuple[FieldChange, ...], bool]:
    links = frozenset(old.schema.keywords) | frozenset(new.schema.keywords)
    significant = fingerprint(one, new.schema) != fingerprint(other, new.schema)
    return tuple(_fields(one, other, links)), significant


def _fields(one: Item, other: Item, links: frozenset[str]) -> Iterator[FieldChange]:
    """The fields that differ; links are compared as a whole elsewhere."""
    return (
        FieldChange(name, before, after, changed(before, after)) for name, before, after in _pairs(one, other, links)
    )


def _pairs(one: Item, other: Item, links: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    found = [
        (name, words(getattr(one, name)), words(getattr(other, name))) for name in ("type", "title", "kind", "status")
    ]
    before, after = _values(one, links), _values(other, links)
    found += [(name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys((*before, *after))]
    old, new = _criteria(one), _criteria(other)
    found += [(name, old.get(name, ""), new.get(name, "")) for name in sorted({*old, *new}, key=natural_key)]
    found.append(("text", _body(one), _body(other)))
    return (entry for entry in found if entry[1] != entry[2])


def _values(item: Item, links: frozenset[str]) -> dict[str, str]:
    """The fields that are compared as they are written."""
    skipped = _NOT_COMPARED | links
    return {name: _written(field.value) for name, field in item.fields.items() if name not in skipped}


def _written(value: Value) -> str:
    if isinstance(value, Scalar):
        return words(value.text)
    if isinstance(value, Group):
        return ", ".join(f"{field.name}: {_written(field.value)}" for field in value.fields)
    mark = "; " if any(isinstance(entry, Group) for entry in value.entries) else ", "
    return mark.join(_written(entry) for entry in value.entries)


def _criteria(item: Item) -> dict[str, str]:
    named = {criterion.id: words(criterion.text) for criterion in item.criteria if criterion.id}
    rest = [words(criterion.text) for criterion in item.criteria if not criterion.id]
    return {**named, **({"acceptance": " ".join(rest)} if rest else {})}


def _body(item: Item) -> str:
    """The body without title and criteria, which are compared on their own."""
    text = body_of(item)
    if item.criteria and "acceptance" not in item.fields:
        line = item.criteria[0].line
        holding = [section for section in item.body.sections if section.line <= line]
        if holding:
            text = text.replace(max(holding, key=lambda section: section.line).text, "", 1)
    return prose(text)


def _links(old: Project, new: Project, names: Mapping[str, str]) -> tuple[tuple[Trace, ...], tuple[Trace, ...]]:
    def now(trace: Trace) -> Trace:
        source, target = names.get(trace.source, trace.source), names.get(trace.target, trace.target)
        if target < source and trace.role in symmetric:
            source, target = target, source
        return trace._replace(source=source, target=target)

    symmetric = {name for name, role in new.schema.roles.items() if role.symmetric}
    before, after = {now(trace) for trace in old.traces}, set(new.traces)
    return _sorted_traces(after - before), _sorted_traces(before - after)


def _coverage(old: Project, new: Project, names: Mapping[str, str]) -> Iterator[CoverageChange]:
    before, after = coverage(old), coverage(new)
    for name, now in sorted(names.items(), key=lambda pair: natural_key(pair[1])):
        was, is_ = _covered(before.get(name)), _covered(after.get(now))
        if was is not None and is_ is not None and was != is_:
            first = next(iter(after[now].missing), None)
            lack = None if is_ else first
            yield CoverageChange(new.items[now], is_, lack.words(of=now) if lack is not None else "", lack)


def _approvals(old: Project, new: Project, names: Mapping[str, str]) -> Iterator[ApprovalLost]:
    for name in sorted(standing(old), key=natural_key):
        if name in names:
            item = new.items[names[name]]
            holds = approved_by(new, item)
            lost = [party for party in approved_by(old, old.items[name]) if names.get(party, party) not in holds]
            yield from (ApprovalLost(item, party) for party in lost)


def _covered(state: Coverage | None) -> bool | None:
    """None where nothing is needed, so that nothing can be gained or lost."""
    return None if state is None or not state.expected else state.covered


def _findings(
    before: Review, after: Review, names: Mapping[str, str]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Those that only the later version has, and those that only the earlier one had; known ones are not new."""

    def key(finding: Finding) -> str:
        item = names.get(finding.item, finding.item)
        about = " ".join(names.get(word, word) for word in finding.about.split(" "))
        return f"{finding.code} {item or finding.path} {about}"

    old = Counter(map(key, before.findings + before.known))
    new = Counter(finding.key for finding in after.findings + after.known)
    fresh = _beyond(after.findings, Counter({name.rstrip(): count for name, count in old.items()}), lambda one: one.key)
    return fresh, _beyond(before.findings, new, lambda one: key(one).rstrip())


def _beyond(findings: Iterable[Finding], others: Counter[str], key: Callable[[Finding], str]) -> tuple[Finding, ...]:
    """The findings that the other version has not, or has fewer times."""
    left = Counter(others)
    found = []
    for finding in findings:
        name = key(finding)
        if left[name] > 0:
            left[name] -= 1
        else:
            found.append(finding)
    return tuple(found)


def _again(
    old: Project, new: Project, changes: Iterable[ItemChange], lost: Iterable[Trace], known: Collection[str]
) -> tuple[Again, ...]:
    """Whoever owns what leans on a change; what is new was written with the change at hand."""
    causes: dict[str, dict[str, None]] = {}
    for change in changes:
        if not change.significant:
            continue
        name = change.after.id
        for trace in new.incoming.get(name, ()):
            if leans(new, trace) and not (trace.criterion and _same_criterion(change, trace.criterion)):
                end = f"{name}/{trace.criterion}" if trace.criterion else name
                causes.setdefault(trace.source, {})[f"{end} changed"] = None
        for trace in new.outgoing.get(name, ()):
            if trace.role == "affects":
                causes.setdefault(trace.target, {})[f"{name} changed"] = None
    for trace in lost:
        if trace.source in new.items and trace.target not in new.items and leans(old, trace):
            causes.setdefault(trace.source, {})[f"{trace.target} is gone"] = None
    found = [
        Again(new.items[name].owner, new.items[name], tuple(some)) for name, some in causes.items() if name in known
    ]
    living = [again for again in found if again.item.living and not again.item.is_row]
    return tuple(sorted(living, key=lambda again: (not again.owner, again.owner.casefold(), natural(again.item))))


def _same_criterion(change: ItemChange, name: str) -> bool:
    return _criteria(change.before).get(name) == _criteria(change.after).get(name)


def _unreadable(old: Project, new: Project) -> Iterator[Unreadable]:
    for version, project in (("before", old), ("after", new)):
        held = {item.path for item in project.items.values()}
        for unread in project.unread:
            if unread.about in ("front-matter", "item") and unread.path not in held:
                yield Unreadable(version, unread)


def _sorted(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=natural))


def _sorted_changes(changes: Iterable[ItemChange]) -> tuple[ItemChange, ...]:
    return tuple(sorted(changes, key=lambda change: natural(change.after)))


def _sorted_traces(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    return tuple(
        sorted(traces, key=lambda one: (natural_key(one.source), one.role, natural_key(one.target), one.criterion))
    )
