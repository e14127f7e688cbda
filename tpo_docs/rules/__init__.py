"""The rule catalogue: one module a rule, all of them listed here, in the order of their codes."""

from tpo_docs.rules.exemption_unused import exemption_unused
from tpo_docs.rules.goal_without_requirement import goal_without_requirement
from tpo_docs.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    exemption_unused,
    goal_without_requirement,
)

BY_CODE = {rule.code: rule for rule in RULES}
BY_NAME = {rule.name: rule for rule in RULES}
