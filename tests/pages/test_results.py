"""Pages of a project that keeps test results: what is proven, and what is not, wherever items are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cases import case
from tests.pages import small, wells
from tests.pages.small import EDITION
from tpo_docs.model import Edition, Review
from tpo_docs.pages import PAGES as MAKERS
from tpo_docs.pages import data, results_page
from tpo_docs.places import Places
from tpo_docs.words import words

_FILES = """
```yaml title="goals/GOAL-001.md"
---
id: GOAL-001
title: Fewer disputed invoices
status: active
---
```
```yaml title="requirements/REQ-001.md"
---
id: REQ-001
title: Costs are split
status: approved
kind: functional
supports: GOAL-001
---
The system shall split costs.
```
```yaml title="stories/STY-001.md"
---
id: STY-001
title: Split costs
status: in-progress
kind: user
realizes: REQ-001
---
## Acceptance criteria
- **AC1** Each office has a subtotal.
- **AC2** No rule blocks the issue.
- **AC3** An empty office is left out.
```
```yaml title="tests/TEST-001.md"
---
id: TEST-001
title: Subtotals
status: active
kind: automated
verifies: [STY-001/AC1, REQ-001]
result_key: "tests/test_split.py::*"
---
```
```yaml title="tests/TEST-002.md"
---
id: TEST-002
title: Blocked
status: active
kind: manual
verifies: STY-001/AC2
---
```
```json title="records/results.jsonl"
{"case": "tests.test_split::test_<b>bold</b>", "result": "failed", "at": "2027-02-28T10:00:00Z", "message": "<script>alert(1)</script> | got 2", "before": [["2027-02-27T10:00:00Z", "passed"]], "environment": "staging", "commit": "c0ffee1234"}
{"case": "tests.test_split::test_one", "result": "passed", "at": "2027-02-28T10:00:00Z"}
{"case": "elsewhere::test_loose", "result": "skipped", "at": "2027-02-28T10:00:00Z", "names": ["TEST-099"]}
{"cases": "many", "counts": {"passed": 9000}, "at": "2027-02-28T10:00:00Z"}
{"file": "src/split.py", "lines": 40, "run": 30, "at": "2027-02-28T10:00:00Z"}
```
"""
_LEAD = re.compile(r'<p class="tpo-lead">(.*?)</p>')
PAGES = ("results.md", "tests/TEST-001.md", "stories/STY-001.md", "trace/story-test.md", "trace/chain.md")


def rendered(review: Review, edition: Edition = EDITION) -> dict[str, str]:
    return small.rendered(review, edition, makers=MAKERS)


@pytest.fixture(scope="module")
def review() -> Review:
    return case(_FILES).review()


@pytest.fixture(scope="module")
def english(review: Review) -> dict[str, str]:
    return rendered(review)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_results_is_as_it_was(
    path: str, english: dict[str, str], golden: Callable[[str, str], None]
) -> None:
    golden(f"pages/proven/{path}", english[path])


def test_the_german_page(review: Review, golden: Callable[[str, str], None]) -> None:
    golden("pages/proven/de/results.md", rendered(review, replace(EDITION, language="de"))["results.md"])


def test_home_and_coverage_show_how_much_is_verified(english: dict[str, str]) -> None:
    for path in ("index.md", "coverage.md"):
        assert "Verified, of what is agreed" in english[path]
        assert "1 failed" in english[path]


def test_home_coverage_and_results_count_the_same(english: dict[str, str]) -> None:
    counts = []
    for name in ("index.md", "coverage.md", "results.md"):
        page = english[name]
        start = page.index("Verified, of what is agreed")
        table = page[start : page.index("</table>", start)]
        counts.append(re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+).*?(\d+/\d+)', table, re.DOTALL))
    assert counts[0]
    assert counts[0] == counts[1] == counts[2]


def test_nothing_of_a_report_gets_into_a_page_as_it_is(english: dict[str, str]) -> None:
    assert any("&lt;script&gt;alert" in text for text in english.values())
    assert any("test_&lt;b&gt;" in text for text in english.values())
    for text in english.values():
        assert "<script>alert" not in text
        assert "test_<b>" not in text


def test_without_results_there_is_no_page_of_them() -> None:
    pages = rendered(case(_FILES.partition("```json")[0]).review())
    assert "results.md" not in pages
    assert not any("tpo-proof" in text for text in pages.values())


def test_the_scripts_know_what_failed(review: Review) -> None:
    say = words("en")
    items, links = (
        json.loads(text.partition("=")[2].partition("=")[2].rstrip(";\n"))
        for text in (data.items_script(review, Places(review.project), say), data.links_script(review, say))
    )
    sources = [items["id"][links["traces"][3 * index]] for index in links["failed"]]
    targets = [items["id"][links["traces"][3 * index + 2]] for index in links["failed"]]
    assert set(sources) == {"TEST-001"}
    assert {
        f"{target}/{links['criteria'].get(str(index), '')}"
        for target, index in zip(targets, links["failed"], strict=True)
    } == {f"{trace.target}/{trace.criterion}" for trace in review.project.traces if trace.source == "TEST-001"}
    column = items["columns"]["verdict"]
    assert column["words"] == ["failed", "open"]
    assert column["title"] == "Verdict"


def _lead(records: str, language: str = "en") -> str:
    files = f'```json title="records/results.jsonl"\n{records}```'
    shown = wells.rendered(results_page.pages, case(files).review(), language)["results.md"]
    return _LEAD.search(shown)[1]  # type: ignore[index]  # the page always has it


def test_cases_that_are_counted_by_class_fail_and_have_a_day_like_others() -> None:
    records = (
        '{"case": "a::b", "result": "failed", "at": "2027-02-01T10:00:00Z"}\n'
        '{"cases": "many", "counts": {"passed": 5, "failed": 3, "error": 1}, "at": "2027-02-28T10:00:00Z"}\n'
    )
    assert _lead(records) == "10 cases, 5 of them failed; last run on 2027-02-28."


@pytest.mark.parametrize(
    ("result", "language", "said"),
    [
        ("failed", "en", "1 case, and it failed; last run on 2027-02-01."),
        ("passed", "en", "1 case, and it did not fail; last run on 2027-02-01."),
        ("failed", "de", "1 Fall, gescheitert; zuletzt gelaufen am 2027-02-01."),
    ],
)
def test_one_case_is_said_in_the_singular(result: str, language: str, said: str) -> None:
    records = f'{{"case": "a::b", "result": "{result}", "at": "2027-02-01T10:00:00Z"}}\n'
    assert _lead(records, language) == said
