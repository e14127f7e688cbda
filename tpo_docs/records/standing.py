"""What of the approvals still holds: whose, of which text, and which links have become suspect since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tpo_docs.model import Category, Item, LedgerLine, Project, Trace
from tpo_docs.records.fingerprint import fingerprints, of_end
from tpo_docs.records.ledger import ACCEPTED, APPROVED, CHANGES, EDITORIAL

_ORDER = (Category.AGREED, Category.DOING, Category.DONE)
_YES = frozenset(("true", "yes"))


class Word(NamedTuple):
    """The last word of a party on an item."""

    line: LedgerLine
    holds: bool
    """Whether the text is still that of which it was said."""
    editorial: tuple[LedgerLine, ...] = ()
    """The changes since that were declared to be of wording only, by virtue of which it holds."""

    @property
    def approves(self) -> bool:
        """Whether it approves the item, today's text or an earlier one."""
        return self.line.verdict == APPROVED


class Suspect(NamedTuple):
    """A link whose other end has changed since somebody last looked at both."""

    trace: Trace
    line: LedgerLine
    """When that was."""
    noted: str
    """The fingerprint of the other end then."""


class Standing(NamedTuple):
    """How the approvals and links of an item stand."""

    words: tuple[Word, ...] = ()
    suspects: tuple[Suspect, ...] = ()

    @property
    def stale(self) -> tuple[Word, ...]:
        """The approvals of a text that is no longer there."""
        return tuple(word for word in self.words if word.approves and not word.holds)


class Demand(NamedTuple):
    """An approval that a status asks for."""

    status: str
    role: str = ""
    """The kind or id of the party; empty for any."""
    independent: bool = False
    """Whether neither owner nor author may give it."""

    def __str__(self) -> str:
        return f"approval of {self.role}" if self.role else "approval"

    def fits(self, party: Item) -> bool:
        """Whether this party may give it."""
        return not self.role or self.role in (party.kind, party.id)


def standing(project: Project) -> Mapping[str, Standing]:
    """By id, of every item on which the ledger has a word."""
    return project.derive(all_standings)


def approved_by(project: Project, item: Item) -> tuple[str, ...]:
    """The parties that approve the item as it is now."""
    found = standing(project).get(item.id, Standing())
    return tuple(word.line.party for word in found.words if word.approves and word.holds)


def same_texts(project: Project) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """By address of an item or criterion: fingerprint → those that, as somebody has declared, mean the same."""
    return project.derive(_same_texts)


def end_of(trace: Trace) -> str:
    """How a line of the ledger names a link: `realizes:REQ-004`."""
    return f"{trace.role}:{trace.target}/{trace.criterion}" if trace.criterion else f"{trace.role}:{trace.target}"


def upward(project: Project, item: Item) -> tuple[Trace, ...]:
    """The links by which an item leans on others: those that count, its whole, and what it depends on."""
    return tuple(trace for trace in project.outgoing.get(item.id, ()) if leans(project, trace))


def leans(project: Project, trace: Trace) -> bool:
    """Whether the link's source was written with its target in mind."""
    role = project.schema.roles.get(trace.role)
    return trace.role in ("parent", "depends_on") or (role is not None and role.traced)


def upstream(project: Project, item: Item) -> Mapping[str, str]:
    """What a line of the ledger notes of the ends of these links."""
    return {end_of(trace): of_end(project, trace) for trace in upward(project, item)}


def demands(project: Project, item: Item) -> tuple[Demand, ...]:
    """The approvals that the item's status, and those before it, ask for."""
    spec = project.schema.types.get(item.type)
    if spec is None or not spec.approvals or item.category not in _ORDER:
        return ()
    reached = _ORDER[: _ORDER.index(item.category) + 1]
    found = (
        _demand(status, wanted)
        for status, some in spec.approvals.items()
        if status == item.status or spec.workflow.get(status) in reached[:-1]
        for wanted in some
    )
    return tuple(dict.fromkeys(found))


def demands_of(project: Project, item: Item) -> tuple[Demand, ...]:
    """The approvals that any status of the item's type asks for."""
    spec = project.schema.types.get(item.type)
    some = spec.approvals.items() if spec is not None else ()
    return tuple(dict.fromkeys(_demand(status, wanted) for status, entries in some for wanted in entries))


def _demand(status: str, wanted: Any) -> Demand:
    """A demand as the configuration has it: `{role: client, independent: true}`, or the role alone."""
    if not isinstance(wanted, Mapping):
        return Demand(status, str(wanted))
    return Demand(status, str(wanted.get("role") or ""), str(wanted.get("independent") or "").casefold() in _YES)


