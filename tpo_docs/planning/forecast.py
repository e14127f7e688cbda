"""When work will be done, by drawing from what was finished in past weeks (Monte Carlo after Magennis and Vacanti).

The draws come from the raw bits of PCG64, which stay the same in every version of NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import ceil, isfinite, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy

    Weeks = numpy.ndarray[tuple[int], numpy.dtype[numpy.int64]]

RUNS = 10_000
MOST_WEEKS = 520
"""Ten years: a run that takes longer counts as that long."""
WINDOW, LEAST, MOST = 10, 6, 26
"""Weeks of the sample: usually, at least and at most (DOMAIN 4.3)."""
_LEAST_BUSY, _LEAST_FINISHED = 3, 10
_CHUNK = 26
_MOST_GROWTH = 3.0


class Sample(NamedTuple):
    """Finished items in full weeks, the latest last."""

    weeks: tuple[int, ...]
    lacks: str = ""
    """Why it is not enough: `weeks`, `busy` or `finished`; empty where it is."""

    @property
    def enough(self) -> bool:
        """Whether a forecast may rest on it."""
        return not self.lacks


class Forecast(NamedTuple):
    """In how many weeks a number of items will be done."""

    items: int
    growth: float
    """The most by which the scope is taken to grow, as a factor from 1."""
    p50: int
    p70: int
    p85: int
    p95: int
    weeks: tuple[tuple[int, float], ...]
    """Share of runs that are done by then, for each week up to the 99th percentile."""
    p15: int = 0
    """The near edge of the cone of a burn-up."""

    def within(self, weeks: float) -> float:
        """The share of runs done in that many weeks."""
        return max((share for week, share in self.weeks if week <= weeks), default=0.0)


def sample(weeks: Sequence[int]) -> Sample:
    """The part of a history that a forecast rests on: the last ten weeks, more (up to 26) where those are too few.
    Enough are 6 weeks, 3 of them with anything finished, and 10 finished items."""
    history = [max(0, count) for count in weeks]
    chosen: list[int] = []
    for length in range(WINDOW, MOST + 1):
        chosen = history[-length:]
        if not _lacks(chosen) or length >= len(history):
            break
    return Sample(tuple(chosen), _lacks(chosen))


def simulate(items: int, weeks: Sequence[int], growth: float, seed: int, runs: int = RUNS) -> Forecast:
    """Repeats: draw weeks with replacement until they hold the items times a factor between 1 and `growth`."""
    most = min(max(1.0, growth), _MOST_GROWTH) if isfinite(growth) else 1.0
    if items <= 0:
        return Forecast(0, most, 0, 0, 0, 0, ((0, 1.0),))
    return _summary(items, most, _draw(items, weeks, most, seed, runs))


def how_many(weeks: Sequence[int], count: int, seed: int, runs: int = RUNS, confidence: float = 0.85) -> int:
    """How many items will be done in that many weeks with that confidence: of the sums of so many draws the
    percentile from below (85 % sure is the 15th)."""
    if count <= 0 or not weeks:
        return 0
    import numpy as np  # noqa: PLC0415 - a tenth of a second that nothing without a forecast should pay

    source = np.random.PCG64(seed)
    history = np.asarray(weeks, dtype=np.int64)
    picks = source.random_raw(runs * min(count, MOST_WEEKS)) % np.uint64(len(history))
    sums = np.sort(history[picks.astype(np.int64)].reshape(runs, -1).sum(axis=1))
    return int(sums[min(runs - 1, max(0, ceil((1 - confidence) * runs) - 1))])


def seed_of(name: str, *data: object) -> int:
    """A seed from what the forecast is about and rests on, so that the same data give the same dates."""
    return int.from_bytes(blake2b(repr((name, data)).encode(), digest_size=8).digest(), "big")


def triangular(low: float, likely: float, high: float, share: float) -> float:
    """The value that so large a share of a triangular distribution lies below (the inverse of its distribution
    function); for a guess where there is not enough data."""
    low, likely, high = sorted((low, likely, high))
    if high <= low:
        return low
    turn = (likely - low) / (high - low)
    if share <= turn:
        return low + sqrt(share * (high - low) * (likely - low))
    return high - sqrt((1 - share) * (high - low) * (high - likely))


def _lacks(weeks: Sequence[int]) -> str:
    if len(weeks) < LEAST:
        return "weeks"
    if sum(count > 0 for count in weeks) < _LEAST_BUSY:
        return "busy"
    return "finished" if sum(weeks) < _LEAST_FINISHED else ""


def _draw(items: int, weeks: Sequence[int], growth: float, seed: int, runs: int) -> Weeks:
    """The weeks that each run takes."""
    import numpy as np  # noqa: PLC0415 - as above

    source = np.random.PCG64(seed)
    history = np.asarray(weeks or (0,), dtype=np.int64)
    uniform = (source.random_raw(runs) >> np.uint64(11)).astype(np.float64) / 2.0**53
    wanted = items * (1 + uniform * (growth - 1)) - 1e-9
    taken = np.full(runs, MOST_WEEKS, dtype=np.int64)
    open_ = np.arange(runs)
    done = np.zeros(runs, dtype=np.int64)
    for start in range(0, MOST_WEEKS, _CHUNK) if history.any() else ():
        picks = source.random_raw(len(open_) * _CHUNK) % np.uint64(len(history))
        sums = done[open_, None] + history[picks.astype(np.int64)].reshape(len(open_), _CHUNK).cumsum(axis=1)
        reached = sums >= wanted[open_, None]
        ends = reached.any(axis=1)
        taken[open_[ends]] = start + 1 + reached[ends].argmax(axis=1)
        done[open_] = sums[:, -1]
        open_ = open_[~ends]
        if not len(open_):
            break
    return np.minimum(taken, MOST_WEEKS)


def _summary(items: int, growth: float, taken: Weeks) -> Forecast:
    import numpy as np  # noqa: PLC0415 - as above

    ordered = np.sort(taken)
    runs = len(ordered)
    p15, p50, p70, p85, p95, last = (
        int(ordered[ceil(share * runs) - 1]) for share in (0.15, 0.5, 0.7, 0.85, 0.95, 0.99)
    )
    counts = np.searchsorted(ordered, np.arange(last + 1), side="right")
    shares = tuple((week, round(float(count) / runs, 6)) for week, count in enumerate(counts))
    return Forecast(items, growth, p50, p70, p85, p95, shares, p15)
