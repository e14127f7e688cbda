"""Which results prove which tests and criteria: by `result_key`, by a property or tag, or by an id in the name.

What a property, a tag or a key says outright counts, for as many items as say so; an id in a name counts only where
nothing else does. A key that is a bare name and meets cases of several classes is ambiguous, and proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from tpo_docs.model import CaseResult, Item, Project, as_date
from tpo_docs.records.fingerprint import fingerprints, of_criterion
from tpo_docs.records.results import BLOCKED, FAILED, PASSED, class_and_name, moment, outcome
from tpo_docs.records.standing import same_texts

NOT_RUN = "not-run"
_ENDINGS = re.compile(r"\.(py|feature|feature\.md|[jt]sx?|java|kt|cs|go|rb|php)$")
_MATTERS = ("verifies",)


class Match(NamedTuple):
    """That a case is evidence for an item or criterion."""

    address: str
    """`TEST-007`, `STY-012/AC1`."""
    how: str
    """`named` (property or tag), `key` or `name`."""
    key: str = ""
    """The `result_key` that matched."""


class Evidence(NamedTuple):
    """What the results say of one test, or of what results name directly."""

    address: str
    outcome: str = NOT_RUN
    """`passed`, `failed`, `blocked` (skipped, pending, not yet written) or `not-run`."""
    cases: tuple[CaseResult, ...] = ()
    stale: frozenset[str] = frozenset()
    """What has changed since: the test itself, and each thing that it verifies and that is another than it was then."""
    ambiguous: tuple[str, ...] = ()
    """Keys that meet cases of several classes, and so prove nothing."""

    @property
    def at(self) -> str:
        """When its latest case ran; empty if none has."""
        return max((case.at for case in self.cases), default="")

    @property
    def environments(self) -> tuple[str, ...]:
        """Where its cases ran, as far as the results say."""
        return tuple(sorted({case.environment for case in self.cases if case.environment}))

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that failed."""
        return tuple(case for case in self.cases if outcome(case.result) == FAILED)

    def count(self, result: str) -> int:
        """How many cases came out so."""
        return sum(1 for case in self.cases if outcome(case.result) == result)


class Matched(NamedTuple):
    """All results, each with what it proves."""

    tests: Mapping[str, Evidence]
    """By id of a living test, those that have not run included."""
    direct: Mapping[str, Evidence]
    """By address: what results name without a test in between."""
    unmatched: tuple[CaseResult, ...]
    """Results that prove nothing."""
    unknown: tuple[tuple[CaseResult, str], ...]
    """Results with a name in a property or tag that is no id of the project."""
    ambiguous: Mapping[str, tuple[str, ...]]
    """Key of a test that is a bare name and meets several classes → those classes."""


