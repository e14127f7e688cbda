"""The briefings: one sheet for each audience."""

from __future__ import annotations

from tests.cases import case
from tests.planning.pages import rendered

_FILES = """
```yaml title="tpo-docs.yml"
today: 2027-03-01
```
```yaml title="parties.yml"
red: {title: Red team, kind: team, capacity: 5}
board: {title: The board, kind: client}
```
```yaml title="GOAL-1.md"
---
id: GOAL-1
status: active
title: "Faster <invoices>"
plain: "Invoices leave *sooner*."
---
```
```yaml title="REL-a.md"
---
id: REL-a
title: First
kind: release
status: active
start: 2027-01-01
target: 2027-04-01
---
```
```yaml title="REL-secret.md"
---
id: REL-secret
title: Not for all
kind: release
status: planned
target: 2027-09-01
audience: internal
---
```
```yaml title="REQ-1.md"
---
id: REQ-1
supports: GOAL-1
questions: [{q: Who signs?, to: board, due: 2027-03-20}]
---
```
```yaml title="STY-1.md"
---
id: STY-1
status: done
title: Finished
plain: "You can <split> costs now."
release: REL-a
realizes: REQ-1
---
```
```yaml title="STY-2.md"
---
id: STY-2
title: Under the hood
kind: enabler
status: done
release: REL-a
---
```
```yaml title="STY-3.md"
---
id: STY-3
title: Next one
status: ready
team: red
estimate: 3
release: REL-a
---
```
```yaml title="STY-4.md"
---
id: STY-4
title: Nobody may know
status: ready
release: REL-a
audience: internal
---
```
```yaml title="RISK-1.md"
---
id: RISK-1
status: open
title: It is slow
probability: 5
impact: 4
threatens: GOAL-1
---
```
```json title="/records/snapshots.jsonl"
{"at": "2027-02-01", "finished": ["STY-1", "STY-2"]}
```
"""


def test_sponsors_see_goals_releases_risks_and_what_they_have_to_decide() -> None:
    page = rendered(case(_FILES).review())["planning/briefing-sponsor.md"]
    assert "As of 2027-03-01" in page
    assert "## Where the goals stand" in page
    assert "exposure 20" in page
    assert ">open risks with 12 or more<" in page, "the threshold of the project, as on the page of risks"
    assert "REL-secret" in page
    assert "<invoices>" not in page


def test_clients_see_what_is_theirs_in_plain_words_and_nothing_that_is_internal() -> None:
    page = rendered(case(_FILES).review())["planning/briefing-client.md"]
    assert "You can &lt;split&gt; costs now." in page
    assert "Next one" in page
    assert "Who signs?" in page
    for hidden in ("REL-secret", "Not for all", "Nobody may know", "STY-4", "Under the hood", "It is slow"):
        assert hidden not in page


def test_teams_see_what_is_next_and_how_a_story_gets_done() -> None:
    page = rendered(case(_FILES).review())["planning/briefing-teams.md"]
    assert "Red team" in page
    assert "ready <strong>2</strong>" in page
    assert "## What we aim at" in page


def test_the_list_names_them_and_german_has_them_too() -> None:
    pages = rendered(case(_FILES).review(), "de")
    assert "briefing-client.html" in pages["planning/briefings.md"]
    assert "# Lageblatt für Kunden" in pages["planning/briefing-client.md"]


def test_a_project_without_stories_has_none() -> None:
    assert "planning/briefings.md" not in rendered(case("").review())


def test_a_release_without_anything_has_something_to_say() -> None:
    files = '```yaml title="REL-a.md"\n---\nid: REL-a\nstatus: cancelled\n---\n```\n```yaml title="GOAL-1.md"\n---\nid: GOAL-1\n---\n```\n```yaml title="STY-1.md"\n---\nid: STY-1\nstatus: dropped\n---\n```\n'
    pages = rendered(case(files).review())
    assert "No release is planned." in pages["planning/briefing-client.md"]
