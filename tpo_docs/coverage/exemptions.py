"""Which rule speaks of an unmet need, and what an item is allowed to lack."""

from __future__ import annotations

from tpo_docs.coverage.nouns import State
from tpo_docs.model import Item, Project
from tpo_docs.schema import Need

RULES = {
    "TPO301": "goal-without-requirement",
    "TPO303": "requirement-without-story",
    "TPO304": "story-without-spec",
    "TPO305": "criterion-without-test",
    "TPO308": "quality-unmeasured",
    "TPO313": "need-unmet",
    "TPO801": "approval-missing",
    "TPO902": "compliance-unproven",
}
"""The rules that speak of unmet needs, by code."""
_NAMED = {
    ("goal", "requirement"): "TPO301",
    ("requirement", "story"): "TPO303",
    ("requirement", "spec"): "TPO303",
    ("story", "spec"): "TPO304",
    ("spec", "spec"): "TPO304",
}
"""Type of the item and of what it needs → the rule for it."""


def rule_of(item: Item, need: Need) -> str:
    """The code of the one rule that speaks of a need of this item that nothing meets."""
    if need.per_criterion:
        return "TPO305"
    if need.type in ("test", "approval") and item.type == "requirement" and item.kind == "regulatory":
        return "TPO902"
    if need.type == "approval":
        return "TPO801"
    if need.type == "metric" and item.type == "requirement" and item.kind == "quality":
        return "TPO308"
    return _NAMED.get((item.type, need.type), "TPO313")


def allowed(project: Project, item: Item) -> frozenset[str]:
    """The rules, by code or name as written, from which an item is exempt today, with a reason."""
    if "allow" not in item.fields:
        return frozenset()
    today = project.today.isoformat()
    return frozenset(
        group.text("rule").strip()
        for group in item.groups("allow")
        if group.text("reason").strip() and (group.text("until").strip() or today) >= today
    )


def with_exemptions(item: Item, names: frozenset[str], states: tuple[State, ...]) -> tuple[State, ...]:
    """The same with those needs marked whose lack the item allows, by code or name of the rule."""
    return tuple(
        state._replace(exempt=True)
        if state.judged and not state.met and names & {code := rule_of(item, state.need), RULES[code]}
        else state
        for state in states
    )
