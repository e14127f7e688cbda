"""The page of an item beyond what the golden files show."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.cases import case
from tests.pages.small import EDITION, laid_out, rendered, small
from tpo_docs.model import Review
from tpo_docs.pages import blocks, facts, item, relations
from tpo_docs.pages.item import ItemView
from tpo_docs.pages.links import Links
from tpo_docs.places import Places
from tpo_docs.words import words

_PARTIES = """
```yaml title="parties.yml"
billing-clerk: {title: Billing clerk, kind: persona}
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Shares
---
```
"""


def _view(review: Review, path: str) -> ItemView:
    found = laid_out(review, makers=(item.pages,))[path].view
    assert isinstance(found, ItemView)
    return found


def _page(files: str, path: str) -> str:
    return rendered(case(files).review(), makers=(item.pages,))[path]


def test_a_story_in_prose_and_one_in_fields_give_the_same_page() -> None:
    prose = """
```markdown title="STY-001.md"
---
id: STY-001
realizes: REQ-001
status: ready
---
# Split the costs

As a billing clerk, I want to see `shares`, so that disputes are caught.

The rule counts.

## Acceptance criteria
- **AC1** Given an invoice, then each office has its *share*.
- **AC2** See [[REQ-001]].

## Notes
More.
```
"""
    fields = """
```markdown title="STY-001.md"
---
id: STY-001
title: Split the costs
as: billing-clerk
want: see `shares`
so_that: disputes are caught
acceptance:
  AC1: Given an invoice, then each office has its *share*.
  AC2: See [[REQ-001]].
realizes: REQ-001
status: ready
---
The rule counts.

## Notes
More.
```
"""

    def page(files: str) -> str:
        found = _page(files + _PARTIES, "STY-001.md")
        found = re.sub(r"## Findings.*?(?=<!--tpo:html-->\n<footer)", "", found, flags=re.DOTALL)
        found = re.sub(r'<a class="tpo-severity.*?</a>', "", found)
        found = re.sub(r"(?m)^description: .*\n", "", found)
        return re.sub(r"\n{2,}", "\n\n", re.sub(r"#L\d+", "", found))

    assert page(prose) == page(fields)
    assert '<a class="tpo-story__who" href="parties.html#billing-clerk">Billing clerk</a>' in page(prose)


def test_a_statement_in_a_field_and_one_in_the_body_give_the_same_page() -> None:
    head = "id: REQ-002\ntitle: Quick\nkind: functional"
    field = f'```markdown title="REQ-002.md"\n---\n{head}\nstatement: It shall be quick.\n---\n```\n'
    body = f'```markdown title="REQ-002.md"\n---\n{head}\n---\nIt shall be quick.\n```\n'
    both = f'```markdown title="REQ-002.md"\n---\n{head}\nstatement: It shall be quick.\n---\nIt shall be quick.\n```\n'
    pages = {re.sub(r"\n{2,}", "\n\n", _page(files, "REQ-002.md")) for files in (field, body, both)}
    assert len(pages) == 1
    assert pages.pop().count("It shall be quick.\n") == 1


@pytest.mark.parametrize(
    ("kind", "title", "sentence"),
    [
        ("persona", "Office accountant", "As</span> an <a"),
        ("role", "Clerk", "As</span> a <a"),
        ("role", "User", "As</span> a <a"),
        ("role", "European customer", "As</span> a <a"),
        ("role", "University", "As</span> a <a"),
        ("role", "Underwriter", "As</span> an <a"),
        ("role", "Unimpressed buyer", "As</span> an <a"),
        ("role", "Hourly worker", "As</span> an <a"),
        ("team", "Billing team", "As</span> the <a"),
        ("person", "Ann Berg", "As</span> <a"),
    ],
)
def test_the_actor_has_the_article_that_fits(kind: str, title: str, sentence: str) -> None:
    files = f'```yaml title="parties.yml"\nx: {{title: {title}, kind: {kind}}}\n```\n'
    files += '```yaml title="STY-001.md"\n---\nid: STY-001\nas: x\nwant: see it\n---\n```\n'
    assert sentence in _page(files, "STY-001.md")


def test_an_actor_that_nobody_knows_is_shown_as_written() -> None:
    page = _page('```yaml title="STY-001.md"\n---\nid: STY-001\nas: "<i>clerk"\n---\n```\n', "STY-001.md")
    assert '<span class="tpo-story__who">&lt;i&gt;clerk</span>.</p>' in page


def test_german_needs_no_article_and_no_comma() -> None:
    page = rendered(small(), replace(EDITION, language="de"))["stories/STY-001.md"]
    assert '>Als</span> <a class="tpo-story__who" href="../parties.html#billing-clerk">Billing clerk</a> <span' in page


def test_the_first_of_two_items_with_one_id_has_the_links_and_both_have_a_page() -> None:
    files = """