def may_sign(project: Project, item: Item, party: Item, author: str) -> bool:
    """Whether the type lets this party approve the item, or wants somebody else than its owner and author."""
    spec = project.schema.types.get(item.type)
    wanted = spec.approvals.items() if spec is not None else ()
    independent = any(_demand(status, entry).independent for status, some in wanted for entry in some)
    return not independent or not is_author(item, party, author)


def is_author(item: Item, party: Item, author: str) -> bool:
    """Whether the party owns the item or is who, by Git, changed it last."""
    names = {party.id.casefold(), party.title.casefold()} - {""}
    return item.owner.casefold() in names or author.casefold() in names


def open_demands(project: Project, item: Item) -> Iterator[tuple[Demand, Word | None]]:
    """The approvals asked for that nobody has given, each with the word of a party that wants changes instead."""
    return open_among(project, item, demands(project, item))


def open_among(project: Project, item: Item, some: Iterable[Demand]) -> Iterator[tuple[Demand, Word | None]]:
    """The same of these demands, whatever the item's status asks for."""
    words = standing(project).get(item.id, Standing()).words
    for demand in some:
        fitting = []
        for word in words:
            party = project.resolve(word.line.party)
            if party is None or not demand.fits(party):
                continue
            if demand.independent and is_author(item, party, word.line.author):
                continue
            fitting.append(word)
        if not any(word.approves for word in fitting):
            yield demand, next((word for word in fitting if word.line.verdict == CHANGES), None)


def _said(project: Project) -> Mapping[str, list[LedgerLine]]:
    said: dict[str, list[LedgerLine]] = {}
    for line in project.ledger.lines:
        item = project.resolve(line.item)
        if item is not None:
            said.setdefault(item.id, []).append(line)
    return said


def _same_texts(project: Project) -> Mapping[str, _Same]:
    found: dict[str, _Same] = {}
    for name, lines in project.derive(_said).items():
        found[name] = _same(lines)
        for criterion in dict.fromkeys(one for line in lines for one in line.criteria):
            found[f"{name}/{criterion}"] = _grouped(line.criteria.get(criterion, ()) for line in lines)
    return found


def all_standings(project: Project) -> Mapping[str, Standing]:
    """What `standing` remembers."""
    said = project.derive(_said)
    same = same_texts(project)
    return {
        name: Standing(tuple(_words(project, name, lines)), tuple(_suspects(project, name, lines, same)))
        for name, lines in said.items()
    }


_Same = Mapping[str, frozenset[str]]
"""Fingerprint → those that mean the same."""


def _same(lines: Iterable[LedgerLine]) -> _Same:
    """What declared changes of wording make the same, whichever way round."""
    return _grouped((line.fingerprint, *line.was) for line in lines if line.verdict == EDITORIAL)


def _grouped(sets: Iterable[Iterable[str]]) -> _Same:
    groups: dict[str, frozenset[str]] = {}
    for texts in sets:
        whole = frozenset(texts)
        whole = whole.union(*(groups[name] for name in whole if name in groups))
        groups.update(dict.fromkeys(whole, whole))
    return groups


def _words(project: Project, name: str, lines: list[LedgerLine]) -> Iterator[Word]:
    now = fingerprints(project)[name]
    same = _same(lines).get(now, frozenset((now,)))
    editorial = tuple(line for line in lines if line.verdict == EDITORIAL and line.fingerprint in same)
    last = {line.party: line for line in lines if line.verdict in (APPROVED, CHANGES)}
    for line in sorted(last.values(), key=lambda line: (line.at, line.line)):
        since = tuple(one for one in editorial if one.at >= line.at) if line.fingerprint != now else ()
        yield Word(line, line.fingerprint in same, since if line.fingerprint in same else ())


def _suspects(project: Project, name: str, lines: list[LedgerLine], same: Mapping[str, _Same]) -> Iterator[Suspect]:
    noted: dict[tuple[str, str], tuple[LedgerLine, str]] = {}
    for line in lines:
        if line.verdict in (APPROVED, ACCEPTED):
            for end, fingerprint in line.upstream.items():
                noted[_resolved(project, end)] = (line, fingerprint)
    for trace in upward(project, project.items[name]):
        role, _, address = end_of(trace).partition(":")
        found = noted.get((role, address))
        if found is None:
            continue
        now = of_end(project, trace)
        meaning = same.get(address, {}).get(now, frozenset((now,)))
        if found[1] not in meaning:
            yield Suspect(trace, *found)


def _resolved(project: Project, end: str) -> tuple[str, str]:
    """Role and address of a noted link, with the id of today."""
    role, _, address = end.partition(":")
    name, slash, criterion = address.partition("/")
    return role, f"{project.current(name)}{slash}{criterion}"
