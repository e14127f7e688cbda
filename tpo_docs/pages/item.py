"""The page of an item: all that is known about it, for somebody who has never seen the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from tpo_docs.coverage import tests_of_criterion
from tpo_docs.model import Change, Criterion, Edition, Finding, Item, Page, Project, Review, Scalar
from tpo_docs.pages import blocks, chips, facts, relations, text
from tpo_docs.pages.blocks import Blocks
from tpo_docs.pages.chips import Chip, Verdict
from tpo_docs.pages.facts import Facts
from tpo_docs.pages.graph_svg import neighbourhood
from tpo_docs.places import Places, list_page
from tpo_docs.words import Words, words

TEMPLATE = "pages/item.md.j2"
_WITH_WHY = frozenset(("story", "spec", "test"))


class CriterionView(NamedTuple):
    """An acceptance criterion with what verifies it."""

    id: str
    anchor: str
    html: str
    tests: tuple[Item, ...]
    asked: bool
    """Whether a test is asked of it, so that none is a gap."""


class StoryView(NamedTuple):
    """The sentence of a story; `who` is a party where one of that name is known."""

    who: str
    party: Item | None
    article: str
    """The word before the actor, a text of the catalogue; empty for none."""
    want_html: str
    infinitive: bool
    why_html: str


class WhyView(NamedTuple):
    """Why a story, spec or test is there: goals and requirements in their own words."""

    goals: tuple[tuple[Item, str], ...]
    requirements: tuple[tuple[Item, str], ...]
    """Each with its statement as HTML."""
    terms: tuple[tuple[Item, str], ...]
    """Words of the glossary that it uses, each with its definition as HTML."""


class Question(NamedTuple):
    """An open or answered question."""

    html: str
    to: str
    due: str
    overdue: bool
    answer_html: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """What the template of an item page is shown."""

    item: Item
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
    blocks: Blocks
    why: WhyView | None
    links: tuple[relations.Group, ...]
    dangling: tuple[str, ...]
    graph: str
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    counts: tuple[tuple[str, int], ...]
    change: Change | None
    edit_url: str
    suggest_url: str
    siblings: relations.Siblings
    definitions: str

    @property
    def has_main(self) -> bool:
        """Whether the type has anything to show near the statement."""
        some = self.blocks
        return bool(self.facts.main or some.exposure or some.scope or some.series or some.quotes or some.key_results)


class _Maker(NamedTuple):
    review: Review
    places: Places
    edition: Edition
    words: Words
    verified: frozenset[str]
    """Types of which each criterion needs a test."""

    @property
    def project(self) -> Project:
        return self.review.project


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """A page for every item that has a file of its own; files with many items are `bundle`'s."""
    project = review.project
    maker = maker_of(review, places, edition)
    bundles = {item.docs_path for item in project.items.values() if item.anchor}
    for item in (*project.items.values(), *project.duplicates):
        if not item.is_row and not item.anchor and item.docs_path not in bundles:
            yield Page(
                item.docs_path,
                TEMPLATE,
                view(item, item.docs_path, maker),
                f"{item.id} {item.title}".strip(),
                item.path,
                description(item),
            )


def maker_of(review: Review, places: Places, edition: Edition) -> _Maker:
    """What all views of items need, put together once."""
    project = review.project
    verified = frozenset(
        name
        for name, spec in project.schema.types.items()
        if any(need.per_criterion for some in spec.needs.values() for need in some)
    )
    return _Maker(review, places, edition, words(edition.language, project.configuration.site.words), verified)


def view(item: Item, page: str, maker: _Maker, *, graph: bool = True) -> ItemView:
    """All about one item; the picture only where it is asked for."""
    project, places = maker.project, maker.places
    resolve = resolver(page, places)
    context = facts.Context(item, project, resolve, page)
    body = text.shown(item, page, places, maker.edition)
    own = project.items.get(item.id) is item
    findings = chips.gravest_first(maker.review.about(item.id)) if own else ()
    story = _story(item, body.story, context) if item.type == "story" else None
    return ItemView(
        item=item,
        listed=list_page(item.type),
        crumbs=relations.crumbs(item, project) if own else (),
        id=text.plain(item.id),
        title=text.plain(item.title),
        plain_html=text.inline(" ".join(item.text("plain").split()), resolve) if "plain" in item.fields else "",
        chips=chips.chips(item, project, maker.words),
        verdict=chips.verdict(item, project, maker.words) if own else None,
        story=story,
        statement=_statement(item),
        body=body,
        facts=facts.facts(item, project, resolve, page),
        criteria=tuple(_criteria(item, context, asked=item.type in maker.verified and item.committed))
        if item.criteria
        else (),
        blocks=blocks.blocks(item, context),
        why=_why(item, context) if item.type in _WITH_WHY and own else None,
        links=relations.groups(item, project, frozenset(("release",)) if item.type == "release" else frozenset())
        if own
        else (),
        dangling=tuple(claim.link.target for claim in relations.dangling(item, project)),
        graph=neighbourhood(item, page, places, maker.words) if own and graph else "",
        questions=tuple(_questions(item, context)) if "questions" in item.fields else (),
        findings=findings,
        counts=tuple((severity.value, count) for severity, count in chips.counts(findings)),
        change=project.history.get(item.path),
        edit_url=text.source_url(maker.edition, item.path, item.line),
        suggest_url=_suggest_url(item, project),
        siblings=relations.siblings(item, project),
        definitions=text.definitions(f"{body.lead}\n{body.rest}\n{body.notes}", project) if item.body.text else "",
    )


