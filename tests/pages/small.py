"""A small project that has something for every part of every page, and its pages as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.cases import case
from tpo_docs.model import Change, Edition, Page, Review
from tpo_docs.pages import Maker, bundle, home, item, type_index
from tpo_docs.places import Places
from tpo_docs.render import Renderer
from tpo_docs.words import words

EDITION = Edition(
    version="1.1",
    title="Billing",
    branch="main",
    edit_url="https://git.example.org/billing/edit/{ref}/{path}#L{line}",
)
FIRST = Change("1111111aaaa", "Ann Berg", "2027-02-01T10:00:00+01:00", "Write down the first story")
SECOND = Change("2222222bbbb", "Ben Cole", "2027-02-20T16:30:00+01:00", "Plan the release <MVP>")

FILES = """
```yaml title="tpo-docs.yml"
sources: [specs]
views:
  - {name: "Open: stories", query: "type:story -status:done", columns: [id, title, owner, estimate]}
  - {name: Everything agreed, query: "category:agreed", columns: [type, title]}
```
```markdown title="index.md"
# Billing

Start with [[STY-001|the split]] and read [[GOAL-001]].
```
```markdown title="goals/GOAL-001.md"
---
id: GOAL-001
title: Invoices leave in three days
status: active
owner: cfo
plain: Every invoice is out by the third working day.
key_results:
  - {title: Cycle time, metric: KPI-001, from: 11, to: 3, by: 2027-09-30}
  - {metric: KPI-002, from: 40, to: 4, by: 2027-01-31}
measured_by: KPI-001
---
Partners and offices receive every invoice of a month by the third working day.
```
```markdown title="requirements/REQ-001.md"
---
id: REQ-001
title: "Costs: split per office | and shown"
kind: functional
status: approved
owner: cfo
source: cfo
priority: must
supports: GOAL-001
rationale: Disputed invoices leave the *building* today.
verification: test
feasibility: {verdict: "yes", confidence: high, by: ann}
external: {jira: ERP-41, tracker: "https://tracker.example.org/41"}
tags: [invoice, month-end]
questions:
  - {q: "Which rate counts?", to: cfo, due: 2027-02-15}
  - {q: "Is [[REQ-404]] needed?", answer: "No."}
review_by: 2027-12-31
relates: REQ-404
---
The system shall show the share of each office before an invoice is issued.

See [the contract](../contracts/billing.yaml) and [the picture](../pictures/flow.png).
```
```markdown title="requirements/REQ-002.md"
---
id: REQ-002
title: Invoices by fax
kind: functional
status: retired
owner: cfo
---
The system shall send invoices by fax.
```
````markdown title="requirements/quality.md"
---
title: Quality
defaults: {type: requirement, kind: quality, status: approved, owner: cfo, source: cfo}
---
# Quality

How well it must work; see [[SPEC-001]].

## REQ-010 The preview is quick
```yaml item
fit: 95 of 100 previews are shown within 2 seconds.
rationale: People go back to their sheets.
supports: GOAL-001
characteristic: performance-efficiency
```
The system shall show a preview within two seconds.

## REQ-011 It is there in office hours
```yaml item
rationale: Without it nobody can invoice.
supports: GOAL-001
```
The system shall be available on working days.

