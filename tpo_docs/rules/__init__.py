"""The rule catalogue: one module a rule, all of them listed here, in the order of their codes."""

from tpo_docs.rules.approval_missing import approval_missing
from tpo_docs.rules.approval_stale import approval_stale
from tpo_docs.rules.audience_leak import audience_leak
from tpo_docs.rules.capacity_overload import capacity_overload
from tpo_docs.rules.clause_uncovered import clause_uncovered
from tpo_docs.rules.compliance_unproven import compliance_unproven
from tpo_docs.rules.configuration_invalid import configuration_invalid
from tpo_docs.rules.conflict_unresolved import conflict_unresolved
from tpo_docs.rules.criterion_without_test import criterion_without_test
from tpo_docs.rules.date_passed import date_passed
from tpo_docs.rules.debt_past_break_even import debt_past_break_even
from tpo_docs.rules.decision_not_propagated import decision_not_propagated
from tpo_docs.rules.dependency_order import dependency_order
from tpo_docs.rules.done_unproven import done_unproven
from tpo_docs.rules.exemption_unused import exemption_unused
from tpo_docs.rules.feedback_unlinked import feedback_unlinked
from tpo_docs.rules.field_missing import field_missing
from tpo_docs.rules.field_unknown import field_unknown
from tpo_docs.rules.forecast_misses_target import forecast_misses_target
from tpo_docs.rules.formula_invalid import formula_invalid
from tpo_docs.rules.front_matter_invalid import front_matter_invalid
from tpo_docs.rules.gherkin_invalid import gherkin_invalid
from tpo_docs.rules.goal_without_requirement import goal_without_requirement
from tpo_docs.rules.history_illegal import history_illegal
from tpo_docs.rules.id_duplicate import id_duplicate
from tpo_docs.rules.infeasible_scheduled import infeasible_scheduled
from tpo_docs.rules.link_cycle import link_cycle
from tpo_docs.rules.link_dangling import link_dangling
from tpo_docs.rules.link_not_allowed import link_not_allowed
from tpo_docs.rules.link_suspect import link_suspect
from tpo_docs.rules.link_to_dead import link_to_dead
from tpo_docs.rules.must_overcommit import must_overcommit
from tpo_docs.rules.need_unmet import need_unmet
from tpo_docs.rules.no_upstream import no_upstream
from tpo_docs.rules.placeholder_left import placeholder_left
from tpo_docs.rules.planning_input_missing import planning_input_missing
from tpo_docs.rules.priority_inversion import priority_inversion
from tpo_docs.rules.quality_unmeasured import quality_unmeasured
from tpo_docs.rules.query_invalid import query_invalid
from tpo_docs.rules.record_invalid import record_invalid
from tpo_docs.rules.reference_broken import reference_broken
from tpo_docs.rules.requirement_without_story import requirement_without_story
from tpo_docs.rules.review_overdue import review_overdue
from tpo_docs.rules.risk_unmitigated import risk_unmitigated
from tpo_docs.rules.rule import Rule
from tpo_docs.rules.scenario_untraced import scenario_untraced
from tpo_docs.rules.scope_drift import scope_drift
from tpo_docs.rules.story_without_criteria import story_without_criteria
from tpo_docs.rules.story_without_spec import story_without_spec
from tpo_docs.rules.template_invalid import template_invalid
from tpo_docs.rules.test_not_run import test_not_run
from tpo_docs.rules.transition_gap import transition_gap
from tpo_docs.rules.uat_unsigned import uat_unsigned
from tpo_docs.rules.unowned_work import unowned_work
from tpo_docs.rules.value_invalid import value_invalid

RULES: tuple[Rule, ...] = (
    exemption_unused,
    configuration_invalid,
    template_invalid,
    query_invalid,
    formula_invalid,
    record_invalid,
    front_matter_invalid,
    field_missing,
    field_unknown,
    value_invalid,
    id_duplicate,
    placeholder_left,
    history_illegal,
    link_dangling,
    link_not_allowed,
    link_cycle,
    link_to_dead,
    reference_broken,
    conflict_unresolved,
    goal_without_requirement,
    no_upstream,
    requirement_without_story,
    story_without_spec,
    criterion_without_test,
    test_not_run,
    done_unproven,
    quality_unmeasured,
    risk_unmitigated,
    decision_not_propagated,
    feedback_unlinked,
    transition_gap,
    need_unmet,
    dependency_order,
    capacity_overload,
    date_passed,
    forecast_misses_target,
    must_overcommit,
    infeasible_scheduled,
    unowned_work,
    priority_inversion,
    planning_input_missing,
    debt_past_break_even,
    story_without_criteria,
    gherkin_invalid,
    scenario_untraced,
    approval_missing,
    approval_stale,
    link_suspect,
    review_overdue,
    scope_drift,
    clause_uncovered,
    compliance_unproven,
    uat_unsigned,
    audience_leak,
)

BY_CODE = {rule.code: rule for rule in RULES}
BY_NAME = {rule.name: rule for rule in RULES}


def called(word: str) -> Rule | None:
    """The rule that is meant by `TPO303`, `303` or `requirement-without-story`, in any case; None where none is."""
    word = word.strip()
    return BY_CODE.get(full_code(word)) or BY_NAME.get(word.casefold())


def full_code(word: str) -> str:
    """A code or the beginning of one as it is written in full: `303` and `tpo303` are `TPO303`, `8` is `TPO8`."""
    return f"TPO{word}" if word.isascii() and word.isdecimal() else word.upper()
