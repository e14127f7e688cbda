"""The chain from goals to tests as one table: every step with what carries it, and where the chain breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from tpo_docs.coverage import Share, shares
from tpo_docs.model import Edition, Item, Page, Project, Review
from tpo_docs.pages.chain_table import REPEATED, Break, Cell, Chain, End, Group
from tpo_docs.pages.marks import NAMES, sign
from tpo_docs.pages.matrix import criterion_text, need_words
from tpo_docs.pages.references import References
from tpo_docs.pages.seen import Watched, short
from tpo_docs.pages.text import criterion_anchor
from tpo_docs.places import CHAIN, Places, anchor, relative
from tpo_docs.schema import Need
from tpo_docs.verdicts import Verdict, criterion_verdicts
from tpo_docs.words import Words, words

ONE_PAGE = 400
"""The most rows that are shown on one page; beyond it each goal has a page of its own."""
ROWS_A_PAGE = 1000


class Shown(NamedTuple):
    """A cell, ready to be shown: templates take it apart in one step, since there may be thousands."""

    what: str
    """As in `chain_table.Cell`."""
    span: Markup
    """Its `rowspan` and `colspan`."""
    place: str
    """Of an item: its anchor, empty where it stands above already. Of a criterion or of an item that is shown
    elsewhere: the address."""
    link: str
    """The item with title and status, or the criterion's id."""
    ends: str
    """List entries of what stands at the end of the chain; of a criterion its text."""
    standing: str
    text: str
    """What is missing, in words."""


class Level(NamedTuple):
    """A column: a type with how much of it is covered, or the criteria of the type before it."""

    type: str
    title: str
    total: int
    share: Share | None = None

    is_end: bool = False
    """Whether its items stand side by side at the end of a row."""

    @property
    def is_criteria(self) -> bool:
        """Whether it holds acceptance criteria."""
        return not self.type


class Part(NamedTuple):
    """One page of several."""

    number: int
    path: str
    first: str
    last: str


class GoalPage(NamedTuple):
    """A line of the index: a goal and its page."""

    group: Group
    path: str
    share: Share | None


@dataclass(frozen=True, slots=True)
class ChainView:
    """The chain, or the part of it below one goal."""

    levels: tuple[Level, ...]
    types: tuple[str, ...]
    """The types it runs along, as configured."""
    without: str = ""
    """What the group of items without a goal is called."""
    absent: tuple[str, ...] = ()
    """Types of the chain that have no item yet."""
    groups: tuple[tuple[tuple[Shown, ...], ...], ...] = ()
    """The rows below each goal."""
    breaks: tuple[tuple[str, Break, str], ...] = ()
    """Anchor, place and words of each break, on the page that shows all of the chain."""
    index: tuple[GoalPage, ...] = ()
    parts: tuple[Part, ...] = ()
    number: int = 1
    only: Group | None = None
    """The goal of a page of its own."""


