"""Lists by type, saved views, files with many items, home and navigation beyond what the golden files show."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.cases import case
from tests.pages.small import EDITION, FIRST, SECOND, laid_out, rendered, small
from tpo_docs import config, pipeline
from tpo_docs.model import Edition, NavEntry, Review, SourceFile
from tpo_docs.pages import bundle, home, lay_out, type_index
from tpo_docs.pages.home import HomeView
from tpo_docs.pages.navigation import navigation
from tpo_docs.pages.type_index import ListView
from tpo_docs.places import Places
from tpo_docs.render import Renderer
from tpo_docs.words import words


def _items(count: int) -> str:
    return "".join(f'```yaml title="r/REQ-{number}.md"\n---\nid: REQ-{number}\n---\n```\n' for number in range(count))


def _list(review: Review, path: str) -> ListView:
    found = laid_out(review, makers=(type_index.pages,))[path].view
    assert isinstance(found, ListView)
    return found


def test_a_long_list_goes_on_on_further_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type_index, "MAX_ROWS", 2)
    review = case(_items(5)).review()
    pages = laid_out(review, makers=(type_index.pages,))
    assert list(pages) == ["items/requirement.md", "items/requirement-2.md", "items/requirement-3.md"]
    assert [part.first for part in _list(review, "items/requirement.md").parts] == ["REQ-0", "REQ-2", "REQ-4"]
    text = rendered(review, makers=(type_index.pages,))["items/requirement-2.md"]
    assert 'href="requirement-3.html"' in text
    assert "REQ-2" in text
    assert "REQ-4" not in re.sub(r"<nav.*?</nav>", "", text, flags=re.DOTALL)


def test_only_columns_with_something_in_them_are_shown() -> None:
    assert [column.name for column in _list(case(_items(1)).review(), "items/requirement.md").columns] == [
        *("id", "title", "status", "coverage", "findings")
    ]


def test_statuses_are_counted_in_the_order_of_the_work() -> None:
    counts = _list(small(), "items/requirement.md").counts
    assert [(count.status, count.number) for count in counts] == [("approved", 3), ("retired", 1)]


def test_people_and_words_have_pages_of_another_kind() -> None:
    assert not {"items/party.md", "items/term.md"} & set(laid_out(small(), makers=(type_index.pages,)))


def test_a_saved_view_that_is_wrong_or_empty_says_that_nothing_matches() -> None:
    files = '```yaml title="tpo-docs.yml"\nviews:\n  - {name: Ü, query: "nofield:x"}\n  - {name: ü, query: "type:story"}\n```\n'
    pages = rendered(case(files + _items(1)).review())
    assert "Nothing matches this view now." in pages["views/view.md"]
    assert "Nothing matches this view now." in pages["views/view-2.md"]


def test_a_saved_view_says_types_categories_and_gaps_in_the_language_of_the_site() -> None:
    files = """
```yaml title="tpo-docs.yml"
views:
  - {name: All, query: "type:requirement", columns: [id, type, category, covered, missing]}
```
```yaml title="REQ-001.md"
---
id: REQ-001
kind: functional
status: approved
---
```
"""
    page = rendered(case(files).review(), replace(EDITION, language="de"))["views/all.md"]
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert ">Anforderung</span>" in row
    assert ">vereinbart<" in row
    assert row.count("Story fehlt") == 2
    assert "requirement</td>" not in row
    assert {"Typ", "Gruppe", "Abgedeckt", "Fehlt"} <= set(re.findall(r'<th scope="col"[^>]*>([^<]*)<', page))


def test_rows_carry_what_a_script_filters_by() -> None:
    page = rendered(small())["items/story.md"]
    row = re.search(r'<tr[^>]*data-id="STY-001"[^>]*>', page)
    assert row is not None
    for wanted in (
        'data-status="ready"',
        'data-category="agreed"',
        'data-owner="billing-team"',
        'data-release="REL-mvp"',
    ):
        assert wanted in row[0]
    assert 'data-coverage="missing"' in row[0]
    assert 'data-findings="error"' in row[0]


def test_a_metric_has_its_place_in_the_list() -> None:
    page = rendered(small())["items/metric.md"]
    assert '<tr id="KPI-001"' in page
    assert '<svg class="tpo-spark"' in page


def test_a_file_of_many_items_has_an_anchor_for_each() -> None:
    page = rendered(small())["requirements/quality.md"]
    assert page.index('id="REQ-010"') < page.index('id="REQ-011"')
    assert page.count("# Quality") == 1


def test_a_file_that_is_an_item_itself_shows_it_before_the_others() -> None:
    files = """