class Matcher:
    """What cases prove, by the tests of a project as they are now."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.heads: dict[str, list[_Key]] = {}
        self.patterns: list[_Key] = []
        self.wholes: list[_Key] = []
        self.bare: dict[str, list[_Key]] = {}
        for test in project.of_type("test"):
            for key in test.texts("result_key") if test.living else ():
                self._add(_Key(test.id, key, *_split(key)))
        self.near: Callable[[str], tuple[_Key, ...]] = lru_cache(maxsize=100_000)(self._near)
        prefixes = "|".join(sorted((re.escape(name) for name in project.schema.prefixes), key=len, reverse=True))
        self.ids = re.compile(
            rf"(?<![A-Za-z0-9])({prefixes or '(?!)'})[-_](\d+(?:\.\d+)*)(?:[/_.-](AC\d+))?(?![A-Za-z0-9])",
            re.IGNORECASE,
        )
        self.known: Callable[[str], str] = lru_cache(maxsize=100_000)(self._known)

    def match(self, case: str, place: str, names: Iterable[str]) -> tuple[Match, ...]:
        """What a case is evidence for."""
        found: dict[str, Match] = {}
        for name in names:
            address = self.known(name)
            if address:
                found[address] = Match(address, "named")
        head, tail = class_and_name(case)
        for key in self.near(head):
            if key.takes(tail):
                found.setdefault(key.test, Match(key.test, "key", key.text))
        file = _plain(place.partition(":")[0]) if place else ""
        if file and file != head and not head.startswith(f"{file}."):
            for key in self.near(file):
                if key.takes(tail):
                    found.setdefault(key.test, Match(key.test, "key", key.text))
        for key in self.bare.get(_without_parameters(tail), ()):
            found.setdefault(key.test, Match(key.test, "key", key.text))
        for key in self.wholes:
            if key.whole(case):
                found.setdefault(key.test, Match(key.test, "key", key.text))
        return tuple(found.values()) or tuple(self._in_name(case))

    def _add(self, key: _Key) -> None:
        if "::" in key.text:
            (self.patterns if _is_glob(key.head) else self.heads.setdefault(key.head, [])).append(key)
        elif _is_glob(key.text):
            self.wholes.append(key)
        else:
            self.bare.setdefault(key.text, []).append(key)
            self.heads.setdefault(_plain(key.text), []).append(key._replace(tail="*", head=_plain(key.text)))

    def _near(self, head: str) -> tuple[_Key, ...]:
        """The keys for cases of a class: those for itself and for what it is a part of."""
        found: list[_Key] = []
        parts = head.split(".")
        for length in range(1, len(parts) + 1):
            found += self.heads.get(".".join(parts[:length]), ())
        found += [key for key in self.patterns if key.within(head)]
        return tuple(found)

    def _in_name(self, case: str) -> Iterator[Match]:
        if not any(character.isdecimal() for character in case):
            return
        for prefix, number, criterion in self.ids.findall(case):
            for name in (f"{prefix.upper()}-{number}", f"{prefix}-{number}"):
                address = self.known(f"{name}/{criterion.upper()}" if criterion else name) or self.known(name)
                if address:
                    yield Match(address, "name")
                    break

    def _known(self, name: str) -> str:
        """The address of today of an item or criterion; empty for what there is none of."""
        first, slash, criterion = name.strip().lstrip("@").partition("/")
        item = self.project.resolve(first)
        if item is None and not slash and "." in first:
            first, _, criterion = first.rpartition(".")
            item = self.project.resolve(first)
        if item is None or item.is_row or (criterion and all(one.id != criterion for one in item.criteria)):
            return ""
        return f"{item.id}/{criterion}" if criterion else item.id


def evidence(project: Project) -> Matched:
    """What the recorded results prove."""
    return project.derive(match_all)


def fits(pattern: str, case: str) -> bool:
    """Whether a pattern, in which `*` and `?` stand for anything, means a case by its whole name."""
    return _expression(pattern).fullmatch(case) is not None


def proves(project: Project, address: str) -> tuple[str, ...]:
    """What a test (or what a result names directly) speaks about: itself, and the ends that it verifies."""
    item = project.items.get(address)
    if item is None or item.type != "test":
        return (address,)
    ends = (
        f"{trace.target}/{trace.criterion}" if trace.criterion else trace.target
        for trace in project.outgoing.get(address, ())
        if trace.role in _MATTERS
    )
    return (address, *ends)


def fingerprint_of(project: Project, address: str) -> str:
    """The fingerprint of an item or of one criterion; empty for what there is none of."""
    name, _, criterion = address.partition("/")
    item = project.resolve(name)
    if item is None:
        return ""
    return of_criterion(item, criterion) if criterion else fingerprints(project)[item.id]


def noted(project: Project, matches: Iterable[Match]) -> Mapping[str, str]:
    """What a line of the results notes of what it proves."""
    addresses = {address for match in matches for address in proves(project, match.address)}
    return {address: fingerprint_of(project, address) for address in sorted(addresses)}


def match_all(project: Project) -> Matched:
    """What `evidence` remembers."""
    if not project.results.present:
        return Matched({}, {}, (), (), {})
    matcher = Matcher(project)
    found: dict[str, list[tuple[CaseResult, Match]]] = {}
    unmatched: list[CaseResult] = []
    unknown: list[tuple[CaseResult, str]] = []
    for case in project.results.cases:
        unknown += [(case, name) for name in case.names if not matcher.known(name)]
        matches = matcher.match(case.case, case.place, case.names)
        for match in matches:
            found.setdefault(match.address, []).append((case, match))
        if not matches:
            unmatched.append(case)
    ages = _Ages(project)
    ambiguous: dict[str, tuple[str, ...]] = {}
    tests: dict[str, Evidence] = {}
    direct: dict[str, Evidence] = {}
    for test in project.of_type("test"):
        if test.living:
            tests[test.id] = _of_test(test, found.pop(test.id, []), ages, ambiguous)
    for address, some in found.items():
        direct[address] = _sum(address, [case for case, _ in some], ages)
    return Matched(tests, direct, tuple(unmatched), tuple(unknown), ambiguous)


def _of_test(
    test: Item,
    found: list[tuple[CaseResult, Match]],
    ages: _Ages,
    ambiguous: dict[str, tuple[str, ...]],
) -> Evidence:
    wanted = test.text("environment").casefold()
    here = [(case, match) for case, match in found if not case.environment or not wanted or _same(case, wanted)]
    classes: dict[str, dict[str, None]] = {}
    for case, match in here:
        if match.key and "::" not in match.key and not _is_glob(match.key):
            head, tail = class_and_name(case.case)
            if _without_parameters(tail) == match.key:
                classes.setdefault(match.key, {})[head] = None
    bad = {key: tuple(heads) for key, heads in classes.items() if len(heads) > 1}
    ambiguous.update(bad)
    cases = [case for case, match in here if match.key not in bad]
    return _sum(test.id, cases, ages)._replace(ambiguous=tuple(bad))


def _same(case: CaseResult, wanted: str) -> bool:
    return case.environment.casefold() == wanted


def _sum(address: str, cases: list[CaseResult], ages: _Ages) -> Evidence:
    if not cases:
        return Evidence(address)
    outcomes = {outcome(case.result) for case in cases}
    result = FAILED if FAILED in outcomes else PASSED if PASSED in outcomes else BLOCKED
    stale: set[str] = set()
    for case in cases:
        stale |= ages.changed(address, case)
    ordered = sorted(cases, key=lambda case: (outcome(case.result) != FAILED, case.case, case.environment))
    return Evidence(address, result, tuple(ordered), frozenset(stale))


class _Ages:
    """What has changed since a case ran."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.ends: dict[str, tuple[str, ...]] = {}
        self.now: dict[str, frozenset[str]] = {}
        self.same = same_texts(project)
        days = project.configuration.results.max_age
        self.oldest: date | None = project.today - timedelta(days=days) if days else None

    def changed(self, address: str, case: CaseResult) -> frozenset[str]:
        """Of what a test proves: those whose text is another than the one that the result was noted with."""
        if address not in self.ends:
            self.ends[address] = proves(self.project, address)
        ends = self.ends[address]
        if self.oldest is not None and (as_date(case.at) or self.oldest) < self.oldest:
            return frozenset(ends)
        if address not in case.of:
            return frozenset((address,)) if self._edited_since(address, case.at) else frozenset()
        return frozenset([end for end in ends if end in case.of and case.of[end] not in self._meaning(end)])

    def _meaning(self, address: str) -> frozenset[str]:
        found = self.now.get(address)
        if found is None:
            now = fingerprint_of(self.project, address)
            found = self.same.get(address, {}).get(now, frozenset((now,)))
            self.now[address] = found
        return found

    def _edited_since(self, address: str, at: str) -> bool:
        """Where nothing was noted: whether Git knows a later change of the file."""
        item = self.project.resolve(address)
        change = self.project.history.get(item.path) if item is not None else None
        return change is not None and moment(change.on) > at


