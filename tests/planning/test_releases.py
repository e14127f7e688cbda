"""What is to be known of a release: forecast, growth, readiness, Must share, variance and value."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases import case, messages
from tests.planning.pages import rendered
from tpo_docs.model import Category, Chronicle, Move, Review
from tpo_docs.planning import burn_up, delivery, releases
from tpo_docs.planning.outlook import HitRate, hit_rate, outlook

_PARTS = """
```yaml title="tpo-docs.yml"
today: 2027-03-01
```
```yaml title="parties.yml"
red: {title: Red team, kind: team, capacity: 5}
```
```yaml title="GOAL-1.md"
---
id: GOAL-1
title: Faster
key_results: [{title: Days, from: 10, to: 2, by: 2027-12-31}]
---
```
```yaml title="REQ-1.md"
---
id: REQ-1
supports: GOAL-1
---
```
```yaml title="REL-a.md"
---
id: REL-a
title: "First <release>"
kind: release
status: active
start: 2027-01-01
target: TARGET
capacity: 20
---
```
```yaml title="REL-old.md"
---
id: REL-old
kind: mvp
status: released
target: 2027-01-31
released: 2027-01-03
---
```
```yaml title="STY-1.md"
---
id: STY-1
title: Open
team: red
priority: must
estimate: 13
release: REL-a
realizes: REQ-1
depends_on: STY-2
---
```
```yaml title="STY-2.md"
---
id: STY-2
title: Needed
team: red
estimate: 3
---
```
```yaml title="STY-3.md"
---
id: STY-3
title: Finished
status: done
release: REL-a
plain: It is *there*.
---
```
"""


def _history(count: int = 8, finished: int = 2) -> str:
    first = date(2027, 2, 22) - timedelta(weeks=count - 1)
    lines = []
    for number in range(count):
        scope: dict[str, Any] = {"scope": 2 + (number > 3), "done": 1, "scope_points": 10, "done_points": 3}
        if number == 4:
            scope["added"] = ["STY-2"]
        names = [f"STY-9{number}{part}" for part in range(finished)]
        lines.append(
            json.dumps({"at": str(first + timedelta(weeks=number)), "finished": names, "releases": {"REL-a": scope}})
        )
    return '```json title="/records/snapshots.jsonl"\n' + "\n".join(lines) + "\n```\n"


def _review(target: str = "2027-03-31", history: str | None = None) -> Review:
    return case(_PARTS.replace("TARGET", target) + (_history() if history is None else history)).review()


def test_a_forecast_counts_what_others_need_and_the_growth_of_the_scope() -> None:
    project = _review().project
    seen = outlook(project, project.items["REL-a"])
    assert seen.open == 2
    assert seen.sample.weeks == (2,) * 8
    assert seen.forecast is not None
    assert seen.forecast.growth == 1.5
    # Two stories a week: 2 × 1.5 items take one or two weeks.
    assert (seen.p50, seen.p85, seen.probability) == (date(2027, 3, 15), date(2027, 3, 15), 1)
    assert seen.by_target == 8
    assert not seen.misses
    assert outlook(project, project.items["REL-a"]) is seen


def test_a_target_that_is_too_near_is_a_finding() -> None:
    assert messages(_review("2027-03-05"), "TPO405") == ["REL-a will be done by 2027-03-05 with 0 %, wanted are 85 %"]


@pytest.mark.parametrize(("history", "lacks"), [("", "weeks"), (_history(4), "weeks"), (_history(8, 1), "finished")])
def test_too_little_data_is_said_and_only_a_guess_offered(history: str, lacks: str) -> None:
    review = _review("2027-03-31", history)
    seen = outlook(review.project, review.project.items["REL-a"])
    assert (seen.sample.lacks, seen.forecast, seen.probability) == (lacks, None, None)
    assert seen.guess is not None
    assert seen.guess.p50 <= seen.guess.p85
    page = rendered(review)["planning/release-REL-a.md"]
    assert "Not enough data for a forecast" in page
    assert "A guess from the plan, and no forecast" in page
    assert messages(review, "TPO405") == []


@pytest.mark.parametrize("target", ["", "2027-02-30", "soon"])
def test_a_release_without_a_date_has_its_page_all_the_same(target: str) -> None:
    review = _review(target)
    assert "nobody can say how likely it is" in rendered(review)["planning/release-REL-a.md"]


def test_weeks_run_from_monday_to_sunday_and_the_running_one_does_not_count() -> None:
    lines = [
        {"at": day, "finished": names}
        for day, names in (("2027-02-01", ["a"]), ("2027-02-07", ["b"]), ("2027-02-16", ["c"]), ("2027-03-02", ["d"]))
    ]
    text = '```json title="/records/snapshots.jsonl"\n' + "\n".join(map(json.dumps, lines)) + "\n```\n"
    project = case(text).review(today=date(2027, 3, 3)).project
    assert delivery.throughput(project) == (2, 0, 1, 0)
    assert delivery.throughput(project, date(2027, 2, 20)) == (2, 0)
    assert delivery.throughput(project, date(2020, 1, 1)) == ()


def test_readiness_names_the_first_missing_step_and_what_is_only_needed() -> None:
    project = _review().project
    steps = {step.item.id: step for step in releases.readiness(project, project.items["REL-a"])}
    assert steps["STY-2"].pulled
    assert not steps["STY-1"].pulled
    assert steps["STY-3"].kind in ("ready", "missing")


def test_must_share_variance_goals_and_steps() -> None:
    project = _review().project
    release = project.items["REL-a"]
    found = releases.must_share(project, release)
    assert found is not None
    assert (found.must, found.room, found.share, found.capacity) == (13, 20, 0.65, True)
    assert releases.variance(project.items["REL-old"]) == 2
    assert releases.variance(release) is None
    assert releases.goals_of(project, release) == {"GOAL-1": ("STY-1",)}
    assert [(step.added, step.before, step.after) for step in burn_up.scope_steps(project, release)] == [
        (("STY-2",), 2, 3)
    ]


def test_effort_by_kind_is_that_of_the_scope_and_says_the_share_of_enablers() -> None:
    more = """
