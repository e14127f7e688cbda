"""The matrix of any type by any other, chosen on the page: a script draws it, whatever its size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs import matrix as matrices
from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages.matrix import page_of, title_of
from tpo_docs.places import MATRICES, Places
from tpo_docs.words import words


class Line(NamedTuple):
    """A matrix that has a page of its own, for readers without scripts."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class MatrixExplorerView:
    """What the template is shown."""

    lines: tuple[Line, ...]


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The one page, where anything is linked."""
    project = review.project
    if not project.traces:
        return
    say = words(edition.language, project.configuration.site.words)
    lines = tuple(
        Line(f"{title_of(pair.rows, project, say)} × {title_of(pair.columns, project, say)}", page_of(pair))
        for pair in matrices.pairs(project)
    )
    yield Page(
        MATRICES, "pages/matrix_explorer.md.j2", MatrixExplorerView(lines), say("Any matrix"), search=False, wide=True
    )