````markdown title="EPIC-001.md"
---
id: EPIC-001
title: Run
---
About the run.

## EPIC-002 Part
```yaml item
parent: EPIC-001
```
About the part.
````
"""
    page = rendered(case(files).review())["EPIC-001.md"]
    assert page.index("About the run.") < page.index("About the part.")
    assert page.startswith('---\ntitle: "Run"')
    assert page.count(' id="EPIC-') == 1


# ---- home -----------------------------------------------------------------------------------------------------------


def _home(review: Review, **change: object) -> HomeView:
    found = laid_out(review, replace(EDITION, **change))["index.md"].view  # type: ignore[arg-type]  # of an edition
    assert isinstance(found, HomeView)
    return found


def test_the_latest_commits_come_first_with_the_items_they_touched() -> None:
    changes = _home(small()).changes
    assert [(changed.change.commit, [one.id for one in changed.items]) for changed in changes] == [
        (SECOND.commit, ["REL-mvp"]),
        (FIRST.commit, ["GOAL-001", "STY-001"]),
    ]


def test_commits_that_touched_no_item_last_are_left_out() -> None:
    other = FIRST._replace(commit="3333333", on="2027-02-27T00:00:00+00:00")
    assert [changed.change.commit for changed in _home(small(), recent=(other, SECOND)).changes] == [SECOND.commit]


def test_the_release_in_work_comes_before_one_that_is_planned_earlier() -> None:
    files = "".join(
        f'```yaml title="{name}.md"\n---\nid: {name}\nstatus: {status}\ntarget: {target}\n---\n```\n'
        for name, status, target in (
            ("REL-1", "planned", "2027-03-02"),
            ("REL-2", "active", "2027-09-01"),
            ("REL-3", "released", "2027-01-01"),
        )
    )
    release = _home(case(files).review()).release
    assert release is not None
    assert release.item.id == "REL-2"


def test_hints_are_about_types_that_the_profile_has() -> None:
    files = '```yaml title="tpo-docs.yml"\nprofile: starter\n```\n'
    assert [hint.title for hint in _home(case(files).review()).hints] == ["No requirement yet", "No story yet"]


_FOREIGN = """
```yaml title="tpo-docs.yml"
sources:
  - {path: specs, map: {id: key, type: {default: requirement}, status: {field: state, values: {open: draft}}}}
types:
  requirement: {needs: {"*": []}}
```
```markdown title="one.md"
---
key: P-1
state: open
---
# One
```
"""


def test_a_project_of_foreign_files_is_asked_for_nothing_that_it_could_not_write() -> None:
    view = _home(case(_FOREIGN).review())
    assert (view.hints, view.asks_release, view.asks_questions) == ((), False, False)
    shown = rendered(case(_FOREIGN).review())["index.md"]
    assert "tpo-empty" not in shown
    assert "questions:" not in shown


def test_a_project_with_a_folder_of_its_own_beside_foreign_files_is_asked_for_a_goal() -> None:
    files = _FOREIGN.replace("sources:\n", "sources:\n  - ours\n")
    assert [hint.title for hint in _home(case(files).review()).hints] == ["No goal yet"]


def test_a_hint_is_about_what_the_items_there_need() -> None:
    """Nobody would miss a test where no requirement and no story asks for one."""
    files = """
```yaml title="tpo-docs.yml"
types:
  requirement: {needs: {functional: [story]}}
  story: {needs: {user: [spec]}}
```
```yaml title="STY-001.md"
---
id: STY-001
---
```
```yaml title="REQ-001.md"
---
id: REQ-001
kind: functional
---
```
"""
    assert [hint.title for hint in _home(case(files).review()).hints] == ["No goal yet"]


def test_open_questions_are_sorted_by_their_day() -> None:
    files = """
```yaml title="REQ-001.md"
---
id: REQ-001
questions:
  - {q: Without a day}
  - {q: Later, due: 2027-04-01}
  - {q: Sooner, due: 2027-02-01}
  - {q: Answered, answer: "yes", due: 2027-01-01}
---
```
"""
    assert [(asked.html, asked.overdue) for asked in _home(case(files).review()).questions] == [
        ("Sooner", True),
        ("Later", False),
        ("Without a day", False),
    ]


def test_a_goal_that_is_missed_says_so_on_the_first_page() -> None:
    files = """
