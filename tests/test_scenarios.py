"""Gherkin in and out: real files, what no runner can use, tests made of scenarios, criteria made into scenarios."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case, codes
from tpo_docs.formats import gherkin
from tpo_docs.model import Criterion, Review
from tpo_docs.scenarios import read
from tpo_docs.verdicts import verdict_of


@pytest.mark.parametrize(("corpus", "faults"), [("ifc-gherkin-rules", 0), ("cucumber-gherkin", 12)])
def test_real_features_are_read_as_their_own_tool_reads_them(corpus: str, faults: int, shared: Path) -> None:
    folder = shared / "corpora" / corpus
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = {
        path.relative_to(folder / "data").as_posix(): read(path.read_bytes().decode(), markdown=False)
        for path in sorted((folder / "data").rglob("*.feature"))
    }
    types = expected["items_by_type"]
    assert sum(len(one.scenarios) for one in found.values()) == types["scenario"] + types["scenario outline"]
    broken = {path for path, one in found.items() if not one.scenarios and one.problems and one.line == 1}
    assert {path for path, _ in expected.get("unparsable", [])} <= broken
    assert len(expected.get("unparsable", [])) == faults
    assert all(problem.line >= 1 and problem.column >= 1 for one in found.values() for problem in one.problems)


def test_a_well_kept_set_has_no_fault(shared: Path) -> None:
    paths = [*(shared / "corpora/ifc-gherkin-rules/data").rglob("*.feature")]
    assert paths
    for path in paths:
        assert read(path.read_text(encoding="utf-8"), markdown=False).problems == (), path


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ("Given a\nWhen b\nThen c", ""),
        ("When b\nThen c\nAnd d\nBut e", ""),
        ("When b\nThen c\nWhen d\nThen e", ""),
        ("* a\n* b", ""),
        ("Given a\nWhen b", "'x' has no outcome"),
        ("", "'x' has no steps"),
        ("When b\nGiven a\nThen c", "'x' has a Given behind a When"),
        ("Then c\nWhen b", "'x' has a When behind a Then"),
        ("When <a>\nThen c", "'x' has placeholders and no examples"),
    ],
)
def test_what_no_runner_can_use(steps: str, reason: str) -> None:
    found = read(f"Feature: f\n\nScenario: x\n{steps}\n", markdown=False)
    assert [problem.reason for problem in found.problems] == ([reason] if reason else [])


def test_a_second_feature_is_found_at_its_line() -> None:
    text = "Feature: a\n\n  Scenario: b\n    When c\n    Then d\n\n  Scenario: e\n  Feature: f\n  Scenario: g\n"
    assert (8, "the file has a second feature") in [
        (problem.line, problem.reason) for problem in read(text, markdown=False).problems
    ]


def test_other_languages_and_markdown() -> None:
    german = "# language: de\nFunktionalität: a\n  Szenariogrundriss: b\n    Wenn c\n    Dann d\n"
    assert [problem.reason for problem in read(german, markdown=False).problems] == [
        "'b' is an outline without examples"
    ]
    markdown = "---\ntitle: x\n---\n# Feature: A\n\n`@STY-001/AC1`\n## Scenario: b\n\n* When c\n* Then d\n"
    found = read(markdown, markdown=True)
    assert (found.name, found.problems) == ("A", ())
    assert [(one.name, one.line, one.tags[0].name, one.steps) for one in found.scenarios] == [
        ("b", 7, "STY-001/AC1", ("When c", "Then d"))
    ]


@given(st.text(alphabet=st.sampled_from('Feature: Scenario\n@|#"`GivenWhnT<>*-\t\r é'), max_size=200))
def test_every_place_is_inside_any_text(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for markdown in (False, True):
        found = read(text, markdown=markdown)
        places = [(one.line, one.column) for one in found.problems] + [
            (one.line, one.column) for one in found.scenarios
        ]
        assert all(1 <= line <= lines and column >= 1 for line, column in places)
        assert all(problem.reason for problem in found.problems)


_STORY = """
```yaml title="STY-001.md"
---
id: STY-001
title: Split costs
kind: debt
status: ready
owner: sam
---
## Acceptance criteria
- **AC1** Each office has a subtotal.
- **AC2** No rule blocks the issue.
```
```yaml title="TEST-007.md"
---
id: TEST-007
title: Written by hand
kind: automated
status: active
owner: sam
---
```
```gherkin title="features/split.feature"
Feature: Split costs

  @STY-001/AC1
  Scenario: Two offices
    When the invoice is previewed
    Then each office shows its subtotal

  @TEST-007 @STY-001.AC2
  Scenario: No rule
    When the invoice is previewed
    Then the issue is blocked

  @TEST-008
  Scenario Outline: Three <offices>
    When <offices> are previewed
    Then all are shown

    Examples:
      | offices |
      | a       |
```
"""


def _review(results: str = "") -> Review:
    extra = f'```json title="records/results.jsonl"\n{results}\n```\n' if results else ""
    return case(_STORY + extra).review()


def test_scenarios_are_tests() -> None:
    project = _review().project
    made = {item.id: item for item in project.of_type("test")}
    assert set(made) == {"TEST-007", "TEST-008", "split.two-offices"}
    assert (made["TEST-007"].title, made["TEST-008"].title) == ("Written by hand", "Three <offices>")
    assert {(trace.source, trace.target, trace.criterion) for trace in project.traces} == {
        ("split.two-offices", "STY-001", "AC1"),
        ("TEST-007", "STY-001", "AC2"),
    }
    item = made["split.two-offices"]
    assert (item.path, item.line, item.docs_path) == ("specs/features/split.feature", 4, "features/split.feature.md")
    assert "```gherkin\n  Scenario: Two offices\n    When" in item.body.text
    assert made["TEST-008"].texts("result_key") == ("Split costs::Three *",)


def test_a_test_that_cites_a_file_is_made_of_its_scenarios() -> None:
    cited = _STORY.replace("title: Written by hand", "title: By hand\nfeature: {file: features/split.feature}")
    project = case(cited).review().project
    assert [item.id for item in project.of_type("test")] == ["TEST-007"]
    assert {(trace.source, trace.criterion) for trace in project.traces} == {("TEST-007", "AC1"), ("TEST-007", "AC2")}
    (page,) = project.documents
    assert all(f"Scenario: {name}" in page.body.text for name in ("Two offices", "No rule"))


def test_scenarios_in_the_text_of_a_test_are_judged_too() -> None:
    text = """
    ````yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: By hand
    kind: manual
    status: active
    ---
    Words.

    ```gherkin
    Scenario: a
      When b
      Then c

    Scenario: d
      Given e
    ```

    ```gherkin
    Feature: f
      Scenario: g
        Then h
    ```
    ````
    """
    (found,) = [one for one in case(text).review().findings if one.code == "TPO704"]
    assert (found.item, found.line, found.message) == ("TEST-001", 14, "'d' has no outcome")


def test_their_findings_are_only_those_of_links() -> None:
    assert codes(_review()) == ["TPO302"]  # the test that an author wrote without a link has one now; TEST-008 has none


def test_results_of_a_run_prove_them() -> None:
    rows = (
        {
            "case": "Split costs::Two offices",
            "result": "passed",
            "at": "2027-02-01T00:00:00Z",
            "names": ["STY-001/AC1"],
        },
        {"case": "Split costs::No rule", "result": "failed", "at": "2027-02-01T00:00:00Z", "names": ["TEST-007"]},
    )
    project = _review("\n".join(map(json.dumps, rows))).project
    assert verdict_of(project, "split.two-offices") == "ok"
    assert verdict_of(project, "STY-001") == "failed"


_CRITERIA = """
```yaml title="STY-001.md"
---
id: STY-001
title: Split costs <per> office
want: see costs split
so_that: disputes end
---
## Acceptance criteria
- **AC1** Given an invoice of two offices, when it is previewed, then each [[REQ-001|office]] shows its *subtotal*.
- **AC2** If an office has no rule, then the system shall block the issue.
- **AC3** The total is right: 4.50 € < 5 €.
```
```yaml title="STY-002.md"
---
id: STY-002
title: Aufteilen
---
## Acceptance criteria
- **AC1** Gegeben eine Rechnung, wenn sie geöffnet wird, dann stehen die Summen darin.
```
"""


def test_criteria_are_written_as_features() -> None:
    made = gherkin.files(case(_CRITERIA).review())
    assert list(made) == ["STY-001.feature", "STY-002.feature"]
    assert made["STY-001.feature"].decode() == dedent(
        """\
        @STY-001
        Feature: Split costs ‹per› office

          STY-001: see costs split, disputes end

          @STY-001/AC1
          Scenario: AC1 Given an invoice of two offices, when it is previewed, then each office shows …
            Given an invoice of two offices
            When it is previewed
            Then each office shows its subtotal

          @STY-001/AC2
          Scenario: AC2 If an office has no rule, then the system shall block the issue
            When an office has no rule
            Then the system shall block the issue

          @STY-001/AC3
          Scenario: AC3 The total is right: 4.50 € ‹ 5 €
            Then The total is right: 4.50 € ‹ 5 €
        """
    )
    assert made["STY-002.feature"].decode().startswith("# language: de\n@STY-002\nFunktionalität: Aufteilen\n")


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_what_is_written_can_be_read(texts: list[str]) -> None:
    criteria = "\n".join(f"- **AC{n}** x {' '.join(text.split())}" for n, text in enumerate(texts, 1))
    review = case('```yaml title="STY-001.md"\n---\nid: STY-001\ntitle: T\n---\n## Acceptance criteria\n```').review()
    item = review.project.items["STY-001"]
    some = tuple(Criterion(f"AC{n}", text or "x", n, 1) for n, text in enumerate(texts, 1))
    review.project.items["STY-001"] = replace(item, criteria=some)  # type: ignore[index]  # a text that no file of a case can hold
    (data,) = gherkin.files(review).values()
    found = read(data.decode(), markdown=False)
    assert found.problems == (), (criteria, data.decode())
    assert len(found.scenarios) == len(texts)
