"""Pages by role, figures and blocks in authors' texts, as they are staged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.cases import case
from tests.pages.small import EDITION, rendered, small
from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages import page_blocks, page_charts, printed, roles, text
from tpo_docs.places import Places
from tpo_docs.render import HTML_CLOSE, HTML_OPEN
from tpo_docs.words import words

MAKERS = (roles.pages, page_charts.pages)
ROLES = ("product-owner", "sponsor", "developer", "tester", "client", "auditor")


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return rendered(small(), makers=MAKERS)


@pytest.mark.parametrize("path", [*(f"roles/{name}.md" for name in ROLES), "charts.md"])
def test_a_page_is_as_it_was(path: str, english: dict[str, str], golden: Callable[[str, str], None]) -> None:
    golden(f"pages/{path}", english[path])


@pytest.mark.parametrize("path", ["roles/client.md", "charts.md"])
def test_a_page_in_german_is_as_it_was(path: str, golden: Callable[[str, str], None]) -> None:
    golden(f"pages/de/{path}", rendered(small(), replace(EDITION, language="de"), MAKERS)[path])


def test_every_text_of_the_shipped_roles_has_german_words() -> None:
    german = words("de").translations
    texts = [part for role in small().project.configuration.roles for part in (role.title, role.text)]
    for role in small().project.configuration.roles:
        for block in role.blocks:
            names = ("text",) if block.kind == "heading" else ("title", "label", "empty")
            texts += [block.text(name) for name in names if block.text(name)]
    assert [one for one in texts if one not in german] == []


def test_our_marks_are_those_of_the_renderer() -> None:
    assert (text.HTML_OPEN, text.HTML_CLOSE) == (HTML_OPEN, HTML_CLOSE)


def test_a_shipped_role_without_an_item_has_no_page() -> None:
    empty = case("").review()
    assert rendered(empty, makers=(roles.pages,)) == {}
    assert roles.listed(empty.project, words("en")) == ()


def test_a_heading_with_nothing_below_it_is_left_out(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    ---
    ```
    """
    page = rendered(review, makers=(roles.pages,))["roles/sponsor.md"]
    assert "## Goals" in page
    assert "## Risks" not in page


