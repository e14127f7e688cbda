"""Verdicts: what is proven, what is not, and the first missing step on the way to it.

Computed, never typed, after ISO/IEC/IEEE 29148 (verification) and DO-178C (evidence has to be of the content as it is):
a test proves while its latest result passed and nothing that it is about has changed since; a criterion is proven while
a test of it proves and none fails; a story or requirement is verified while it is covered, its own tests prove and all
that carries it is verified; and so up to epics, goals and releases.

The worst verdict of anything that an item stands on is its own. It spreads upward from where it arises, the worst ones
first, so that each item is settled once: linear in items and links, loops included. On the way each item remembers
the next one below, which gives the shortest path to the first missing step.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from tpo_docs.coverage import Missing, allowed, coverage, tests_of_criterion
from tpo_docs.model import Item, Project
from tpo_docs.records.evidence import NOT_RUN, Evidence, evidence
from tpo_docs.records.results import FAILED, PASSED
from tpo_docs.records.standing import standing
from tpo_docs.scope import planned


class Verdict(StrEnum):
    """What the proof of an item comes to, the worst first."""

    FAILED = "failed"
    """A test failed."""
    BROKEN = "broken"
    """A link leads nowhere, or to what was rejected or retired."""
    OPEN = "open"
    """Something is still missing: a test, a result, a story."""
    STALE = "stale"
    """A test passed, but of a text that is no longer there, or too long ago."""
    SUSPECT = "suspect"
    """What it leans on has changed since somebody last looked at both, or the approval is of an earlier text."""
    EXEMPT = "exempt"
    """Nothing is wrong but what its author has allowed, with a reason."""
    OK = "ok"
    """Proven."""
    NONE = "none"
    """Nothing in or below it asks for proof."""

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]

    @property
    def holds(self) -> bool:
        """Whether it is verified."""
        return self in (Verdict.OK, Verdict.EXEMPT)


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}

NO_RESULT, BLOCKED, AMBIGUOUS, LACKS, DANGLING, DEAD, APPROVAL, UPSTREAM, TEST_FAILED, TEST_STALE, TEST_SUSPECT = (
    "no-result",
    "blocked",
    "ambiguous",
    "lacks",
    "dangling",
    "dead",
    "approval",
    "upstream",
    "failed",
    "stale",
    "suspect",
)
"""What a step may be about."""


class Step(NamedTuple):
    """One thing that keeps an item from being verified, at the item where it is."""

    item: str
    verdict: Verdict
    what: str
    """One of the constants above."""
    about: str = ""
    """The test, party or target meant."""
    criterion: str = ""
    missing: Missing | None = None
    """What coverage says is missing."""

    def words(self, *, of: str = "") -> str:
        """In words, seen from item `of`: `TEST-010 failed`, `STY-004: AC2 has no test`."""
        if self.missing is not None:
            return self.missing.words(of=of)
        text = _SAYS[self.what].format(about=self.about, item=self.item)
        text = f"{self.criterion}: {text}" if self.criterion else text
        return text if self.item in (of, self.about) else f"{self.item}: {text}"


_SAYS = {
    NO_RESULT: "{about} has no result",
    BLOCKED: "{about} was skipped",
    AMBIGUOUS: "the result of {about} is ambiguous",
    LACKS: "something is missing",
    DANGLING: "there is no {about}",
    DEAD: "{about} is retired",
    APPROVAL: "the approval of {about} is of an earlier text",
    UPSTREAM: "{about} has changed",
    TEST_FAILED: "{about} failed",
    TEST_STALE: "{about} ran before the last change",
    TEST_SUSPECT: "nobody has looked whether {about} still fits",
}


_WHATS = {Verdict.FAILED: TEST_FAILED, Verdict.STALE: TEST_STALE, Verdict.SUSPECT: TEST_SUSPECT}


class Proof(NamedTuple):
    """How the proof of one item stands."""

    item: str
    verdict: Verdict
    step: Step | None = None
    """The first missing step, in the item or below it; None where it is verified or nothing asks for proof."""
    toward: str = ""
    """The next item on the way to it; empty where it is the item's own."""
    proven: int = 0
    """Of its own criteria (of a test: of its cases): how many are proven."""
    total: int = 0
    """How many it has."""

    @property
    def verified(self) -> bool:
        """Whether it is proven, with all that it stands on."""
        return self.verdict.holds


