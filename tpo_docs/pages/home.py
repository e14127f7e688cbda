"""The first page: are we healthy, what comes next, what changed, and what to write next where there is nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.coverage import Share, shares, trace_score
from tpo_docs.model import (
    Category,
    Change,
    Edition,
    Item,
    Page,
    Project,
    Review,
    as_date,
    natural_key,
)
from tpo_docs.pages import blocks, chips, facts, roles, text, type_index
from tpo_docs.pages.links import Links
from tpo_docs.places import GLOSSARY, HOME, PARTIES, Places, list_page
from tpo_docs.planning import goals
from tpo_docs.verdicts import Tally, tally
from tpo_docs.words import words

TEMPLATE = "pages/home.md.j2"
_MAX_CHANGES = 8
_MAX_ITEMS = 6
_MAX_QUESTIONS = 5
_MAX_GOALS = 6
_MAX_HINTS = 2


class Tile(NamedTuple):
    """How many items of a type there are, and in which state."""

    type: str
    total: int
    page: str
    states: tuple[tuple[str, int, float], ...]
    """Category, number and percent, those without items left out."""


class Release(NamedTuple):
    """The release that comes next."""

    item: Item
    scope: blocks.Scope
    total: int
    done: int
    doing: int
    gaps: int


class Goal(NamedTuple):
    """A goal with how far its key results are."""

    item: Item
    percent: int | None
    """Their mean; None where nothing is measured."""
    verdict: str
    """Whether its weakest key result is on track, in words of the catalogue."""
    state: str
    """The mark of that, where somebody has to do something about it."""
    mark: str
    """The sign of what is proven of it, as HTML."""


class Verified(NamedTuple):
    """How much of a type is verified."""

    type: str
    tally: Tally


class Asked(NamedTuple):
    """An open question."""

    item: Item
    html: str
    to: str
    due: str
    overdue: bool


class Changed(NamedTuple):
    """A commit with the items that it was the last to touch."""

    change: Change
    items: tuple[Item, ...]
    more: int


class Hint(NamedTuple):
    """What is not there yet, why it matters, and how it looks when written."""

    title: str
    why: str
    snippet: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """What the template is shown."""

    title: str
    tiles: tuple[Tile, ...]
    coverage: tuple[Share, ...]
    verified: tuple[Verified, ...]
    """Empty where the project keeps no results."""
    met: int
    expected: int
    findings: tuple[tuple[str, int], ...]
    release: Release | None
    goals: tuple[Goal, ...]
    questions: tuple[Asked, ...]
    open_questions: int
    changes: tuple[Changed, ...]
    views: tuple[type_index.Saved, ...]
    hints: tuple[Hint, ...]
    asks_release: bool
    """Whether a release is missing that could be written."""
    asks_questions: bool
    """Whether an item can be given a question here."""
    started: bool
    roles: tuple[roles.Listed, ...]


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one home page."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    page = places.page(HOME)
    title = edition.title or say("Overview")
    met, expected = trace_score(project)
    links = Links(page, places, say)
    questions = tuple(_questions(project, links))
    view = HomeView(
        text.plain(title),
        tuple(_tiles(project)),
        tuple(share for share in shares(project, lambda item: (item.type,)) if share.total),
        tuple(_verified(project)),
        met,
        expected,
        tuple((severity.value, count) for severity, count in chips.counts(review.findings)),
        _release(project, links),
        tuple(_goals(project, links))[:_MAX_GOALS],
        questions[:_MAX_QUESTIONS],
        len(questions),
        tuple(_changes(project, edition)),
        type_index.saved(review),
        tuple(_hints(project)),
        "release" in project.schema.types and project.configuration.writes_own,
        project.configuration.writes_own,
        any(not item.is_row for item in project.items.values()),
        roles.listed(project, say),
    )
    yield Page(HOME, TEMPLATE, view, say("Home") if page == HOME else say("Overview"), search=False)


def _tiles(project: Project) -> Iterator[Tile]:
    for name in project.schema.types:
        items = project.of_type(name)
        if not items or list_page(name) in (PARTIES, GLOSSARY):
            continue
        found = dict.fromkeys(Category, 0)
        for item in items:
            found[item.category] += 1
        states = tuple((category.value, count, 100 * count / len(items)) for category, count in found.items() if count)
        yield Tile(name, len(items), list_page(name), states)


def _release(project: Project, links: Links) -> Release | None:
    """The release in work, else the one planned next."""
    waiting = [item for item in project.of_type("release") if item.category in (Category.DOING, Category.AGREED)]
    if not waiting:
        return None
    item = min(
        waiting,
        key=lambda item: (item.category is not Category.DOING, item.text("target") or "9999", natural_key(item.id)),
    )
    scope = blocks.scope(item, facts.Context(item, project, links))
    shares_ = [share for share in scope.shares if share.type != "epic"]
    return Release(
        item,
        scope,
        sum(share.total for share in shares_),
        sum(share.done for share in shares_),
        sum(share.doing for share in shares_),
        sum(share.gaps for share in shares_),
    )


def _verified(project: Project) -> Iterator[Verified]:
    for name in project.schema.types if project.results.present else ():
        found = tally(project, project.of_type(name)) if name != "test" else None
        if found is not None and found.total:
            yield Verified(name, found)


def _goals(project: Project, links: Links) -> Iterator[Goal]:
    for item in project.of_type("goal"):
        if item.category in (Category.AGREED, Category.DOING, Category.REVIEW):
            results = goals.key_results(project, item)
            mean, verdict = goals.mean_progress(results), goals.verdict_of(results)
            yield Goal(
                item,
                goals.percent(mean) if mean is not None else None,
                verdict.value,
                blocks.verdict_state(verdict) if verdict in (*goals.BAD, goals.Verdict.AT_RISK) else "",
                links.mark(item),
            )


def _questions(project: Project, links: Links) -> Iterable[Asked]:
    found = []
    for item in project.items.values():
        if "questions" in item.fields and item.living:
            for group in item.groups("questions"):
                asked, due = group.text("q").strip(), group.text("due").strip()
                if asked and not group.text("answer").strip():
                    late = blocks.overdue(due, project.today)
                    html = links.inline(text.shortened(asked))
                    found.append(Asked(item, html, group.text("to").strip(), due, late))
    found.sort(key=lambda asked: (as_date(asked.due) is None, asked.due, natural_key(asked.item.id)))
    return found


def _changes(project: Project, edition: Edition) -> Iterator[Changed]:
    """The latest commits. An item counts where it was touched last: what Git says of each file is its last change."""
    touched: dict[str, list[Item]] = {}
    for item in project.items.values():
        change = project.history.get(item.path)
        if change is not None:
            touched.setdefault(change.commit, []).append(item)
    commits: Mapping[str, Change] = {change.commit: change for change in edition.recent} or {
        change.commit: change for change in project.history.values()
    }
    latest = sorted(commits.values(), key=lambda change: change.on, reverse=True)
    shown = [change for change in latest if change.commit in touched][:_MAX_CHANGES]
    for change in shown:
        items = touched[change.commit]
        yield Changed(change, tuple(items[:_MAX_ITEMS]), max(0, len(items) - _MAX_ITEMS))


_SNIPPETS = (
    ("goal", "No goal yet", "A goal says which outcome is wanted; without one nobody can say what a requirement is for.", "---\nid: GOAL-001\nstatus: active\nowner: …\nkey_results:\n  - {title: …, from: 11, to: 3, by: 2027-09-30}\n---\n# What will be different"),
    ("requirement", "No requirement yet", "A requirement is what the product must do or be, whatever is built for it.", "---\nid: REQ-001\nkind: functional\nstatus: draft\nsupports: GOAL-001\n---\n# Short title\n\nThe system shall …"),
    ("story", "No story yet", "A story is a slice of work that somebody asked for, with criteria that tell when it is done.", "---\nid: STY-001\nas: …\nwant: …\nso_that: …\nrealizes: REQ-001\n---\n# Short title\n\n## Acceptance criteria\n- **AC1** Given …, when …, then …"),
    ("test", "No test yet", "A test proves a criterion or a requirement; until there is one, nothing is shown to work.", "---\nid: TEST-001\nkind: manual\nverifies: STY-001/AC1\n---\n# Short title"),
)  # fmt: skip


def _hints(project: Project) -> Iterator[Hint]:
    """What to write next, the first things first; no more than two at once.

    Only what can be written here, and what somebody would miss: where items exist, of the types that theirs need.
    """
    if not project.configuration.writes_own:
        return
    asked = {"goal", *(("requirement", "story", "test") if not project.items else ())}
    shown = 0
    for name, title, why, snippet in _SNIPPETS:
        spec = project.schema.types.get(name)
        if spec is None or (not project.has_type(name) and name not in asked):
            continue
        kinds = {item.kind for item in project.of_type(name)} or spec.needs.keys()
        asked.update(need.type for kind in kinds for need in spec.needs_of(kind))
        if not project.has_type(name) and shown < _MAX_HINTS:
            shown += 1
            yield Hint(title, why, snippet)
