"""Which pages the navigation names: the same as laying all of them out would say, without what they show.

Most makers say so at once. Of those that would not, the first page is the one that the navigation names, and it is there
in every project, in each that has items of a type, or in each with undone stories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    planning,
    questions,
    results_page,
    rule_catalogue,
    trends,
)
from tpo_docs.pages.planning import backlog, priorities, teams
from tpo_docs.places import (
    BACKLOG,
    CHAIN,
    CHARTS,
    GAPS,
    GLOSSARY,
    PARTIES,
    PRIORITIES,
    TEAMS,
    TRACE,
    Places,
    list_page,
)
from tpo_docs.planning.backlog import verdict
from tpo_docs.planning.priorities import open_work
from tpo_docs.words import words

_Maker = Callable[[Review, Places, Edition], Iterator[Page]]
_OF_WORK: Mapping[_Maker, tuple[str, str]] = {
    priorities.pages: (PRIORITIES, "Priorities"),
    backlog.pages: (BACKLOG, "Backlog"),
    teams.pages: (TEAMS, "Teams and plan"),
}
"""Makers of what is there where a story is undone: path and title of the page that the navigation names."""


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
    for maker in planning.MAKERS:
        if maker in _OF_WORK:
            yield from _of_work(maker, review, places, edition)
        else:
            yield from maker(review, places, edition)
    yield from changes.pages(review, places, edition)
    yield from trends.pages(review, places, edition)
    yield _named(GAPS, say("Gaps"))
    for module in (orphans, glossary):
        yield from module.pages(review, places, edition)
    if "party" in project.schema.types:
        yield _named(PARTIES, say("Parties"))
    for module in (questions, rule_catalogue, about):
        yield from module.pages(review, places, edition)


def _of_work(maker: _Maker, review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """A page that is there where a story is undone, without the order of all of them; each is in the backlog, or what it
    needs cannot be done."""
    work = open_work(review.project)
    if work and not any(verdict(item) == "no" for item in work):
        path, title = _OF_WORK[maker]
        yield _named(path, words(edition.language, review.project.configuration.site.words)(title))
    else:
        yield from maker(review, places, edition)


def _named(path: str, title: str) -> Page:
    return Page(path, "", None, title)
