"""The rule catalogue."""

from __future__ import annotations

import re

import markdown
import pytest

from tests.cases import case
from tests.pages.wells import rendered, wells
from tpo_docs.pages import rule_catalogue
from tpo_docs.rules import RULES
from tpo_docs.rules.rule import Rule


def test_every_rule_has_a_line_and_a_page() -> None:
    shown = rendered(rule_catalogue.pages, wells())
    assert set(shown) == {"rules/index.md"} | {f"rules/{rule.code}.md" for rule in RULES}
    for rule in RULES:
        assert f'<a href="{rule.code}.html">{rule.code}</a>' in shown["rules/index.md"]
        page = shown[f"rules/{rule.code}.md"]
        assert f"# {rule.code} {rule.name}" in page
        assert "## Why it matters" in page
        assert "## Instead" in page


def test_a_rule_shows_its_findings_and_its_neighbours() -> None:
    page = rendered(rule_catalogue.pages, wells())["rules/TPO305.md"]
    assert '<a href="../gaps.html#TPO305">1</a>' in page
    assert "allowed: 1" in page
    assert 'rel="prev" href="TPO304.html"' in page
    assert "one step graver" in page


def test_a_rule_says_why_it_is_silent() -> None:
    files = (
        '```yaml title="tpo-docs.yml"\nrules: {ignore: [TPO4], severity: {TPO302: error, TPO501: "off"}}\n```\n'
        '```yaml title="a.md"\n---\nid: REQ-1\n---\n```'
    )
    shown = rendered(rule_catalogue.pages, case(files).review())
    assert "switched off in the configuration" in shown["rules/TPO404.md"]
    assert "switched off in the configuration" in shown["rules/TPO501.md"]
    assert "waits for the first of: Goal" in shown["rules/TPO301.md"]
    assert "set by this project; as shipped: warning" in shown["rules/TPO302.md"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_examples_are_code_for_every_reader_of_fences(rule: Rule) -> None:
    written = rule.page.partition("\n")[2].strip("\n")
    shown = rule_catalogue._fenced(written)
    plain = markdown.markdown(shown, extensions=["fenced_code", "tables", "attr_list"])
    assert "```" in written
    assert "```" not in re.sub(r"<pre>.*?</pre>", "", plain, flags=re.DOTALL)
    assert re.findall(r"<h\d[^>]*>(.*?)</h", plain)[:2] == ["Why it matters", "Example"]
    rich = ["pymdownx.superfences", "tables", "attr_list"]
    assert markdown.markdown(shown, extensions=rich) == markdown.markdown(written, extensions=rich)
