"""`explain`: a rule's page in the terminal."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tpo_docs.rules import RULES
from tpo_docs.rules.rule import Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_can_be_explained_by_code_and_by_name(rule: Rule, run: Run) -> None:
    by_code = run("explain", rule.code.lower())
    assert by_code == run("explain", rule.name)
    assert (by_code.status, by_code.err) == (0, "")
    lines = by_code.out.splitlines()
    assert lines[0] == f"{rule.code} {rule.name} ({rule.severity.value})"
    assert "Why it matters" in lines
    assert "Instead" in lines
    assert "```" not in by_code.out


def test_without_a_code_all_rules_are_listed(run: Run) -> None:
    lines = run("explain").out.splitlines()
    assert lines[0].split() == ["CODE", "NAME", "SEVERITY", "SAYS"]
    assert [line.split()[0] for line in lines[1:]] == [rule.code for rule in RULES]


def test_an_unknown_rule_is_one_line_with_the_nearest(run: Run) -> None:
    assert run("explain", "link-danglin") == (
        2,
        "",
        "tpo-docs: no rule is called 'link-danglin'; did you mean 'link-dangling'? (see 'tpo-docs explain --help')\n",
    )


@pytest.mark.parametrize("written", ["903", "tpo903", "TPO903", "uat-unsigned", "UAT-Unsigned", " 903 "])
def test_a_rule_may_be_named_by_its_number_and_in_any_case(written: str, run: Run) -> None:
    assert run("explain", written).out.splitlines()[0] == "TPO903 uat-unsigned (warning)"


def test_a_number_of_no_rule_is_one_line_with_the_nearest(run: Run) -> None:
    done = run("explain", "999")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("tpo-docs: no rule is called '999'")