```yaml title="a/REQ-001.md"
---
id: REQ-001
title: One
---
```
```yaml title="b/REQ-001.md"
---
id: REQ-001
title: Other
---
```
```yaml title="STY-001.md"
---
id: STY-001
realizes: REQ-001
---
```
"""
    review = case(files).review()
    assert [group.says for group in _view(review, "a/REQ-001.md").links] == ["is realized by"]
    assert _view(review, "b/REQ-001.md").links == ()
    assert _view(review, "b/REQ-001.md").graph == ""


def test_parents_stand_above_and_a_loop_of_them_ends() -> None:
    files = "".join(
        f'```yaml title="REQ-00{a}.md"\n---\nid: REQ-00{a}\nparent: REQ-00{b}\n---\n```\n'
        for a, b in ((1, 2), (2, 3), (3, 2))
    )
    review = case(files).review()
    assert [above.id for above in _view(review, "REQ-001.md").crumbs] == ["REQ-003", "REQ-002"]


def test_neighbours_are_those_of_the_same_type_and_parent() -> None:
    project = small().project
    both = relations.siblings(project.items["STY-001"], project)
    assert (both.previous, both.next and both.next.id) == (None, "STY-002")
    assert relations.siblings(project.items["cfo"], project) == relations.Siblings()


def test_dead_ends_come_last_and_are_marked() -> None:
    files = """
```yaml title="REQ-001.md"
---
id: REQ-001
---
```
```yaml title="STY-001.md"
---
id: STY-001
realizes: REQ-001
status: dropped
---
```
```yaml title="STY-002.md"
---
id: STY-002
realizes: REQ-001
---
```
"""
    review = case(files).review()
    assert [(end.item.id, end.living) for end in _view(review, "REQ-001.md").links[0].ends] == [
        ("STY-002", True),
        ("STY-001", False),
    ]
    assert 'class="tpo-end tpo-end--dead"' in rendered(review)["REQ-001.md"]


def test_a_long_list_of_links_folds() -> None:
    files = '```yaml title="REQ-001.md"\n---\nid: REQ-001\n---\n```\n' + "".join(
        f'```yaml title="STY-{number}.md"\n---\nid: STY-{number}\nrealizes: REQ-001\n---\n```\n' for number in range(45)
    )
    page = _page(files, "REQ-001.md")
    assert '<span class="tpo-tally">45</span>' in page
    assert "<summary>+5 more</summary>" in page
    assert page.count('<div class="tpo-end">') == 45


def test_a_link_to_a_criterion_says_which() -> None:
    page = rendered(small())["tests/TEST-001.md"]
    assert '<span class="tpo-end__criterion">AC1</span>' in page


def test_quotes_without_consent_are_not_in_the_page() -> None:
    pages = rendered(small())
    assert "Every month we wait." in pages["feedback/FB-001.md"]
    assert "Never shown." not in "".join(pages.values())
    assert "nobody has agreed" in pages["feedback/FB-002.md"]


def test_what_is_hostile_in_fields_stays_text() -> None:
    attack = '"><script>alert(1)</script>'
    fields = "\n".join(
        f"{name}: '{attack}'"
        for name in (
            "title",
            "status",
            "kind",
            "owner",
            "priority",
            "plain",
            "rationale",
            "source",
            "fit",
            "own_field",
            "release",
            "statement",
        )
    )
    files = f"```yaml title=\"REQ-001.md\"\n---\nid: REQ-001\n{fields}\ntags: ['{attack}']\nexternal: {{'{attack}': 'javascript:alert(1)'}}\nquestions: [{{q: '{attack}', to: '{attack}', due: '{attack}'}}]\nsupports: '{attack}'\n---\n```\n"
    pages = rendered(case(files).review())
    for path in ("REQ-001.md", "items/requirement.md", "index.md"):
        page = pages[path]
        said = page.partition("\n---\n")[0]
        shown = "".join(re.findall(r"<!--tpo:html-->(.*?)<!--/tpo:html-->", page, re.DOTALL))
        assert "<script" not in said
        assert "<script" not in shown
        assert "javascript:" not in re.sub(r">[^<]*<", "><", shown)


def test_without_git_the_page_says_what_it_cannot_know() -> None:
    page = rendered(
        case('```yaml title="REQ-001.md"\n---\nid: REQ-001\n---\n```').review(), replace(EDITION, shallow=True)
    )
    assert "The last change is not known" in page["REQ-001.md"]


def test_links_to_edit_and_suggest_follow_their_patterns() -> None:
    files = """
