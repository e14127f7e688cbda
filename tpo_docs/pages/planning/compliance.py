"""The page of compliance: clause by clause the requirements that answer it, their evidence, and what is missing first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.coverage import coverage
from tpo_docs.model import Category, Edition, Item, Page, Review, natural_key
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.planning.sheet import Piece, Rows, Section, Sheet, Tile, note, plain, state, tiles
from tpo_docs.pages.proofs import step_words
from tpo_docs.places import COMPLIANCE, Places
from tpo_docs.proof import compliance as facts
from tpo_docs.proof.compliance import Answer, ClauseState, Evidence
from tpo_docs.titles import title_html
from tpo_docs.verdicts import Verdict, verdicts

_MAX_IN_CELL = 20
NAMES = {
    "proven": ("ok", "proven"),
    "written": ("derived", "evidence planned"),
    "answered": ("suspect", "answered, evidence missing"),
    "not-applicable": ("none", "not applicable"),
    "open": ("missing", "nothing answers it"),
}
"""How a clause stands → its mark and its words. What has all its tests on paper, and no results to show, is planned and
not proven."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where there are clauses, requirements of a regulation, or of the business."""
    project = review.project
    if project.has_type("clause") or any(_regulated(one) or _business(one) for one in project.of_type("requirement")):
        sheet = Sheet(review, places, edition, COMPLIANCE)
        yield sheet.finish(sheet.words("Compliance"), _sections(sheet), wide=True)


def _regulated(item: Item) -> bool:
    return item.living and (item.kind == "regulatory" or "clause" in item.fields)


def _business(item: Item) -> bool:
    return item.kind == "business" and item.committed


def _sections(sheet: Sheet) -> Iterator[Section]:
    say, project = sheet.words, sheet.project
    answers = facts.answers(project)
    if answers:
        counts = Counter(_standing(sheet, answer) for answer in answers)
        some = tuple(
            Tile(str(counts[name]), say(NAMES[name][1]), "", ("missing" if counts[name] else "quiet") if bad else "")
            for name, bad in (
                ("proven", False),
                ("written", False),
                ("answered", True),
                ("open", True),
                ("not-applicable", False),
            )
            if counts[name] or bad or name == "proven"
        )
        proven = note(
            say("Proven: each requirement that answers the clause has the approvals it needs, and its tests passed.")
            if project.results.present
            else say("This project keeps no results of tests, so nothing is called proven: the tests are only planned.")
        )
        yield Section("", (tiles(Tile(str(len(answers)), say("clauses")), *some), proven))
    by: dict[str, list[Answer]] = {}
    for answer in answers:
        by.setdefault(project.items[answer.clause].text("regulation"), []).append(answer)
    for regulation, own in by.items():
        title = regulation or say("Clauses")
        yield Section(title, _clauses(sheet, title, own))
    known = {one.requirement for answer in answers for one in answer.evidence}
    loose = [one for one in project.of_type("requirement") if _regulated(one) and one.id not in known]
    if loose:
        title = say("Requirements that no listed clause asks for") if answers else say("Requirements by clause")
        yield Section(title, _loose(sheet, title, loose))
    agreed = [one for one in project.of_type("requirement") if one.committed]
    if agreed:
        title = say("From agreement to proof")
        yield Section(title, _chain(sheet, title, agreed))


def _standing(sheet: Sheet, answer: Answer) -> str:
    if answer.state is not ClauseState.PROVEN:
        return answer.state.value
    if not sheet.project.results.present:
        return "written"
    found = verdicts(sheet.project)
    held = all((proof := found.get(one.requirement)) is not None and proof.verified for one in answer.evidence)
    return "proven" if held else "answered"


def _heads(sheet: Sheet, *first: str) -> tuple[str, ...]:
    say = sheet.words
    return (
        *first,
        say("Requirement"),
        say("Specifications"),
        say("Tests"),
        say("Approved by"),
        say("First missing step"),
    )


def _clauses(sheet: Sheet, title: str, some: Sequence[Answer]) -> tuple[Piece, ...]:
    say = sheet.words
    rows: list[tuple[Markup | str, ...]] = []
    for answer in some:
        clause = sheet.project.items[answer.clause]
        name = Markup("<strong>{}</strong> {}").format(clause.id, Markup(title_html(clause.title)))
        mark, words = NAMES[_standing(sheet, answer)]
        name += Markup("<br>") + state(mark, say(words))
        if clause.text("text"):
            name += Markup('<br><span class="tpo-note">{}</span>').format(
                Markup(sheet.links.inline(clause.text("text")))
            )
        if not answer.evidence:
            reason = (
                Markup(sheet.links.inline(answer.reason)) if answer.reason else state("missing", say("no requirement"))
            )
            rows.append((name, reason, "–", "–", "–", "–"))
        for number, evidence in enumerate(answer.evidence):
            rows.append((name if number == 0 else "", *_evidence(sheet, evidence)))
    return sheet.bounded(title, _heads(sheet, say("Clause")), rows)


