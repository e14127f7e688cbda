"""TPO104: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review

_STORY = """
```yaml title="STY-001.md"
---
id: STY-001
title: Split well costs per office
{field}
---
```
"""


_FLAT = "write one list, without the inner brackets"
_QUOTED = "write one value, in quotes if it holds a colon or braces"


@pytest.mark.parametrize(
    ("field", "says", "mend"),
    [
        ("estimate: -1", "'estimate' of STY-001 is -1, less than 0", "write at least 0"),
        ("estimate: 1e999", "'estimate' of STY-001 is '1e999', which is no number", "write a number without its unit"),
        ("rank: 1.5", "'rank' of STY-001 is '1.5', which is no whole number", "write a whole number without its unit"),
        ("review_by: 2027-02-30", "'review_by' of STY-001 is '2027-02-30', which is no date", "write it as `2027-03-31`"),
        ("priority: shuold", "'priority' of STY-001 is 'shuold', which is none of its words", "write `should`"),
        (
            "priority: high",
            "'priority' of STY-001 is 'high', which is none of its words",
            "write one of `must`, `should`, `could`, `wont`",
        ),
        ("owner: [one, other]", "'owner' of STY-001 takes one value, not a list", "keep one of them"),
        ("want: {a: b}", "'want' of STY-001 takes a text, not a mapping", _QUOTED),
        ("tags: [[a], b]", "'tags' of STY-001 takes a text, not a list in a list", _FLAT),
        ("tags: {a: b}", "'tags' of STY-001 takes a text, not a mapping", _QUOTED),
        ("owner: {a: b}", "'owner' of STY-001 takes a party's name, not a mapping", _QUOTED),
        ("score: 5", "'score' of STY-001 takes names with values, not a plain text", "write `name: 5`"),
        ("questions: [Why?]", "'questions' of STY-001 takes names with values, not a plain text", "write `- q: Why?`"),
        ("questions: [[Why?]]", "'questions' of STY-001 holds a list in a list", _FLAT),
        ("score: {value: much}", "'score.value' of STY-001 is 'much', which is no number", "write a number without its unit"),
        ("questions: [{q: Why?, due: soon}]", "'questions.due' of STY-001 is 'soon', which is no date", "write it as `2027-03-31`"),
        ("kind: users", "STY-001 is of kind 'users', which a story cannot be", "write `user`"),
        ("type: storry", "STY-001 is of type 'storry', which does not exist", "write `story`"),
        ("status: Ready", "STY-001 has the status 'Ready', which a story cannot have", "write `ready`"),
        ("status: 1", "STY-001 has the status '1', which a story cannot have", "write one of `idea`, `refining`, `ready`, `in-progress`, `done`, `dropped`"),
        ("acceptance: {AC1: {a: b}}", "'acceptance.AC1' of STY-001 takes a text, not a mapping", _QUOTED),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_its_field(field: str, says: str, mend: str) -> None:
    finding = only(case(_STORY.format(field=field)).review(), "TPO104")
    assert (finding.message, finding.mend, finding.line) == (says, mend, 4)


@pytest.mark.parametrize(
    "field",
    [
        "estimate: 0",
        "estimate:",
        "priority: Must",
        "tags: one",
        "tags: []",
        "questions: {q: Why?}",
        "score:",
        "review_by: 2028-02-29",
        "rank: +3",
        "kind: spike",
        "status:",
    ],
)
def test_a_value_that_fits_its_field(field: str) -> None:
    assert "TPO104" not in codes(case(_STORY.format(field=field)).review())


@pytest.mark.parametrize(("probability", "says"), [("0", "less than 1"), ("6", "more than 5")])
def test_a_range_has_two_ends(probability: str, says: str) -> None:
    text = '```yaml title="RISK-001.md"\n---\nid: RISK-001\ntitle: Prices\nprobability: {}\n---\n```'
    finding = only(case(text.format(probability)).review(), "TPO104")
    assert finding.message == f"'probability' of RISK-001 is {probability}, {says}"
    assert finding.mend == "write 1 to 5"


def test_a_project_may_have_truth_values_and_upper_bounds_of_its_own(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    types:
      story:
        fields:
          legal: boolean
          share: {value: number, max: 1}
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    legal: yes
    share: 2
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Keep the cost rules
    legal: perhaps
    ---
    ```
    """
    assert messages(review, "TPO104") == [
        "'share' of STY-001 is 2, more than 1",
        "'legal' of STY-002 is 'perhaps', which is neither true nor false",
    ]
    assert [finding.mend for finding in review.findings] == ["write at most 1", "write `true` or `false`"]