```yaml title="STY-4.md"
---
id: STY-4
kind: enabler
status: done
estimate: 4
release: REL-a
---
```
```yaml title="STY-5.md"
---
id: STY-5
kind: enabler
release: REL-a
---
```
"""
    review = case(_PARTS.replace("TARGET", "2027-03-05") + more).review()
    release = review.project.items["REL-a"]
    found = releases.effort_by_kind(review.project, release)
    # Users: 13 of STY-1, 3 of STY-2 that it needs, STY-3 without an estimate. Enablers: 4 done, one without an estimate.
    assert [tuple(one) for one in found] == [("user", 0, 16, 3, 1), ("enabler", 4, 0, 2, 1)]
    assert releases.enabler_share(found) == 4 / 20
    assert releases.enabler_share(()) is None
    pages = rendered(review)
    page = pages["planning/release-REL-a.md"]
    assert "Enablers take 4 of 20 points: 20 %." in page
    assert "Stories without an estimate, which count as nothing here: 2." in page
    assert '<td class="tpo-n" data-label="Enablers">20 %</td>' in pages["planning/releases.md"]


def test_a_release_without_estimates_says_nothing_of_shares() -> None:
    review = case(re.sub(r"estimate: .*\n", "", _PARTS).replace("TARGET", "2027-03-05")).review()
    pages = rendered(review)
    assert "Effort by kind of work" not in pages["planning/release-REL-a.md"]
    assert '<td class="tpo-n" data-label="Enablers">–</td>' in pages["planning/releases.md"]


def test_the_page_of_a_release_says_all_of_it() -> None:
    pages = rendered(_review("2027-03-05"))
    page = pages["planning/release-REL-a.md"]
    for text in ("Forecast", "Burn", "Readiness", "Must share", "Value delivered", "Release notes"):
        assert f"## {text}" in page
    assert "First <release>" not in page
    assert "It is <em>there</em>." in page
    assert "Must takes 13 of 20 points: 65 %." in page
    assert "others need it" in page
    assert "<svg" in page
    assert "It came 2 iterations of 14 days before its target." in pages["planning/release-REL-old.md"]
    assert "8 full weeks" in pages["planning/releases.md"]


def test_the_own_hit_rate_comes_from_releases_that_are_out() -> None:
    first = date(2026, 10, 5)
    lines = [
        {
            "at": str(first + timedelta(weeks=week)),
            "finished": [f"STY-{week}{part}" for part in range(2)],
            "releases": {"REL-old": {"scope": 24, "done": min(24, 2 * week)}},
        }
        for week in range(13)
    ]
    text = '```json title="/records/snapshots.jsonl"\n' + "\n".join(map(json.dumps, lines)) + "\n```\n"
    review = _review("2027-03-31", text)
    rate = hit_rate(review.project)
    assert rate is not None
    assert (rate.p50, rate.p85) == (1, 1)
    assert rate.forecasts == 6
    assert (rate.releases, rate.telling) == (1, False)
    page = rendered(review)["planning/releases.md"]
    assert "6 forecasts of 1 release," in page
    assert "Too few to mean anything yet" in page
    assert hit_rate(_review().project) is None


def test_a_hit_rate_of_many_releases_means_something() -> None:
    assert [HitRate(40, 0.6, 0.9, number).telling for number in (1, 4, 5)] == [False, False, True]


def test_a_team_with_more_than_it_has_room_for_is_a_finding() -> None:
    found = messages(_review("2027-03-14"), "TPO403")
    assert found == ["red has 16 points to do for REL-a, and room for 5 until 2027-03-14"]


def test_a_debt_without_interest_or_with_a_plan_is_no_finding() -> None:
    text = ""
    for name, rest in {
        "RISK-1": "principal: 8\ninterest: 0",
        "RISK-2": "principal: 99\ninterest: 1",
        "RISK-3": "principal: 1\ninterest: 1\naccepted_until: 2027-12-31",
        "RISK-4": "principal: 1\ninterest: 1",
    }.items():
        text += f'```yaml title="{name}.md"\n---\nid: {name}\nkind: debt\nstatus: open\n{rest}\n---\n```\n'
    assert messages(case(text).review(), "TPO503") == [
        "RISK-4 costs as much as repaying it after 1 iterations, and nothing that repays it is planned"
    ]


def _generated(seed: int, pace: tuple[int, ...], count: int) -> Review:
    """A release whose stories were finished at that pace after ten weeks of the same, told by Git."""
    source = random.Random(seed)
    start = date(2025, 1, 6)
    moves: list[Move] = []
    day, number, before = start, 0, 0
    warm = start + timedelta(days=70)
    while number < before + count or day < warm:
        for _ in range(source.choice(pace)):
            if day >= warm and number >= before + count:
                break
            moves.append(Move(f"STY-{number}", day + timedelta(days=2), Category.DONE, type="story"))
            number += 1
        if day < warm:
            before = number
        day += timedelta(days=7)
    files = f'```yaml title="REL-a.md"\n---\nid: REL-a\nkind: release\nstatus: released\nstart: {warm}\ntarget: {day}\n---\n```\n'
    for name in range(number):
        rest = "release: REL-a\n" if name >= before else ""
        files += f'```yaml title="STY-{name}.md"\n---\nid: STY-{name}\nstatus: done\n{rest}---\n```\n'
    written = [Move(f"STY-{name}", start, Category.AGREED, first=True, type="story") for name in range(number)]
    found = Chronicle("git", tuple(sorted((*written, *moves), key=lambda move: move.on)), (), start, day)
    review = case(files).review(today=day)
    return replace(review, project=replace(review.project, archive=lambda: found, _derived={}))


def test_forecasts_made_backwards_on_a_generated_history_are_honest() -> None:
    """At a pace that does not change, about as many forecasts hold as they say; the percentiles of whole weeks are on
    the careful side, so P50 holds more often than in half of the cases."""
    rates = [hit_rate(_generated(seed, (0, 1, 1, 2, 3), 30).project) for seed in range(12)]
    known = [rate for rate in rates if rate is not None]
    count = sum(rate.forecasts for rate in known)
    assert len(known) == 12
    assert count > 100
    p50, p85 = (sum(getattr(rate, name) * rate.forecasts for rate in known) / count for name in ("p50", "p85"))
    assert 0.40 <= p50 <= 0.80
    assert 0.75 <= p85 <= 1.0
    assert p85 > p50


def test_a_burn_up_is_dug_out_of_git_where_no_day_is_recorded() -> None:
    review = _generated(1, (1, 2), 8)
    project = review.project
    days = burn_up.burn_up(project, project.items["REL-a"])
    assert [state.done for _, state in days] == sorted(state.done for _, state in days)
    assert (days[-1][1].scope, days[-1][1].done) == (8, 8)
    assert "No day of this release is recorded" in rendered(review)["planning/release-REL-a.md"]


_ABSURD = """
```yaml title="parties.yml"
none: {title: Nobody, kind: team, capacity: 0}
less: {title: Less than nobody, kind: team, capacity: -5}
```
```yaml title="REL-a.md"
---
id: REL-a
kind: release
status: active
capacity: 0
confidence: 7
---
```
```yaml title="REL-b.md"
---
id: REL-b
kind: mvp
status: planned
start: 2027-02-31
target: 2027-02-30
depends_on: REL-c
---
```
```yaml title="REL-c.md"
---
id: REL-c
kind: milestone
status: planned
target: 9999-12-31
depends_on: REL-b
---
```
```yaml title="EPIC-1.md"
---
id: EPIC-1
status: in-progress
release: REL-a
---
```
```yaml title="STY-1.md"
---
id: STY-1
status: in-progress
parent: EPIC-1
team: none
estimate: -3
depends_on: STY-2
score: {value: 1e400}
---
```
```yaml title="STY-2.md"
---
id: STY-2
status: ready
parent: EPIC-1
team: less
estimate: 999999999999999
depends_on: STY-1
---
```
```yaml title="STY-3.md"
---
id: STY-3
status: ready
release: REL-c
estimate: many
---
```
```yaml title="STY-4.md"
---
id: STY-4
status: ready
release: REL-a
team: none
estimate: 3
---
```
```json title="/records/snapshots.jsonl"
{"at": "2027-02-30", "finished": []}
{"at": "2027-02-22", "finished": [{"points": 3}]}
{"at": "2027-02-23", "finished": ["STY-3"], "releases": {"REL-a": {"scope": -4, "done": 2}}}
{"at": "9998-01-01", "finished": ["STY-1"]}
```
"""


def test_absurd_values_are_findings_and_all_pages_still_come() -> None:
    review = case(_ABSURD).review()
    pages = rendered(review)
    for path in (
        "roadmap",
        "teams",
        "backlog",
        "releases",
        "release-REL-a",
        "release-REL-b",
        "release-REL-c",
        "delivery",
    ):
        assert f"planning/{path}.md" in pages
    assert (
        "The release has no target" in pages["planning/release-REL-a.md"]
        or "Not enough data" in pages["planning/release-REL-a.md"]
    )
    assert "the team has no capacity" in pages["planning/teams.md"]
    places = {(finding.path, finding.about or finding.code) for finding in review.findings}
    for path, about in (
        ("specs/REL-b.md", "target"),
        ("specs/REL-b.md", "start"),
        ("specs/STY-1.md", "estimate"),
        ("specs/STY-3.md", "estimate"),
    ):
        assert (path, about) in places, (path, about)
    assert messages(review, "TPO403") == ["none has a capacity of 0, and 2 stories to do"]
    assert ("specs/parties.yml", "capacity") in places
    assert len([finding for finding in review.findings if finding.path == "records/snapshots.jsonl"]) == 3
