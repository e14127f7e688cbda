"""How each need of an item stands by itself, without looking down the chain."""

from __future__ import annotations

from collections.abc import Iterable

from tpo_docs.coverage.criteria import tests_of_criterion
from tpo_docs.coverage.derived import carried
from tpo_docs.coverage.exemptions import allowed, with_exemptions
from tpo_docs.coverage.neighbours import Around
from tpo_docs.coverage.nouns import Missing, Shallow, State
from tpo_docs.model import Category, Item, Project
from tpo_docs.records.code import traced
from tpo_docs.records.evidence import evidence
from tpo_docs.records.standing import approved_by
from tpo_docs.schema import EVIDENCE_NEEDS, Need

_EVIDENCE = frozenset(EVIDENCE_NEEDS) - {"metric"}


def needs(project: Project) -> Shallow:
    """How each need stands of all living items that need anything, and what each lacks itself, by id: coverage as far as
    it can be said without looking down the chain."""
    return project.derive(_needs)


def _needs(project: Project) -> Shallow:
    shallow: dict[str, tuple[tuple[State, ...], tuple[Missing, ...], tuple[Missing, ...]]] = {}
    standing = _Standing(project)
    for name, spec in project.schema.types.items():
        by_kind = {kind: spec.needs_of(kind) for kind in (*spec.kinds, "")}
        for item in project.of_type(name):
            wanted = by_kind[item.kind] if item.kind in by_kind else spec.needs_of(item.kind)
            if wanted and item.living:
                states = standing.states(item, wanted)
                names = allowed(project, item)
                if not names:
                    shallow[item.id] = (states, tuple(_missing(item, states)), ())
                    continue
                states = with_exemptions(item, names, states)
                lacks = tuple(_missing(item, [state for state in states if not state.exempt]))
                shallow[item.id] = (states, lacks, tuple(_missing(item, [one for one in states if one.exempt])))
    return shallow


class _Standing:
    """How the needs of items stand: by what is around them, by records, and by test results that name them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.around = Around(project)
        self.named = evidence(project).direct

    def states(self, item: Item, needs: tuple[Need, ...]) -> tuple[State, ...]:
        """How each need of an item stands."""
        near = self.around.living(item.id)
        found: list[State] = []
        for need in needs:
            if need.type == "approval" and self.project.ledger.present:
                found.append(State(need, approved_by(self.project, item), ()))
            elif need.type == "code" and self.project.code.present:
                places = tuple(f"{one.path}:{one.line}" for one in traced(self.project).get(item.id, ()))
                done = item.category is Category.DONE
                found.append(State(need, (), (), cases=places, judged=done or bool(places)))
            elif need.type in _EVIDENCE:
                found.append(State(need, (), (), judged=False))
            elif need.per_criterion:
                found.append(self.criteria(item, need))
            else:
                wanted, kind = need.type, need.kind
                direct = tuple([one.id for one in near if one.type == wanted and (not kind or one.kind == kind)])
                derived = carried(self.around, item, need, direct)
                named = need.type == "test" and item.id in self.named
                found.append(State(need, direct, derived, cases=(item.id,) if named else ()))
        return tuple(found)

    def criteria(self, item: Item, need: Need) -> State:
        """How a need stands that each criterion has for itself."""
        tests = tests_of_criterion(self.project, item)
        found = tuple(dict.fromkeys([name for some in tests.values() for name in some]))
        named = tuple(name for name in tests if f"{item.id}/{name}" in self.named) if self.named else ()
        lacking = tuple([name for name, some in tests.items() if not some and name not in named])
        return State(need, found, (), lacking, tuple([f"{item.id}/{name}" for name in named]))


def _missing(item: Item, states: Iterable[State]) -> Iterable[Missing]:
    for state in states:
        if state.need.advice or not state.judged or state.met:
            continue
        if state.need.per_criterion:
            yield from (Missing(item.id, state.need, criterion) for criterion in state.open_criteria)
        else:
            yield Missing(item.id, state.need)
