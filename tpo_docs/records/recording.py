"""New results into the recorded ones: what a case proves is kept with a history, what proves nothing briefly.

However many cases a run has, memory and file stay small: cases that match no test and no criterion are kept one by one
up to `MOST_LOOSE`, beyond that they are counted by class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tpo_docs.model import CaseResult, FileLines, Project, ResultGroup, Results
from tpo_docs.records.evidence import Match, Matcher, evidence, noted
from tpo_docs.records.results import FAILED, class_and_name, merged, outcome

MOST_LOOSE = 5000
"""How many cases that prove nothing are kept one by one."""

BY_HAND = "by hand"
"""The class of results that a person recorded: no run says that they are gone."""

_Key = tuple[str, str]


class Origin(NamedTuple):
    """What is known of a run, beside its report."""

    at: str
    """When it was, where a report does not say."""
    environment: str = ""
    commit: str = ""
    force: bool = False
    """Whether `at` counts even where the report says otherwise."""


class Told(NamedTuple):
    """What a run brought."""

    cases: int
    outcomes: Mapping[str, int]
    """`passed`, `failed`, `blocked` → how many cases."""
    proving: int
    """How many of them match something."""
    items: tuple[str, ...]
    """What they match, by address."""
    failed: tuple[str, ...]
    """What of that a case failed for."""
    loose: tuple[str, ...]
    """The first of those that match nothing."""
    unknown: tuple[str, ...]
    """Names in properties or tags of such cases that look like ids of the project and are none."""
    files: int
    """How many source files have line data."""


class Recorder:
    """Takes cases one after the other. `then` is the project as the tests ran on it, where that is another one."""

    def __init__(self, project: Project, then: Project | None = None) -> None:
        self.project = project
        self.then = then if then is not None else project
        self.matcher = Matcher(project)
        self.kept: dict[_Key, CaseResult] = {}
        self.loose: dict[_Key, CaseResult] | None = {}
        """None once there are too many."""
        self.groups: dict[_Key, Counter[str]] = {}
        self.depth = 99
        """How many parts of a class's name a group goes by."""
        self.latest = ""
        self.files: dict[str, FileLines] = {}
        self.marked = frozenset(marker.path for marker in project.code.markers)
        """Files in which a marker stands: of these it is kept which lines were run."""
        self.outcomes: Counter[str] = Counter()
        self.addresses: dict[str, bool] = {}
        self.first: list[str] = []
        self.unknown: dict[str, None] = {}
        self.environments: set[str] = set()
        self.noted: dict[tuple[Match, ...], Mapping[str, str]] = {}

    def add(self, found: CaseResult | FileLines, origin: Origin) -> None:
        """One case, or the lines of a file."""
        at = origin.at if origin.force else found.at or origin.at
        if isinstance(found, FileLines):
            known = found if found.file in self.marked else found._replace(ran="", missed="")
            self.files[found.file] = known._replace(at=at)
            return
        case = found._replace(at=at, environment=origin.environment, commit=origin.commit)
        came_out = outcome(case.result)
        self.outcomes[came_out] += 1
        self.environments.add(case.environment)
        self.latest = max(self.latest, at)
        matches = self.matcher.match(case.case, case.place, case.names)
        if case.names:
            self.unknown.update(
                dict.fromkeys(name for name in case.names if self._looks_like_id(name) and not self.matcher.known(name))
            )
        key = (case.case, case.environment)
        if not matches:
            self._add_loose(key, case)
            return
        for match in matches:
            self.addresses[match.address] = self.addresses.get(match.address, False) or came_out == FAILED
        if matches not in self.noted:
            self.noted[matches] = noted(self.then, matches)
        case = case._replace(of=self.noted[matches])
        self.kept[key] = merged(self.kept[key], case) if key in self.kept else case

    def result(self, *, whole: bool = False) -> Results:
        """All results with the new ones among them. Of a `whole` run, older cases of its environments go."""
        old = self.project.results
        cases = dict(self.kept)
        loose = dict(self.loose or {})
        matched = evidence(self.project)
        proving = {
            (case.case, case.environment)
            for found in (*matched.tests.values(), *matched.direct.values())
            for case in found.cases
        }
        for case in old.cases:
            key = (case.case, case.environment)
            new = cases.get(key) or loose.get(key)
            by_hand = case.case.startswith(f"{BY_HAND}::")
            if new is None and whole and not by_hand and case.environment in self.environments:
                continue
            place = cases if key in cases or (key in proving and key not in loose) else loose
            place[key] = merged(new, case) if new is not None else case
        groups = {
            (group.cases, group.environment): group
            for group in old.groups
            if not (whole and group.environment in self.environments)
        }
        if len(loose) > MOST_LOOSE:
            for key, case in loose.items():
                self._count(key, case.result)
            loose = {}
        for (name, environment), counts in self.groups.items():
            groups[name, environment] = ResultGroup(name, counts, self.latest, environment)
        kept = (*cases.values(), *(case._replace(before=(), of={}) for case in loose.values()))
        files = {one.file: one for one in old.files} | self.files
        return Results(kept, tuple(groups.values()), tuple(files.values()), present=True)

    def told(self) -> Told:
        """What the run brought, in numbers."""
        loose = sum(sum(counts.values()) for counts in self.groups.values()) + len(self.loose or {})
        total = self.outcomes.total()
        return Told(
            total,
            dict(self.outcomes),
            total - loose,
            tuple(sorted(self.addresses)),
            tuple(sorted(name for name, bad in self.addresses.items() if bad)),
            tuple(self.first),
            tuple(self.unknown),
            len(self.files),
        )

    def _add_loose(self, key: _Key, case: CaseResult) -> None:
        if len(self.first) < 10:
            self.first.append(case.case)
        if self.loose is None:
            self._count(key, case.result)
            return
        self.loose[key] = merged(self.loose[key], case) if key in self.loose else case
        if len(self.loose) > MOST_LOOSE:
            for one, other in self.loose.items():
                self._count(one, other.result)
            self.loose = None

    def _count(self, key: _Key, result: str) -> None:
        name, environment = key
        head = _head(name, self.depth)
        self.groups.setdefault((head, environment), Counter())[result] += 1
        while len(self.groups) > MOST_LOOSE and self.depth > 0:
            deepest = max(name.count(".") + 1 for name, _ in self.groups)
            self.depth = min(self.depth, deepest) - 1
            before, self.groups = self.groups, {}
            for (old, where), counts in before.items():
                self.groups.setdefault((_head(f"{old}::", self.depth), where), Counter()).update(counts)

    def _looks_like_id(self, name: str) -> bool:
        return self.project.schema.any_id.match(name.lstrip("@")) is not None


def without(results: Results, gone: Iterable[CaseResult]) -> Results:
    """The results without some cases."""
    keys = {(case.case, case.environment) for case in gone}
    return results._replace(
        cases=tuple(case for case in results.cases if (case.case, case.environment) not in keys), present=True
    )


def _head(case: str, depth: int) -> str:
    head = class_and_name(case)[0]
    return ".".join(head.split(".")[:depth]) if depth < 99 else head
