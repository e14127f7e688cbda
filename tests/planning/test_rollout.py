"""Rollout, compliance and inception: waves and sites, what is called proven, and what is known before the start."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases import case
from tests.planning.pages import rendered
from tests.planning.product import product
from tpo_docs.planning import rollout


def test_waves_come_by_day_and_count_the_people_of_their_sites() -> None:
    first, second = rollout.waves(product().project)
    assert (first.name, first.on, first.written, first.counted, first.people) == (
        "Wave 1",
        date(2027, 2, 1),
        None,
        71,
        71,
    )
    assert (second.written, second.counted, second.people) == (120, 140, 120)
    assert (first.differs, second.differs) == (False, True)
    assert rollout.reached(product().project) == ((date(2027, 2, 1), 71), (date(2027, 5, 1), 191))


def test_a_site_is_prepared_by_what_names_it_or_names_no_site() -> None:
    found = {site.party.id: site for site in rollout.sites(product().project)}
    assert list(found) == ["kilbrae", "calder", "skerry"]
    assert [item.id for item in found["kilbrae"].duties["training"]] == ["SPEC-005"]
    assert [item.id for item in found["kilbrae"].duties["migration"]] == ["SPEC-006"]
    assert found["kilbrae"].lacks == ("support",)
    assert found["calder"].lacks == ("training", "support"), "the training is that of Kilbrae only"
    assert found["skerry"].lacks == (), "it moves in no wave"


@pytest.mark.parametrize(
    ("rollout_", "waves"),
    [
        ("{waves: {name: A, on: 2027-01-01}}", [("A", date(2027, 1, 1), 0)]),
        ("{waves: [{name: A, on: soon, audience: many}, just text]}", [("A", None, 0)]),
        ("{waves: [{on: 2027-02-30, audience: -3, sites: nobody}]}", [("", None, 0)]),
        ("{audience: 5}", []),
        ("text", []),
    ],
)
def test_a_broken_wave_breaks_nothing(rollout_: str, waves: list[tuple[str, date | None, int]]) -> None:
    review = case(f"""
```yaml title="REL-a.md"
---
id: REL-a
title: First
kind: release
rollout: {rollout_}
---
```
""").review()
    assert [(wave.name, wave.on, wave.people) for wave in rollout.waves(review.project)] == waves
    rendered(review)


def test_without_results_nothing_is_called_proven() -> None:
    page = rendered(product())["planning/compliance.md"]
    assert "evidence planned" in page
    assert ">proven<" not in page.replace('<span class="tpo-tile__text">proven', "")
    assert "nothing is called proven" in page
    assert "nothing answers it" in page
    assert "We keep <em>none</em>." in page


def test_requirements_of_a_regulation_are_there_without_any_list_of_clauses() -> None:
    review = case("""
```yaml title="REQ-1.md"
---
id: REQ-1
title: Log
kind: regulatory
status: approved
clause: [A-10, A-9]
---
```
```yaml title="REQ-2.md"
---
id: REQ-2
title: Access
kind: regulatory
clause: A-2
---
```
""").review()
    page = rendered(review)["planning/compliance.md"]
    assert page.index("A-2") < page.index("A-10, A-9")
    assert "## Requirements by clause" in page
    assert "planning/compliance.md" not in rendered(case("").review())


def test_the_inception_says_what_is_known_before_the_start() -> None:
    page = rendered(product())["planning/inception.md"]
    assert "Eleven days of <em>lists</em>." in page
    assert "not known" in page
    assert "1/4" in page, "of four requirements one has a goal"
    assert "planning/inception.md" not in rendered(case("").review())


@pytest.mark.parametrize(("status", "sign"), [("draft", "draft"), ("agreed", "agreed"), ("implemented", "done")])
def test_what_prepares_a_release_is_not_ready_before_it_is(status: str, sign: str) -> None:
    """The table of releases says of a training what the table of sites says of it; also to those who see no signs."""
    files = f"""
```yaml title="parties.yml"
kilbrae: {{title: Kilbrae, kind: site, represents: 5}}
```
```yaml title="REL-1.md"
---
id: REL-1
rollout: {{waves: [{{name: A, on: 2027-04-01, sites: [kilbrae]}}]}}
---
```
```yaml title="SPEC-1.md"
---
id: SPEC-1
title: Training of all
kind: rollout
status: {status}
release: REL-1
---
```
"""
    page = rendered(case(files).review())["planning/rollout.md"]
    assert page.count(f'<span class="tpo-sr">{sign}</span>') == 2


def test_a_verdict_on_feasibility_counts_however_it_is_written() -> None:
    files = '```yaml title="REQ-1.md"\n---\nid: REQ-1\nkind: functional\nfeasibility: {verdict: "No"}\n---\n```\n'
    files += '```yaml title="STY-1.md"\n---\nid: STY-1\nfeasibility: {verdict: Risky}\n---\n```\n'
    page = rendered(case(files).review())["planning/inception.md"]
    assert '<td class="tpo-n">2/2</td>' in page