```yaml title="tpo-docs.yml"
site: {suggest_url: "mailto:po@example.org?subject={id} {title}&body={path}"}
```
```yaml title="REQ 1.md"
---
id: REQ-001
title: "A & B"
---
```
"""
    review = case(files).review()
    view = _view(review, "REQ 1.md")
    assert view.suggest_url == ""  # a blank is no part of an address
    assert view.edit_url == "https://git.example.org/billing/edit/main/specs/REQ%201.md#L2"
    assert rendered(review, replace(EDITION, edit_url="javascript:{path}"))["REQ 1.md"].count("Edit the source") == 0


def test_a_suggestion_carries_id_title_and_path() -> None:
    files = """
```yaml title="tpo-docs.yml"
site: {suggest_url: "https://example.org/new?title={id}:+{title}&path={path}"}
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: "A & B"
---
```
"""
    view = _view(case(files).review(), "REQ-001.md")
    assert view.suggest_url == "https://example.org/new?title=REQ-001:+A%20%26%20B&path=specs%2FREQ-001.md"


@pytest.mark.parametrize(
    ("status", "criteria", "state", "said"),
    [
        ("idea", "", "none", "No acceptance criteria yet"),
        ("idea", "acceptance: {AC1: x}", "none", "Still to come: AC1 has no test"),
        ("ready", "acceptance: {AC1: x}", "missing", "Gap: AC1 has no test"),
        ("ready", "acceptance: {AC1: a, AC2: b, AC3: c, AC4: d}", "missing", "Gap: AC1 has no test, AC2 has no test, AC3 has no test and 1 more"),
    ],
)  # fmt: skip
def test_the_verdict_says_what_is_missing(status: str, criteria: str, state: str, said: str) -> None:
    files = f'```yaml title="STY-001.md"\n---\nid: STY-001\nstatus: {status}\n{criteria}\n---\n```\n'
    verdict = _view(case(files).review(), "STY-001.md").verdict
    assert verdict is not None
    assert (verdict.state, verdict.text) == (state, said)


def test_a_spec_has_no_verdict_where_nothing_is_asked_of_it() -> None:
    assert _view(small(), "releases/REL-mvp.md").verdict is None


def test_a_metric_with_a_page_of_its_own_shows_its_series() -> None:
    files = """
```yaml title="KPI-001.md"
---
id: KPI-001
title: Cycle time
unit: days
baseline: 10
target: 0
series: cycle.csv
---
```
```text title="cycle.csv"
2026-12-31,8,
2027-01-31,4,pilot <1>
2027-06-30,1,later
```
"""
    review = case(files).review()
    series = blocks.series(review.project.items["KPI-001"], review.project)
    assert (series.latest, series.latest_on, series.percent) == ("4", "2027-01-31", 60)
    assert series.observations == (("2027-01-31", "4", "pilot <1>"), ("2026-12-31", "8", ""))
    page = rendered(review)["KPI-001.md"]
    assert "<td>pilot &lt;1&gt;</td>" in page
    assert '<svg class="tpo-spark"' in page


@pytest.mark.parametrize(
    ("value", "shown"),
    [(5.0, "5"), (0.25, "0.25"), (17.70, "17.7"), (12345.5, "12\u202f345.5"), (-20000.0, "-20\u202f000")],
)
def test_numbers_are_shown_as_people_write_them(value: float, shown: str) -> None:
    assert blocks.number(value) == shown


def test_a_release_counts_its_scope_and_marks_prerequisites_of_others() -> None:
    files = """
```yaml title="REL-mvp.md"
---
id: REL-mvp
kind: mvp
status: planned
target: 2027-02-01
---
```
```yaml title="STY-001.md"
---
id: STY-001
release: REL-mvp
status: done
estimate: 3
---
```
```yaml title="STY-002.md"
---
id: STY-002
release: REL-mvp
depends_on: STY-003
estimate: 5
---
```
```yaml title="STY-003.md"
---
id: STY-003
---
```
"""
    found = _view(case(files).review(), "REL-mvp.md").blocks
    assert found is not None
    scope = found.scope
    assert scope is not None
    assert (scope.days, scope.estimate, scope.more) == (-28, "8", 0)
    assert [(share.type, share.total, share.done) for share in scope.shares] == [("story", 3, 1)]
    assert [prerequisite for _, prerequisite in scope.members] == [False, True, False]


def test_links_are_the_same_as_places_makes_them() -> None:
    project = small().project
    places = Places(project)
    assert project.items
    for origin in ("index.md", "stories/STY-001.md", "a/b/c.md", "requirements/quality.md"):
        links = Links(origin, places, words("en"))
        for one in project.items.values():
            assert links.href(one) == places.href(origin, one)
            assert links.href(one, "ac1") == places.href(origin, one, "ac1")


def test_a_key_result_on_its_page_says_what_the_page_of_goals_says() -> None:
    """What it leaves open its metric says; what is reached is not overdue; what is nearly reached is no 100 %."""
    review = case("""
