"""The pages of the site: one module a page (or family of pages), all of them listed here, by whom they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages import (
    about,
    bundle,
    chain,
    changes,
    coverage_page,
    explorer,
    gaps,
    glossary,
    graph_explorer,
    home,
    item,
    matrix_explorer,
    orphans,
    page_charts,
    parties,
    planning,
    questions,
    results_page,
    roles,
    rule_catalogue,
    trace_index,
    trends,
    type_index,
)
from tpo_docs.pages.seen import Watched
from tpo_docs.places import Places

Maker = Callable[[Review, Places, Edition], Iterator[Page]]

PAGES: tuple[Maker, ...] = (
    home.pages,
    roles.pages,
    item.pages,
    bundle.pages,
    type_index.pages,
    explorer.pages,
    trace_index.pages,
    matrix_explorer.pages,
    graph_explorer.pages,
    chain.pages,
    coverage_page.pages,
    page_charts.pages,
    results_page.pages,
    *planning.MAKERS,
    changes.pages,
    trends.pages,
    gaps.pages,
    orphans.pages,
    glossary.pages,
    parties.pages,
    questions.pages,
    rule_catalogue.pages,
    about.pages,
)


LATER: dict[Maker, Callable[[Review, Places, Edition, Watched], Iterator[Page]]] = {
    item.pages: item.pages,
    bundle.pages: bundle.pages,
    type_index.pages: type_index.pages,
}
"""Makers of pages that can be made one by one, later."""

PARTLY: dict[Maker, Callable[[Review, Places, Edition, Watched], Iterator[Page]]] = {
    maker: maker for maker in (trace_index.pages, chain.pages)
}
"""Makers that find out from the whole project which pages there are, and leave these, or some, to be made later."""


def lay_out(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """All generated pages of a site."""
    for maker in PAGES:
        yield from maker(review, places, edition)
