"""The page about the build."""

from __future__ import annotations

from collections.abc import Callable

from tests.cases import case
from tests.pages.wells import rendered, wells
from tpo_docs.model import Edition
from tpo_docs.pages import about
from tpo_docs.rules import RULES


def test_a_build_says_what_it_was_made_of(golden: Callable[[str, str], None]) -> None:
    files = (
        '```yaml title="tpo-docs.yml"\ntoday: 2027-03-01\nrules: {ignore: [TPO5], severity: {TPO304: warning}}\n```\n'
    )
    shown = rendered(about.pages, wells(files))["about.md"]
    rules = len(RULES)
    active = sum(not rule.code.startswith("TPO5") for rule in RULES)
    golden("pages/about.md", shown.replace(f"{active} of {rules}", "ACTIVE of ALL"))


def test_without_git_it_says_what_it_could_not_know() -> None:
    shown = rendered(about.pages, case("").review(), edition=Edition(shallow=True))["about.md"]
    assert "not known: there is no Git history here" in shown
    assert "The Git history was missing or cut off." in shown
    assert "none: everything is as shipped" in shown


def test_what_could_not_be_read_is_counted() -> None:
    files = '```yaml title="a.md"\n---\nid: REQ-1\nsupports: GOAL-9\nx: [\n---\n```'
    assert "places that could not be read: 1" in rendered(about.pages, case(files).review())["about.md"]
