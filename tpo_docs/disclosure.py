"""A project as one audience sees it: without what is not for it, and without what nobody outside may read.

Every page, matrix, count and file of data is made of a project, so what is not in the project is nowhere. The
restricted one is put together from what is known to be harmless; what a later version adds to projects is left out of
it until somebody has thought about it here.

What was judged of the whole project still holds: approvals, results and coverage are taken over from it, so that a
requirement whose test is internal has no gap, and a text with a mark in it is no changed text. A need that only
something hidden meets is not judged at all. Of the findings those stay that the whole project has too.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from tpo_docs import sensitive
from tpo_docs.audience import Hidden, hidden, is_whole
from tpo_docs.check import check
from tpo_docs.cleaning import Cleaner
from tpo_docs.config import Block, Configuration, Role, View
from tpo_docs.coverage import Coverage, Shallow, State, cover_all, coverage, deepen
from tpo_docs.graph import link
from tpo_docs.model import (
    CaseResult,
    Change,
    Chronicle,
    Finished,
    Item,
    LedgerLine,
    Observation,
    Parsed,
    Project,
    ReleaseState,
    Results,
    Review,
    Snapshot,
)
from tpo_docs.parse import beside
from tpo_docs.planning.chronicle import chronicle, tell
from tpo_docs.records.evidence import Evidence, Matched, evidence, match_all
from tpo_docs.records.fingerprint import Fingerprints, fingerprints
from tpo_docs.records.standing import Standing, Word, all_standings, standing
from tpo_docs.verdicts import Proof, Verdict, prove_all, verdicts

_TEXTS = ("heading", "text", "title", "empty", "label")
"""Options of a block that are words, and not what it shows."""
_READABLE = ("csv", "txt", "svg")
_CLOSED = ("pdf", "xlsx", "docx")
"""Attachments whose words stand in them in a form that nobody can look through for certain."""


class Withheld(NamedTuple):
    """How much an audience does not see."""

    items: int
    pages: int


def restricted(review: Review, audience: str, also: frozenset[str] = frozenset()) -> Review:
    """The review as the audience sees it; the whole for those who see all. `also` are ids of what is hidden today, for an
    old revision that did not know it yet."""
    project = review.project
    if is_whole(project, audience):
        return review
    seen = check(
        _restricted(project, audience, hidden(project, audience, also)), known=[one.key for one in review.known]
    )
    keys = {finding.key for finding in review.findings}
    allowed = {entry.finding.key for entry in review.exempted}
    old = {finding.key for finding in review.known}
    return Review(
        seen.project,
        tuple(finding for finding in seen.findings if finding.key in keys),
        tuple(entry for entry in seen.exempted if entry.finding.key in allowed),
        tuple(finding for finding in seen.known if finding.key in old),
    )


def as_seen(project: Project, audience: str, item: Item) -> Item:
    """An earlier text of an item, as the audience may see it."""
    return item if is_whole(project, audience) else Cleaner(project, hidden(project, audience)).item(item)


def withheld(project: Project, audience: str) -> Withheld:
    """How many items and pages this audience does not see."""
    found = hidden(project, audience)
    items = sum(1 for name in project.items if name in found.ids)
    return Withheld(items, sum(1 for page in project.documents if page.path in found.paths))


def attachment(project: Project, path: str, data: bytes) -> bytes | str:
    """An attachment as the project's audience may have it, or why it may not. A project for all gives it as it is."""
    if not project.audience:
        return data
    allow = project.configuration.disclosure.allow
    ending = path.rpartition(".")[2].lower()
    if ending in _READABLE:
        return sensitive.cleaned(data.decode("utf-8", "replace"), allow).encode()
    if ending in _CLOSED and not any(
        fnmatch.fnmatchcase(path, name) for name in project.configuration.disclosure.files
    ):
        return f"a {ending.upper()} file cannot be looked into; `disclosure: {{files: [{path}]}}` lets it pass"
    found = sensitive.hits(re.sub(r"[^\x20-\x7e]+", "\n", data.decode("latin-1")), allow)
    if any(hit.sort is not sensitive.Sort.TELEPHONE and hit.end - hit.start > 8 for hit in found):
        return "its bytes hold an e-mail address or something like a secret"
    return data


def leaks(text: str, project: Project) -> str:
    """What a finished page still holds that the project's audience must not read; empty where nothing. Numbers that may
    be those of a drawing are not looked at here."""
    for hit in sensitive.hits(text, project.configuration.disclosure.allow):
        if hit.sort is sensitive.Sort.EMAIL:
            return f"an {hit.sort.value} ({sensitive.shown(text, hit)})"
    return ""