class Tally(NamedTuple):
    """How many of some items are verified."""

    total: int
    """Those that anything asks to be proven."""
    verified: int
    failed: int

    @property
    def percent(self) -> int:
        """The verified ones in whole percent, rounded down; 100 where nothing is asked."""
        return 100 * self.verified // self.total if self.total else 100


def verdicts(project: Project) -> Mapping[str, Proof]:
    """By id, of all living items. Empty for a project that keeps no results: then nothing is claimed."""
    return project.derive(prove_all)


def verdict_of(project: Project, name: str) -> Verdict:
    """The verdict of one item; `none` for one that has none."""
    found = verdicts(project).get(name)
    return found.verdict if found is not None else Verdict.NONE


def path(project: Project, name: str) -> tuple[str, ...]:
    """The ids from an item down to the one where the first missing step is, both included; empty where none is missing."""
    found = verdicts(project)
    way: list[str] = []
    proof = found.get(name)
    while proof is not None and proof.step is not None and proof.item not in way:
        way.append(proof.item)
        proof = found.get(proof.toward) if proof.toward else None
    return tuple(way)


def tally(project: Project, items: Iterable[Item]) -> Tally:
    """How many of these items are verified, of those agreed to and asked to be proven."""
    found = verdicts(project)
    some = [found[item.id].verdict for item in items if item.committed and item.id in found]
    asked = [verdict for verdict in some if verdict is not Verdict.NONE]
    return Tally(len(asked), sum(1 for verdict in asked if verdict.holds), asked.count(Verdict.FAILED))


def results_verdict(found: Evidence, about: str = "") -> Verdict:
    """What a test's results say: of the test alone, or of the one thing `about` that it verifies."""
    if found.outcome == FAILED:
        return Verdict.FAILED
    if found.outcome != PASSED:
        return Verdict.OPEN
    if found.ambiguous and not found.cases:
        return Verdict.OPEN
    changed = found.stale if not about else found.stale & {found.address, about}
    return Verdict.STALE if changed else Verdict.OK


def verification(project: Project, found: Evidence, about: str) -> Verdict:
    """What a test says of one thing that it verifies: as its results do, and suspect where these passed but nobody has
    looked at the test since that thing changed."""
    verdict = results_verdict(found, about)
    return Verdict.SUSPECT if verdict is Verdict.OK and (found.address, about) in suspect_tests(project) else verdict


def suspect_tests(project: Project) -> frozenset[tuple[str, str]]:
    """Test and address of what it verifies, by a link that has become suspect."""
    return project.derive(_suspect_tests)


def _suspect_tests(project: Project) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for stands in standing(project).values():
        for trace in (suspect.trace for suspect in stands.suspects if suspect.trace.role == "verifies"):
            found.add((trace.source, f"{trace.target}/{trace.criterion}" if trace.criterion else trace.target))
            criteria = [one.id for one in project.items[trace.target].criteria if one.id]
            if not trace.criterion and len(criteria) == 1:
                found.add((trace.source, f"{trace.target}/{criteria[0]}"))
    return frozenset(found)


def criterion_verdicts(project: Project, item: Item) -> Mapping[str, Verdict]:
    """By criterion: proven while a test of it proves and none fails; empty without results."""
    if not project.results.present or not item.criteria:
        return {}
    return {name: verdict for name, (verdict, _) in project.derive(_Criteria)[item.id].items()}