def test_a_role_of_the_project_says_what_to_write_next(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    roles:
      - name: board
        text: "What it signs, see [[GOAL-001|the goal]]."
        blocks:
          - heading: Tests & <more>
          - text: "First *this*.\\n\\nThen [[GOAL-001]]."
          - table: {query: type:test, empty: "Write a `test` first."}
          - count: type:goal
          - count: {query: type:goal, of: type:goal, label: goals}
    ```
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    ---
    ```
    """
    page = rendered(review, makers=(roles.pages,))["roles/board.md"]
    assert "## Tests &amp; &#60;more&#62;" in page
    assert "<p>First <em>this</em>.</p>" in page
    assert "Write a <code>test</code> first." in page
    assert "<code>tpo-docs new test</code>" in page
    assert page.count('<ul class="tpo-tiles">') == 1
    assert "1 of 1" in page
    assert roles.listed(review.project, words("en"))[-1].text == "What it signs, see the goal."


def test_what_authors_wrote_stays_text() -> None:
    attack = "<img src=x onerror=alert(1)>"
    files = f"""
```yaml title="tpo-docs.yml"
roles:
  - name: board
    title: "{attack}"
    text: "{attack}"
    blocks:
      - heading: "{attack}"
      - text: "{attack} [x](javascript:alert(1))"
      - table: {{query: "type:goal", title: "{attack}", columns: [id, title, status, owner, up, covered, findings, release, type, tags]}}
      - table: {{query: "type:test", empty: "{attack}"}}
      - list: {{query: "type:goal", text: statement, title: "{attack}"}}
      - count: {{query: "type:goal", label: "{attack}", of: "type:goal"}}
      - matrix: {{rows: goal, columns: requirement, title: "{attack}"}}
      - chain: {{query: "type:goal"}}
      - gaps: {{by: owner, title: "{attack}"}}
      - gaps: {{by: rule}}
      - gaps: {{by: release}}
      - chart: {{of: items, by: owner, title: "{attack}"}}
      - chart: {{of: status, by: owner}}
      - chart: {{of: findings, by: owner}}
      - progress: type:goal
      - questions: {{title: "{attack}"}}
      - changes: {{limit: 2}}
      - exemptions: {{title: "{attack}"}}
      - edition: {{title: "{attack}"}}
```
```yaml title="GOAL-001.md"
---
id: GOAL-001
title: "{attack}"
status: active
owner: "{attack}"
tags: ["{attack}"]
statement: "{attack}"
questions: [{{q: "{attack}", to: "{attack}", due: "{attack}"}}]
key_results: [{{title: "{attack}", from: 1, to: 2}}]
allow: [{{rule: TPO301, reason: "{attack}", until: 2028-01-01}}]
---
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: "{attack}"
supports: [GOAL-001, "{attack}"]
release: "{attack}"
---
```
"""
    page = rendered(case(files).review(), replace(EDITION, version=attack), MAKERS)["roles/board.md"]
    tags = _Tags()
    tags.feed(page.partition("\n---\n")[2])
    assert "&lt;img" in page
    assert "img" not in tags.seen
    assert not [name for name in tags.names if name.startswith("on")]
    assert "javascript:" not in "".join(tags.addresses)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.names: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.names |= {name for name, _ in attrs}
        self.addresses += (value or "" for name, value in attrs if name in ("href", "src"))


# ---- blocks in authors' texts -----------------------------------------------------------------------------------


def _shown(review: Review, page: str, edition: Edition = EDITION) -> str:
    """An author's page as it is staged."""
    places = Places(review.project)
    document = next(one for one in review.project.documents if one.docs_path == page)
    embed = page_blocks.embedding(review, places, edition)
    return text.whole(document.body, text.Origin(document.path, page, page, places, edition, embed))


def test_a_block_of_a_page_is_shown_in_its_place(review: Review) -> None:
    """
    ````markdown title="about/plan.md"
    # Plan

    Before [[GOAL-001]].

    ```tpo list
    query: type:goal
    ```

    After.
    ````
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Faster
    ---
    ```
    """
    shown = _shown(review, "about/plan.md")
    before, _, rest = shown.partition(HTML_OPEN)
    html, _, after = rest.partition(HTML_CLOSE)
    assert before.startswith("# Plan\n\nBefore [GOAL&#45;001](../GOAL-001.md)")
    assert 'href="../GOAL-001.html"' in html
    assert after.strip() == "After."
    assert "```" not in shown


_MITIGATED = """
```yaml title="RISK-001.md"
---
id: RISK-001
title: Late
---
```
```yaml title="RISK-002.md"
---
id: RISK-002
title: Dear
---
```
```yaml title="ADR-001.md"
---
id: ADR-001
title: Insure
mitigates: [RISK-001, RISK-002]
---
```
````markdown title="plan.md"
# Plan

```tpo matrix
rows: risk
columns: COLUMNS
limit: 1
```
````
"""


@pytest.mark.parametrize(
    ("columns", "target"),
    [("mitigated_by", ' <a href="trace/risk-mitigates-of.html">Show all</a>'), ("decision", "")],
)
def test_the_rest_of_a_matrix_is_linked_to_where_there_is_a_page_of_it(columns: str, target: str) -> None:
    shown = _shown(case(_MITIGATED.replace("COLUMNS", columns)).review(), "plan.md")
    assert f'<p class="tpo-note">The first 1 of 2.{target}</p>' in shown


def test_a_wrong_block_says_so_at_its_place(review: Review) -> None:
    """
    ````markdown title="plan.md"
    ```tpo list
    query: type:gaol
    ```

    ```tpo tabel
    ```
    ````
    """
    shown = _shown(review, "plan.md")
    assert shown.count("This block cannot be shown") == 2
    assert "line 2: there is no type &#x27;gaol&#x27;. To mend it: write <code>goal</code>" in shown
    assert "line 5: there is no block &#x27;tabel&#x27;" in shown


def test_an_author_cannot_stand_in_for_a_block(review: Review) -> None:
    """
    ````markdown title="plan.md"
    <!--tpo:html--><script>alert(1)</script><!--/tpo:html-->

    ```tpo count
    query: type:goal
    ```
    \x020\x02 and \x021\x02
    ````
    """
    shown = _shown(review, "plan.md")
    assert shown.count(HTML_OPEN) == 1
    assert shown.count("tpo-block--count") == 1
    assert "&lt;!--tpo:html-->" in shown


def test_blocks_in_an_item_keep_to_the_part_they_stand_in(review: Review) -> None:
    """
    ````markdown title="STY-001.md"
    ---
    id: STY-001
    ---
    # Split

    As a clerk, I want a list so that I see it.

    ```tpo count
    query: type:story
    ```

    ## Acceptance criteria
    - **AC1** It splits.

    ## More
    ```tpo list
    query: type:story
    ```
    ````
    """
    places = Places(review.project)
    item = review.project.items["STY-001"]
    embed = page_blocks.embedding(review, places, EDITION)
    shown = text.shown(item, item.docs_path, places, EDITION, embed)
    assert "tpo-block--count" in shown.lead
    assert "tpo-block--list" in shown.rest
    assert shown.rest.startswith("## More")
    assert shown.story is not None


def test_without_a_reviews_eyes_a_block_stays_as_it_was_written(review: Review) -> None:
    """
    ````markdown title="plan.md"
    ```tpo count
    query: type:story
    ```
    ````
    """
    document = review.project.documents[0]
    origin = text.Origin(document.path, "plan.md", "plan.md", Places(review.project), EDITION)
    assert text.whole(document.body, origin) == "```tpo count\nquery: type:story\n```"


def _blocks(*texts: str) -> Iterator[str]:
    """Blocks of a page of the small project, each as HTML."""
    for written in texts:
        kind, _, options = written.partition("\n")
        page = f"```tpo {kind}\n{options}\n```"
        review = small()
        places = Places(review.project)
        embed = page_blocks.embedding(review, places, EDITION)
        body = review.project.items["GOAL-001"].body._replace(text=page, line=1)
        ((_, _, html),) = tuple(embed(body, "plan.md", "about/plan.md"))
        yield html


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("table\nquery: type:requirement,story\nlimit: 1", "The first 1 of "),
        ("table\nquery: type:requirement,story\nlimit: 1", "../explore.html#q=type:requirement,story"),
        ("table\nquery: type:story\nsort: -title\ncolumns: [title]", "<th scope="),
        ("count\nquery: type:story\ntone: warning", "tpo-tile--warning"),
        ("count\nquery: type:nothing", "This block cannot be shown"),
        ("matrix\nrows: requirement\ncolumns: story", "STY-001"),
        ("matrix\nrows: story\ncolumns: test\nonly: gaps", "tpo-block--matrix"),
        ("chain\nquery: type:goal\ndepth: 1", "tpo-tree"),
        ("chain\nquery: type:test\ndirection: up", "tpo-tree"),
        ("gaps\nrules: [TPO9]", "Nothing is missing or wrong here."),
        ("gaps\nby: release\nseverity: warning", "tpo-block--gaps"),
        ("chart\nof: coverage\nby: kind", "tpo-chart"),
        ("chart\nof: coverage\nby: owner", "tpo-chart"),
        ("chart\nof: status\nby: goal", "tpo-chart"),
        ("chart\nof: findings\nby: type", "tpo-chart"),
        ("chart\nof: items\nby: priority", "Items by "),
        ("chart\nof: items\nquery: type:goal title:nothing-like-it", "Nothing matches"),
        ("changes\nlimit: 1", "tpo-changes"),
        ("questions\nto: nobody-known", "Nothing to show yet."),
        ("progress\nquery: type:goal,release,epic", "tpo-progress"),
        ("exemptions", "tpo-block--exemptions"),
        ("edition", "About this build"),
    ],
)
def test_a_block_shows_what_it_is_asked_for(written: str, expected: str) -> None:
    (html,) = _blocks(written)
    assert expected in html
    assert not re.search(r"\{\w+\}", html)


def test_the_age_of_a_finding_is_that_of_its_file() -> None:
    review = small()
    ages = {page_charts.age(finding, review.project) for finding in review.findings}
    assert ages <= set(page_charts.AGES)
    without = replace(review.project, history={})
    assert {page_charts.age(finding, without) for finding in review.findings} == {"unknown"}


def test_the_print_style_knows_name_and_version() -> None:
    style = printed.style(replace(EDITION, title='Wells "A"\\', built_on="2027-03-01T10:00:00"), words("en"))
    assert r'"Wells \22 A\22 \5c "' in style
    assert '"Version 1.1 · 2027-03-01"' in style


def test_a_page_of_figures_without_items_says_what_comes(review: Review) -> None:
    """
    ```markdown title="index.md"
    # Hello
    ```
    """
    page = rendered(review, makers=(page_charts.pages,))["charts.md"]
    assert "No figures yet." in page


def test_pages_of_lists_are_no_search_results() -> None:
    review = small()
    pages: list[Page] = [page for maker in MAKERS for page in maker(review, Places(review.project), EDITION)]
    assert not any(page.search for page in pages)
