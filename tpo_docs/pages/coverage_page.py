"""Coverage: how much has what it needs, by type, kind, goal, owner and release, and what is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from tpo_docs.coverage import Share, coverage, shares, trace_score
from tpo_docs.model import Edition, Item, Page, Project, Review, natural_key
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.gaps import releases_of
from tpo_docs.pages.references import References
from tpo_docs.places import COVERAGE, Places
from tpo_docs.planning.goals import goals_of
from tpo_docs.schema import Need
from tpo_docs.titles import title_text
from tpo_docs.verdicts import Tally, tally
from tpo_docs.words import Words, words

MANY = 300
"""From how many open items on the lists of them have pages of their own."""
ROWS_A_PAGE = 500
FOLDED = 100
"""The most open items that a line of a table unfolds."""


class Line(NamedTuple):
    """A part of the whole: a type, a kind, a goal, an owner or a release."""

    title: str
    share: Share
    item: Item | None = None
    open: tuple[Item, ...] = ()
    """The first of the items not covered."""
    link: str = ""
    """Anchor or page of the list of open items."""
    kind: bool = False


class Open(NamedTuple):
    """An item that lacks something, in words."""

    item: Item
    lacks: tuple[str, ...]
    allowed: bool
    """Whether it is allowed to, for a while."""
    deep: bool
    """Whether only something further down is missing."""


class Entry(NamedTuple):
    """An open item, ready to be shown: templates take it apart in one step, since there may be thousands."""

    link: Markup
    state: str
    """`derived` where only something further down is missing, `exempt`, `missing`."""
    lacks: str
    owner: Markup


class Part(NamedTuple):
    """One page of several."""

    number: int
    path: str
    first: str
    last: str


class OpenList(NamedTuple):
    """The open items of a type."""

    type: str
    total: int
    open: tuple[Open, ...]
    entries: tuple[Entry, ...] = ()
    """Those that this page shows."""
    page: str = ""
    """Where the list is, if not here."""


class Asked(NamedTuple):
    """What the items of a kind need."""

    type: str
    kind: str
    """Empty for every other kind."""
    needs: tuple[tuple[Need, str], ...]


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The coverage page, or a list of open items on its own."""

    met: int
    expected: int
    whole: Share
    tables: tuple[tuple[str, tuple[Line, ...]], ...]
    open: tuple[OpenList, ...]
    asked: tuple[Asked, ...]
    verified: tuple[tuple[str, Tally], ...] = ()
    """By type; empty where the project keeps no results."""
    only: OpenList | None = None
    parts: tuple[Part, ...] = ()
    number: int = 1

    @property
    def score(self) -> int:
        """The trace score in percent, rounded down."""
        return 100 * self.met // self.expected if self.expected else 100


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The coverage page, and the lists of open items where they are long."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    met, expected = trace_score(project)
    lists = tuple(_open(review, say))
    here, below = References(places, COVERAGE, say), References(places, "coverage/open.md", say)
    apart = sum(one.total for one in lists) > MANY
    shown = tuple(
        one._replace(page=f"coverage/{one.type}.md") if apart else _shown(one, one.open, here) for one in lists
    )
    whole = next(iter(shares(project, lambda _: ("",))), Share("", 0, 0, 0))
    view = CoverageView(
        met,
        expected,
        whole,
        tuple(_tables(project, say, apart=apart)),
        shown,
        tuple(_asked(project, say)),
        tuple(_verified(project)),
    )
    yield Page(COVERAGE, "pages/coverage_page.md.j2", view, say("Coverage"), search=False)
    for whole_list, one in zip(lists, shown, strict=True):
        if one.page:
            yield from _own_pages(view, whole_list, one.page, below)


def _verified(project: Project) -> Iterator[tuple[str, Tally]]:
    for name in project.schema.types if project.results.present else ():
        found = tally(project, project.of_type(name)) if name != "test" else None
        if found is not None and found.total:
            yield name, found


def _tables(project: Project, say: Words, *, apart: bool) -> Iterator[tuple[str, tuple[Line, ...]]]:
    yield "type", tuple(_by_type(project, say, apart=apart))
    if project.has_type("goal"):
        # As on the page of goals: what serves a goal, and not the goal itself.
        yield (
            "goal",
            tuple(
                _lines(
                    project,
                    lambda item: () if item.type == "goal" else goals_of(project, item) or ("",),
                    say("No goal"),
                )
            ),
        )
    yield "owner", tuple(_lines(project, lambda item: (item.owner,), say("Nobody")))
    if project.has_type("release"):
        releases = releases_of(project)
        yield "release", tuple(_lines(project, lambda item: releases.get(item.id, ("",)), say("No release")))


