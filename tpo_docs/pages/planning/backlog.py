"""The backlog: one page for all and one for each team, in the planned order, with why each item stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.model import Category, Edition, Item, Page, Review
from tpo_docs.pages.planning.sheet import (
    Piece,
    Section,
    Sheet,
    Tile,
    ago,
    empty,
    grid,
    listed,
    note,
    plain,
    said,
    state,
    tiles,
)
from tpo_docs.pages.planning.why import why
from tpo_docs.places import BACKLOG, Places, team_page
from tpo_docs.planning import flow
from tpo_docs.planning.backlog import Backlog, Entry, backlog, team_of
from tpo_docs.planning.priorities import number_text
from tpo_docs.scope import release_of

ROWS = 500
"""The most rows of one page."""
_MAX_CARDS = 12
_BOARD = (Category.DRAFT, Category.REVIEW, Category.AGREED, Category.DOING, Category.DONE)


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The backlog of all, in parts where it is long, and that of each team with work."""
    found = backlog(review.project)
    if not found.entries and not found.excluded:
        return
    yield from _parts(found, (review, places, edition))
    for team in flow.teams(review.project):
        entries = [entry for entry in found.entries if team_of(entry.item) == team]
        if entries:
            sheet = Sheet(review, places, edition, team_page(team))
            title = sheet.words("Backlog of {team}", team=sheet.called(team))
            yield sheet.finish(title, _team(sheet, team, entries))


def _parts(found: Backlog, around: tuple[Review, Places, Edition]) -> Iterator[Page]:
    starts = range(0, max(1, len(found.entries)), ROWS)
    paths = [
        BACKLOG if not start else f"{BACKLOG[: -len('.md')]}-{number}.md" for number, start in enumerate(starts, 1)
    ]
    for number, (path, start) in enumerate(zip(paths, starts, strict=True), 1):
        sheet = Sheet(*around, path)
        title = sheet.words("Backlog") + (f" ({number})" if number > 1 else "")
        sections = list(_whole(sheet, found)) if number == 1 else []
        sections.append(_listed(sheet, found.entries[start : start + ROWS], paths))
        if number == 1 and found.excluded:
            sections.append(_excluded(sheet, found))
        yield sheet.finish(title, sections)


def _whole(sheet: Sheet, found: Backlog) -> Iterator[Section]:
    say = sheet.words
    named = [team for team in flow.teams(sheet.project) if any(team_of(entry.item) == team for entry in found.entries)]
    pieces = [_tiles(sheet, found.entries, len(found.excluded)), said(_explained(sheet))]
    if named:
        links = Markup(" · ").join(sheet.link(team_page(team), sheet.called(team)) for team in named)
        pieces.append(said(plain(say("By team")) + ": " + links))
    yield Section("", tuple(pieces))
    loads = flow.loads(sheet.project)
    stories = [item for item in sheet.project.of_type("story") if item.living]
    yield Section(say("Board"), (_board(sheet, stories), *_loads(sheet, loads)))
    if found.loops:
        rows = (sheet.refs(names) for names in found.loops)
        yield Section(
            say("Circles"),
            (
                note(
                    say("These need each other, so no order is right; their dependencies on each other do not count.")
                ),
                listed(rows),
            ),
        )


def _explained(sheet: Sheet) -> Markup:
    say = sheet.words
    text = say(
        "The order takes what brings the most value for its size together with all that it still needs; a rank by hand wins. The scores themselves are on the page of priorities."
    )
    return plain(text) + " " + sheet.link("planning/priorities.md", say("Priorities"))


def _tiles(sheet: Sheet, entries: Sequence[Entry], excluded: int = 0) -> Piece:
    say = sheet.words
    sizes = [entry.scored.size for entry in entries if entry.scored.size is not None]
    some = [
        Tile(str(len(entries)), say("open stories")),
        Tile(number_text(sum(sizes)), say("points estimated")),
        Tile(
            str(len(entries) - len(sizes)),
            say("not estimated"),
            "",
            "missing" if len(sizes) < len(entries) else "quiet",
        ),
    ]
    if excluded:
        some.append(Tile(str(excluded), say("cannot be done"), "", "missing"))
    return tiles(*some)


def _board(sheet: Sheet, stories: Sequence[Item]) -> Piece:
    """A column for each category; what is in work with its age, of the done only the number."""
    say = sheet.words
    by_category = {category: [item for item in stories if item.category is category] for category in _BOARD}
    cells = []
    for category, items in by_category.items():
        shown = items if category is not Category.DONE else []
        cards = [
            Markup("<li>{}{}</li>").format(sheet.titled(item), _age(sheet, item) if category is Category.DOING else "")
            for item in shown[:_MAX_CARDS]
        ]
        if len(shown) > _MAX_CARDS:
            cards.append(
                Markup('<li class="tpo-note">{}</li>').format(say("+{count} more", count=len(shown) - _MAX_CARDS))
            )
        cells.append(Markup('<ul class="tpo-lines">{}</ul>').format(Markup().join(cards)) if cards else Markup("–"))
    heads = [f"{say(category.value)} ({len(items)})" for category, items in by_category.items()]
    return grid(say("Board"), heads, [cells])


