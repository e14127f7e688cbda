"""What pages say about proof: the mark beside an item, its verdict in words, the results of a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tpo_docs.model import CaseResult, Edition, Item, Marker, Project
from tpo_docs.pages.chips import Verdict as Chip
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.links import Links
from tpo_docs.pages.marks import NAMES, OF_TESTS, STATES
from tpo_docs.pages.text import source_url
from tpo_docs.records.code import traced
from tpo_docs.records.evidence import NOT_RUN, Evidence, evidence
from tpo_docs.records.lines import block_lines
from tpo_docs.records.results import BLOCKED, FAILED, PASSED, outcome
from tpo_docs.verdicts import (
    AMBIGUOUS,
    APPROVAL,
    DANGLING,
    DEAD,
    NO_RESULT,
    TEST_FAILED,
    TEST_STALE,
    TEST_SUSPECT,
    UPSTREAM,
    Step,
    Verdict,
    path,
    results_verdict,
    verdicts,
    verification,
)
from tpo_docs.words import Words

_MAX_CASES = 30
_MAX_RANGES = 12
_SAYS = {
    NO_RESULT: "{about} has no result",
    AMBIGUOUS: "the result of {about} is ambiguous",
    DANGLING: "there is no {about}",
    DEAD: "{about} is no longer valid",
    APPROVAL: "the approval of {about} is of an earlier text",
    UPSTREAM: "{about} has changed",
    TEST_FAILED: "{about} failed",
    TEST_STALE: "{about} ran before the last change",
    TEST_SUSPECT: "nobody has looked whether {about} still fits",
}


class CaseView(NamedTuple):
    """One case of a test."""

    name: str
    state: str
    said: str
    """What its result is called."""
    on: str
    environment: str
    commit: str
    message: str
    place: str
    before: tuple[tuple[str, str, str], ...]
    """Earlier runs: state, result, day."""


class ResultsView(NamedTuple):
    """What the results say of a test, or of what they name directly."""

    state: str
    said: str
    passed: int
    failed: int
    blocked: int
    on: str
    environments: tuple[str, ...]
    cases: tuple[CaseView, ...]
    more: int
    stale: tuple[str, ...]
    """What has changed since."""
    ambiguous: tuple[str, ...]


def verdict(item: Item, project: Project, say: Words) -> Chip | None:
    """The verdict for the head of a page; None where the project keeps no results or nothing asks for proof."""
    found = verdicts(project).get(item.id)
    if found is None or found.verdict is Verdict.NONE:
        return None
    names = OF_TESTS if item.type == "test" else NAMES
    word = _upper(say(names[found.verdict]))
    if found.step is None or (item.type == "test" and found.step.what in (TEST_FAILED, NO_RESULT)):
        return Chip(STATES[found.verdict], word)
    if found.step.item == item.id:
        return Chip(STATES[found.verdict], f"{word}: {step_words(found.step, say, of=item.id)}")
    where = project.items[found.step.item]
    way = path(project, item.id)[1:-1]
    through = f" {say('through {id}', id=', '.join(way))}" if way else ""
    return Chip(STATES[found.verdict], f"{word}{through}:", where, step_words(found.step, say, of=where.id))


def step_words(step: Step, say: Words, *, of: str = "") -> str:
    """A missing step in words, seen from item `of`."""
    if step.missing is not None:
        return missing_words(step.missing, say, of=of)
    text = say(_SAYS.get(step.what, "{about} was skipped"), about=step.about)
    text = f"{step.criterion}: {text}" if step.criterion else text
    return text if of in (step.item, step.about) else f"{step.item}: {text}"


def of_criterion(project: Project, address: str, test: str, say: Words) -> tuple[str, str, str]:
    """State, word and day of a test as proof of one criterion."""
    found = evidence(project).tests.get(test) or Evidence(test)
    judged = verification(project, found, address)
    environments = f", {', '.join(found.environments)}" if found.environments else ""
    return STATES[judged], say(OF_TESTS[judged]), f"{found.at[:10]}{environments}" if found.at else ""


def results(item: Item, project: Project, links: Links) -> ResultsView | None:
    """The results of a test, or of an item or criterion of it that results name directly."""
    matched = evidence(project)
    if item.type == "test":
        found = matched.tests.get(item.id)
        if found is None or not project.outgoing.get(item.id):
            return None
    else:
        direct = [matched.direct[name] for name in _addresses(item) if name in matched.direct]
        if not direct:
            return None
        cases = tuple(case for one in direct for case in one.cases)
        worst = min(direct, key=lambda one: (one.outcome != FAILED, one.outcome == PASSED))
        found = Evidence(item.id, worst.outcome, cases, frozenset().union(*(one.stale for one in direct)))
    say = links.words
    judged = results_verdict(found)
    shown = tuple(_case(case, say) for case in found.cases[:_MAX_CASES])
    return ResultsView(
        STATES[judged],
        say(OF_TESTS[judged]) if found.outcome in (PASSED, FAILED, NOT_RUN) else say("skipped"),
        found.count(PASSED),
        found.count(FAILED),
        found.count(BLOCKED),
        found.at[:10],
        found.environments,
        shown,
        len(found.cases) - len(shown),
        tuple(sorted(found.stale)),
        found.ambiguous,
    )


class CodeLine(NamedTuple):
    """A place in source code that names the item."""

    role: str
    path: str
    line: int
    url: str
    """Where it can be seen, at the commit that was built; empty where the project does not say."""
    target: str
    """What the marker names, where that is more than the item: a criterion."""
    run: int
    lines: int
    """How many lines of the file tests have run, and how many it has; 0 where nobody has said."""
    block: str = ""
    """The same of the lines behind the marker, in words; empty where it is not known which lines were run."""


def code(item: Item, project: Project, edition: Edition, say: Words) -> tuple[CodeLine, ...]:
    """The places in source code that name an item."""
    found = traced(project).get(item.id, ()) if project.code.present else ()
    lines = project.derive(_lines) if found else {}
    return tuple(
        CodeLine(
            marker.role,
            marker.path,
            marker.line,
            source_url(edition, marker.path, marker.line, edition.commit),
            marker.target if "/" in marker.target else "",
            *lines.get(marker.path, (0, 0)),
            _block(project, marker, say),
        )
        for marker in found
    )


def _block(project: Project, marker: Marker, say: Words) -> str:
    """How the lines behind a marker stand, up to the next one."""
    found = block_lines(project).get((marker.path, marker.line))
    if found is None:
        return ""
    upto = say("up to line {line}", line=found.end - 1) if found.end else say("up to the end of the file")
    text = say("{part} of {total} lines {upto} run by tests", part=found.run, total=found.total, upto=upto)
    if not found.missed:
        return text
    shown = ", ".join(found.missed.split(",")[:_MAX_RANGES]).replace("-", "–")
    more = " …" if found.missed.count(",") >= _MAX_RANGES else ""
    return f"{text}; {say('not run: {lines}', lines=shown + more)}"


def _lines(project: Project) -> Mapping[str, tuple[int, int]]:
    return {one.file: (one.run, one.lines) for one in project.results.files}


def case_view(case: CaseResult, say: Words) -> CaseView:
    """A case, ready to be shown."""
    return _case(case, say)


def _case(case: CaseResult, say: Words) -> CaseView:
    return CaseView(
        case.case,
        _state(case.result),
        say(case.result),
        case.at[:10],
        case.environment,
        case.commit[:7],
        case.message,
        case.place,
        tuple((_state(run.result), say(run.result), run.at[:10]) for run in case.before),
    )


def _state(result: str) -> str:
    return {PASSED: "ok", FAILED: "failed"}.get(outcome(result), "none")


def _addresses(item: Item) -> tuple[str, ...]:
    return (item.id, *(f"{item.id}/{criterion.id}" for criterion in item.criteria if criterion.id))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
