"""The pages of planning."""

from __future__ import annotations

import pytest

from tests.cases import case
from tests.planning.pages import rendered
from tpo_docs.pages.planning import priorities
from tpo_docs.pages.planning.sheet import ago
from tpo_docs.words import words


def _stories(settings: str, *rest: str) -> str:
    text = f'```yaml title="tpo-docs.yml"\npriority: {settings}\n```\n'
    for number, lines in enumerate(rest, start=1):
        text += (
            f'```yaml title="STY-{number}.md"\n---\nid: STY-{number}\ntitle: "Story <{number}>"\n{lines}\n---\n```\n'
        )
    return text


def test_a_project_without_work_has_no_page_of_planning() -> None:
    assert rendered(case("").review()) == {}


def test_every_score_stands_beside_its_formula_and_inputs() -> None:
    files = _stories("{framework: wsjf}", "estimate: 5\nscore: {value: 8, urgency: 5, enables: 3}", "score: {value: x}")
    page = rendered(case(files).review())["planning/priorities.md"]
    assert "<code>(value + urgency + enables) / estimate</code>" in page
    assert "<code>(8 + 5 + 3) / 5 = 3.2</code>" in page
    assert "value 8, urgency 5, enables 3, estimate 5" in page
    assert "no urgency, enables, estimate" in page
    assert "cannot be computed with value: x" in page
    assert "Story <" not in page


def test_a_very_long_ranking_says_how_many_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priorities, "_MOST", 2)
    rated, unrated = "estimate: 5\nscore: {value: 8, urgency: 5, enables: 3}", "estimate: 1"
    files = _stories("{framework: wsjf}", *[rated] * 5, *[unrated] * 3)
    page = rendered(case(files).review())["planning/priorities.md"]
    assert page.count("<code>(8 + 5 + 3) / 5 = 3.2</code>") == 2
    assert "and 3 more" in page
    assert page.count("no value, urgency, enables") == 2
    assert "and 1 more" in page


@pytest.mark.parametrize(
    ("settings", "rest", "shown"),
    [
        ("{framework: value-effort}", "estimate: 4\nscore: {value: 10}", "quick win"),
        ("{framework: moscow}", "priority: must", "its class"),
        ("{framework: kano}", "", "no feedback.kano"),
        ("{framework: importance}", "", "no feedback"),
        ('{framework: formula, formula: "value /"}', "score: {value: 1}", "No item has a score yet."),
    ],
)
def test_every_framework_has_its_page(settings: str, rest: str, shown: str) -> None:
    assert shown in rendered(case(_stories(settings, rest)).review())["planning/priorities.md"]


def test_the_page_is_there_in_german() -> None:
    page = rendered(case(_stories("{framework: wsjf}", "estimate: 1")).review(), "de")["planning/priorities.md"]
    assert "# Prioritäten" in page
    assert "fehlt" in page or "kein" in page


_TEAMS = """
```yaml title="tpo-docs.yml"
today: 2027-03-01
```
```yaml title="parties.yml"
red: {title: Red team, kind: team, capacity: 5, wip: 1}
```
```yaml title="STY-1.md"
---
id: STY-1
title: First
status: in-progress
team: red
estimate: 2
score: {value: 3, urgency: 1, enables: 1}
depends_on: STY-3
---
```
```yaml title="STY-2.md"
---
id: STY-2
title: Second
status: in-progress
team: red
feasibility: {verdict: "no"}
---
```
```yaml title="STY-3.md"
---
id: STY-3
title: Third
team: blue
depends_on: STY-4
---
```
```yaml title="STY-4.md"
---
id: STY-4
title: Fourth
depends_on: STY-3
---
```
```json title="/records/snapshots.jsonl"
{"at": "2027-02-01", "started": ["STY-1"]}
```
"""


def test_the_backlog_has_a_board_with_limits_and_ages_and_says_what_is_not_estimated() -> None:
    page = rendered(case(_TEAMS).review())["planning/backlog.md"]
    assert "doing (2)" in page
    assert "29 days in work" in page, "as the page of delivery counts them: the first day too"
    assert "over its limit" in page
    assert "not estimated" in page
    assert "## Circles" in page
    assert "## Not in the order" in page
    assert "Put forward because" in page


def test_each_team_has_its_backlog_and_what_it_needs_of_others() -> None:
    pages = rendered(case(_TEAMS).review())
    assert {path for path in pages if "team-" in path} == {"planning/team-red.md", "planning/team-blue.md"}
    page = pages["planning/team-red.md"]
    assert "# Backlog of Red team" in page
    assert "blue" in page.partition("## What it needs of others")[2]
    assert (
        "can work on its own"
        in rendered(case(_TEAMS.replace("depends_on: STY-4", "")).review())["planning/team-blue.md"]
    )


def test_a_long_backlog_has_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tpo_docs.pages.planning.backlog.ROWS", 2)
    pages = rendered(case(_TEAMS).review())
    assert "planning/backlog-2.md" in pages
    assert '<a href="backlog-2.html">2</a>' in pages["planning/backlog.md"]


@pytest.mark.parametrize(("days", "text"), [(-1, "today"), (0, "today"), (1, "1 day ago"), (2, "2 days ago")])
def test_a_day_ago_is_one_day(days: int, text: str) -> None:
    assert ago(days, words("en")) == text


def test_one_of_a_thing_is_said_in_the_singular() -> None:
    """A story begun today, and a release that came exactly one iteration of 14 days early."""
    files = """
```yaml title="STY-1.md"
---
id: STY-1
status: in-progress
---
```
```yaml title="REL-1.md"
---
id: REL-1
status: released
target: 2027-02-15
released: 2027-02-01
---
```
```json title="/records/snapshots.jsonl"
{"at": "2027-03-01", "started": ["STY-1"]}
```
"""
    pages = rendered(case(files).review())
    assert ">1 day in work<" in pages["planning/backlog.md"].replace("> ", ">")
    assert "It came 1 iteration of 14 days before its target." in pages["planning/release-REL-1.md"]
