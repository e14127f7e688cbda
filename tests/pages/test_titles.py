"""Titles with inline Markdown: wherever the title of anything stands, its marks do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cases import case
from tests.pages.small import EDITION, rendered
from tpo_docs.model import Review
from tpo_docs.pages import PAGES
from tpo_docs.proof.changes import Changes, Compared
from tpo_docs.proof.difference import difference

_FILES = """
```yaml title="parties.yml"
team-a: {title: "Team *em* `co`", kind: team, capacity: 10}
clerk: {title: "Clerk *em* `co`", kind: persona, influence: 4, interest: 4}
client: {title: "Client *em* `co`", kind: client}
site: {title: "Site *em* `co`", kind: site}
```
```yaml title="GOAL-001.md"
---
id: GOAL-001
title: "Goal *em* `co`"
status: active
owner: client
measured_by: KPI-001
key_results:
  - {title: "Result *em* `co`", metric: KPI-001, from: 11, to: 3, by: 2027-09-30}
  - {metric: KPI-001, from: 11, to: 4, by: 2027-01-31}
---
```
```yaml title="metrics.yml"
KPI-001: {title: "Metric *em* `co`", series: a.csv, baseline: 11, target: 3, unit: days, owner: client}
```
```yaml title="a.csv"
date,value
2027-01-01,11
2027-02-01,7
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: "Requirement *em* `co`"
status: approved
owner: client
source: clerk
supports: GOAL-001
---
The shop shall take {coins}.
```
```yaml title="EPIC-001.md"
---
id: EPIC-001
title: "Epic *em* `co`"
status: in-progress
owner: team-a
release: REL-1
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: "Story *em* `co`"
status: ready
as: clerk
want: pay
so_that: I have paid
team: team-a
estimate: 3
parent: EPIC-001
release: REL-1
realizes: REQ-001
---
```
```yaml title="REL-1.md"
---
id: REL-1
title: "Release *em* `co`"
status: active
target: 2027-06-30
rollout: {audience: site, waves: [{name: One, on: 2027-05-01, sites: [site]}]}
---
```
```yaml title="RISK-001.md"
---
id: RISK-001
title: "Risk *em* `co`"
status: open
probability: 5
impact: 5
threatens: GOAL-001
owner: client
---
```
```yaml title="FB-001.md"
---
id: FB-001
title: "Heard *em* `co`"
from: clerk
importance: 3
---
```
```yaml title="ADR-001.md"
---
id: ADR-001
title: "Decision *em* `co`"
status: accepted
date: 2027-01-02
affects: [STY-001, team-a]
---
```
"""


def _case() -> tuple[Review, Changes]:
    before, after = (case(_FILES.replace("{coins}", word)).review() for word in ("coins", "cards"))
    return after, Changes((Compared("1.0", "2027-01-12", difference(before, after)),))


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_shows_the_marks_of_a_title(language: str) -> None:
    review, changes = _case()
    shown = rendered(review, replace(EDITION, language=language, changes=changes), PAGES)
    assert {"roles/client.md", "planning/roadmap.md", "changes/index.md", "STY-001.md"} <= shown.keys()
    assert [path for path, text in shown.items() if "*em*" in text or "`co`" in text] == []
