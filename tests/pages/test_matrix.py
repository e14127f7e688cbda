"""The pages of the matrices."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.cases import case
from tests.pages.wells import EDITION, rendered, wells
from tpo_docs import matrix as matrices
from tpo_docs.model import Review
from tpo_docs.pages import matrix, trace_index
from tpo_docs.pages.matrix import ROWS_A_PAGE
from tpo_docs.pages.matrix_basis import GRID_SIZE
from tpo_docs.pages.references import References, marked
from tpo_docs.places import Places
from tpo_docs.render import Renderer
from tpo_docs.words import words

Golden = Callable[[str, str], None]


def page(review: Review, name: str, language: str = "en") -> str:
    return rendered(trace_index.pages, review, language)[f"trace/{name}.md"]


@pytest.mark.parametrize(
    "name",
    ["requirement-test", "story-test", "decision-party-team", "party-requirement", "risk-mitigates-of", "story-spec"],
)
def test_a_matrix_shows_gaps_first_then_links_then_the_grid(name: str, golden: Golden) -> None:
    golden(f"pages/trace/{name}.md", page(wells(), name))


def test_a_matrix_speaks_german(golden: Golden) -> None:
    golden("pages/trace/requirement-test.de.md", page(wells(), "requirement-test", "de"))


def test_what_an_author_writes_is_text() -> None:
    shown = page(wells(), "requirement-story")
    assert "Rates &lt;b&gt;of&lt;/b&gt; the | day" in shown
    assert "<b>" not in shown


def test_a_long_matrix_goes_on_with_further_pages() -> None:
    items = "".join(
        f'```yaml title="r{number}.md"\n---\nid: REQ-{number}\nstatus: approved\nkind: functional\n---\n```\n'
        for number in range(1, ROWS_A_PAGE + 11)
    )
    story = '```yaml title="s.md"\n---\nid: STY-1\nrealizes: REQ-1\n---\n```\n'
    shown = rendered(trace_index.pages, case(items + story).review())
    first, second = shown["trace/requirement-story.md"], shown["trace/requirement-story-2.md"]
    assert first.count("<tr>") - second.count("<tr>") == ROWS_A_PAGE - 10
    assert f"{ROWS_A_PAGE + 9} of {ROWS_A_PAGE + 10} requirements have no story" in first
    assert 'href="requirement-story-2.html"' in first
    assert 'aria-current="page">2<' in second
    assert "too large for a page" in first
    assert "<code>tpo-docs matrix requirement story --format csv</code>" in first
    assert "tpo-grid" not in first


def test_a_grid_has_a_cell_for_each_pair_up_to_its_size() -> None:
    shown = page(wells(), "story-test").partition('<table class="tpo-grid">')[2]
    assert shown.count('<td class="tpo-cell') == 2
    assert shown.count("<td></td>") == 4
    assert GRID_SIZE == 100


def test_ready_made_links_are_those_of_the_templates() -> None:
    review = wells()
    places, say = Places(review.project), words("de")
    for origin in ("trace/goal-test.md", "gaps.md", "parties.md"):
        renderer, references = Renderer(places, say, EDITION), References(places, origin, say)
        renderer._origin = origin  # what `render` sets for the page it renders
        for item in review.project.items.values():
            assert references.ref(item) == renderer.ref(item)
            assert references.titled(item) == renderer.titled(item)
            assert references.href(item, "ac1") == renderer.href(item, "ac1")
            assert references.named(item.id) == renderer.ref(item)
        assert references.named("nobody") == renderer.ref("nobody")
        assert references.named("") == ""
        assert references.to("gaps.md") == renderer.to("gaps.md")


def test_a_page_beside_its_items_links_to_them() -> None:
    review = case('```yaml title="trace/REQ-1.md"\n---\nid: REQ-1\n---\n```').review()
    references = References(Places(review.project), "trace/index.md", words("en"))
    assert references.href(review.project.items["REQ-1"]) == "REQ-1.html"


def test_backticks_mean_code() -> None:
    assert marked("write `a: <b>` & go") == "write <code>a: &lt;b&gt;</code> &amp; go"
    assert marked("a < b") == "a &lt; b"


def test_a_side_is_called_by_its_plural_its_kind_or_its_role() -> None:
    project, say = wells().project, words("en")

    def title(text: str) -> str:
        found = matrices.axis(project.schema, text)
        assert found is not None
        return matrix.title_of(found, project, say)

    assert [title(text) for text in ("requirement", "requirement/data", "requirement/quality", "party/team")] == [
        "Requirements",
        "Requirements (data)",
        "Quality requirements",
        "Teams",
    ]
    assert [title(text) for text in ("mitigated_by", "depends_on", "verified_by")] == [
        "Mitigations",
        "Dependencies",
        "is verified by",
    ]


def test_a_cell_says_how_where_there_are_several_ways(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    site: {matrices: [requirement×decision, release×requirement]}
    links: {asked_by: {from: requirement, to: decision, inverse: asks_for, traced: true, says: [is asked by, asks for]}}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    asked_by: ADR-001
    ---
    ```
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    ---
    ```
    ```yaml title="ADR-002.md"
    ---
    id: ADR-002
    affects: REQ-001
    ---
    ```
    ```yaml title="REL-a.md"
    ---
    id: REL-a
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    release: REL-a
    depends_on: REQ-001
    ---
    ```
    """
    shown = page(review, "requirement-decision")
    assert '<p class="tpo-how">is affected by</p>' in shown
    assert '<p class="tpo-how">is asked by</p>' in shown
    assert '<span aria-hidden="true">↳</span> derived' in page(review, "release-requirement")


def test_a_matrix_of_tests_says_how_each_verifies_where_it_is_no_test() -> None:
    """Requirements say which method they want; a test says its own, or its kind does."""
    files = """
```markdown title="REQ-001.md"
---
id: REQ-001
kind: quality
status: approved
verification: analysis
---
```
```markdown title="TEST-001.md"
---
id: TEST-001
status: active
kind: manual
method: demonstration
verifies: REQ-001
---
```
```markdown title="TEST-002.md"
---
id: TEST-002
status: active
kind: inspection
verifies: REQ-001
---
```
```markdown title="TEST-003.md"
---
id: TEST-003
status: active
kind: automated
verifies: REQ-001
---
```
"""
    page = rendered(trace_index.pages, case(files).review())["trace/requirement-test.md"]
    ((_, row),) = re.findall(r'<tr><th scope="row"(.*?)</th><td>(.*?)</td></tr>', page, re.DOTALL)[:1]
    ends = dict(re.findall(r">(TEST-00\d)</a>.*?(<span class=\"tpo-via\">[^<]*</span>|</li>)", row))
    assert ends["TEST-001"] == '<span class="tpo-via">demonstration</span>'
    assert ends["TEST-002"] == '<span class="tpo-via">inspection</span>'
    assert ends["TEST-003"] == "</li>"
    assert '<span class="tpo-via">analysis</span></th>' in page
