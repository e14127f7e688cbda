"""The page of an item: all that is known about it, for somebody who has never seen the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from tpo_docs.coverage import tests_of_criterion
from tpo_docs.model import Change, Criterion, Edition, Finding, Item, Later, Page, Project, Review, Scalar
from tpo_docs.pages import approvals, blocks, changes, chips, facts, page_blocks, proofs, relations, text
from tpo_docs.pages.blocks import Blocks
from tpo_docs.pages.chips import Chip, Verdict
from tpo_docs.pages.facts import Facts
from tpo_docs.pages.graph_svg import neighbourhood
from tpo_docs.pages.inline import safe_address
from tpo_docs.pages.links import Known, Links
from tpo_docs.pages.seen import Watched
from tpo_docs.pages.sentence import Story, story_from
from tpo_docs.pages.terms import definitions, mentioned
from tpo_docs.places import Places, built, list_page
from tpo_docs.titles import SPECIAL, title_markdown, title_text
from tpo_docs.words import Words, words

TEMPLATE = "pages/item.md.j2"
_HISTORY = 10
"""How many changes an item's page shows."""
_WITH_WHY = frozenset(("story", "spec", "test"))


class TestView(NamedTuple):
    """A test of a criterion."""

    html: str
    """Id with its link, title and status."""
    state: str
    said: str
    """What its result says of the criterion; in a project without results that it verifies it."""
    on: str
    """When and where it ran."""


class CriterionView(NamedTuple):
    """An acceptance criterion with what verifies it."""

    id: str
    anchor: str
    html: str
    tests: tuple[TestView, ...]
    asked: bool
    """Whether a test is asked of it, so that none is a gap."""


class StoryView(NamedTuple):
    """The sentence of a story; `who` is a party where one of that name is known."""

    who: str
    party: Item | None
    article: str
    """The word before the actor; empty for none."""
    pause: str
    """What stands between the actor and the wish: a comma in English, nothing in German."""
    want_html: str
    infinitive: bool
    why_html: str


class WhyView(NamedTuple):
    """Why a story, spec or test is there: goals and requirements in their own words."""

    goals: tuple[tuple[str, str], ...]
    requirements: tuple[tuple[str, str], ...]
    """Each as HTML: id with its link and title, and what it says."""
    terms: tuple[tuple[str, str], ...]
    """Words of the glossary that it uses, each with its definition."""


class Question(NamedTuple):
    """An open or answered question."""

    html: str
    to: str
    due: str
    overdue: bool
    answer_html: str


class HistoryLine(NamedTuple):
    """A change of the item."""

    on: str
    what: str
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """What the template of an item page is shown."""

    item: Item
    type: str
    listed: str
    """The page that lists its type."""
    crumbs: tuple[Item, ...]
    id: str
    title: str
    """Id and title as Markdown prints them."""
    plain_html: str
    chips: tuple[Chip, ...]
    verdict: Verdict | None
    story: StoryView | None
    statement: str
    """Markdown; empty where the body begins with it."""
    body: text.Shown
    facts: Facts
    criteria: tuple[CriterionView, ...]
    blocks: Blocks | None
    why: WhyView | None
    links: tuple[relations.Group, ...]
    dangling: tuple[str, ...]
    graph: str
    questions: tuple[Question, ...]
    approvals: approvals.ApprovalsView | None
    results: proofs.ResultsView | None
    code: tuple[proofs.CodeLine, ...]
    findings: tuple[Finding, ...]
    counts: tuple[tuple[str, int], ...]
    change: Change | None
    path: str
    edit_url: str
    suggest_url: str
    siblings: relations.Siblings
    definitions: str
    history: tuple[HistoryLine, ...] = ()
    """What became of it, the latest change first; empty where it never changed."""
    older: int = 0
    """How many changes are left out."""


class Maker(NamedTuple):
    """What all views of items need."""

    review: Review
    places: Places
    edition: Edition
    words: Words
    verified: frozenset[str]
    """Types of which each criterion needs a test."""
    known: Known
    embed: text.Embed
    """What draws the blocks in their bodies."""

    @property
    def project(self) -> Project:
        """The project under review."""
        return self.review.project


def pages(review: Review, places: Places, edition: Edition, watch: Watched | None = None) -> Iterator[Page]:
    """A page for every item that has a file of its own; files with many items are `bundle`'s."""
    project = review.project
    maker = maker_of(*watch[:3]) if watch is not None else maker_of(review, places, edition)
    bundles = {item.docs_path for item in project.items.values() if item.anchor}
    for item in (*project.items.values(), *project.duplicates):
        if not item.is_row and not item.anchor and item.docs_path not in bundles:
            yield of(item, maker, watch)