def test_an_id_follows_the_pattern_of_its_type(review: Review) -> None:
    """
    ```yaml title="a.md"
    ---
    id: STORY-1
    type: story
    title: Split well costs per office
    ---
    ```
    ```yaml title="parties.yml"
    "billing team": {kind: team}
    ```
    """
    assert messages(review, "TPO104") == [
        "the id STORY-1 does not follow the pattern STY-{n:03} of a story",
        "the id billing team does not follow the pattern {slug} of a party",
    ]
    assert review.findings[0].mend == "write an id like `STY-001`"


def test_an_id_of_no_type_is_found_at_the_id(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources: [docs]
    ```
    ```yaml title="/docs/x.md"
    ---
    title: Split well costs per office
    id: X-1
    ---
    ```
    """
    finding = only(review, "TPO104")
    assert (finding.message, finding.line, finding.column) == ("nothing says what type X-1 is", 3, 5)


def test_a_start_on_the_day_of_the_target_is_fine_and_one_after_it_is_not(review: Review) -> None:
    """
    ```yaml title="REL-1.md"
    ---
    id: REL-1
    title: One day
    start: 2027-04-01
    target: 2027-04-01
    ---
    ```
    ```yaml title="REL-2.md"
    ---
    id: REL-2
    title: Backwards
    start: 2027-04-02
    target: 2027-04-01
    ---
    ```
    """
    finding = only(review, "TPO104")
    assert finding.message == "REL-2 starts on 2027-04-02, after its target 2027-04-01"
    assert (finding.line, finding.column) == (5, 9)


def test_criteria_without_or_with_the_same_id_are_offered_free_numbers(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    ---
    ## Acceptance criteria
    - **AC3** Each office shows its own subtotal.
    - A subtotal has two decimals.
    - **AC3** The sum is right.
    - Nothing is rounded twice.
    ```
    """
    assert [(finding.message, finding.mend, finding.line) for finding in review.findings] == [
        ("a criterion of STY-001 has no id", "write `**AC4** …`", 7),
        ("STY-001 has two criteria AC3", "write `**AC5** …`", 8),
        ("a criterion of STY-001 has no id", "write `**AC6** …`", 9),
    ]
    assert len({finding.key for finding in review.findings}) == 3


def test_foreign_criteria_may_be_plain_lists(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map: {id: {field: number, format: "RFC-{}"}, type: story}
    ```
    ```yaml title="1.md"
    ---
    number: 1
    title: Split
    ---
    ## Acceptance criteria
    - Each office shows its own subtotal.
    - **AC1** The sum is right.
    - **AC1** Nothing is rounded twice.
    ```
    """
    assert messages(review, "TPO104") == ["RFC-1 has two criteria AC1"]


def test_criteria_in_a_field_are_offered_the_form_of_a_field(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    acceptance:
      - Each office shows its own subtotal.
    ---
    ```
    """
    assert only(review, "TPO104").mend == "write `AC1: …`"


def test_a_status_that_a_mapping_knows_or_gives_a_default_is_fine(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map:
          id: {field: number, format: "RFC-{}"}
          type: requirement
          status: {values: {Final: agreed}}
      - path: other
        map:
          id: {field: number, format: "PEP/{}"}
          type: requirement
          status: {default: draft}
    ```
    ```yaml title="1.md"
    ---
    number: 1
    title: Well costs
    status: Odd
    ---
    ```
    ```yaml title="/other/1.md"
    ---
    number: 1
    title: Well costs
    status: Odd
    ---
    ```
    """
    assert messages(review, "TPO104") == [
        "the id PEP/1 holds a '/'",
        "RFC-1 has the status 'Odd', which a requirement cannot have",
    ]
    assert review.findings[1].mend == "give 'Odd' a category under `status` in the mapping"


def test_a_slip_in_the_defaults_of_a_file_is_one_finding(review: Review) -> None:
    """
    ````markdown title="billing.md"
    ---
    defaults: {type: requirement, kind: functional, priority: high}
    ---
    ## REQ-001 Well costs are split per office
    ```yaml item
    tags: []
    ```
    ## REQ-002 An office without a rule stops the invoice
    ```yaml item
    tags: []
    ```
    ````
    """
    assert only(review, "TPO104").line == 2


def test_the_id_of_the_mend_is_free(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    ---
    ```
    ```yaml title="g.md"
    ---
    id: faster
    type: goal
    ---
    ```
    """
    assert [finding.mend for finding in review.findings if finding.code == "TPO104"] == ["write an id like `GOAL-002`"]
