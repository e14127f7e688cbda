"""How much a risk weighs: probability × impact, 1 to 25 (ISO 31000 practice)."""

from __future__ import annotations

from tpo_docs.model import Item, Project

_LEAST, _MOST = 1, 5
CERTAIN = float(_MOST)
"""The probability of an issue, which has happened, where nobody has written one."""


def probability(risk: Item) -> float | None:
    """How likely it is, 1 to 5; None where nobody has said so, or a number beyond that."""
    if "probability" not in risk.fields and risk.kind == "issue":
        return CERTAIN
    return _within(risk.number("probability"))


def impact(risk: Item) -> float | None:
    """How much it would hurt, 1 to 5; None as above."""
    return _within(risk.number("impact"))


def exposure(risk: Item) -> float | None:
    """Probability × impact; None where one of them is missing or out of reach."""
    chance, harm = probability(risk), impact(risk)
    return chance * harm if chance is not None and harm is not None else None


def is_grave(project: Project, risk: Item) -> bool:
    """Whether a risk weighs so much that somebody has to do something about it."""
    return (exposure(risk) or 0.0) >= project.configuration.rules.risk_threshold


def _within(value: float | None) -> float | None:
    return value if value is not None and _LEAST <= value <= _MOST else None