def _loose(sheet: Sheet, title: str, loose: Sequence[Item]) -> tuple[Piece, ...]:
    say = sheet.words
    ordered = sorted(
        loose, key=lambda one: (natural_key(next(iter(one.texts("clause")), "\uffff")), natural_key(one.id))
    )
    rows = Rows(
        ordered,
        lambda one: (
            ", ".join(one.texts("clause")) or state("missing", say("no clause")),
            *_evidence(sheet, facts.evidence(sheet.project, one)),
        ),
    )
    return sheet.bounded(title, _heads(sheet, say("Clause")), rows)


def _chain(sheet: Sheet, title: str, agreed: Sequence[Item]) -> tuple[Piece, ...]:
    """What was agreed: stories done, specifications agreed, tests, sign-off, and what is missing first; the requirements
    of the business first, since the others serve them."""
    say, project = sheet.words, sheet.project

    def row(one: Item) -> tuple[str | Markup, ...]:
        stories = [story for story in project.sources(one, "realizes") if story.type == "story"]
        specs = {
            spec.id: spec for carrier in (one, *stories) for spec in project.sources(carrier, "specifies")
        }.values()
        found = facts.evidence(project, one)
        done = sum(story.category is Category.DONE for story in stories)
        settled = sum(spec.committed for spec in specs)
        return (
            sheet.titled(one) + Markup(" ") + sheet.status(one),
            f"{done}/{len(stories)}" if stories else "–",
            f"{settled}/{len(specs)}" if specs else "–",
            Markup(", ").join(_test(sheet, name) for name in found.tests[:_MAX_IN_CELL]) or plain("–"),
            Markup(", ").join(sheet.who(party) for party in found.approved_by) or plain("–"),
            _lack(sheet, one, found) or _left(sheet, stories) or _held(sheet, one, found),
        )

    ordered = sorted(agreed, key=lambda one: (one.kind != "business", natural_key(one.id)))
    heads = (
        say("Requirement"),
        say("Stories done"),
        say("Specifications agreed"),
        say("Tests"),
        say("Approved by"),
        say("First missing step"),
    )
    return sheet.bounded(title, heads, Rows(ordered, row), (1, 2))


def _evidence(sheet: Sheet, found: Evidence) -> tuple[Markup | str, ...]:
    project = sheet.project
    requirement = project.items[found.requirement]
    stories = project.sources(requirement, "realizes")
    specs = dict.fromkeys(
        spec.id for carrier in (requirement, *stories) for spec in project.sources(carrier, "specifies")
    )
    return (
        sheet.titled(requirement) + Markup(" ") + sheet.status(requirement),
        sheet.refs(list(specs)[:_MAX_IN_CELL]) or "–",
        Markup(", ").join(_test(sheet, name) for name in found.tests[:_MAX_IN_CELL]) or "–",
        Markup(", ").join(sheet.who(party) for party in found.approved_by) or "–",
        _lack(sheet, requirement, found) or _held(sheet, requirement, found),
    )


def _test(sheet: Sheet, name: str) -> Markup:
    """A test, with what its results say where the project keeps any."""
    proof = verdicts(sheet.project).get(name)
    shown = sheet.ref(sheet.project.items[name])
    if proof is None or proof.verdict is Verdict.NONE:
        return shown
    kind = {Verdict.OK: "ok", Verdict.EXEMPT: "ok", Verdict.FAILED: "failed"}.get(proof.verdict, "missing")
    return shown + state(kind, "")


def _lack(sheet: Sheet, requirement: Item, found: Evidence) -> Markup:
    """What keeps a requirement from being proven: by its results where there are any, else by its coverage; empty
    where nothing does."""
    say = sheet.words
    proof = verdicts(sheet.project).get(requirement.id)
    if proof is not None and proof.step is not None:
        return state("missing", "") + sheet.with_links(step_words(proof.step, say, of=requirement.id))
    covered = coverage(sheet.project).get(requirement.id)
    if covered is not None and covered.first_missing is not None:
        return state("missing", "") + sheet.with_links(missing_words(covered.first_missing, say, of=requirement.id))
    if found.missing:
        return state("missing", say("no {what}", what=", ".join(say(name) for name in found.missing)))
    return Markup()


def _left(sheet: Sheet, stories: Sequence[Item]) -> Markup:
    """The stories that are still to come."""
    left = [story.id for story in stories if story.category is not Category.DONE]
    if not left:
        return Markup()
    return state("none", sheet.words("still to be done")) + Markup(": ") + sheet.refs(left[:_MAX_IN_CELL])


def _held(sheet: Sheet, requirement: Item, found: Evidence) -> Markup:
    """What to say where nothing is missing."""
    say = sheet.words
    if not requirement.committed:
        return state("none", say("not agreed yet"))
    if not sheet.project.results.present:
        return state("none", say("no results are kept"))
    return state("ok", say("nothing is missing")) if found.tests else plain("–")