def resolver(page: str, places: Places) -> text.Resolve:
    """Makes links of the references in one line of a field or criterion."""

    def resolve(target: str, label: str) -> str:
        item = places.project.items.get(target) or places.project.resolve(target)
        if item is None:
            return f'<span class="tpo-ref tpo-ref--missing">{escape(label or target)}</span>'
        criterion = target.partition("/")[2] if target != item.id else ""
        href = places.href(page, item, text.criterion_anchor(item, criterion) if criterion else "")
        shown = label or (item.title if item.is_row else target)
        return f'<a class="tpo-ref tpo-ref--{escape(item.type)}" href="{escape(href)}" data-tpo-id="{escape(item.id)}">{escape(shown)}</a>'

    return resolve


def description(item: Item) -> str:
    """What search engines and previews say about an item."""
    return text.shortened(item.text("plain") or item.statement)


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
    for name, value in (("id", item.id), ("title", item.title), ("path", item.path), ("url", item.docs_path)):
        url = url.replace(f"{{{name}}}", quote(value, safe=""))
    return url if text.safe_address(url) else ""


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
        verified = tuple(project.items[name] for name in tests.get(criterion.id, ()))
        yield CriterionView(criterion.id, anchor, _criterion_html(criterion, context), verified, asked)


def _criterion_html(criterion: Criterion, context: facts.Context) -> str:
    return text.inline(criterion.text, context.resolve)


def _story(item: Item, told: text.Story | None, context: facts.Context) -> StoryView | None:
    """The sentence from the fields, else from the first paragraph: both read the same."""
    who, want, why = item.text("as"), item.text("want"), item.text("so_that")
    if want or why:
        told = text.story_from(who, want, why)
    elif told is not None and who:
        told = told._replace(who=who)
    if told is None:
        return None if not who else StoryView(*_actor(who, context.project), "", False, "")
    return StoryView(
        *_actor(told.who, context.project),
        text.inline(" ".join(told.want.split()), context.resolve),
        told.infinitive,
        text.inline(" ".join(told.why.split()), context.resolve),
    )


_ARTICLES = {
    "persona": "a",
    "role": "a",
    "person": "",
    "team": "the",
    "org": "the",
    "client": "the",
    "site": "the",
    "system": "the",
}


def _actor(who: str, project: Project) -> tuple[str, Item | None, str]:
    """Whom a story is for: shown name, party, and the word before the name."""
    party = project.items.get(who) or project.derive(_by_title).get(who.casefold())
    if party is not None and party.type != "party":
        party = None
    name = party.title if party is not None else who
    article = _ARTICLES.get(party.kind, "a") if party is not None else "a"
    if article == "a" and name[:1].casefold() in "aeiou":
        article = "an"
    return name, party, article if name else ""


def _by_title(project: Project) -> Mapping[str, Item]:
    """Parties by the names that people write."""
    found: dict[str, Item] = {}
    for party in project.of_type("party"):
        for name in (party.title, party.id.replace("-", " ").replace("_", " ")):
            found.setdefault(name.casefold(), party)
    return found


def _why(item: Item, context: facts.Context) -> WhyView | None:
    found = relations.why(item, context.project)
    used = text.mentioned(
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
    return WhyView(
        tuple((goal, _said(goal, context)) for goal in found.goals),
        tuple((requirement, _said(requirement, context)) for requirement in found.requirements),
        tuple((term, text.inline(" ".join(term.text("definition").split()), context.resolve)) for term in used[:12]),
    )


def _said(item: Item, context: facts.Context) -> str:
    written = item.text("plain") or item.text("statement")
    return text.inline(" ".join(written.split()), context.resolve) if written else escape(item.body.statement)


def _questions(item: Item, context: facts.Context) -> Iterator[Question]:
    for group in item.groups("questions"):
        asked = group.text("q").strip()
        if asked:
            due = group.text("due").strip()
            answer = " ".join(group.text("answer").split())
            late = not answer and blocks.overdue(due, context.project.today)
            yield Question(
                text.inline(" ".join(asked.split()), context.resolve),
                group.text("to").strip(),
                due,
                late,
                text.inline(answer, context.resolve),
            )
    for value in item.scalars("questions"):
        yield Question(text.inline(_one_line(value), context.resolve), "", "", False, "")


def _one_line(value: Scalar) -> str:
    return " ".join(value.text.split())
