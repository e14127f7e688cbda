"""Coverage: what each item needs, what covers it, and what is missing first. After OpenFastTrace's shallow and deep coverage."""

from tpo_docs.coverage.criteria import tests_of_criterion
from tpo_docs.coverage.deep import cover_all, coverage, deepen, missing
from tpo_docs.coverage.exemptions import RULES, allowed, rule_of
from tpo_docs.coverage.nouns import Coverage, Missing, Shallow, Share, State
from tpo_docs.coverage.scores import shares, trace_score
from tpo_docs.coverage.standing import needs

__all__ = [
    "RULES",
    "Coverage",
    "Missing",
    "Shallow",
    "Share",
    "State",
    "allowed",
    "cover_all",
    "coverage",
    "deepen",
    "missing",
    "needs",
    "rule_of",
    "shares",
    "tests_of_criterion",
    "trace_score",
]