def of(item: Item, maker: Maker, watch: Watched | None = None) -> Page:
    """The page of an item that has a file of its own."""
    make = partial(view, item, item.docs_path, maker)
    return Page(
        item.docs_path,
        TEMPLATE,
        Later(watch.page(item.path, make)) if watch is not None else make(),
        f"{item.id} {title_text(item.title)}".strip(),
        item.path,
        text.description(item),
    )


def maker_of(review: Review, places: Places, edition: Edition) -> Maker:
    """What all views of items need, put together once."""
    project = review.project
    verified = frozenset(
        name
        for name, spec in project.schema.types.items()
        if any(need.per_criterion for some in spec.needs.values() for need in some)
    )
    say = words(edition.language, project.configuration.site.words)
    return Maker(review, places, edition, say, verified, Known(), page_blocks.embedding(review, places, edition))


def view(item: Item, page: str, maker: Maker, *, graph: bool = True) -> ItemView:
    """All about one item; the picture only where it is asked for."""
    project, places = maker.project, maker.places
    links = Links(page, places, maker.words, maker.known)
    context = facts.Context(item, project, links)
    body = text.shown(item, page, places, maker.edition, maker.embed)
    own = project.items.get(item.id) is item
    findings = chips.gravest_first(maker.review.about(item.id)) if own else ()
    story = _story(item, body.story, context) if item.type == "story" else None
    past = maker.edition.changes.histories.get(item.id, ()) if own and maker.edition.changes is not None else ()
    return ItemView(
        item=item,
        type=item.type,
        listed=list_page(item.type),
        crumbs=relations.crumbs(item, project) if own else (),
        id=text.plain(item.id),
        title=title_markdown(_heading(item)),
        plain_html=links.inline(item.text("plain")) if "plain" in item.fields else "",
        chips=chips.chips(item, links),
        verdict=_verdict(item, project, maker.words) if own else None,
        story=story,
        statement=_statement(item),
        body=body,
        facts=facts.facts(item, project, links),
        criteria=tuple(_criteria(item, context, asked=item.type in maker.verified and item.committed))
        if item.criteria
        else (),
        blocks=blocks.blocks(item, context),
        why=_why(item, context) if item.type in _WITH_WHY and own else None,
        links=relations.groups(item, links, frozenset(("release",)) if item.type == "release" else frozenset())
        if own
        else (),
        dangling=tuple(claim.link.target for claim in relations.dangling(item, project)),
        graph=neighbourhood(item, links) if own and graph else "",
        questions=tuple(_questions(item, context)) if "questions" in item.fields else (),
        approvals=approvals.approvals(item, links, project) if own else None,
        code=proofs.code(item, project, maker.edition, maker.words) if own else (),
        results=proofs.results(item, project, links) if own and project.results.present else None,
        findings=findings,
        counts=tuple((severity.value, count) for severity, count in chips.counts(findings)),
        change=project.history.get(item.path),
        path=item.path,
        edit_url=text.source_url(maker.edition, item.path, item.line),
        suggest_url=_suggest_url(item, project),
        siblings=relations.siblings(item, project),
        definitions=definitions(f"{body.lead}\n{body.rest}\n{body.notes}", project) if item.body.text else "",
        history=tuple(
            HistoryLine(entry.on, changes.what(entry, maker.words), entry.author, entry.subject)
            for entry in past[:_HISTORY]
        )
        if len(past) > 1
        else (),
        older=max(0, len(past) - _HISTORY),
    )


def _verdict(item: Item, project: Project, words: Words) -> Verdict | None:
    """What is proven of an item; where it still lacks something of its own, or without results, how it is covered."""
    covered = chips.verdict(item, project, words)
    if covered is not None and covered.state in ("missing", "none"):
        return covered
    return proofs.verdict(item, project, words) or covered


def _statement(item: Item) -> str:
    """The statement as Markdown, unless the body begins with the same words."""
    written = item.text("statement")
    if not written or " ".join(written.split()) == item.body.statement:
        return ""
    return text.neutral(" ".join(written.split()))


def _suggest_url(item: Item, project: Project) -> str:
    url = project.configuration.site.suggest_url
    if not url:
        return ""
    for name, value in (("id", item.id), ("title", item.title), ("path", item.path), ("url", built(item.docs_path))):
        url = url.replace(f"{{{name}}}", quote(value, safe=""))
    return url if safe_address(url) else ""


def _criteria(item: Item, context: facts.Context, *, asked: bool) -> Iterator[CriterionView]:
    project = context.project
    tests: Mapping[str, tuple[str, ...]] = (
        tests_of_criterion(project, item) if project.items.get(item.id) is item else {}
    )
    seen: set[str] = set()
    for criterion in item.criteria:
        known = criterion.id and criterion.id not in seen
        seen.add(criterion.id)
        anchor = text.criterion_anchor(item, criterion.id) if known else ""
        address = f"{item.id}/{criterion.id}"
        verified = tuple(_test(project.items[name], address, context) for name in tests.get(criterion.id, ()))
        yield CriterionView(criterion.id, anchor, _criterion_html(criterion, context), verified, asked)