class _Key(NamedTuple):
    """A `result_key`, taken apart."""

    test: str
    text: str
    head: str
    tail: str

    def takes(self, name: str) -> bool:
        """Whether it means a case of that name, in a class that it means."""
        if self.tail == "*":
            return True
        if _is_glob(self.tail):
            return _expression(self.tail).fullmatch(name) is not None
        return name == self.tail or _without_parameters(name) == self.tail

    def within(self, head: str) -> bool:
        """Whether it means cases of that class."""
        return _below(self.head).fullmatch(head) is not None

    def whole(self, case: str) -> bool:
        """Whether it means a case by its whole name."""
        return _expression(self.text).fullmatch(case) is not None


def _split(key: str) -> tuple[str, str]:
    """Class and name of a key. `tests/test_a.py::TestB::test_c` is written as pytest does, and means the same as
    `tests.test_a.TestB::test_c` in its report."""
    head, tail = class_and_name(key)
    first, *classes = head.split("::")
    return (".".join((_plain(first), *classes)) if _plain(first) != first else head), tail


def _plain(path: str) -> str:
    """A path of a file as the class that reports make of it: `tests/test_a.py` → `tests.test_a`."""
    text = path.strip().replace("\\", "/").removeprefix("./")
    return _ENDINGS.sub("", text).replace("/", ".") if "/" in text or _ENDINGS.search(text) else text


def _without_parameters(name: str) -> str:
    """A test's name without the parameters that pytest writes behind it: `test_a[1-x]` → `test_a`."""
    return name.partition("[")[0] if name.endswith("]") else name


def _is_glob(text: str) -> bool:
    return "*" in text or "?" in text


def _glob(pattern: str) -> str:
    """Only `*` and `?` are special: names of test cases are full of brackets. Each part but the last is taken at its
    first place for good, so that no pattern takes long."""
    parts = ["".join("." if sign == "?" else re.escape(sign) for sign in part) for part in re.split(r"\*+", pattern)]
    first, *middle = parts
    if not middle:
        return first
    return first + "".join(f"(?>.*?{part})" for part in middle[:-1]) + ".*" + middle[-1]


@lru_cache(maxsize=10_000)
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(_glob(pattern), re.DOTALL)


@lru_cache(maxsize=10_000)
def _below(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_glob(pattern)})" + r"(?:\..*)?", re.DOTALL)