class _Criteria(dict[str, Mapping[str, tuple[Verdict, str]]]):
    """By item and criterion: verdict, and the test that decides it."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.matched = evidence(project)

    def __missing__(self, name: str) -> Mapping[str, tuple[Verdict, str]]:
        item = self.project.items[name]
        found = {
            criterion: self._best(f"{name}/{criterion}", tests)
            for criterion, tests in tests_of_criterion(self.project, item).items()
        }
        self[name] = found
        return found

    def _best(self, address: str, tests: Iterable[str]) -> tuple[Verdict, str]:
        some = [(self.matched.tests.get(test) or Evidence(test), test) for test in tests]
        if address in self.matched.direct:
            some.append((self.matched.direct[address], address))
        judged = [(verification(self.project, found, address), test) for found, test in some]
        failed = [one for one in judged if one[0] is Verdict.FAILED]
        if failed:
            return failed[0]
        return max(judged, key=lambda one: one[0].rank, default=(Verdict.OPEN, ""))


def prove_all(project: Project) -> Mapping[str, Proof]:
    """What `verdicts` remembers."""
    if not project.results.present:
        return {}
    judge = _Judge(project)
    living = [item for item in project.items.values() if item.living and not item.is_row]
    own = {item.id: tuple(judge.steps(item)) for item in living}
    above: dict[str, list[str]] = {}
    for item in living:
        for name in judge.below(item):
            if name in own and name != item.id:
                above.setdefault(name, []).append(item.id)
    settled = _settled(own, above)
    proven = _carried(judge.proving, above)
    return {item.id: _proof(item.id, settled, proven, judge.counts.get(item.id, (0, 0))) for item in living}


def _proof(
    name: str, settled: Mapping[str, tuple[Step, str]], proven: frozenset[str], counts: tuple[int, int]
) -> Proof:
    step, toward = settled.get(name, (None, ""))
    if step is None:
        return Proof(name, Verdict.OK if name in proven else Verdict.NONE, None, "", *counts)
    if step.verdict is Verdict.EXEMPT:
        return Proof(name, Verdict.EXEMPT, None, "", *counts)
    return Proof(name, step.verdict, step, toward, *counts)


def _settled(own: Mapping[str, tuple[Step, ...]], above: Mapping[str, list[str]]) -> Mapping[str, tuple[Step, str]]:
    """The step that decides each item, and the next item on the way to it: the worst verdicts spread first."""
    settled: dict[str, tuple[Step, str]] = {}
    for verdict in (one for one in Verdict if one.rank <= Verdict.EXEMPT.rank):
        waiting: deque[str] = deque()
        for name, steps in own.items():
            step = next((step for step in steps if step.verdict is verdict), None)
            if step is not None and name not in settled:
                settled[name] = (step, "")
                waiting.append(name)
        while waiting:
            name = waiting.popleft()
            for upper in above.get(name, ()):
                if upper not in settled:
                    settled[upper] = (settled[name][0], name)
                    waiting.append(upper)
    return settled


def _carried(start: Iterable[str], above: Mapping[str, list[str]]) -> frozenset[str]:
    """What stands on any of these."""
    found = set(start)
    waiting = list(found)
    while waiting:
        for upper in above.get(waiting.pop(), ()):
            if upper not in found:
                found.add(upper)
                waiting.append(upper)
    return frozenset(found)


class _Judge:
    """What each item lacks by itself, and what it stands on."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.matched = evidence(project)
        self.coverage = coverage(project)
        self.criteria = project.derive(_Criteria)
        self.standing = standing(project)
        self.broken: dict[str, str] = {}
        for claim in project.dangling:
            self.broken.setdefault(claim.item.id, claim.link.target)
        self.proving: set[str] = set()
        """Items with a test or result of their own that proves."""
        self.counts: dict[str, tuple[int, int]] = {}

    def steps(self, item: Item) -> Iterator[Step]:
        """What keeps this item from being verified, as far as it is its own, in the order of the work."""
        name = item.id
        free = allowed(self.project, item)
        found = self.coverage.get(name)
        for lack in found.missing if found is not None else ():
            yield Step(name, Verdict.OPEN, LACKS, criterion=lack.criterion, missing=lack)
        for lack in found.exempt if found is not None else ():
            yield Step(name, Verdict.EXEMPT, LACKS, criterion=lack.criterion, missing=lack)
        if name in self.broken:
            yield Step(name, Verdict.BROKEN, DANGLING, self.broken[name])
        for trace in self.project.outgoing.get(name, ()):
            role = self.project.schema.roles[trace.role]
            if role.traced and not self.project.items[trace.target].living:
                yield Step(name, Verdict.BROKEN, DEAD, trace.target)
        if item.type == "test":
            yield from self._test(item, free)
        else:
            yield from self._own_tests(item, free)
        said = self.standing.get(name)
        if said is not None:
            for word in said.stale:
                yield Step(name, Verdict.SUSPECT, APPROVAL, word.line.party)
            for suspect in said.suspects:
                yield Step(name, Verdict.SUSPECT, UPSTREAM, suspect.trace.target)

    def _test(self, item: Item, free: frozenset[str]) -> Iterator[Step]:
        found = self.matched.tests.get(item.id) or Evidence(item.id)
        if not self.project.outgoing.get(item.id) and not found.cases:
            return
        self.counts[item.id] = (found.count(PASSED), len(found.cases))
        yield from self._judged(item.id, found, "", free)

    def _own_tests(self, item: Item, free: frozenset[str]) -> Iterator[Step]:
        name = item.id
        for test in self._verifying(name):
            found = self.matched.tests.get(test) or Evidence(test)
            yield from self._judged(name, found, name, free)
        if name in self.matched.direct:
            yield from self._judged(name, self.matched.direct[name], name, free)
        if not item.criteria:
            return
        proofs = self.criteria[name]
        proven = 0
        for criterion, (verdict, test) in proofs.items():
            if verdict is Verdict.OK:
                proven += 1
                self.proving.add(name)
            elif test:
                found = self.matched.tests.get(test) or self.matched.direct.get(test) or Evidence(test)
                yield from self._judged(name, found, f"{name}/{criterion}", free, criterion)
        self.counts[name] = (proven, len(proofs))

    def _judged(
        self, name: str, found: Evidence, about: str, free: frozenset[str], criterion: str = ""
    ) -> Iterator[Step]:
        verdict = verification(self.project, found, about) if about else results_verdict(found)
        if verdict is Verdict.OK:
            self.proving.add(name)
            return
        what = _WHATS.get(verdict, "")
        if not what:
            what = AMBIGUOUS if found.ambiguous else NO_RESULT if found.outcome == NOT_RUN else BLOCKED
        if free & {"TPO306", "test-not-run"} and verdict not in (Verdict.FAILED, Verdict.SUSPECT):
            verdict = Verdict.EXEMPT
        yield Step(name, verdict, what, found.address, criterion)

    def _verifying(self, name: str) -> tuple[str, ...]:
        """The living tests of the item as a whole. Where it has several criteria, those prove none of them."""
        items = self.project.items
        return tuple(
            dict.fromkeys(
                trace.source
                for trace in self.project.incoming.get(name, ())
                if trace.role == "verifies" and not trace.criterion and items[trace.source].living
            )
        )

    def below(self, item: Item) -> tuple[str, ...]:
        """What the item stands on: what supports, realizes and specifies it, its parts; of a release its scope."""
        if item.type == "release":
            return tuple(sorted(planned(self.project).get(item.id, ())))
        if item.type == "test":
            return ()
        near = self.project.sources(item, "supports", "realizes", "specifies", "parent")
        agreed = tuple(one.id for one in near if one.committed)
        return agreed or tuple(one.id for one in near)
