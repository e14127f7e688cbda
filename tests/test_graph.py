"""Items joined into a project: ids, aliases, traces in their canonical direction, what leads nowhere."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import case
from tpo_docs.model import Project, Review, Trace


def traces(project: Project) -> list[tuple[str, str, str, str]]:
    return [(trace.source, trace.role, trace.target, trace.criterion) for trace in project.traces]


def test_a_link_written_at_both_ends_is_one(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    realized_by: [STY-001]
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: [REQ-001, REQ-001]
    ---
    ```
    """
    project = review.project
    assert traces(project) == [("STY-001", "realizes", "REQ-001", "")]
    assert [item.id for item in project.sources(project.items["REQ-001"], "realizes")] == ["STY-001"]
    assert [item.id for item in project.targets(project.items["STY-001"])] == ["REQ-001"]


def test_a_symmetric_link_is_one_whichever_end_writes_it(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    conflicts_with: REQ-002
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    conflicts_with: REQ-001
    ---
    ```
    """
    assert traces(review.project) == [("REQ-001", "conflicts_with", "REQ-002", "")]


def test_criteria_can_be_targets_and_those_that_do_not_exist_dangle(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    acceptance: {AC1: shown}
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    verifies: [STY-001/AC1, STY-001/AC2, STY-001]
    ---
    ```
    """
    project = review.project
    assert traces(project) == [("TEST-001", "verifies", "STY-001", "AC1"), ("TEST-001", "verifies", "STY-001", "")]
    assert [(claim.item.id, claim.link.target) for claim in project.dangling] == [("TEST-001", "STY-001/AC2")]
    assert project.claims[Trace("TEST-001", "verifies", "STY-001", "AC1")].link.column == 12


def test_the_first_of_two_items_with_one_id_counts_with_its_links(review: Review) -> None:
    """
    ```yaml title="a.md"
    ---
    id: STY-001
    title: First
    realizes: REQ-404
    ---
    ```
    ```yaml title="b.md"
    ---
    id: STY-001
    title: Second
    realizes: REQ-405
    ---
    ```
    """
    project = review.project
    assert project.items["STY-001"].title == "First"
    assert [item.title for item in project.duplicates] == ["Second"]
    assert [claim.link.target for claim in project.dangling] == ["REQ-404"]


def test_former_ids_lead_to_the_item(review: Review) -> None:
    """
    ```yaml title="REQ-010.md"
    ---
    id: REQ-010
    aliases: [REQ-001, REQ-002]
    acceptance: {AC1: shown}
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    verifies: [REQ-001, REQ-001/AC1, REQ-002]
    ---
    ```
    """
    project = review.project
    assert traces(project) == [
        ("TEST-001", "verifies", "REQ-010", ""),
        ("TEST-001", "verifies", "REQ-010", "AC1"),
        ("TEST-001", "verifies", "REQ-002", ""),
    ]
    found = project.resolve("REQ-001/AC1")
    assert found is not None
    assert found.id == "REQ-010"
    assert project.resolve("REQ-404") is None


def test_dead_ends_are_left_out_unless_asked_for(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    status: dropped
    realizes: REQ-001
    ---
    ```
    """
    project = review.project
    requirement = project.items["REQ-001"]
    assert project.sources(requirement) == ()
    assert [item.id for item in project.sources(requirement, living=False)] == ["STY-001"]


def test_items_of_a_type_come_in_natural_order(review: Review) -> None:
    """
    ```yaml title="a.md"
    ---
    id: REQ-10
    ---
    ```
    ```yaml title="b.md"
    ---
    id: REQ-9
    ---
    ```
    ```yaml title="c.md"
    ---
    id: STY-1
    ---
    ```
    """
    project = review.project
    assert [item.id for item in project.of_type("requirement")] == ["REQ-9", "REQ-10"]
    assert [item.id for item in project.of_type("story", "requirement")] == ["STY-1", "REQ-9", "REQ-10"]
    assert not project.has_type("goal")


IDS = st.sampled_from(["REQ-001", "REQ-002", "STY-001", "TEST-001", "REQ-404", "STY-001/AC1", "STY-001/AC9"])
ROLES = st.sampled_from(
    ["realizes", "realized_by", "verifies", "verified_by", "parent", "children", "relates", "conflicts_with"]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["REQ-001", "REQ-002", "STY-001", "TEST-001"]), ROLES, IDS), max_size=12))
def test_every_link_is_a_trace_or_dangles(links: list[tuple[str, str, str]]) -> None:
    texts = []
    for name in ("REQ-001", "REQ-002", "STY-001", "TEST-001"):
        roles: dict[str, list[str]] = {}
        for item, role, target in links:
            if item == name:
                roles.setdefault(role, []).append(target)
        lines = "".join(f"{role}: [{', '.join(targets)}]\n" for role, targets in roles.items())
        texts.append(f'```yaml title="{name}.md"\n---\nid: {name}\nacceptance: {{AC1: x}}\n{lines}---\n```\n')
    project = case("\n".join(texts)).review().project
    claimed = [link for item in project.items.values() for link in item.links]
    assert len(claimed) == len(links)
    assert len(project.traces) == len(set(project.traces)) == len(project.claims)
    assert len(project.dangling) == sum(1 for _, _, target in links if target in ("REQ-404", "STY-001/AC9"))
    for trace in project.traces:
        assert trace in project.outgoing[trace.source]
        assert trace in project.incoming[trace.target]
