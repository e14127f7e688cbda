"""The rule catalogue: one module a rule, all of them listed here, in the order of their codes. A module is imported when its
rule is asked for: a check of a part of a project needs few of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tpo_docs.rules.rule import Rule

    RULES: tuple[Rule, ...]
    """All rules."""
    BY_CODE: Mapping[str, Rule]
    BY_NAME: Mapping[str, Rule]

CODES: Mapping[str, str] = {
    "TPO001": "exemption_unused",
    "TPO002": "configuration_invalid",
    "TPO003": "template_invalid",
    "TPO004": "query_invalid",
    "TPO005": "formula_invalid",
    "TPO006": "record_invalid",
    "TPO101": "front_matter_invalid",
    "TPO102": "field_missing",
    "TPO103": "field_unknown",
    "TPO104": "value_invalid",
    "TPO105": "id_duplicate",
    "TPO106": "placeholder_left",
    "TPO107": "history_illegal",
    "TPO201": "link_dangling",
    "TPO202": "link_not_allowed",
    "TPO203": "link_cycle",
    "TPO204": "link_to_dead",
    "TPO205": "reference_broken",
    "TPO206": "conflict_unresolved",
    "TPO207": "text_link_broken",
    "TPO301": "goal_without_requirement",
    "TPO302": "no_upstream",
    "TPO303": "requirement_without_story",
    "TPO304": "story_without_spec",
    "TPO305": "criterion_without_test",
    "TPO306": "test_not_run",
    "TPO307": "done_unproven",
    "TPO308": "quality_unmeasured",
    "TPO309": "risk_unmitigated",
    "TPO310": "decision_not_propagated",
    "TPO311": "feedback_unlinked",
    "TPO312": "transition_gap",
    "TPO313": "need_unmet",
    "TPO401": "dependency_order",
    "TPO403": "capacity_overload",
    "TPO404": "date_passed",
    "TPO405": "forecast_misses_target",
    "TPO406": "must_overcommit",
    "TPO407": "infeasible_scheduled",
    "TPO408": "unowned_work",
    "TPO501": "priority_inversion",
    "TPO502": "planning_input_missing",
    "TPO503": "debt_past_break_even",
    "TPO702": "story_without_criteria",
    "TPO704": "gherkin_invalid",
    "TPO705": "scenario_untraced",
    "TPO801": "approval_missing",
    "TPO802": "approval_stale",
    "TPO803": "link_suspect",
    "TPO804": "review_overdue",
    "TPO805": "scope_drift",
    "TPO901": "clause_uncovered",
    "TPO902": "compliance_unproven",
    "TPO903": "uat_unsigned",
    "TPO904": "audience_leak",
}
"""Code → module and function; the name of a rule is the same with hyphens."""
NAMES: Mapping[str, str] = {function.replace("_", "-"): code for code, function in CODES.items()}
"""Name → code."""


def rule_of(code: str) -> Rule:
    """The rule with that code; raises a KeyError where there is none."""
    function = CODES[code]
    found: Rule = getattr(import_module(f"{__name__}.{function}"), function)
    return found


def __getattr__(name: str) -> Any:
    if name not in ("RULES", "BY_CODE", "BY_NAME"):
        raise AttributeError(name)
    rules = tuple(map(rule_of, CODES))
    globals()["RULES"] = rules
    globals()["BY_CODE"] = {rule.code: rule for rule in rules}
    globals()["BY_NAME"] = {rule.name: rule for rule in rules}
    return globals()[name]


def called(word: str) -> Rule | None:
    """The rule that is meant by `TPO303`, `303` or `requirement-without-story`, in any case; None where none is."""
    word = word.strip()
    code = full_code(word)
    code = code if code in CODES else NAMES.get(word.casefold(), "")
    return rule_of(code) if code else None


def full_code(word: str) -> str:
    """A code or the beginning of one as it is written in full: `303` and `tpo303` are `TPO303`, `8` is `TPO8`."""
    return f"TPO{word}" if word.isascii() and word.isdecimal() else word.upper()
