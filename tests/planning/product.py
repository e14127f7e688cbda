"""A small project that has something for every page on goals, decisions, parties, interfaces, rollout and clauses."""

from __future__ import annotations

from tests.cases import case
from tpo_docs.model import Review

FILES = """
```yaml title="tpo-docs.yml"
today: 2027-03-01
sources: [specs]
```
```yaml title="parties.yml"
billing-team: {kind: team, title: Billing team}
sync-team: {kind: team, title: Sync <team>}
cfo: {kind: role, title: Chief Finance Officer, influence: 5, interest: 4, segment: headquarters}
works-council: {kind: role, title: Works council, influence: 3, interest: 2}
clerk: {kind: persona, title: Billing clerk, represents: 64, segment: finance, weight: 3, influence: 2, interest: 5, needs: "To finish *early*"}
engineer: {kind: persona, title: Field engineer, represents: 400, segment: field, weight: 2}
erp: {kind: system, title: ERP}
bank: {kind: system, title: Bank}
payroll: {kind: system, title: Payroll}
calder: {kind: site, title: Calder Bay, represents: 140}
kilbrae: {kind: site, title: Kilbrae, represents: 71}
skerry: {kind: site, title: Skerry Base, represents: 38}
```
```yaml title="metrics.yml"
KPI-001: {title: Cycle time, kind: outcome, unit: days, direction: down, baseline: 11, target: 3, series: cycle.csv, owner: cfo}
KPI-002: {title: Availability, kind: quality, unit: percent, direction: up, baseline: 98, target: 99.5, series: up.csv}
KPI-003: {title: Stories finished, kind: delivery, unit: stories}
```
```csv title="cycle.csv"
date,value,note
2026-09-01,11,
2026-11-30,9,The <first> offices
2027-02-28,6,
```
```csv title="up.csv"
2027-01-31,99.7
2027-02-28,99.6
```
```yaml title="GOAL-001.md"
---
id: GOAL-001
title: "Invoices: out in three days"
status: active
owner: cfo
horizon: 2027 Q3
plain: Every invoice is out *early*.
key_results:
  - {title: Days until the last invoice, metric: KPI-001, from: 11, to: 3, by: 2027-08-27}
  - {title: Disputes, from: 40, to: 4, by: 2027-01-31}
---
Partners and offices receive every invoice in three days.
```
```yaml title="GOAL-002.md"
---
id: GOAL-002
title: Someday
status: draft
---
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Costs are split
kind: functional
status: approved
owner: cfo
source: cfo
rationale: Disputes.
supports: GOAL-001
evidence: [FB-001, FB-003]
---
The system shall split the costs of a well.
```
```yaml title="REQ-002.md"
---
id: REQ-002
title: Access follows the role
kind: regulatory
status: approved
owner: cfo
source: cfo
rationale: The ordinance.
clause: [EDSO-4.2]
feasibility: {verdict: unknown, confidence: low, by: cfo, on: 2027-02-01, spike: STY-002}
questions:
  - {q: From when on, to: cfo, due: 2027-02-01}
---
The system shall give access by role.
```
```yaml title="REQ-003.md"
---
id: REQ-003
title: Readings are logged
kind: regulatory
status: approved
owner: cfo
source: cfo
rationale: The ordinance.
clause: [EDSO-5.1, EDSO-10.1]
---
The system shall log readings.
```
```yaml title="REQ-004.md"
---
id: REQ-004
title: Only relational stores
kind: constraint
status: approved
owner: cfo
source: cfo
rationale: Four operators.
---
The system shall keep data in relational stores.
```
```yaml title="clauses.yml"
EDSO-4.2: {title: Access, regulation: Energy <Data> Ordinance, text: "Access by *role*."}
EDSO-5.1: {title: Log, regulation: Energy <Data> Ordinance}
EDSO-7.2: {title: Exercise, regulation: Energy <Data> Ordinance}
EIA-7: {title: Archive, regulation: Invoicing Act, not_applicable: "We keep *none*."}
```
```yaml title="REL-a.md"
---
id: REL-a
title: First release
kind: release
status: active
target: 2027-04-30
rollout:
  audience: 300
  waves:
    - {name: Wave 1, on: 2027-02-01, sites: [kilbrae]}
    - {name: Wave 2, on: 2027-05-01, sites: [calder], audience: 120}
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split the costs
kind: user
status: done
as: clerk
want: see the share of each office
realizes: REQ-001
release: REL-a
estimate: 3
team: billing-team
---
```
```yaml title="STY-002.md"
---
id: STY-002
title: Print the split
kind: user
status: ready
as: clerk
want: print it
realizes: REQ-001
release: REL-a
team: billing-team
---
```
```yaml title="SPEC-001.md"
---
id: SPEC-001
title: Bank interface
kind: interface
status: agreed
provider: bank
consumer: [erp, payroll]
contract: {file: bank.yml, operation: pay}
specifies: [REQ-001]
---
```
```yaml title="SPEC-002.md"
---
id: SPEC-002
title: Payroll interface
kind: interface
provider: payroll
consumer: erp
contract: {file: bank.yml, operation: payy}
specifies: [REQ-001]
---
```
```yaml title="SPEC-003.md"
---
id: SPEC-003
title: Who asks whom
kind: interface
---
```
```yaml title="SPEC-007.md"
---
id: SPEC-007
title: Billing as it is
kind: process
status: agreed
plain: Eleven days of *lists*.
specifies: REQ-001
---
```
```yaml title="SPEC-004.md"
---
id: SPEC-004
title: Cost engine
kind: component
status: agreed
views: [landscape.svg]
specifies: [REQ-001, REQ-002]
---
```
```yaml title="SPEC-005.md"
---
id: SPEC-005
title: Training of Kilbrae
kind: rollout
status: implemented
release: REL-a
audience_parties: [kilbrae]
tags: [training]
---
```
```yaml title="SPEC-006.md"
---
id: SPEC-006
title: Migration of all offices
kind: rollout
status: agreed
release: REL-a
---
```
```yaml title="bank.yml"
openapi: 3.1.0
paths:
  /pay: {post: {operationId: pay}}
```
```yaml title="landscape.svg"
<svg xmlns="http://www.w3.org/2000/svg"/>
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Access
kind: automated
status: active
verifies: [REQ-002, SPEC-001]
---
```
```yaml title="FB-001.md"
---
id: FB-001
title: Splits are wrong
kind: interview
status: linked
from: clerk
date: 2026-12-01
importance: 3
sentiment: pain
---
```
```yaml title="FB-002.md"
---
id: FB-002
title: Voice input
kind: survey
status: new
from: engineer
date: 2027-01-02
importance: 1
sentiment: desire
---
```
```yaml title="FB-003.md"
---
id: FB-003
title: Print it
kind: support
status: linked
from: engineer
date: 2027-02-20
importance: 2
---
```
```yaml title="FB-004.md"
---
id: FB-004
title: A fax
kind: support
status: declined
from: clerk
date: 2027-01-20
reason: Nobody reads *faxes*.
---
```
```yaml title="ADR-001.md"
---
id: ADR-001
title: Nightly export
kind: architectural
status: superseded
date: 2025-06-01
affects: [sync-team]
---
```
```yaml title="ADR-002.md"
---
id: ADR-002
title: Events
kind: architectural
status: accepted
owner: cfo
date: 2026-03-01
decision_makers: [cfo]
review_by: 2027-02-01
supersedes: ADR-001
affects: [billing-team, sync-team, SPEC-001]
adopted: {billing-team: 2026-03-15}
criteria: {ease: 2, cost: 1}
options:
  - {name: Events, scores: {ease: 4, cost: 2}}
  - {name: Files, scores: {ease: 3, cost: 5}, note: "Cheap | slow"}
  - {name: Calls, scores: {ease: 1}}
outcome: Events
because: Ease weighs most.
---
```
```yaml title="ADR-003.md"
---
id: ADR-003
title: Build it
kind: strategic
status: accepted
owner: cfo
date: 2025-04-01
review_by: 2027-11-30
plain: We build our own.
affects: [billing-team]
adopted: {billing-team: 2025-05-01}
---
```
```yaml title="ADR-004.md"
---
id: ADR-004
title: A store for volumes
kind: architectural
status: proposed
decision_makers: [cfo, works-council]
questions:
  - {q: How many years, to: works-council, due: 2027-05-31}
---
```
"""


def product() -> Review:
    """The review of it."""
    return case(FILES).review()