def _restricted(project: Project, audience: str, unseen: Hidden) -> Project:
    clean = Cleaner(project, unseen)
    configuration = _configuration(project.configuration, clean)
    items = tuple(clean.item(item) for item in project.items.values() if item.id not in unseen.ids)
    duplicates = tuple(clean.item(item) for item in project.duplicates if item.id not in unseen.ids)
    open_paths = {item.path for item in (*items, *duplicates)} | {page.path for page in project.documents}
    open_paths = open_paths - unseen.paths | {configuration.path}
    linked = link(
        Parsed(
            items=(*items, *duplicates),
            documents=tuple(clean.document(page) for page in project.documents if page.path not in unseen.paths),
            unread=tuple(
                clean.unread(one) for one in project.unread if one.path in open_paths and one.item not in unseen.ids
            ),
            observations=_observations(project, items, clean),
            ledger=project.ledger._replace(lines=tuple(_lines(project, clean))),
            snapshots=tuple(_snapshot(day, project, unseen) for day in project.snapshots),
            results=Results((), (), (), present=project.results.present),
        ),
        configuration,
        project.today,
        files=project.files,
        cited={path: clean.text(data.decode("utf-8", "replace")).encode() for path, data in project.cited.items()},
        history=_History(project.history, frozenset(open_paths)),
    )
    seen = replace(
        linked,
        audience=audience,
        around=project.around._replace(beside=None),
        base=_restricted(project.base, audience, _both(unseen, hidden(project.base, audience)))
        if project.base is not None
        else None,
    )
    answers: dict[object, object] = {
        Fingerprints: fingerprints(project),
        all_standings: _standings(project, seen, clean),
        match_all: _matched(project, seen, clean),
    }
    answers[cover_all] = _coverage(project, seen)
    answers[tell] = _told(project, unseen)
    answers[prove_all] = _verdicts(project, seen.knowing(answers))
    return seen.knowing(answers)


def _both(one: Hidden, other: Hidden) -> Hidden:
    titles = {
        first: tuple(dict.fromkeys((*one.titles.get(first, ()), *other.titles.get(first, ()))))
        for first in (*one.titles, *other.titles)
    }
    return Hidden(one.ids | other.ids, one.paths | other.paths, one.docs_paths | other.docs_paths, titles)


# ---- what is not written in items ---------------------------------------------------------------------------------


def _configuration(configuration: Configuration, clean: Cleaner) -> Configuration:
    site = configuration.site
    return replace(
        configuration,
        views=tuple(_views(configuration.views, clean)),
        roles=tuple(_role(role, clean) for role in configuration.roles),
        site=replace(
            site,
            edit_url=site.edit_url if clean.text(site.edit_url) == site.edit_url else "",
            suggest_url=site.suggest_url if clean.text(site.suggest_url) == site.suggest_url else "",
            words={name: clean.text(text) for name, text in site.words.items()},
        ),
        unread=(),
        text=clean.text(configuration.text),
    )


def _views(views: Iterable[View], clean: Cleaner) -> Iterator[View]:
    """The saved views that ask for nothing hidden."""
    for view in views:
        if clean.text(view.query) == view.query:
            yield view._replace(name=clean.text(view.name))


def _role(role: Role, clean: Cleaner) -> Role:
    blocks = tuple(found for block in role.blocks if (found := _block(block, clean)) is not None)
    return role._replace(title=clean.text(role.title), text=clean.text(role.text), blocks=blocks)


def _block(block: Block, clean: Cleaner) -> Block | None:
    options: dict[str, Any] = {}
    for name, option in block.options.items():
        if name in _TEXTS or not isinstance(option, str):
            options[name] = clean.text(option) if isinstance(option, str) else option
        elif clean.text(option) != option:
            return None
        else:
            options[name] = option
    return block._replace(options=options)


def _observations(project: Project, items: Iterable[Item], clean: Cleaner) -> Mapping[str, tuple[Observation, ...]]:
    """The series of the metrics that are seen."""
    paths = {beside(item.path, item.text("series")) for item in items if item.type == "metric"}
    return {
        path: tuple(row._replace(note=clean.text(row.note)) for row in rows)
        for path, rows in project.observations.items()
        if path in paths
    }


def _lines(project: Project, clean: Cleaner) -> Iterator[LedgerLine]:
    """The lines of the ledger by parties and on items that are seen; of what is gone nobody knows for whom it was."""
    ids = clean.unseen.ids
    for line in project.ledger.lines:
        ends = [project.resolve(name) for name in (line.item, line.party)]
        if all(one is not None and one.id not in ids for one in ends):
            yield _line(line, clean)


def _line(line: LedgerLine, clean: Cleaner) -> LedgerLine:
    upstream = {
        end: text
        for end, text in line.upstream.items()
        if end.partition(":")[2].partition("/")[0] not in clean.unseen.ids
    }
    return line._replace(author="", comment=clean.text(line.comment), upstream=upstream, renamed={})


