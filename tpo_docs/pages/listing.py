"""Which pages the navigation names: the same as laying all of them out would say, without what they show.

Most makers say so at once. Of those that would not, the first page is the one that the navigation names, and it is there
in every project, or in each that has items of a type.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages import (
    about,
    changes,
    coverage_page,
    explorer,
    glossary,
    graph_explorer,
    orphans,
    parties,
    planning,
    questions,
    results_page,
    rule_catalogue,
    trends,
)
from tpo_docs.places import CHAIN, CHARTS, GAPS, GLOSSARY, PARTIES, TRACE, Places, list_page
from tpo_docs.words import words


def listed(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The pages that the navigation of a project with many items names, and others, in their order; what they show is of
    no use. The review's findings may be those of an earlier moment."""
    for page in _pages(review, places, edition):
        yield replace(page, path=places.page(page.path), content=None)


def _pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    for name in project.schema.types:
        if project.has_type(name) and list_page(name) not in (PARTIES, GLOSSARY):
            yield _named(list_page(name), say.plural(name))
    yield from explorer.pages(review, places, edition)
    yield _named(TRACE, say("Traceability"))
    yield from graph_explorer.pages(review, places, edition)
    yield _named(CHAIN, say("Chain"))
    yield from coverage_page.pages(review, places, edition)
    yield _named(CHARTS, say("Figures"))
    yield from results_page.pages(review, places, edition)
    yield from planning.pages(review, places, edition)
    yield from changes.pages(review, places, edition)
    yield from trends.pages(review, places, edition)
    yield _named(GAPS, say("Gaps"))
    for maker in (orphans, glossary, parties, questions, rule_catalogue, about):
        yield from maker.pages(review, places, edition)


def _named(path: str, title: str) -> Page:
    return Page(path, "", None, title)
