"""Test results: what is proven by type, which tests failed or have not run, and which results prove nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from tpo_docs.model import Edition, Item, Page, Project, Review, natural_key
from tpo_docs.pages import marks, proofs
from tpo_docs.pages.proofs import CaseView
from tpo_docs.pages.references import References
from tpo_docs.places import RESULTS, Places
from tpo_docs.records.evidence import evidence
from tpo_docs.records.results import BLOCKED, FAILED, PASSED, outcome
from tpo_docs.verdicts import Tally, Verdict, path, tally, verdicts
from tpo_docs.words import Words, words

_MAX_ROWS = 1000
_MAX_UNMATCHED = 200
_FIRST = ("goal", "release", "epic", "requirement", "story")


class Level(NamedTuple):
    """How much of a type is verified."""

    type: str
    tally: Tally


class TestLine(NamedTuple):
    """A test with its results."""

    link: Markup
    state: str
    said: str
    passed: int
    failed: int
    blocked: int
    on: str
    environments: str
    method: str
    """By test, demonstration, inspection or analysis (29148)."""
    proves: Markup


class StepLine(NamedTuple):
    """An item that is not verified, and the first missing step."""

    link: Markup
    state: str
    said: str
    way: Markup
    """The ids down to where it is missing."""
    step: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """What the template is shown."""

    levels: tuple[Level, ...]
    cases: int
    failed: int
    on: str
    open: tuple[StepLine, ...]
    more_open: int
    tests: tuple[TestLine, ...]
    more_tests: int
    unmatched: tuple[CaseView, ...]
    more_unmatched: int
    groups: tuple[tuple[str, str], ...]
    """Class, and how many of its cases came out how."""
    ambiguous: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]
    """Case, and the name in it that is no id."""
    files: tuple[tuple[str, int, int], ...]
    """Source file, lines that tests have run, all lines."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where the project keeps results."""
    project = review.project
    if not project.results.present:
        return
    say = words(edition.language, project.configuration.site.words)
    references = References(places, RESULTS, say)
    matched = evidence(project)
    tests = list(_tests(project, references, say))
    left = list(_open(project, references, say))
    groups = tuple(
        (group.cases, ", ".join(f"{count} {say(name)}" for name, count in sorted(group.counts.items())))
        for group in project.results.groups
    )
    found = project.results
    cases = found.cases
    total = len(cases) + sum(sum(group.counts.values()) for group in found.groups)
    failed = sum(1 for case in cases if outcome(case.result) == FAILED) + sum(
        count for group in found.groups for result, count in group.counts.items() if outcome(result) == FAILED
    )
    loose = sorted(matched.unmatched, key=lambda case: (case.result == PASSED, natural_key(case.case)))
    view = ResultsPage(
        tuple(_levels(project)),
        total,
        failed,
        max((*(one.at for one in cases), *(group.at for group in found.groups)), default="")[:10],
        tuple(left[:_MAX_ROWS]),
        max(0, len(left) - _MAX_ROWS),
        tuple(tests[:_MAX_ROWS]),
        max(0, len(tests) - _MAX_ROWS),
        tuple(proofs.case_view(case, say) for case in loose[:_MAX_UNMATCHED]),
        max(0, len(loose) - _MAX_UNMATCHED),
        groups,
        tuple((key, ", ".join(heads)) for key, heads in matched.ambiguous.items()),
        tuple((case.case, name) for case, name in matched.unknown),
        tuple((one.file, one.run, one.lines) for one in project.results.files),
    )
    yield Page(RESULTS, "pages/results_page.md.j2", view, say("Test results"), search=False, wide=True)


def _tests(project: Project, references: References, say: Words) -> Iterator[TestLine]:
    matched = evidence(project)
    found = verdicts(project)
    for test in sorted(project.of_type("test"), key=lambda test: _rank(project, test)):
        one = matched.tests.get(test.id)
        if one is None:
            continue
        judged = found[test.id].verdict if test.id in found else Verdict.OPEN
        ends = [
            f"{trace.target}/{trace.criterion}" if trace.criterion else trace.target
            for trace in project.outgoing.get(test.id, ())
        ]
        yield TestLine(
            references.titled(test),
            marks.STATES[judged],
            say(marks.OF_TESTS[judged]),
            one.count(PASSED),
            one.count(FAILED),
            one.count(BLOCKED),
            one.at[:10],
            ", ".join(one.environments),
            say(method) if (method := test.text("method")) else "–",
            Markup(", ").join(_end(project, references, end) for end in ends),
        )


def _levels(project: Project) -> Iterator[Level]:
    """Of every type that is asked to be proven: the same as on home and the page of coverage."""
    for name in project.schema.types:
        found = tally(project, project.of_type(name)) if name != "test" else None
        if found is not None and found.total:
            yield Level(name, found)


def _end(project: Project, references: References, end: str) -> Markup:
    name, _, criterion = end.partition("/")
    link = references.ref(project.items[name])
    return Markup("{} {}").format(link, criterion) if criterion else link


def _rank(project: Project, item: Item) -> tuple[int, object]:
    found = verdicts(project).get(item.id)
    return (found.verdict.rank if found is not None else 99, natural_key(item.id))


def _open(project: Project, references: References, say: Words) -> Iterator[StepLine]:
    """What is agreed and not verified: the goals first, and of each type the worst first."""
    first = [name for name in _FIRST if name in project.schema.types]
    for name in (*first, *(name for name in project.schema.types if name not in first and name != "test")):
        for item in sorted(project.of_type(name), key=lambda item: _rank(project, item)):
            found = verdicts(project).get(item.id)
            if found is None or found.step is None or not item.committed:
                continue
            way = path(project, item.id)[1:]
            links = [references.ref(project.items[step]) for step in way]
            if found.step.about in project.items and found.step.about != found.step.item:
                links.append(references.ref(project.items[found.step.about]))
            yield StepLine(
                references.titled(item),
                marks.STATES[found.verdict],
                say(marks.NAMES[found.verdict]),
                Markup(" → ").join(links),
                proofs.step_words(found.step, say, of=found.step.item),
            )