def _snapshot(day: Snapshot, project: Project, unseen: Hidden) -> Snapshot:
    """A recorded day with what it says of single items that are seen. Its sums count what is hidden, so they go where
    something is."""

    def seen(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name in project.items and name not in unseen.ids)

    finished = tuple(
        Finished(one.id, "" if one.team in unseen.ids else one.team, one.points)
        for one in day.finished
        if one.id in project.items and one.id not in unseen.ids
    )
    if not unseen:
        return day._replace(
            started=seen(day.started),
            finished=finished,
            releases=dict(_releases(day, seen)),
            done_before=seen(day.done_before),
            changed=seen(day.changed),
        )
    return Snapshot(day.at, {}, seen(day.started), finished, {}, 0.0, {}, seen(day.done_before), seen(day.changed))


def _told(project: Project, unseen: Hidden) -> Chronicle:
    """What became of the items that are seen."""
    found = chronicle(project)
    names = project.items.keys() - unseen.ids
    return found._replace(
        moves=tuple(move for move in found.moves if move.item in names),
        edits=tuple(edit for edit in found.edits if edit.item in names),
        strange=0,
    )


def _releases(day: Snapshot, seen: Callable[[Iterable[str]], tuple[str, ...]]) -> Iterator[tuple[str, ReleaseState]]:
    for name, state in day.releases.items():
        if seen([name]):
            yield name, state._replace(added=seen(state.added), removed=seen(state.removed))


class _History(Mapping[str, Change]):
    """When each file that is seen was changed; what its author wrote about it may be about anything, so it goes."""

    def __init__(self, known: Mapping[str, Change], paths: frozenset[str]) -> None:
        self._known = known
        self._paths = paths

    def __getitem__(self, path: str) -> Change:
        if path not in self._paths:
            raise KeyError(path)
        change = self._known[path]
        return Change(change.commit, "", change.on, change.commit[:7])

    def __iter__(self) -> Iterator[str]:
        return (path for path in self._known if path in self._paths)

    def __len__(self) -> int:
        return sum(1 for _ in self)


# ---- what was judged of the whole ----------------------------------------------------------------------------------


def _standings(project: Project, seen: Project, clean: Cleaner) -> Mapping[str, Standing]:
    traces = frozenset(seen.traces)
    found: dict[str, Standing] = {}
    for name, one in standing(project).items():
        if name in seen.items:
            words = tuple(_word(word, clean) for word in one.words if word.line.party not in clean.unseen.ids)
            suspects = tuple(
                suspect._replace(line=_line(suspect.line, clean)) for suspect in one.suspects if suspect.trace in traces
            )
            if words or suspects:
                found[name] = Standing(words, suspects)
    return found


def _word(word: Word, clean: Cleaner) -> Word:
    editorial = tuple(_line(line, clean) for line in word.editorial if line.party not in clean.unseen.ids)
    return word._replace(line=_line(word.line, clean), editorial=editorial)


def _matched(project: Project, seen: Project, clean: Cleaner) -> Matched:
    known = evidence(project)

    def chosen(some: Mapping[str, Evidence]) -> dict[str, Evidence]:
        return {
            address: _evidence(one, clean) for address, one in some.items() if address.partition("/")[0] in seen.items
        }

    return Matched(chosen(known.tests), chosen(known.direct), (), (), {})


def _evidence(one: Evidence, clean: Cleaner) -> Evidence:
    stale = frozenset(address for address in one.stale if address.partition("/")[0] not in clean.unseen.ids)
    return one._replace(cases=tuple(_case(case, clean) for case in one.cases), stale=stale, ambiguous=())


def _case(case: CaseResult, clean: Cleaner) -> CaseResult:
    return case._replace(
        environment=clean.text(case.environment),
        case=clean.text(case.case),
        message=clean.text(case.message),
        place=clean.text(case.place),
        names=(),
        of={},
    )


def _coverage(project: Project, seen: Project) -> Mapping[str, Coverage]:
    """The coverage of the whole, as far as it speaks about what is seen."""
    shallow: dict[str, Any] = {}
    for name, found in coverage(project).items():
        if name in seen.items:
            shallow[name] = (tuple(_state(state, seen) for state in found.states), found.missing, found.exempt)
    typed: Shallow = shallow
    return deepen(typed, frozenset(name for name in shallow if seen.items[name].committed))


def _verdicts(project: Project, seen: Project) -> Mapping[str, Proof]:
    """The verdicts on what is seen; nothing is claimed of what is proven only as long as one does not see the rest."""
    whole = verdicts(project)
    return {
        name: Proof(name, Verdict.NONE) if proof.verified and not whole[name].verified else proof
        for name, proof in verdicts(seen).items()
    }


def _state(state: State, seen: Project) -> State:
    """A need without what is hidden; one that only something hidden meets is not judged."""
    direct, derived = (tuple(name for name in some if name in seen.items) for some in (state.direct, state.derived))
    now = state._replace(direct=direct, derived=derived)
    return now if now.met or not state.met else now._replace(judged=False)
