"""Every rule by its own page: its example gives the findings it asks for and no other, what to write instead none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import case, instead, places, section
from tpo_docs import rules
from tpo_docs.rules import BY_CODE, BY_NAME, RULES
from tpo_docs.rules.rule import Rule

_FOLDER = Path(rules.__file__).parent
_FOUND_ELSEWHERE = {
    "TPO003": "templates are read when pages are rendered",
}
"""Rules whose fault is not yet seen by the line from source files to findings, with the reason."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_gives_exactly_the_findings_that_it_asks_for(rule: Rule) -> None:
    example = case(section(rule.page, "Example"))
    assert example.files, "the page shows no example"
    if rule.code in _FOUND_ELSEWHERE:
        assert not example.review().findings, "it is found now: take the code off the list"
        return
    assert rule.code in {code for _, _, code in example.expected}
    assert places(example.review().findings) == example.expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_what_to_write_instead_gives_no_finding(rule: Rule) -> None:
    shown = instead(rule.page)
    assert shown.files, "the page does not show what to write instead"
    assert shown.expected == ()
    assert shown.review().findings == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_says_what_why_how_and_how_else(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert "\n" not in rule.summary.strip()
    assert section(rule.page, "Why it matters").strip()
    assert rule.page.index("## Why it matters") < rule.page.index("## Example") < rule.page.index("## Instead")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_findings_of_the_example_say_what_and_how_to_mend_it(rule: Rule) -> None:
    findings = case(section(rule.page, "Example")).review().findings
    found = [finding for finding in findings if finding.code == rule.code]
    assert found or rule.code in _FOUND_ELSEWHERE
    for finding in found:
        assert finding.message
        assert not finding.message.endswith(".")
        assert finding.mend
        assert finding.name == rule.name


def test_every_module_with_a_rule_is_listed() -> None:
    modules = {path.stem for path in _FOLDER.glob("*.py") if "\n@rule(" in path.read_text(encoding="utf-8")}
    assert modules == {rule.name.replace("-", "_") for rule in RULES}


def test_codes_and_names_are_used_once_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len(BY_CODE) == len(BY_NAME) == len(RULES)


def test_a_rule_lies_in_the_module_and_function_of_its_name() -> None:
    for rule in RULES:
        name = rule.name.replace("-", "_")
        assert rule.judge.__name__ == name
        assert rule.judge.__module__ == f"tpo_docs.rules.{name}"