def pages(review: Review, places: Places, edition: Edition, watch: Watched | None = None) -> Iterator[Page]:
    """The chain on one page, or a page for each goal behind an index; these later, where they can be watched."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    chain = Chain(review)
    names = project.configuration.site.chain
    absent = tuple(name for name in names if name in project.schema.types and not project.has_type(name))
    without = _without(chain.types[0], say) if chain.types else ""
    view = ChainView(tuple(_levels(chain, say)), names, without, absent)
    items = sum(len(project.of_type(name)) for name in chain.steps)
    groups = chain.groups(repeat=False) if items <= ONE_PAGE else ()
    if items <= ONE_PAGE and sum(len(group.lines) for group in groups) <= ONE_PAGE:
        show = _Show(References(places, CHAIN, say), dict.fromkeys(chain.shown, CHAIN))
        shown = tuple(show.lines(group.lines) for group in groups)
        found = sorted(chain.breaks.values(), key=lambda one: chain.rank[one.item.id])
        breaks = tuple((anchor(one.item.id), one, show.lack(one.lack)) for one in found)
        whole = replace(view, groups=shown, breaks=breaks)
        yield Page(CHAIN, "pages/chain.md.j2", whole, say("Chain"), search=False, wide=True)
        return
    repeated = chain.groups(repeat=True) if items <= REPEATED // 2 else ()
    yield from _by_goal(project, repeated or chain.groups(repeat=False), view, places, say, watch)


def _by_goal(
    project: Project, groups: tuple[Group, ...], view: ChainView, places: Places, say: Words, watch: Watched | None
) -> Iterator[Page]:
    """An index of the goals, and pages for each: a page rests on the items that it shows, and on where they stand."""
    if watch is None or watch.wants(CHAIN):
        yield _index(project, groups, view, say, watch)
    parts = {group.key: tuple(_parts(group)) for group in groups}
    homes = dict(_homes(part for some in parts.values() for part in some))
    make = partial(_goal_page, homes, References(places if watch is None else watch.places, CHAIN, say))
    # Figures of the whole project would be taken for those of the goal.
    bare = replace(view, levels=tuple(level._replace(total=0, share=None) for level in view.levels))
    frame = short(repr(bare))
    for group in groups:
        own = replace(bare, absent=(), parts=tuple(part for part, _ in parts[group.key]), only=group)
        title = f"{say('Chain')}: {group.item.id if group.item else view.without}"
        for part, lines in parts[group.key]:
            if watch is not None and not watch.wants(part.path):
                continue
            content: object
            made = partial(make, own, part, lines)
            if watch is None:
                content = made()
            else:
                items = dict.fromkeys([group.key] if group.item else ())
                said = [[_told(cell, homes, items) for cell in line] for line in lines]
                content = watch.later(items, repr((frame, own.parts, part, group.key, said)), made)
            yield Page(part.path, "pages/chain.md.j2", content, title, search=False, wide=True)


def _index(project: Project, groups: tuple[Group, ...], view: ChainView, say: Words, watch: Watched | None) -> Page:
    types = tuple(level.type for level in view.levels)
    found = {share.name: share for share in shares(project, lambda item: _goals_of(project, item, types))}
    index = tuple(GoalPage(group, _path(group.key), found.get(group.key)) for group in groups)
    whole = replace(view, index=index)
    goals = [group.item.id for group in groups if group.item]
    told = repr((view, [(group.key, group.gaps, group.below, share) for group, _, share in index]))
    content = whole if watch is None else watch.later(goals, told, lambda: whole)
    return Page(CHAIN, "pages/chain.md.j2", content, say("Chain"), search=False)


def _goal_page(
    homes: dict[str, str], references: References, frame: ChainView, part: Part, lines: Iterable[tuple[Cell, ...]]
) -> ChainView:
    show = _Show(references.for_page(), homes)
    show.page = part.path
    return replace(frame, groups=(show.lines(lines),), number=part.number)


def _told(cell: Cell, homes: Mapping[str, str], items: dict[str, None]) -> tuple[object, ...]:
    """All that a cell says beside what its items do, whose ids are added to `items`."""
    what, rows, columns, item, criterion, ends, standing, lack, type_, again = cell
    name = home = ""
    if item is not None:
        name = item.id
        items[name] = None
        home = homes[name] if what == "same" else ""
    reached = []
    for end, via in ends:
        items[end.id] = None
        if via is not None:
            items[via.id] = None
        reached.append((end.id, via and via.id))
    part = criterion and criterion.id
    return what, rows, columns, name, home, part, reached, standing.value, lack and str(lack), type_, again


class _Show:
    """Makes cells ready to be shown."""

    def __init__(self, references: References, homes: dict[str, str]) -> None:
        self.references = references
        self.project = references.project
        self.say = references.words
        self.homes = homes
        """The page on which an item is shown in full."""
        self.page = CHAIN
        self.lacks: dict[Need, str] = {}
        self.spans: dict[tuple[int, int], Markup] = {}

    def lines(self, lines: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Shown, ...], ...]:
        """All cells of these rows."""
        return tuple(tuple(map(self._cell, line)) for line in lines)

    def lack(self, need: Need) -> str:
        """What a need lacks, in words."""
        found = self.lacks.get(need)
        if found is None:
            found = self.lacks[need] = need_words(need, self.say)
        return found

    def _cell(self, cell: Cell) -> Shown:
        place = link = ends = ""
        text = self.lack(cell.lack) if cell.lack is not None else ""
        item = cell.item
        if cell.what == "ends":
            ends = Markup("".join([self._end(end) for end in cell.ends]))
        elif cell.what == "criterion" and item is not None and cell.criterion is not None:
            place = self.references.href(item, criterion_anchor(item, cell.criterion.id))
            link, ends = (
                cell.criterion.id,
                Markup(criterion_text(cell.criterion.text) + self._proof(item, cell.criterion.id)),
            )
        elif cell.what == "same" and item is not None:
            link = self.references.titled(item)
            place = relative(self.page, self.homes[item.id], anchor(item.id))
        elif cell.what == "item" and item is not None:
            link = self.references.line(item)
            place = "" if cell.again else anchor(item.id)
        elif cell.what == "without":
            text = _without(cell.type, self.say)
        elif cell.what == "direct":
            text = self.say("as a whole") if item is not None else self.say("directly")
        return Shown(cell.what, self._span(cell), place, link, ends, cell.standing.value, text)

    def _proof(self, item: Item, criterion: str) -> str:
        found = criterion_verdicts(self.project, item).get(criterion, Verdict.NONE)
        return "" if found in (Verdict.NONE, Verdict.OPEN) else sign(found, self.say(NAMES[found]))

    def _end(self, end: End) -> str:
        if end.via is None:
            return self.references.entry(end.item)
        way = self.say("through {id}", id=end.via.id)
        return (
            f'<li title="{self.references.title(end.item)}">{self.references.ref(end.item)}'
            f' <span class="tpo-via"><span aria-hidden="true">↳</span> {way}</span></li>'
        )

    def _span(self, cell: Cell) -> Markup:
        key = (cell.rows, cell.columns)
        found = self.spans.get(key)
        if found is None:
            rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            found = self.spans[key] = Markup(rows + (f' colspan="{cell.columns}"' if cell.columns > 1 else ""))
        return found


def _without(type_name: str, say: Words) -> str:
    noun = say.singular(type_name)
    return say("without {what}", what=noun if say.language == "de" else noun.lower())


def _levels(chain: Chain, say: Words) -> Iterator[Level]:
    project = chain.project
    found = {share.name: share for share in shares(project, lambda item: (item.type,))}
    for name in chain.types:
        living = [item for item in project.of_type(name) if item.living]
        yield Level(name, say.plural(name), len(living), found.get(name), name in chain.ends)
        if chain.criteria and name == chain.steps[-1]:
            yield Level("", say("Criteria"), sum(len(item.criteria) for item in living), _criteria_share(chain, living))


def _criteria_share(chain: Chain, items: Iterable[Item]) -> Share:
    total = met = 0
    for item in items:
        states = chain.found[item.id].states if item.id in chain.found and item.committed else ()
        for state in states:
            if state.need.per_criterion and not state.need.advice:
                count = sum(1 for criterion in item.criteria if criterion.id)
                total += count
                met += count if state.exempt else count - len(state.open_criteria)
    return Share("", total, met, met)


def _parts(group: Group) -> Iterator[tuple[Part, list[tuple[Cell, ...]]]]:
    """The lines of a goal in pages. A page ends only where an item of the second level ends."""
    blocks = list(_blocks(group))
    pages: list[list[tuple[Cell, ...]]] = [[]]
    for block in blocks:
        if pages[-1] and len(pages[-1]) + len(block) > ROWS_A_PAGE:
            pages.append([])
        pages[-1].extend(block)
    for number, lines in enumerate(pages, 1):
        if group.item is not None and lines:
            lines[0] = (Cell("item", rows=len(lines), item=group.item), *lines[0])
        names = [
            cell.item.id
            for line in lines
            for cell in line[:2]
            if cell.what in {"item", "same"} and cell.item and cell.item is not group.item
        ]
        path = _path(group.key)
        if number > 1:
            path = f"{path.removesuffix('.md')}-{number}.md"
        yield Part(number, path, names[0] if names else "", names[-1] if names else ""), lines


def _homes(parts: Iterable[tuple[Part, list[tuple[Cell, ...]]]]) -> Iterator[tuple[str, str]]:
    for part, lines in parts:
        for line in lines:
            for cell in line:
                if cell.what == "item" and cell.item is not None and not cell.again:
                    yield cell.item.id, part.path


def _blocks(group: Group) -> Iterator[list[tuple[Cell, ...]]]:
    block: list[tuple[Cell, ...]] = []
    left = 0
    for number, line in enumerate(group.lines):
        cells = line[1:] if number == 0 and group.item is not None and line[0].what == "item" else line
        if left == 0 and block:
            yield block
            block = []
        if left == 0:
            left = cells[0].rows if cells else 1
        block.append(cells)
        left -= 1
    if block:
        yield block


def _path(key: str) -> str:
    return f"trace/chain-{anchor(key)}.md"


def _goals_of(project: Project, item: Item, types: tuple[str, ...]) -> tuple[str, ...]:
    """The goals that an item of the second level serves."""
    if len(types) < 2 or item.type != types[1]:
        return ()
    return tuple(goal.id for goal in project.targets(item) if goal.type == types[0])
