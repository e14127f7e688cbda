"""When repaying a technical debt pays off (after Cunningham's metaphor of 1992; the arithmetic is ours)."""

from __future__ import annotations

from tpo_docs.model import Item

HORIZON = 12
"""Iterations that are looked ahead: about half a year of fortnights."""


def break_even(principal: float, interest: float) -> float | None:
    """After how many iterations the interest saved has paid for the principal: principal / interest; None without
    interest, which is never."""
    return principal / interest if principal >= 0 and interest > 0 else None


def saving(principal: float, interest: float, horizon: float, paid_at: float) -> float:
    """What is saved until the horizon by repaying at that iteration: interest × (horizon - paid) - principal."""
    return interest * max(0.0, horizon - paid_at) - principal


def break_even_of(risk: Item) -> float | None:
    """The break-even of an item of the register; None where its numbers are missing or make no sense."""
    principal, interest = risk.number("principal"), risk.number("interest")
    if principal is None or interest is None or not 0 <= principal < 1e12 or not 0 < interest < 1e12:
        return None
    return break_even(principal, interest)
