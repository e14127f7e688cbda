"""About this build: which state of which sources the site shows, how it was made, and what it could not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.check import selected
from tpo_docs.coverage import trace_score
from tpo_docs.model import Category, Change, Edition, Page, Project, Review
from tpo_docs.pages.gaps import count
from tpo_docs.places import ABOUT, Places
from tpo_docs.rules import RULES
from tpo_docs.words import words


class TypeCount(NamedTuple):
    """How many items of a type there are."""

    type: str
    total: int
    committed: int
    dead: int


class Source(NamedTuple):
    """A folder that items were read from."""

    path: str
    items: int
    mapped: bool
    """Whether foreign front matter is read there."""


@dataclass(frozen=True, slots=True)
class AboutView:
    """All that a build says about itself."""

    project: Project
    counts: tuple[TypeCount, ...]
    absent: tuple[str, ...]
    """Types of the profile without an item."""
    sources: tuple[Source, ...]
    severities: tuple[tuple[str, int], ...]
    rules: int
    all_rules: int
    met: int
    expected: int
    last: Change | None
    """The latest commit that touched a source."""
    changed: tuple[str, ...]
    """Codes whose severity the project has set, with it."""
    criteria: int
    dangling: int


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The one page about the build."""
    project = review.project
    configuration = project.configuration
    say = words(edition.language, configuration.site.words)
    met, expected = trace_score(project)
    read = Counter(item.source for item in project.items.values())
    view = AboutView(
        project,
        tuple(_counts(project)),
        tuple(name for name in project.schema.types if not project.has_type(name)),
        tuple(
            Source(source.path, read[place], source.map is not None)
            for place, source in enumerate(configuration.sources)
        ),
        tuple((severity.value, number) for severity, number in count(review.findings)),
        sum(1 for rule in RULES if selected(rule.code, configuration.rules)),
        len(RULES),
        met,
        expected,
        edition.recent[0] if edition.recent else None,
        tuple(f"{code}: {severity}" for code, severity in sorted(configuration.rules.severity.items())),
        sum(len(item.criteria) for item in project.items.values()),
        len(project.dangling),
    )
    yield Page(ABOUT, "pages/about.md.j2", view, say("About this build"), search=False)


def _counts(project: Project) -> Iterator[TypeCount]:
    for name in project.schema.types:
        items = project.of_type(name)
        if items:
            yield TypeCount(
                name,
                len(items),
                sum(1 for item in items if item.committed),
                sum(1 for item in items if item.category is Category.DEAD),
            )