def _loads(sheet: Sheet, loads: Sequence[flow.Load]) -> Iterator[Piece]:
    say = sheet.words
    if any(load.limit is not None for load in loads):
        rows = (
            (
                sheet.who(load.team) if load.team else say("No team"),
                str(load.doing),
                "–" if load.limit is None else str(load.limit),
                state("failed", say("over its limit"))
                if load.over
                else state("ok", say("within its limit"))
                if load.limit is not None
                else "–",
            )
            for load in loads
        )
        yield grid(say("In work by team"), (say("Team"), say("In work"), say("Limit"), ""), rows, (1, 2))


def _listed(sheet: Sheet, entries: Sequence[Entry], paths: Sequence[str] = ()) -> Section:
    say = sheet.words
    heads = (say("Order"), say("Item, and why here"), say("Status"), say("Team"), say("Rank by score"), say("Size"))
    pieces: list[Piece] = []
    if len(paths) > 1:
        links = (
            sheet.link(path, str(number)) if path != sheet.path else plain(number)
            for number, path in enumerate(paths, 1)
        )
        pieces.append(said(plain(say("Pages")) + ": " + Markup(" ").join(links)))
    pieces.append(grid(say("In the order of work"), heads, (_row(sheet, entry) for entry in entries), (0, 4, 5)))
    return Section(say("In the order of work"), tuple(pieces))


def _row(sheet: Sheet, entry: Entry) -> tuple[str | Markup, ...]:
    say, item = sheet.words, entry.item
    release = release_of(sheet.project, item)
    team = team_of(item)
    where = sheet.who(team) if team else state("missing", say("No team"))
    if release is not None:
        where += Markup("<br>") + sheet.ref(release)
    old = _age(sheet, item)
    return (
        str(entry.place),
        Markup(f'{sheet.titled(item)}<br><span class="tpo-note">{sheet.with_links(why(entry, say))}</span>'),
        sheet.status(item) + (Markup("<br>") + old if old else ""),
        where,
        str(entry.scored.place) if entry.scored.place else "–",
        number_text(entry.scored.size) if entry.scored.size is not None else state("missing", say("not estimated")),
    )


def _age(sheet: Sheet, item: Item) -> Markup:
    found = flow.age(sheet.project, item)
    if found is None:
        return Markup()
    say = sheet.words
    if found.since == "started":
        text = say("1 day in work") if found.days == 1 else say("{days} days in work", days=found.days)
    else:
        text = say("changed {when}", when=ago(found.days, say))
    return Markup(' <span class="tpo-note">{}</span>').format(text)


def _excluded(sheet: Sheet, found: Backlog) -> Section:
    say = sheet.words
    rows = (
        (
            sheet.titled(one.item),
            say("cannot be done")
            if one.because == one.item.id
            else plain(say("needs")) + " " + sheet.refs([one.because]),
        )
        for one in found.excluded
    )
    title = say("Not in the order")
    return Section(
        title,
        (
            note(say("The feasibility of these, or of what they need, is no.")),
            grid(title, (say("Item"), say("Reason")), rows),
        ),
    )


def _team(sheet: Sheet, team: str, entries: Sequence[Entry]) -> Iterator[Section]:
    say = sheet.words
    own = [load for load in flow.loads(sheet.project) if load.team == team]
    stories = [item for item in sheet.project.of_type("story") if item.living and team_of(item) == team]
    yield Section("", (_tiles(sheet, entries), said(sheet.link(BACKLOG, say("The backlog of all")))))
    yield Section(say("Board"), (_board(sheet, stories), *_loads(sheet, own)))
    yield _listed(sheet, entries[:ROWS])
    others: dict[str, None] = {}
    mine = {entry.item.id for entry in entries}
    for entry in entries:
        others |= {name: None for name in entry.needs if name not in mine}
    pieces = (
        (listed(_foreign(sheet, names=tuple(others))),)
        if others
        else (empty(say("Nothing: the team can work on its own.")),)
    )
    yield Section(say("What it needs of others"), pieces)


def _foreign(sheet: Sheet, names: tuple[str, ...]) -> Iterator[Markup]:
    for name in names:
        item = sheet.project.items[name]
        team = team_of(item)
        yield sheet.titled(item) + " " + sheet.status(item) + (Markup(" ") + sheet.who(team) if team else "")
