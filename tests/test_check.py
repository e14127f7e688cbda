"""Selection, severities, the ramp, exemptions and known findings: what happens to violations on their way to a review."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cases import TODAY, case, codes, count, only
from tpo_docs import config, pipeline
from tpo_docs.check import check, selected
from tpo_docs.config import RuleOptions
from tpo_docs.model import Location, Project, Review, Severity, SourceFile, Violation
from tpo_docs.rules.rule import Rule

_ITEM = "---\nid: STY-001\ntitle: Split\nkind: debt\nstatus: {status}\n{more}\n---\n"


def _judged(rule: Rule, *, status: str = "ready", more: str = "tags: []", options: str = "") -> Review:
    configuration = config.read(options, "tpo-docs.yml")
    files = [SourceFile("specs/STY-001.md", _ITEM.format(status=status, more=more).encode(), "STY-001.md")]
    return check(pipeline.project(files, configuration, TODAY), (rule,))


def _rule(
    code: str = "TPO999",
    severity: Severity = Severity.WARNING,
    *,
    item: str = "STY-001",
    advice: bool = False,
    escalates: bool = False,
    ramped: bool = True,
) -> Rule:
    def judge(_: Project) -> Iterator[Violation]:
        yield Violation(Location("specs/STY-001.md", 2, 5), "is odd", item, "oddness", "make it even", advice)

    return Rule(code, "odd", severity, judge, escalates=escalates, ramped=ramped)


def test_a_violation_becomes_a_finding_with_its_rules_code_name_and_severity() -> None:
    finding = _judged(_rule()).findings[0]
    assert (finding.at, finding.code, finding.name, finding.severity) == (
        Location("specs/STY-001.md", 2, 5),
        "TPO999",
        "odd",
        Severity.WARNING,
    )
    assert finding.key == "TPO999 STY-001 oddness"


def test_a_finding_without_an_item_is_known_by_its_path() -> None:
    assert _judged(_rule(item="")).findings[0].key == "TPO999 specs/STY-001.md oddness"


@pytest.mark.parametrize(
    ("select", "ignore", "chosen"),
    [
        (("TPO",), (), True),
        (("TPO3",), (), True),
        (("TPO301", "TPO4"), (), True),
        (("TPO4",), (), False),
        ((), (), False),
        (("TPO",), ("TPO3",), False),
        (("TPO301",), ("TPO3",), True),
        (("TPO3",), ("TPO301",), False),
        (("TPO301",), ("TPO301",), False),
    ],
)
def test_the_longest_beginning_decides(select: tuple[str, ...], ignore: tuple[str, ...], *, chosen: bool) -> None:
    assert selected("TPO301", RuleOptions(select=select, ignore=ignore)) is chosen


def test_off_is_off() -> None:
    assert not selected("TPO301", RuleOptions(select=("TPO301",), severity={"TPO301": "off"}))


@pytest.mark.parametrize(
    ("code", "silent"),
    [
        ("TPO099", ""),
        ("TPO199", ""),
        ("TPO299", ""),
        ("TPO399", "idea refining dropped"),
        ("TPO499", "idea refining dropped"),
        ("TPO599", "idea refining dropped"),
        ("TPO699", "idea dropped"),
        ("TPO799", "idea dropped"),
        ("TPO899", "idea refining dropped"),
        ("TPO999", "idea refining dropped"),
    ],
)
def test_the_ramp_silences_families_by_status(code: str, silent: str) -> None:
    every = ("idea", "refining", "ready", "in-progress", "done", "dropped")
    assert [status for status in every if not _judged(_rule(code), status=status).findings] == silent.split()


def test_the_ramp_is_the_projects_own() -> None:
    options = "rules: {ramp: {draft: all, agreed: [1]}}"
    assert _judged(_rule(), status="idea", options=options).findings
    assert not _judged(_rule(), status="ready", options=options).findings


def test_a_rule_about_the_status_itself_knows_no_ramp() -> None:
    assert _judged(_rule(ramped=False), status="idea").findings


def test_what_belongs_to_no_item_knows_no_ramp() -> None:
    assert _judged(_rule(item=""), status="idea").findings


@pytest.mark.parametrize(
    ("severity", "escalates", "status", "options", "given"),
    [
        (Severity.WARNING, True, "ready", "", Severity.WARNING),
        (Severity.WARNING, True, "done", "", Severity.ERROR),
        (Severity.INFO, True, "done", "", Severity.WARNING),
        (Severity.ERROR, True, "done", "", Severity.ERROR),
        (Severity.WARNING, False, "done", "", Severity.WARNING),
        (Severity.WARNING, True, "done", "rules: {severity: {TPO999: info}}", Severity.INFO),
        (Severity.WARNING, False, "ready", "rules: {severity: {TPO999: error}}", Severity.ERROR),
        (Severity.WARNING, False, "ready", "rules: {warn_as_error_for_release: [TPO999]}", Severity.WARNING),
    ],
)
def test_severity_follows_status_and_configuration(
    severity: Severity, status: str, options: str, given: Severity, *, escalates: bool
) -> None:
    review = _judged(_rule(severity=severity, escalates=escalates), status=status, options=options)
    assert [finding.severity for finding in review.findings] == [given]


def test_advice_is_information_whatever_else_is_said() -> None:
    rule = _rule(severity=Severity.ERROR, advice=True, escalates=True)
    assert only(_judged(rule, status="done"), "TPO999").severity is Severity.INFO
    options = "rules: {severity: {TPO999: error}}"
    assert only(_judged(rule, options=options), "TPO999").severity is Severity.INFO


_RELEASE = """
```yaml title="tpo-docs.yml"
rules: {{warn_as_error_for_release: [TPO408]}}
```
```yaml title="REL-mvp.md"
---
id: REL-mvp
title: Billing
kind: mvp
status: {status}
owner: billing
target: 2027-06-30
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split
kind: debt
status: ready
estimate: 3
release: REL-mvp
---
```
"""


@pytest.mark.parametrize(("status", "severity"), [("planned", Severity.WARNING), ("active", Severity.ERROR)])
def test_a_project_may_be_stricter_in_a_release_in_work(status: str, severity: Severity) -> None:
    assert only(case(_RELEASE.format(status=status)).review(), "TPO408").severity is severity


def test_an_exemption_moves_a_finding_and_is_used_up() -> None:
    review = _judged(_rule("TPO408"), more="allow: {rule: TPO408, reason: soon}")
    assert review.findings == ()
    assert [(entry.finding.code, entry.reason, entry.until) for entry in review.exempted] == [("TPO408", "soon", "")]


def test_an_exemption_holds_for_its_item_and_rule_only() -> None:
    assert codes(_judged(_rule("TPO408"), more="allow: {rule: TPO404, reason: soon}")) == ["TPO408"]


def test_known_findings_no_longer_count_and_new_ones_do() -> None:
    files = case(
        """
        ```yaml title="STY-001.md"
        ---
        id: STY-001
        title: Split
        realizes: [REQ-001, REQ-002]
        ---
        ```
        """
    )
    first = files.review()
    assert count(first) == {"TPO201": 2}
    known = [first.findings[0].key]
    second = check(first.project, known=known)
    assert [finding.about for finding in second.findings] == ["realizes REQ-002"]
    assert [finding.about for finding in second.known] == ["realizes REQ-001"]


def test_findings_are_sorted_by_place(review: Review) -> None:
    """
    ```yaml title="b.md"
    ---
    id: STY-002
    realizes: [REQ-002, REQ-001]
    estimate: x
    ---
    ```
    ```yaml title="a.md"
    ---
    id: STY-001
    estimate: x
    ---
    ```
    """
    assert [(finding.path, finding.line, finding.column, finding.code) for finding in review.findings] == [
        ("specs/a.md", 2, 5, "TPO102"),
        ("specs/a.md", 3, 11, "TPO104"),
        ("specs/b.md", 2, 5, "TPO102"),
        ("specs/b.md", 3, 12, "TPO201"),
        ("specs/b.md", 3, 21, "TPO201"),
        ("specs/b.md", 4, 11, "TPO104"),
    ]


def test_every_key_of_one_review_is_its_own(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    status: ready
    estimate: x
    realizes: [REQ-001, REQ-002]
    colour: red
    feasibility: {colour: red, verdict: perhaps}
    ---
    ## Acceptance criteria
    - **AC1** One
    - Two
    - **AC1** Three
    - Four
    ```
    """
    keys = [finding.key for finding in review.findings]
    assert len(keys) == 14
    assert len(set(keys)) == len(keys)