### Notes
Measured each month.
````
```markdown title="epics/EPIC-001.md"
---
id: EPIC-001
title: Invoice run
kind: epic
status: in-progress
owner: billing-team
release: REL-mvp
---
From the end of the month to the last invoice.
```
```markdown title="stories/STY-001.md"
---
id: STY-001
title: Split costs per office
status: ready
owner: billing-team
as: billing-clerk
want: see the costs split per office
so_that: disputes are caught early
realizes: REQ-001
parent: EPIC-001
estimate: 5
score: {value: 8, urgency: 5}
---
The split follows the cost rule of the office.

## Acceptance criteria

Of the workshop in May:

- **AC1** Given an invoice for two offices, when it is previewed, then each office has its `subtotal`.
- **AC2** If an office has no cost rule, then the system shall block the issue, see [[REQ-001]].

## Notes

Rounding is as in [[ADR-001]].
```
```markdown title="stories/STY-002.md"
---
id: STY-002
status: idea
owner: billing-team
realizes: REQ-001
parent: EPIC-001
---
# Preview an invoice

As an office accountant, I want a preview of the invoice so that I can object in time.
```
```markdown title="specs/SPEC-001.md"
---
id: SPEC-001
title: Billing interface
kind: interface
status: agreed
owner: billing-team
specifies: STY-001
contract: {file: ../contracts/billing.yaml, operation: splitCosts}
provider: billing-team
consumer: [erp, office-accountant]
views: [../pictures/flow.png]
---
One call an office.
```
```markdown title="tests/TEST-001.md"
---
id: TEST-001
title: Split is right
kind: manual
status: active
owner: billing-team
verifies: STY-001/AC1
steps:
  - Open an invoice for two offices.
  - Compare the **subtotals**.
result_key: ["tests.split::test_split"]
---
```
```markdown title="decisions/ADR-001.md"
---
id: ADR-001
title: Round half to even
kind: architectural
status: accepted
owner: ann
decision_makers: [ann, cfo]
criteria: {fairness: 3, effort: 1}
options:
  - {name: Half to even, scores: {fairness: 5, effort: 3}, note: As banks do.}
  - {name: Half up, scores: {fairness: 2, effort: 5}}
outcome: Half to even
because: It is fair over many invoices.
adopted: {billing-team: 2027-01-10}
affects: [STY-001, billing-team]
---
## Context

Shares do not add up.
```
```markdown title="releases/REL-mvp.md"
---
id: REL-mvp
title: MVP
kind: mvp
status: active
owner: ann
start: 2027-01-01
target: 2027-03-31
confidence: 0.85
capacity: 20
rollout:
  audience: 120
  waves:
    - {name: Pilot, on: 2027-02-01, sites: [kilbrae], audience: 20}
    - {name: Rest, on: 2027-04-01, sites: [kilbrae, harbour]}
---
The first invoice run.
```
```markdown title="risks/RISK-001.md"
---
id: RISK-001
title: Rules are unknown
kind: risk
status: open
owner: ann
probability: 4
impact: 3
response: reduce
threatens: STY-001
---
```
```markdown title="risks/RISK-002.md"
---
id: RISK-002
title: Nightly export
kind: debt
status: open
owner: ann
principal: 8
interest: 2
threatens: EPIC-001
---
```
```markdown title="feedback/FB-001.md"
---
id: FB-001
title: Lists never agree
kind: interview
status: linked
from: office-accountant
date: 2026-05-01
quotes: ["Every month we wait."]
consent: "yes"
---
```
```markdown title="feedback/FB-002.md"
---
id: FB-002
title: Fax is gone
kind: support
status: declined
from: harbour
date: 2026-06-01
quotes: ["Never shown."]
reason: Nobody has a fax.
---
```
```yaml title="metrics.yml"
KPI-001:
  title: Cycle time
  plain: Working days from the end of the month to the last invoice.
  kind: outcome
  unit: days
  direction: down
  baseline: 11
  target: 3
  series: series/cycle.csv
  owner: cfo
KPI-002: {title: Disputes, kind: outcome, unit: disputes a month, target: 4}
```
```text title="series/cycle.csv"
date,value,note
2026-12-31,9,
2027-01-31,7,first pilot
2027-02-28,5,
2027-04-30,3,not yet known
```
```yaml title="parties.yml"
cfo: {title: Chief Finance Officer, kind: role}
ann: {title: Ann Berg, kind: person}
billing-team: {title: Billing team, kind: team}
billing-clerk: {title: Billing clerk, kind: persona}
office-accountant: {title: Office accountant, kind: persona}
erp: {title: ERP, kind: system}
kilbrae: {title: Kilbrae, kind: site}
harbour: {title: Harbour Yard, kind: site}
```
```yaml title="terms.yml"
cost-rule: {title: Cost rule, definition: "How the cost of a well is shared; see <the contract>.", forms: [cost rules]}
dispute: {title: Dispute, definition: An objection to an invoice., forms: [disputes]}
it: {title: IT, kind: acronym, definition: Information technology.}
```
"""


_CONTRACT = """```yaml title="contracts/billing.yaml"
openapi: 3.1.0
paths:
  /costs: {get: {operationId: splitCosts}}
```
"""


def small() -> Review:
    """The project, judged."""
    paths = ("specs/stories/STY-001.md", "specs/goals/GOAL-001.md")
    history = dict.fromkeys(paths, FIRST) | {"specs/releases/REL-mvp.md": SECOND}
    files = FILES + '```text title="pictures/flow.png"\n```\n' + _CONTRACT
    return case(files, history=history).review()


MAKERS: tuple[Maker, ...] = (home.pages, item.pages, bundle.pages, type_index.pages)


def rendered(
    review: Review, edition: Edition = EDITION, makers: Iterable[Maker] = MAKERS, own: Path | None = None
) -> dict[str, str]:
    """The pages by path, as they are staged."""
    return {page.path: renderer.render(page) for renderer, page in _pages(review, edition, makers, own)}


def laid_out(review: Review, edition: Edition = EDITION, makers: Iterable[Maker] = MAKERS) -> dict[str, Page]:
    """The pages by path, before they are rendered."""
    return {page.path: page for _, page in _pages(review, edition, makers, None)}


def _pages(
    review: Review, edition: Edition, makers: Iterable[Maker], own: Path | None
) -> Iterable[tuple[Renderer, Page]]:
    places = Places(review.project)
    renderer = Renderer(places, words(edition.language, review.project.configuration.site.words), edition, own)
    for maker in makers:
        for page in maker(review, places, edition):
            yield renderer, page
