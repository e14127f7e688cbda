"""All matrices at a glance: how much of each is there, what is missing, and what is not active yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs import matrix as matrices
from tpo_docs.coverage import trace_score
from tpo_docs.matrix import Matrix, Pair
from tpo_docs.model import Edition, Page, Project, Review
from tpo_docs.pages import matrix as matrix_pages
from tpo_docs.pages import orphans
from tpo_docs.pages.references import References
from tpo_docs.pages.seen import Watched
from tpo_docs.places import TRACE, Places
from tpo_docs.words import Words, words


class Line(NamedTuple):
    """A matrix as a line of the index."""

    matrix: Matrix
    path: str
    rows: str
    columns: str


class Inactive(NamedTuple):
    """A matrix that has no items yet, and the type whose first item makes it appear."""

    rows: str
    columns: str
    type: str


@dataclass(frozen=True, slots=True)
class TraceView:
    """The index of the matrices."""

    asking: tuple[Line, ...]
    linking: tuple[Line, ...]
    inactive: tuple[Inactive, ...]
    chosen: bool
    """Whether the configuration says which matrices there are."""
    met: int
    expected: int
    gaps: int
    orphans: int


def pages(review: Review, places: Places, edition: Edition, watch: Watched | None = None) -> Iterator[Page]:
    """The index and the matrices it lists; these later, where they can be watched."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    if watch is None or watch.wants(TRACE):
        found = matrix_pages.computed(review)
        yield _index(review, found.values(), say)
    else:
        found = matrix_pages.computed(review, watch.wanted)
    references = References(places if watch is None else watch.places, TRACE, say)
    for one in found.values():
        yield from matrix_pages.pages(review, one, references, say, watch)


def _index(review: Review, found: Iterable[Matrix], say: Words) -> Page:
    project = review.project
    lines = [_line(project, one, say) for one in found]
    met, expected = trace_score(project)
    view = TraceView(
        tuple(line for line in lines if line.matrix.asked),
        tuple(line for line in lines if not line.matrix.asked),
        tuple(_inactive(project, pair, say) for pair in matrices.inactive(project)),
        bool(project.configuration.site.matrices),
        met,
        expected,
        len(review.findings),
        len(orphans.found(project)),
    )
    return Page(TRACE, "pages/trace_index.md.j2", view, say("Traceability"), search=False)


def _line(project: Project, found: Matrix, say: Words) -> Line:
    rows, columns = found.pair
    return Line(
        found,
        matrix_pages.page_of(found.pair),
        matrix_pages.title_of(rows, project, say),
        matrix_pages.title_of(columns, project, say),
    )


def _inactive(project: Project, pair: Pair, say: Words) -> Inactive:
    rows, columns = pair
    missing = rows.type if not any(rows.holds(item) for item in project.of_type(rows.type)) else columns.type
    return Inactive(matrix_pages.title_of(rows, project, say), matrix_pages.title_of(columns, project, say), missing)
