"""From a clause of a regulation to the requirements that answer it, and from these to their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from tpo_docs.coverage import coverage
from tpo_docs.model import Item, Project, natural
from tpo_docs.records.standing import Standing, approved_by, open_demands, standing


class ClauseState(StrEnum):
    """How a clause stands, the best first."""

    PROVEN = "proven"
    """All that answers it has its tests and its approvals."""
    ANSWERED = "answered"
    """Requirements answer it; a part of their evidence is missing."""
    NOT_APPLICABLE = "not-applicable"
    OPEN = "open"
    """No living requirement cites it."""


class Evidence(NamedTuple):
    """What shows that a requirement is met."""

    requirement: str
    tests: tuple[str, ...]
    """The living tests that verify it, or a story that realizes it."""
    approved_by: tuple[str, ...]
    """The parties that approve its text as it is now."""
    missing: tuple[str, ...]
    """What it lacks: `test`, `approval`, `stale approval`; empty where nothing."""


class Answer(NamedTuple):
    """A clause with all that answers it."""

    clause: str
    state: ClauseState
    evidence: tuple[Evidence, ...]
    reason: str = ""
    """Why it is not applicable."""


def answers(project: Project) -> tuple[Answer, ...]:
    """Every living clause in the order of ids, with the requirements that cite it and their evidence."""
    return project.derive(_answers)


def evidence(project: Project, requirement: Item) -> Evidence:
    """The tests and approvals of a requirement, and what it lacks of those that its kind needs."""
    state = coverage(project).get(requirement.id)
    tests: dict[str, None] = {}
    missing: list[str] = []
    for need in state.states if state is not None else ():
        if need.need.type == "test":
            tests.update(dict.fromkeys((*need.direct, *need.derived)))
        if need.judged and not need.need.advice and not need.met and need.need.type != "approval":
            missing.append(str(need.need))
    for test in project.sources(requirement, "verifies"):
        tests[test.id] = None
    missing.extend(_lacking_approvals(project, requirement))
    return Evidence(requirement.id, tuple(tests), approved_by(project, requirement), tuple(dict.fromkeys(missing)))


def cited_by(project: Project) -> Mapping[str, tuple[Item, ...]]:
    """By id of a clause: the living requirements that cite it, by its id, a former id or its title."""
    return project.derive(_cited_by)


def unknown_clauses(project: Project, item: Item) -> Iterator[str]:
    """The clauses that a requirement cites and no list has; none where the project has no list at all."""
    if project.has_type("clause"):
        yield from (text for text in item.texts("clause") if _key(text) not in project.derive(_names))


def _answers(project: Project) -> tuple[Answer, ...]:
    found = cited_by(project)
    return tuple(
        _answer(project, clause, found.get(clause.id, ())) for clause in project.of_type("clause") if clause.living
    )


def _answer(project: Project, clause: Item, requirements: tuple[Item, ...]) -> Answer:
    shown = tuple(evidence(project, requirement) for requirement in requirements)
    reason = " ".join(clause.text("not_applicable").split())
    if shown:
        return Answer(
            clause.id, ClauseState.ANSWERED if any(one.missing for one in shown) else ClauseState.PROVEN, shown
        )
    return Answer(clause.id, ClauseState.NOT_APPLICABLE if reason else ClauseState.OPEN, (), reason)


def _lacking_approvals(project: Project, requirement: Item) -> Iterator[str]:
    if not project.ledger.present:
        return
    found = standing(project).get(requirement.id, Standing())
    state = coverage(project).get(requirement.id)
    needs = any(need.need.type == "approval" and not need.met for need in state.states) if state is not None else False
    if found.stale:
        yield "stale approval"
    elif needs or any(True for _ in open_demands(project, requirement)):
        yield "approval"


def _cited_by(project: Project) -> Mapping[str, tuple[Item, ...]]:
    names = project.derive(_names)
    found: dict[str, dict[str, Item]] = {}
    for requirement in project.of_type("requirement"):
        if requirement.living and "clause" in requirement.fields:
            for text in requirement.texts("clause"):
                if _key(text) in names:
                    found.setdefault(names[_key(text)], {})[requirement.id] = requirement
    return {clause: tuple(sorted(some.values(), key=natural)) for clause, some in found.items()}


def _names(project: Project) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for clause in project.of_type("clause"):
        for name in (clause.id, *clause.texts("aliases"), clause.title):
            found.setdefault(_key(name), clause.id)
    return found


def _key(text: str) -> str:
    return "".join(text.split()).casefold()
