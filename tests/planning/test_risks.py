"""The page of risks: exposure, heat map, register and debt."""

from __future__ import annotations

import re

import pytest

from tests.cases import case
from tests.planning.pages import rendered
from tpo_docs.exposure import exposure

_FILES = """
```yaml title="RISK-1.md"
---
id: RISK-1
title: Rules are unknown
kind: risk
status: open
probability: 4
impact: 4
threatens: REL-a
trigger: "A *second* dispute"
review_by: 2027-01-01
---
```
```yaml title="RISK-2.md"
---
id: RISK-2
title: It happened
kind: issue
status: open
impact: 2
---
```
```yaml title="RISK-3.md"
---
id: RISK-3
title: Absurd
kind: risk
status: open
probability: 7
impact: -1
---
```
```yaml title="RISK-4.md"
---
id: RISK-4
title: By hand
kind: debt
status: open
principal: 8
interest: 2
---
```
```yaml title="RISK-5.md"
---
id: RISK-5
title: For ever
kind: debt
status: open
principal: 8
interest: 0
---
```
```yaml title="REL-a.md"
---
id: REL-a
title: First
kind: release
---
```
"""


@pytest.mark.parametrize(("name", "value"), [("RISK-1", 16), ("RISK-2", 10), ("RISK-3", None), ("RISK-4", None)])
def test_exposure_is_probability_times_impact_within_their_scales(name: str, value: float | None) -> None:
    assert exposure(case(_FILES).review().project.items[name]) == value


def test_the_page_has_the_map_the_register_and_when_a_debt_pays_back() -> None:
    page = rendered(case(_FILES).review())["planning/risks.md"]
    assert "Probability 4, Impact 4: 1" in page
    assert "A <em>second</em> dispute" in page
    assert '<span class="tpo-state__text">2027-01-01</span>' in page
    assert '<td class="tpo-n">16</td>' in page.partition("## Exposure by release")[2]
    debts = page.partition("## Technical debt")[2]
    assert re.search(r'<td class="tpo-n" data-label="[^"]+">4</td><td class="tpo-n" data-label="[^"]+">16</td>', debts)
    assert "never, or not known" in debts
    assert "Saved by repaying now" in debts


def test_without_a_register_there_is_no_page() -> None:
    assert "planning/risks.md" not in rendered(case("").review())