def _test(test: Item, address: str, context: facts.Context) -> TestView:
    links = context.links
    if not context.project.results.present:
        return TestView(links.line(test), "ok", links.words("verified by"), "")
    return TestView(
        links.line(test, marked=False), *proofs.of_criterion(context.project, address, test.id, links.words)
    )


def _criterion_html(criterion: Criterion, context: facts.Context) -> str:
    return context.links.inline(criterion.text)


def _story(item: Item, told: Story | None, context: facts.Context) -> StoryView | None:
    """The sentence from the fields, else from the first paragraph: both read the same."""
    who, want, why = item.text("as"), item.text("want"), item.text("so_that")
    if want or why:
        told = story_from(who, want, why)
    elif told is not None and who:
        told = told._replace(who=who)
    elif told is None and who:
        told = Story(who, "")
    if told is None:
        return None
    links = context.links
    party = _party(told.who, context.project)
    name = title_text(party.title) if party is not None else told.who
    english = links.words.language != "de"
    return StoryView(
        name,
        party,
        _article(name, party) if english else "",
        "," if english else "",
        links.inline(told.want),
        told.infinitive,
        links.inline(told.why),
    )


_AN = re.compile(
    r"(?!eu|ewe|one\b|once|u(?:ni(?!n|mp|mm|de)|s[aeiu]|t[eio]|ri|bi|ku|ga|ra))[aeiou]|hono|honest|hour|heir", re.I
)
"""Beginnings of words that are spoken with a vowel: `an office clerk` and `an hourly worker`, but `a user`."""
_ARTICLES = {"person": "", "team": "the", "org": "the", "client": "the", "site": "the", "system": "the"}


def _party(who: str, project: Project) -> Item | None:
    """Whom a story is for, by id or by the name that people write."""
    found = project.items.get(who) or project.derive(_by_title).get(who.casefold())
    return found if found is not None and found.type == "party" else None


def _article(name: str, party: Item | None) -> str:
    article = _ARTICLES.get(party.kind, "a") if party is not None else "a"
    if article == "a" and _AN.match(name):
        return "an"
    return article if name else ""


def _by_title(project: Project) -> Mapping[str, Item]:
    """Parties by the names that people write."""
    found: dict[str, Item] = {}
    for party in project.of_type("party"):
        for name in (party.title, party.id.replace("-", " ").replace("_", " ")):
            found.setdefault(name.casefold(), party)
    return found


def _heading(item: Item) -> str:
    """The title with its marks: as the text's own heading has them, where it is the title."""
    first, _, _ = item.body.text.lstrip().partition("\n")
    written = first.removeprefix("# ").rstrip("# ")
    same = first.startswith("# ") and written != item.title and SPECIAL.search(written) is not None
    return written if same and "title" not in item.fields and title_text(written) == item.title else item.title


def _why(item: Item, context: facts.Context) -> WhyView | None:
    found = relations.why(item, context.project)
    used = mentioned(
        (
            item.title,
            item.text("want"),
            item.text("so_that"),
            *(criterion.text for criterion in item.criteria),
            item.body.text,
        ),
        context.project,
    )
    if not found.requirements and not found.goals and not used:
        return None
    links = context.links
    return WhyView(
        tuple((links.titled(goal), _said(goal, context)) for goal in found.goals),
        tuple((links.titled(requirement), _said(requirement, context)) for requirement in found.requirements),
        tuple((links.ref(term), links.inline(term.text("definition"))) for term in used[:12]),
    )


def _said(item: Item, context: facts.Context) -> str:
    key = f"said {item.id}"
    known = context.links.known.html.get(key)
    if known is not None:
        return known
    written = item.text("plain") or item.text("statement")
    if not written:
        return escape(item.statement)
    said = context.links.inline(written)
    if SPECIAL.search(written) is None:  # else it may hold links, which are another page's otherwise
        context.links.known.html[key] = said
    return said


def _questions(item: Item, context: facts.Context) -> Iterator[Question]:
    for group in item.groups("questions"):
        asked = group.text("q").strip()
        if asked:
            due = group.text("due").strip()
            answer = " ".join(group.text("answer").split())
            late = not answer and blocks.overdue(due, context.project.today)
            yield Question(
                context.links.inline(asked),
                group.text("to").strip(),
                due,
                late,
                context.links.inline(answer),
            )
    for value in item.scalars("questions"):
        yield Question(context.links.inline(_one_line(value)), "", "", False, "")


def _one_line(value: Scalar) -> str:
    return " ".join(value.text.split())
