"""The page of the inception: goals before requirements, the work as it is done today, and what can be done at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tpo_docs.model import Category, Edition, Item, Page, Review, natural
from tpo_docs.pages.planning.decisions import questions
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, Tile, empty, grid, plain, sign, state, tiles
from tpo_docs.places import DECISIONS, GOALS, INCEPTION, PARTIES, QUESTIONS, STAKEHOLDERS, Places
from tpo_docs.planning import decisions, goals, stakeholders
from tpo_docs.planning.goals import Verdict

_ORDER = ("no", "unknown", "risky", "yes")
_STATES = {"no": "failed", "unknown": "missing", "risky": "suspect", "yes": "ok"}
NAMES = {"no": "cannot be done", "unknown": "not known", "risky": "risky", "yes": "can be done"}
"""What the verdicts on feasibility are called."""
_MAX_IN_CELL = 20


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where there are goals, processes or verdicts on feasibility."""
    if review.project.has_type("goal") or _processes(review) or any(_verdict(item) for item in _work(review)):
        sheet = Sheet(review, places, edition, INCEPTION)
        yield sheet.finish(sheet.words("Inception"), _sections(sheet))


def _processes(review: Review) -> list[Item]:
    return [spec for spec in review.project.of_type("spec") if spec.kind == "process" and spec.living]


def _work(review: Review) -> list[Item]:
    return [
        item
        for item in review.project.of_type("requirement", "story")
        if item.living and item.category is not Category.DONE
    ]


def _verdict(item: Item) -> str:
    group = item.group("feasibility")
    found = group.text("verdict").strip().casefold() if group is not None else ""
    return found if found in _ORDER else ""


def _sections(sheet: Sheet) -> Iterator[Section]:
    say = sheet.words
    work = _work(sheet.review)
    counts = Counter(_verdict(item) for item in work)
    yield Section(say("What a project knows before it begins"), (_checklist(sheet, work, counts),))
    processes = _processes(sheet.review)
    if processes:
        rows = [
            (
                sheet.titled(spec) + Markup(" ") + sheet.status(spec),
                Markup(sheet.links.inline(spec.text("plain") or "–")),
                sheet.refs(item.id for item in sheet.project.targets(spec, "specifies")[:_MAX_IN_CELL]) or plain("–"),
                questions(sheet, spec),
            )
            for spec in processes
        ]
        heads = (say("Process"), say("In a sentence"), say("What for"), say("Open questions"))
        yield Section(say("Processes"), sheet.bounded(say("Processes"), heads, rows))
    yield Section(say("Feasibility"), tuple(_feasibility(sheet, work, counts)))


def _checklist(sheet: Sheet, work: Sequence[Item], counts: Counter[str]) -> Piece:
    say, project = sheet.words, sheet.project

    def mark(ok: bool) -> Markup:  # noqa: FBT001 - one fact, one mark
        return sign("ok", say("yes")) if ok else sign("missing", say("no"))

    aims = [goal for goal in project.of_type("goal") if goal.living]
    measured = [goal for goal in aims if _measured(sheet, goal)]
    requirements = [one for one in project.of_type("requirement") if one.living]
    aimless = [one for one in requirements if not project.targets(one, "supports") and not _above(sheet, one)]
    heard = stakeholders.rows(project)
    silent = sum(not row.total for row in heard)
    processes = _processes(sheet.review)
    asked = sum(
        bool(group.text("q").strip()) and not group.text("answer").strip()
        for item in project.items.values()
        if item.living and "questions" in item.fields
        for group in item.groups("questions")
    )
    waiting = decisions.undecided(project)
    rows = (
        (mark(bool(aims)), sheet.link(GOALS, say("Goals")) if aims else say("Goals"), str(len(aims))),
        (
            mark(bool(aims) and len(measured) == len(aims)),
            say("Goals with a number that is measured"),
            f"{len(measured)}/{len(aims)}",
        ),
        (
            mark(not aimless),
            say("Requirements with a goal"),
            f"{len(requirements) - len(aimless)}/{len(requirements)}",
        ),
        (
            mark(bool(heard) and not silent),
            sheet.link(STAKEHOLDERS, say("Stakeholders heard"))
            if heard
            else sheet.link(PARTIES, say("Stakeholders heard")),
            f"{len(heard) - silent}/{len(heard)}",
        ),
        (mark(bool(processes)), say("Processes described"), str(len(processes))),
        (
            mark(bool(work) and not counts[""]),
            say("Open requirements and stories judged for feasibility"),
            f"{len(work) - counts['']}/{len(work)}",
        ),
        (
            mark(not counts["no"] and not counts["unknown"]),
            say("Of them not possible, or not known"),
            str(counts["no"] + counts["unknown"]),
        ),
        (mark(not asked), sheet.link(QUESTIONS, say("Open questions")), str(asked)),
        (
            mark(not waiting),
            sheet.link(DECISIONS, say("Decisions to be taken"))
            if project.has_type("decision")
            else say("Decisions to be taken"),
            str(len(waiting)),
        ),
    )
    return grid(say("What a project knows before it begins"), (say("State"), say("What"), say("Number")), rows, (2,))


def _measured(sheet: Sheet, goal: Item) -> bool:
    some = goals.key_results(sheet.project, goal)
    return any(one.verdict is not Verdict.UNKNOWN for one in some)


def _above(sheet: Sheet, requirement: Item) -> bool:
    """Whether a whole that it is part of has a goal."""
    seen = {requirement.id}
    waiting = [requirement]
    while waiting:
        for whole in sheet.project.targets(waiting.pop(), "parent"):
            if whole.id not in seen:
                seen.add(whole.id)
                waiting.append(whole)
                if sheet.project.targets(whole, "supports"):
                    return True
    return False


def _feasibility(sheet: Sheet, work: Sequence[Item], counts: Counter[str]) -> Iterator[Piece]:
    say = sheet.words
    yield tiles(
        *(
            Tile(
                str(counts[name]), say(NAMES[name]), "", "missing" if name in ("no", "unknown") and counts[name] else ""
            )
            for name in reversed(_ORDER)
        ),
        Tile(str(counts[""]), say("not judged yet"), "", "missing" if counts[""] else "quiet"),
    )
    judged = sorted(
        (item for item in work if _verdict(item)), key=lambda item: (_ORDER.index(_verdict(item)), natural(item))
    )
    if not judged:
        yield empty(
            say("Nobody has judged yet what can be done."),
            say("Write `feasibility: {verdict: yes, confidence: high, by: …, on: …}` into requirements and stories."),
        )
        return
    rows = []
    for item in judged:
        group = item.group("feasibility")
        said = group.text if group is not None else str
        spike = sheet.project.resolve(said("spike").strip())
        who = said("by").strip()
        rows.append(
            (
                sheet.titled(item) + Markup(" ") + sheet.status(item),
                state(_STATES[_verdict(item)], say(NAMES[_verdict(item)])),
                said("confidence").strip() or "–",
                (sheet.who(who) if who else plain("–"))
                + Markup(' <span class="tpo-date">{}</span>').format(said("on").strip()),
                (sheet.ref(spike) if spike is not None else Markup(sheet.links.inline(said("note").strip()))) or "–",
            )
        )
    heads = (say("Item"), say("Feasibility"), say("Confidence"), say("Judged by"), say("Spike or note"))
    yield from sheet.bounded(say("Feasibility"), heads, rows)