def _by_type(project: Project, say: Words, *, apart: bool) -> Iterator[Line]:
    kinds: dict[str, list[Share]] = {}
    for share in shares(project, lambda item: (f"{item.type}/{item.kind}",)):
        kinds.setdefault(share.name.partition("/")[0], []).append(share)
    types = {share.name: share for share in shares(project, lambda item: (item.type,))}
    for name in project.schema.types:
        if name not in types or not types[name].total:
            continue
        share = types[name]
        link = f"coverage/{name}.md" if apart else f"#open-{name}"
        yield Line(say.plural(name), share, link=link)
        order = project.schema.types[name].kinds
        some = [one for one in kinds[name] if one.total and one.name.partition("/")[2]]
        if len(some) > 1:
            for one in sorted(
                some,
                key=lambda one: (
                    order.index(one.name.partition("/")[2]) if one.name.partition("/")[2] in order else len(order)
                ),
            ):
                yield Line(say(one.name.partition("/")[2]), one, link=link, kind=True)


def _lines(project: Project, by: Callable[[Item], tuple[str, ...]], nobody: str) -> Iterator[Line]:
    found = [share for share in shares(project, by) if share.total]
    for share in sorted(found, key=lambda share: (not share.name, natural_key(share.name))):
        item = project.resolve(share.name) if share.name else None
        some = tuple(project.items[name] for name in share.open[:FOLDED])
        yield Line(title_text(item.title) if item else share.name or nobody, share, item, some)


def _open(review: Review, say: Words) -> Iterator[OpenList]:
    """The open items of each type: first those that lack something themselves, then those broken further down."""
    project = review.project
    found: dict[str, list[Open]] = {}
    for name, state in coverage(project).items():
        item = project.items[name]
        if not item.committed or not state.expected or (state.deep and not state.exempt):
            continue
        free = state.covered and bool(state.exempt)
        further = (state.first_missing,) if state.first_missing is not None else ()
        missing = state.missing or state.exempt or further
        lacks = tuple(missing_words(one, say, of=name) for one in missing)
        found.setdefault(item.type, []).append(Open(item, lacks, free, state.covered and not free))
    for name in project.schema.types:
        if name in found:
            entries = sorted(found[name], key=lambda one: (one.deep, one.allowed, natural_key(one.item.id)))
            yield OpenList(name, len(entries), tuple(entries))


def _shown(whole: OpenList, some: tuple[Open, ...], references: References) -> OpenList:
    return whole._replace(
        entries=tuple(
            Entry(
                references.titled(one.item),
                "derived" if one.deep else "exempt" if one.allowed else "missing",
                ", ".join(one.lacks),
                references.named(one.item.owner),
            )
            for one in some
        )
    )


def _asked(project: Project, say: Words) -> Iterator[Asked]:
    for name, spec in project.schema.types.items():
        if not project.has_type(name):
            continue
        for kind, needs in spec.needs.items():
            if needs:
                yield Asked(name, "" if kind == "*" else kind, tuple((need, _need(need, say)) for need in needs))


def _need(need: Need, say: Words) -> str:
    name = say(need.type) if need.type in ("approval", "code") else say.singular(need.type)
    name = name if say.language == "de" else name.lower()
    if need.per_criterion:
        return say("{what} for each criterion", what=name)
    return f"{name} ({say(need.kind)})" if need.kind else name


def _own_pages(view: CoverageView, whole: OpenList, path: str, references: References) -> Iterator[Page]:
    starts = range(0, whole.total, ROWS_A_PAGE)
    parts = tuple(
        Part(
            number,
            path if number == 1 else f"{path.removesuffix('.md')}-{number}.md",
            whole.open[start].item.id,
            whole.open[min(start + ROWS_A_PAGE, whole.total) - 1].item.id,
        )
        for number, start in enumerate(starts, 1)
    )
    for part, start in zip(parts, starts, strict=True):
        only = _shown(whole, whole.open[start : start + ROWS_A_PAGE], references)
        shown = CoverageView(view.met, view.expected, view.whole, (), (), (), (), only, parts, part.number)
        yield Page(
            part.path,
            "pages/coverage_page.md.j2",
            shown,
            f"{references.words('Open')}: {references.words.plural(whole.type)}",
            search=False,
        )
