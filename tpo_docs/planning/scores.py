"""The formulas of priorities, each with its source. Inputs that make no sense give None, never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

MOSCOW = ("must", "should", "could", "wont")
MUST_SHARE = 0.6
"""Above this share of effort, Must items put a release at risk (DSDM handbook)."""
KANO_ANSWERS = ("like", "must-be", "neutral", "live-with", "dislike")
_KANO = {
    "like": "QAAAO",
    "must-be": "RIIIM",
    "neutral": "RIIIM",
    "live-with": "RIIIM",
    "dislike": "RRRRQ",
}


class Kano(NamedTuple):
    """What a survey says of a feature."""

    answers: int
    counts: Mapping[str, int]
    """By class: A attractive, O one-dimensional, M must-be, I indifferent, R reverse, Q questionable."""
    kind: str
    """The class most often given; of several the graver one (M, O, A, I)."""
    better: float | None
    worse: float | None
    """Between -1 and 0; None where nobody gave a class that counts."""


class Spot(NamedTuple):
    """A place in the picture of value and effort."""

    name: str
    value: float
    effort: float
    quadrant: str = ""
    """`quick-win`, `big-bet`, `fill-in` or `time-sink`."""


def wsjf(value: float, urgency: float, enables: float, size: float) -> float | None:
    """Weighted shortest job first: cost of delay in points by job size (SAFe, after Reinertsen 2009)."""
    return _ratio(value + urgency + enables, size)


def rice(reach: float, impact: float, confidence: float, effort: float) -> float | None:
    """Reach × impact × confidence / effort (McBride, Intercom). Confidence above 1 is in percent."""
    sure = share(confidence)
    return None if sure is None else _ratio(reach * impact * sure, effort)


def ice(impact: float, confidence: float, ease: float, *, mean: bool = False) -> float | None:
    """Impact, confidence and ease, 1 to 10 each: their product (Gilad) or their mean (Ellis and Brown 2017)."""
    return _finite((impact + confidence + ease) / 3 if mean else impact * confidence * ease)


def cd3(cost_of_delay: float, duration: float) -> float | None:
    """Cost of delay divided by duration (Reinertsen, The Principles of Product Development Flow, 2009)."""
    return _ratio(cost_of_delay, duration)


def value_effort(value: float, effort: float) -> float | None:
    """Value by effort, the oldest of them; `quadrants` says where an item stands among the others."""
    return _ratio(value, effort)


def scorecard(
    inputs: Mapping[str, float], weights: Mapping[str, float], *, effort: float = 0.0, confidence: float = 1.0
) -> float | None:
    """Weighted sum minus weighted effort, times confidence (Aha! scorecards)."""
    sure = share(confidence)
    if sure is None or any(name not in inputs for name in weights if name not in ("effort", "confidence")):
        return None
    total = sum(weight * inputs[name] for name, weight in weights.items() if name not in ("effort", "confidence"))
    return _finite((total - weights.get("effort", 0.0) * effort) * sure)


def quadrants(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """The spots with their quadrants, split at the medians of value and effort (common practice)."""
    if not spots:
        return ()
    middle, heavy = _median([spot.value for spot in spots]), _median([spot.effort for spot in spots])
    names = {(True, False): "quick-win", (True, True): "big-bet", (False, False): "fill-in", (False, True): "time-sink"}
    return tuple(spot._replace(quadrant=names[spot.value >= middle, spot.effort > heavy]) for spot in spots)


def kano_class(functional: str, dysfunctional: str) -> str:
    """The class of an answer pair after Kano's table (Kano 1984); empty where an answer is none of the five."""
    row, column = _answer(functional), _answer(dysfunctional)
    if row not in _KANO or column not in KANO_ANSWERS:
        return ""
    return _KANO[row][KANO_ANSWERS.index(column)]


def kano(pairs: Iterable[tuple[str, str]]) -> Kano:
    """What a survey says: Better = (A+O)/(A+O+M+I), Worse = -(O+M)/(A+O+M+I) (Berger et al. 1993)."""
    counts = dict.fromkeys("AOMIRQ", 0)
    for functional, dysfunctional in pairs:
        found = kano_class(functional, dysfunctional)
        if found:
            counts[found] += 1
    answers = sum(counts.values())
    whole = counts["A"] + counts["O"] + counts["M"] + counts["I"]
    kind = max("MOAIRQ", key=lambda name: counts[name]) if answers else ""
    if not whole:
        return Kano(answers, counts, kind, None, None)
    return Kano(answers, counts, kind, (counts["A"] + counts["O"]) / whole, -(counts["O"] + counts["M"]) / whole)


def importance(voices: Iterable[tuple[str, float, float]]) -> float:
    """Customer importance: the sum over distinct parties of importance (0 to 3) × weight (Productboard).
    A voice is party, importance, weight; of several voices of one party the strongest counts."""
    strongest: dict[str, float] = {}
    for party, points, weight in voices:
        strongest[party] = max(strongest.get(party, 0.0), max(0.0, points) * max(0.0, weight))
    return sum(strongest.values())


def must_share(efforts: Iterable[tuple[str, float]], capacity: float | None = None) -> float | None:
    """The share of Must in the effort, or in the capacity where that is known (Clegg and Barker 1994; DSDM)."""
    known = [(name, effort) for name, effort in efforts if effort > 0]
    whole = capacity if capacity and capacity > 0 else sum(effort for _, effort in known)
    return sum(effort for name, effort in known if name == "must") / whole if whole else None


def share(confidence: float) -> float | None:
    """A confidence as a share: above 1 it was written in percent; None where it is no share at all."""
    found = confidence / 100 if confidence > 1 else confidence
    return found if 0 <= found <= 1 else None


def _median(numbers: list[float]) -> float:
    some = sorted(numbers)
    return (some[(len(some) - 1) // 2] + some[len(some) // 2]) / 2


def _ratio(part: float, whole: float) -> float | None:
    return _finite(part / whole) if whole > 0 else None


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None


def _answer(text: str) -> str:
    return "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