def test_the_findings_of_an_item_are_at_hand(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    realizes: REQ-001
    ---
    ```
    """
    assert [finding.code for finding in review.about("STY-001")] == ["TPO201"]
    assert review.about("STY-002") == ()


def test_codes_of_no_rule_in_the_configuration_are_findings(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    rules:
      select: [TPO, NOPE]
      ignore: [link-dangling, TPO30]
      severity: {TPO20: error, TPO304: off}
      warn_as_error_for_release: [TPO3]
    ```
    ```yaml title="index.md"
    # Welcome
    ```
    """
    assert [(finding.line, finding.column, finding.message) for finding in review.findings] == [
        (2, 17, "'NOPE' is the code of no rule"),
        (3, 12, "'link-dangling' is the code of no rule"),
        (4, 14, "'TPO20' is the code of no rule"),
        (5, 31, "'TPO3' is the code of no rule"),
    ]
    assert [finding.mend for finding in review.findings][:2] == [
        "`tpo-docs explain` lists all codes",
        "write `TPO201`",
    ]


def test_a_slip_in_select_does_not_make_everything_fine(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    rules: {select: [NOPE]}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    supports: GOAL-404
    ---
    ```
    """
    assert {"TPO002", "TPO201"} <= {finding.code for finding in review.findings}
