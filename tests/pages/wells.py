"""A small project that has something for every overview page, and what the pages make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.cases import case
from tpo_docs.check import check
from tpo_docs.model import Change, Edition, Page, Review
from tpo_docs.places import Places
from tpo_docs.render import Renderer
from tpo_docs.words import words

Maker = Callable[[Review, Places, Edition], Iterator[Page]]

EDITION = Edition(
    version="1.1",
    title="Wells",
    commit="0123456789abcdef",
    branch="main",
    built_on="2027-03-01T09:30:00+00:00",
    generator="tpo-docs 0.1.0",
    versions=("1.0", "1.1"),
    repository="https://example.org/wells",
    edit_url="https://example.org/wells/edit/{ref}/{path}#L{line}",
    recent=(Change("0123456", "Ines", "2027-02-27T10:00:00+01:00", "Split well costs"),),
)

FILES = """
```yaml title="GOAL-001.md"
---
id: GOAL-001
title: Invoices leave the building right
status: active
owner: head-of-billing
key_results:
  - {metric: disputes, from: 40, to: 4, by: 2027-12-31}
---
```
```yaml title="GOAL-002.md"
---
id: GOAL-002
title: Nobody waits for a report
status: active
owner: head-of-billing
key_results:
  - {metric: days, from: 9, to: 1, by: 2027-12-31}
---
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Well costs are split per office
kind: functional
status: approved
owner: billing-team
source: head-of-billing
rationale: Disputed invoices leave the building today.
supports: GOAL-001
verification: test
---
The system shall show the cost of a well per office.
```
```yaml title="REQ-002.md"
---
id: REQ-002
title: Rates <b>of</b> the | day
kind: functional
status: approved
owner: billing-team
source: head-of-billing
rationale: A rate that changes later is disputed.
supports: GOAL-001
questions:
  - {q: Which rate holds on a Sunday?, to: head-of-billing, due: 2027-02-20}
  - {q: Who sets it?, to: auditor, due: 2027-04-01, answer: The *treasury*.}
---
The system shall use the rate of the day.
```
```yaml title="REQ-003.md"
---
id: REQ-003
title: Previews come at once
kind: quality
characteristic: performance
fit: 95 of 100 previews within 2 s
status: approved
owner: billing-team
source: head-of-billing
rationale: Clerks wait today.
---
A preview shall appear within 2 s.
```
```yaml title="REQ-004.md"
---
id: REQ-004
title: Partners see their share
kind: functional
supports: GOAL-001
---
```
```yaml title="REQ-005.md"
---
id: REQ-005
title: Invoices go out by fax
kind: functional
status: superseded
supports: GOAL-001
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split well costs per office
status: in-progress
owner: billing-team
as: head-of-billing
want: see well costs split
realizes: REQ-001
release: REL-mvp
estimate: 3
score: {value: 5, urgency: 3, enables: 1}
allow:
  - {rule: TPO305, reason: The second office comes in May, until: 2027-05-31}
---
## Acceptance criteria
- **AC1** Given two offices, when an invoice is previewed, then each has a *subtotal*.
- **AC2** If an office has no cost rule, then the issue is blocked.
```
```yaml title="STY-002.md"
---
id: STY-002
title: Preview an invoice
status: ready
owner: billing-team
as: head-of-billing
want: see an invoice before it goes out
realizes: REQ-001
depends_on: STY-001
---
## Acceptance criteria
- **AC1** The preview looks as the invoice will.
- **AC2** The preview bears a mark.
```
```yaml title="STY-003.md"
---
id: STY-003
title: Say where a figure comes from
owner: billing-team
---
## Acceptance criteria
- **AC1** Each figure names its source.
```
```yaml title="SPEC-001.md"
---
id: SPEC-001
title: Table of cost rules
kind: data
status: agreed
owner: billing-team
specifies: [STY-001]
---
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Subtotals of two offices
kind: manual
status: active
owner: billing-team
verifies: [STY-001/AC1, REQ-002, REQ-005]
---
```
```yaml title="TEST-002.md"
---
id: TEST-002
title: The table of rules
kind: manual
status: active
owner: billing-team
verifies: [SPEC-001, STY-002/AC1]
---
```
```yaml title="TEST-003.md"
---
id: TEST-003
title: An old fax
kind: manual
status: retired
verifies: REQ-003
---
```
```yaml title="ADR-001.md"
---
id: ADR-001
title: Costs are split per office
status: accepted
owner: billing-team
date: 2027-01-15
decision_makers: [head-of-billing]
affects: [billing-team, ledger-team, SPEC-001]
adopted: {billing-team: 2027-02-01}
---
## Considered Options
- Per well
- Per office

## Decision Outcome
Per office.
```
```yaml title="RISK-001.md"
---
id: RISK-001
title: Rules are wrong on day one
kind: risk
status: open
owner: billing-team
probability: 4
impact: 4
threatens: GOAL-001
---
```
```yaml title="REL-mvp.md"
---
id: REL-mvp
title: MVP
kind: mvp
status: active
owner: head-of-billing
target: 2027-06-30
---
```
```yaml title="alone.md"
# Alone

This page links nowhere.
```
```yaml title="parties.yml"
billing-team: {title: Billing team, kind: team, capacity: 5}
ledger-team: {title: Ledger team, kind: team}
head-of-billing: {title: Head of Billing, kind: role, represents: 12, needs: Fewer disputes}
auditor: {title: Auditor, kind: role}
works-council: {title: Works council, kind: role}
old-manager: {title: Former manager, kind: person, status: former}
```
```yaml title="terms.yml"
well-cost:
  title: Well cost
  definition: What a well costs, before it is split. See [[REQ-001]].
  forms: [well costs]
  avoid: [drilling cost]
MVP: {title: MVP, kind: acronym, definition: The smallest thing of use.}
unused: {title: Unused, definition: Nobody says it.}
old: {title: Well fee, definition: Now the well cost., status: former}
```
"""


def wells(extra: str = "", *, known: int = 0) -> Review:
    """The review of the project, with further files, and with its first findings as known ones."""
    review = case(FILES + extra).review()
    if not known:
        return review
    return check(review.project, known=[finding.key for finding in review.findings[:known]])


def rendered(maker: Maker, review: Review, language: str = "en", edition: Edition = EDITION) -> dict[str, str]:
    """The pages of a maker as Markdown, by path."""
    chosen = replace(edition, language=language)
    places = Places(review.project)
    renderer = Renderer(places, words(language, review.project.configuration.site.words), chosen)
    return {page.path: renderer.render(page) for page in maker(review, places, chosen)}