```yaml title="metrics.yml"
KPI-001: {title: Offices, baseline: 0, target: 10, by: 2027-12-31, series: offices.csv}
KPI-002: {title: Days, direction: down, series: days.csv}
KPI-003: {title: Share, series: share.csv}
```
```csv title="offices.csv"
2027-02-01,5
```
```csv title="days.csv"
2027-02-01,2
```
```csv title="share.csv"
2027-02-01,99.7
```
```yaml title="GOAL-001.md"
---
id: GOAL-001
key_results:
  - {metric: KPI-001}
  - {metric: KPI-002, to: 3, by: 2027-01-31}
  - {metric: KPI-003, from: 0, to: 100, by: 2027-01-31}
---
```
""").review()
    found = _view(review, "GOAL-001.md").blocks
    assert found is not None
    assert [(one.start, one.target, one.by, one.percent, one.overdue, one.verdict) for one in found.key_results] == [
        ("0", "10", "2027-12-31", 50, False, "on track"),
        ("", "3", "2027-01-31", None, False, "reached"),
        ("0", "100", "2027-01-31", 99, True, "missed"),
    ]


@pytest.mark.parametrize(("interest", "even"), [("2", "4.5"), ("0", ""), ("-3", "")])
def test_a_debt_without_interest_never_pays_back(interest: str, even: str) -> None:
    files = (
        f'```yaml title="RISK-001.md"\n---\nid: RISK-001\nkind: debt\nprincipal: 9\ninterest: {interest}\n---\n```\n'
    )
    found = _view(case(files).review(), "RISK-001.md").blocks
    assert found is not None
    assert found.exposure is not None
    assert found.exposure.break_even == even


def test_an_issue_weighs_on_its_page_what_it_weighs_in_the_register() -> None:
    """It has happened: where nobody wrote a probability, it is 5, and 5 × 4 is 20 of 25."""
    files = '```yaml title="RISK-001.md"\n---\nid: RISK-001\nkind: issue\nimpact: 4\n---\n```\n'
    found = _view(case(files).review(), "RISK-001.md").blocks
    assert found is not None
    assert found.exposure is not None
    assert (found.exposure.probability, found.exposure.product, found.exposure.high) == (5, 20, True)


@pytest.mark.parametrize(
    ("written", "shown"), [("0.85", "85 %"), ("1", "100 %"), ("85", "85"), ("-1", "-1"), ("sure", "sure")]
)
def test_only_a_share_of_one_is_said_in_percent(written: str, shown: str) -> None:
    text = f'```yaml title="REL-1.md"\n---\nid: REL-1\nstatus: active\nconfidence: "{written}"\n---\n```'
    project = case(text).review().project
    context = facts.Context(project.items["REL-1"], project, Links("REL-1.md", Places(project), words("en")))
    assert blocks.scope(project.items["REL-1"], context).confidence == shown


def _shown_of(files: str) -> str:
    return rendered(case(files).review(), makers=(item.pages,))["X.md"]


def test_a_release_that_was_never_planned_says_when_it_came() -> None:
    shown = _shown_of('```yaml title="X.md"\n---\nid: REL-1\nstatus: released\nreleased: 2027-01-05\n---\n```')
    assert (
        '<span class="tpo-figure__value">2027-01-05</span><span class="tpo-figure__label">released on</span>' in shown
    )


@pytest.mark.parametrize(("threshold", "cells"), [(12, (8, 7, 10)), (20, (3, 7, 15))])
def test_the_heat_of_a_risk_is_that_of_its_project(threshold: int, cells: tuple[int, int, int]) -> None:
    shown = _shown_of(
        f'```yaml title="tpo-docs.yml"\nrules: {{risk_threshold: {threshold}}}\n```\n'
        '```yaml title="X.md"\n---\nid: RISK-1\nprobability: 3\nimpact: 4\n---\n```'
    )
    # Of the 25 products of 1 to 5: those from the threshold on, those from half of it on, and the rest.
    assert tuple(shown.count(f"tpo-heat__cell--{heat}") for heat in (3, 2, 1)) == cells
    assert ("tpo-figure__value tpo-late" in shown) is (threshold == 12)
