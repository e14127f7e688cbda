"""The rules of a large project in two processes, one of which writes down beside it what the other has read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from tpo_docs import processes
from tpo_docs.files import lines
from tpo_docs.files.kept import Reading
from tpo_docs.model import Finding
from tpo_docs.report.report import packed_finding, unpacked_finding

if TYPE_CHECKING:
    from tpo_docs.rules.rule import Rule

_WORTH_A_PROCESS = 2000
"""So many files have items enough that another process is started sooner than its rules are through."""
_PIECES = ("036789", "2", "45", "1")
"""Families of rules that ask a project for the same, each piece for one process. This one begins at the front with what
takes longest; the other one in the middle, with what lets it write in the meantime."""


class History(Protocol):
    """What Git is asked for only if somebody wants to know, so that what was found depends on it only then."""

    @property
    def asked(self) -> bool:
        """Whether somebody has wanted to know."""

    def ask_elsewhere(self) -> None:
        """Somebody has, in another process."""


class Judges:
    """Judges by all rules; in a `with`, at whose end it is written down what was read."""

    def __init__(self, reading: Reading, *histories: History) -> None:
        """`histories` is what rules may ask besides the project; what they ask in the other process, too, counts."""
        self._reading = reading
        self._histories = histories
        self._helper: processes.Helper | None = None

    def __enter__(self) -> Judges:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._helper is not None:
            self._helper.__exit__(kind, error, trace)
        elif kind is None and self._reading.keep is not None:
            self._reading.keep()

    def __call__(self, rules: Sequence[Rule], judge: Callable[[Rule], list[Finding]]) -> list[list[Finding]]:
        """What each of the rules finds."""
        count = processes.count(len(self._reading.contents), _WORTH_A_PROCESS, min(2, processes.cores()))
        if count < 2 or threading.active_count() > 1 or self._helper is not None:
            return [judge(rule) for rule in rules]
        pieces = [[number for number, rule in enumerate(rules) if rule.family in families] for families in _PIECES]
        found: dict[int, list[Finding]] = {}
        shares = processes.shares(len(pieces), 2)
        if shares is None:
            return [judge(rule) for rule in rules]
        ours, theirs = shares.of(0), shares.of(1)
        longest = next(ours)  # before the other one is there, which may be through with all the rest in no time
        with closing(shares):
            self._helper = processes.helper(lambda send: self._apart(send, pieces, theirs, rules, judge))
            if self._helper is None:
                return [judge(rule) for rule in rules]
            for number in chain((longest,), ours):
                found.update((place, judge(rules[place])) for place in pieces[number])
        for sent in self._helper.received(all_of=lambda: len(found) == len(rules)):
            asked, rows = lines.opened(sent)
            found.update((place, list(map(unpacked_finding, some))) for place, some in rows)
            for history, was in zip(self._histories, asked, strict=True):
                if was:
                    history.ask_elsewhere()
        return [found[place] if place in found else judge(rule) for place, rule in enumerate(rules)]

    def _apart(
        self,
        send: Callable[[bytes], object],
        pieces: Sequence[Sequence[int]],
        mine: Iterator[int],
        rules: Sequence[Rule],
        judge: Callable[[Rule], list[Finding]],
    ) -> None:
        """What the other process does: a piece, the writing, then what pieces are left."""

        def judged(number: int) -> None:
            rows: list[Any] = [[place, list(map(packed_finding, judge(rules[place])))] for place in pieces[number]]
            send(lines.sealed([[history.asked for history in self._histories], rows]))

        for number in mine:
            judged(number)
            if self._reading.parsed >= _WORTH_A_PROCESS:
                break
        if self._reading.keep is not None:
            self._reading.keep()
        for number in mine:
            judged(number)