```yaml title="metrics.yml"
KPI-001: {title: Share, series: share.csv}
```
```csv title="share.csv"
2027-02-01,5
```
```yaml title="GOAL-001.md"
---
id: GOAL-001
status: active
key_results: [{metric: KPI-001, from: 0, to: 10, by: 2027-01-31}]
---
```
"""
    review = case(files).review()
    assert [(goal.percent, goal.verdict, goal.state) for goal in _home(review).goals] == [(50, "missed", "failed")]
    assert "missed</span>" in rendered(review, makers=(home.pages,))["index.md"]


# ---- navigation -------------------------------------------------------------------------------------------------------


def _nav(review: Review) -> tuple[NavEntry, ...]:
    places = Places(review.project)
    return navigation(lay_out(review, places, EDITION), review, places, EDITION)


def _outline(entries: tuple[NavEntry, ...], depth: int = 0) -> list[str]:
    return [
        line
        for entry in entries
        for line in (f"{'  ' * depth}{entry.title} {entry.path}".rstrip(), *_outline(entry.entries, depth + 1))
    ]


def test_the_navigation_has_the_authors_pages_first_and_then_ours() -> None:
    files = """
```markdown title="guide/b.md"
# Second
```
```markdown title="guide/a.md"
# First
```
```markdown title="solo/only.md"
# Alone
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: One
---
```
"""
    lines = _outline(_nav(case(files).review()))
    assert lines[0] == "Home index.md"
    start = lines.index("Guide")
    assert lines[start : start + 5] == [
        "Guide",
        "  First guide/a.md",
        "  Second guide/b.md",
        "Alone solo/only.md",
        "Items",
    ]
    assert "  Requirements" in lines
    assert "    All items/requirement.md" in lines
    assert "    REQ-001 One REQ-001.md" in lines


def test_items_leave_the_navigation_when_they_are_many() -> None:
    files = '```yaml title="tpo-docs.yml"\nsite: {items_in_navigation: 2}\n```\n' + _items(3)
    lines = _outline(_nav(case(files).review()))
    assert "  Requirements items/requirement.md" in lines
    assert not any("REQ-" in line for line in lines)


def test_many_items_of_a_type_stand_by_the_folder_that_tells_them_apart() -> None:
    def file(path: str) -> str:
        return f'```yaml title="{path}.md"\n---\nid: {path[-7:]}\n---\n```\n'

    texts = [file(f"{'billing' if number % 2 else 'data-sync'}/stories/STY-{number:03}") for number in range(1, 33)]
    lines = _outline(_nav(case("".join([*texts, file("STY-900"), file("billing/REQ-001")])).review()))
    start = lines.index("  Stories")
    assert lines[start : start + 5] == [
        "  Stories",
        "    All items/story.md",
        "    STY-900 STY-900.md",
        "    Billing",
        "      STY-001 billing/stories/STY-001.md",
    ]
    assert lines[start + 20 : start + 22] == ["    Data sync", "      STY-002 data-sync/stories/STY-002.md"]
    assert "    REQ-001 billing/REQ-001.md" in lines


def test_an_authors_own_start_page_comes_first() -> None:
    review = case('```markdown title="README.md"\n# Welcome\n```').review()
    places = Places(review.project, {"index.md": "overview.md"})
    entries = navigation(lay_out(review, places, EDITION), review, places, EDITION)
    assert [(entry.title, entry.path) for entry in entries[:2]] == [
        ("Welcome", "README.md"),
        ("Overview", "overview.md"),
    ]


def test_what_stands_between_the_items_of_a_file_is_shown_between_them() -> None:
    text = (
        "---\ntitle: Billing\n---\n# Billing\n\nAbove.\n\n"
        "## REQ-001 Split\n```yaml item\n```\nFirst.\n\n"
        "# Group B\n\nBetween, see [[REQ-002]].\n\n"
        "## REQ-002 Send\n```yaml item\n```\nSecond.\n\n"
        "# Closing words\n"
    )
    review = pipeline.review([SourceFile("specs/a.md", text.encode(), "a.md")], config.default(), date(2027, 3, 1))
    (page,) = bundle.pages(review, Places(review.project), Edition())
    shown = Renderer(Places(review.project), words("en"), Edition()).render(page)
    order = [shown.index(part) for part in ("Above.", "First.", "# Group B", "Between, see ", "Second.", "# Closing")]
    assert order == sorted(order)
