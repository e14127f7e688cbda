"""The chain from goals to tests."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.cases import case
from tests.pages.wells import rendered, wells
from tpo_docs.model import Review
from tpo_docs.pages import chain, chain_table

Golden = Callable[[str, str], None]


def file(text: str) -> str:
    name = text.partition("\n")[0].removeprefix("id: ")
    return f'```yaml title="{name}.md"\n---\n{text}\n---\n```\n'


def rows(shown: str) -> list[str]:
    """The rows of the chain, as the ids and words in them."""
    found = re.findall(r"<tr>(.*?)</tr>", shown.partition("<tbody>")[2], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_the_chain_shows_each_level_and_where_it_breaks(golden: Golden) -> None:
    golden("pages/trace/chain.md", rendered(chain.pages, wells())["trace/chain.md"])


def test_an_item_of_two_goals_is_shown_in_full_once(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    ---
    ```
    ```yaml title="GOAL-002.md"
    ---
    id: GOAL-002
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    supports: [GOAL-001, GOAL-002]
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: REQ-001
    ---
    ```
    """
    shown = rendered(chain.pages, review)["trace/chain.md"]
    assert rows(shown) == [
        "GOAL-001 draft REQ-001 draft STY-001 idea",
        "GOAL-002 draft REQ-001 ↑ shown in full there",
    ]
    assert 'href="#REQ-001"' in shown
    assert shown.count(' id="REQ-001"') == 1


def test_parts_stand_behind_the_whole(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    parent: REQ-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: REQ-002
    ---
    ```
    """
    assert [row.split()[0] for row in rows(rendered(chain.pages, review)["trace/chain.md"])] == ["REQ-001", "REQ-002"]


def test_what_hangs_on_nothing_comes_last() -> None:
    shown = rows(rendered(chain.pages, wells())["trace/chain.md"])
    assert shown[-2].startswith("○ without goal REQ-003")
    assert shown[-1].startswith("– without requirement STY-003")


def test_ends_that_nothing_leads_to_are_listed(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    ---
    ```
    """
    assert rows(rendered(chain.pages, review)["trace/chain.md"])[1:] == [
        "– without requirement SPEC-001",
        "– without requirement TEST-001",
    ]


@pytest.mark.parametrize("text", ["", file("id: REQ-001")])
def test_one_type_makes_no_chain(text: str) -> None:
    shown = rendered(chain.pages, case(text).review())["trace/chain.md"]
    assert "A chain needs items of at least two types." in shown
    assert "goal → requirement → story → spec → test" in shown


def test_a_large_project_has_a_page_for_each_goal(golden: Golden) -> None:
    files = [file(f"id: GOAL-{number}\ntitle: Goal {number}\nstatus: active") for number in (1, 2)]
    for number in range(chain.ONE_PAGE):
        goals = "[GOAL-1, GOAL-2]" if number == 0 else f"GOAL-{number % 2 + 1}"
        files.append(file(f"id: REQ-{number}\nkind: functional\nstatus: approved\nsupports: {goals}"))
    files += [file("id: STY-1\nrealizes: REQ-0"), file("id: STY-2")]
    shown = rendered(chain.pages, case("".join(files)).review())
    assert list(shown) == ["trace/chain.md", "trace/chain-GOAL-1.md", "trace/chain-GOAL-2.md", "trace/chain-without.md"]
    golden("pages/trace/chain-of-many.md", shown["trace/chain.md"])
    assert "STY-1" in shown["trace/chain-GOAL-1.md"]
    assert "STY-1" in shown["trace/chain-GOAL-2.md"]
    assert "without requirement" in shown["trace/chain-without.md"]
    figures = [path for path, text in shown.items() if "tpo-chain__figure" in text]
    assert figures == ["trace/chain.md"], "figures of all stand where all is meant"


def test_a_very_large_project_repeats_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "ONE_PAGE", 1)
    monkeypatch.setattr(chain_table, "REPEATED", 3)
    files = [file("id: GOAL-1"), file("id: GOAL-2")]
    files += [file(f"id: REQ-{number}\nsupports: [GOAL-1, GOAL-2]") for number in (1, 2)]
    shown = rendered(chain.pages, case("".join(files)).review())
    assert "shown in full there" in shown["trace/chain-GOAL-2.md"]
    assert 'href="chain-GOAL-1.html#REQ-1"' in shown["trace/chain-GOAL-2.md"]


def test_a_long_goal_is_cut_where_an_item_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "ONE_PAGE", 1)
    monkeypatch.setattr(chain, "ROWS_A_PAGE", 3)
    files = [file("id: GOAL-1")]
    files += [file(f"id: REQ-{number}\nsupports: GOAL-1") for number in (1, 2)]
    files += [file(f"id: STY-{number}\nrealizes: REQ-{number % 2 + 1}") for number in range(4)]
    shown = rendered(chain.pages, case("".join(files)).review())
    assert [len(rows(shown[f"trace/chain-GOAL-1{end}.md"])) for end in ("", "-2")] == [2, 2]
    assert 'rowspan="2" scope="rowgroup" class="tpo-chain__item" id="GOAL-1"' in shown["trace/chain-GOAL-1-2.md"]


def test_the_chain_runs_along_the_types_of_the_configuration() -> None:
    files = '```yaml title="tpo-docs.yml"\nsite: {chain: [epic, requirement, test]}\n```\n'
    shown = rendered(chain.pages, wells(files))["trace/chain.md"]
    assert "Not in the chain, since there are none yet: Epics." in shown
    assert rows(shown)[1] == "REQ-002 Rates &lt;b&gt;of&lt;/b&gt; the | day approved TEST-001"


def test_parts_in_a_circle_are_shown_once(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    supports: GOAL-001
    parent: REQ-002
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    parent: REQ-001
    ---
    ```
    """
    shown = rows(rendered(chain.pages, review)["trace/chain.md"])
    assert [row.split()[-2] for row in shown] == ["REQ-001", "REQ-002"]
