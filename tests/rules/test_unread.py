"""TPO002 to TPO006 and TPO101: what could not be read becomes a finding with a stable key."""

from __future__ import annotations

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review


def test_every_mistake_of_the_configuration_is_found(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    profile: small
    rules:
      severity: {TPO305: fatal}
    types:
      story: {fields: {due: day}}
    ```
    ```yaml title="index.md"
    # Welcome
    ```
    """
    assert [(finding.code, finding.line) for finding in review.findings] == [
        ("TPO002", 1),
        ("TPO002", 3),
        ("TPO002", 5),
    ]


def test_the_key_of_a_finding_does_not_change_when_lines_move() -> None:
    text = '```yaml title="REQ-001.md"\n---\nid: REQ-001\n{}title: Costs\ntitle: Wells\n---\n```\n'
    before = only(case(text.format("")).review(), "TPO101")
    after = only(case(text.format("kind: functional\n")).review(), "TPO101")
    assert (before.line, after.line) == (4, 5)
    assert before.key == after.key


def test_a_broken_front_matter_keeps_its_item(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Costs: per office
    kind: functional
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    realizes: REQ-001
    ---
    ```
    """
    assert codes(review) == ["TPO101"]
    assert review.findings[0].item == "REQ-001"


def test_a_broken_row_hides_no_other(review: Review) -> None:
    """
    ```yaml title="parties.yml"
    billing: {kind: team, title: Billing}
    ledger: [a, b]
    office: {kind: site, title: Office}
    ```
    """
    assert messages(review, "TPO006") == ["'ledger' should be a mapping of fields"]
    assert sorted(review.project.items) == ["billing", "office"]
