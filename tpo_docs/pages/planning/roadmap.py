"""The roadmap: goals × releases, now, next and later, and the tree of epics with what of each is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, grid, note, plain
from tpo_docs.places import ROADMAP, Places, release_page
from tpo_docs.planning import releases as facts
from tpo_docs.planning.priorities import number_text
from tpo_docs.planning.roadmap import HORIZONS, Branch, roadmap

_MAX_ROWS = 1000
_NAMES = {"now": "Now", "next": "Next", "later": "Later"}


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where there are epics."""
    found = roadmap(review.project)
    if found:
        sheet = Sheet(review, places, edition, ROADMAP)
        yield sheet.finish(sheet.words("Roadmap"), _sections(sheet, found))


def _sections(sheet: Sheet, found: Sequence[Branch]) -> Iterator[Section]:
    say = sheet.words
    yield Section(
        say("Now, next, later"),
        (
            _horizons(sheet, found),
            note(say("Now is the release in work, next the one planned after it, later all others.")),
        ),
    )
    if any(branch.release is not None for branch in found):
        yield Section(say("Goals and releases"), (_goals(sheet, found),))
    yield Section(say("Epics"), (_epics(sheet, found),))


def _horizons(sheet: Sheet, found: Sequence[Branch]) -> Piece:
    say = sheet.words
    cells = []
    for name in HORIZONS:
        entries = [
            Markup("<li>{} {}</li>").format(sheet.titled(branch.epic), _share(branch))
            for branch in found
            if branch.horizon == name
        ]
        cells.append(Markup('<ul class="tpo-lines">{}</ul>').format(Markup().join(entries)) if entries else Markup("–"))
    return grid(say("Now, next, later"), [say(_NAMES[name]) for name in HORIZONS], [cells])


def _goals(sheet: Sheet, found: Sequence[Branch]) -> Piece:
    """A row for each goal, a column for each release, in the order of their dates."""
    say = sheet.words
    used = {branch.release.id for branch in found if branch.release is not None}
    columns = [release for release in facts.releases(sheet.project) if release.id in used]
    names = dict.fromkeys(goal for branch in found for goal in branch.goals)
    rows = []
    for name in (*sorted(names), ""):
        some = [branch for branch in found if (name in branch.goals if name else not branch.goals)]
        if not some:
            continue
        cells: list[str | Markup] = [sheet.titled(sheet.project.items[name]) if name else say("No goal")]
        for release in (*columns, None):
            inside = [branch for branch in some if branch.release is release]
            cells.append(Markup("<br>").join(sheet.ref(branch.epic) + " " + _share(branch) for branch in inside) or "–")
        rows.append(cells)
    heads = [
        say("Goal"),
        *(f"{release.id} {release.text('released') or release.text('target')}".strip() for release in columns),
        say("No release"),
    ]
    return grid(say("Goals and releases"), heads, rows)


def _epics(sheet: Sheet, found: Sequence[Branch]) -> Piece:
    say = sheet.words
    rows = []
    for branch in found[:_MAX_ROWS]:
        rolled = branch.rollup
        indent = (
            Markup('<span aria-hidden="true">{}</span>').format("\u2003" * branch.depth + "↳ ")
            if branch.depth
            else Markup()
        )
        points = f"{number_text(rolled.done_points)} / {number_text(rolled.points)}"
        rows.append(
            (
                indent + sheet.titled(branch.epic),
                sheet.status(branch.epic),
                sheet.link(release_page(branch.release.id), branch.release.id) if branch.release is not None else "–",
                f"{rolled.done} / {rolled.stories}",
                plain(points)
                + (
                    Markup('<br><span class="tpo-note">{}</span>').format(
                        say("{count} not estimated", count=rolled.unestimated)
                    )
                    if rolled.unestimated
                    else ""
                ),
                f"{rolled.covered} / {rolled.expected}" if rolled.expected else "–",
            )
        )
    heads = (
        say("Epic"),
        say("Status"),
        say("Release"),
        say("Stories done"),
        say("Points done"),
        say("Stories covered"),
    )
    return grid(say("Epics"), heads, rows, (3, 4, 5))


def _share(branch: Branch) -> Markup:
    return Markup('<span class="tpo-note">{}/{}</span>').format(branch.rollup.done, branch.rollup.stories)
