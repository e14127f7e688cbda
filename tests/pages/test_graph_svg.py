"""The picture of an item's neighbourhood: well formed, escaped, bounded, and linked."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from tests.cases import case
from tests.pages.small import small
from tpo_docs.model import Review
from tpo_docs.pages.graph_svg import MAX_NODES, neighbourhood
from tpo_docs.pages.links import Links
from tpo_docs.places import Places
from tpo_docs.words import words


def _picture(review: Review, item_id: str, language: str = "en") -> str:
    item = review.project.items[item_id]
    return neighbourhood(item, Links(item.docs_path, Places(review.project), words(language)))


def _nodes(picture: str) -> dict[str, ET.Element]:
    """The nodes by the first word of their titles."""
    root = ET.fromstring(picture)
    return {
        (node.findtext("title") or "").split(" ")[0]: node
        for node in root.iter()
        if "tpo-node" in node.get("class", "").split()
    }


def test_what_is_linked_and_what_that_is_linked_to_is_shown() -> None:
    nodes = _nodes(_picture(small(), "STY-001"))
    assert set(nodes) == {
        *("GOAL-001", "REQ-001", "EPIC-001", "STY-001", "SPEC-001", "ADR-001", "TEST-001", "RISK-001", "REL-mvp"),
    }
    far = {name for name, node in nodes.items() if "tpo-node--far" in node.get("class", "")}
    assert far == {"GOAL-001", "REL-mvp"}


def test_every_node_but_the_item_itself_is_a_link() -> None:
    nodes = _nodes(_picture(small(), "STY-001"))
    assert nodes["REQ-001"].get("href") == "../requirements/REQ-001.html"
    assert nodes["STY-001"].tag == "g"
    assert "tpo-node--self" in nodes["STY-001"].get("class", "")


def test_types_stand_in_columns_in_the_order_of_the_work() -> None:
    nodes = _nodes(_picture(small(), "STY-001"))

    def column(name: str) -> int:
        return int((nodes[name].get("transform") or "").removeprefix("translate(").split(" ")[0])

    assert column("GOAL-001") < column("REQ-001") == column("EPIC-001") < column("STY-001")
    assert column("STY-001") < column("SPEC-001") == column("ADR-001") < column("TEST-001") == column("REL-mvp")


def test_no_two_nodes_stand_in_one_place() -> None:
    places = [node.get("transform") for node in _nodes(_picture(small(), "STY-001")).values()]
    assert len(places) == len(set(places))


def test_it_has_a_title_and_a_description() -> None:
    root = ET.fromstring(_picture(small(), "STY-001", "de"))
    titles = {root.findtext("title"), root.findtext("desc")}
    assert titles == {
        "Umgebung von STY-001",
        "STY-001 ist verknüpft mit ADR-001, EPIC-001, REQ-001, RISK-001, SPEC-001, TEST-001",
    }
    assert (root.get("aria-labelledby") or "").split() == ["graph-t", "graph-d"]


def test_hostile_titles_stay_text() -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: "<script>alert('1')</script> & \\"x"
    realizes: REQ-001
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: "</title></svg><img src=x onerror=alert(1)>"
    status: "<b>"
    ---
    ```
    """
    picture = _picture(case(test_hostile_titles_stay_text.__doc__ or "").review(), "STY-001")
    assert not re.search(r"<(?:script|img|b)\b", picture)
    assert {node.tag for node in ET.fromstring(picture).iter()} <= {
        *("svg", "title", "desc", "defs", "use", "text", "tspan", "path", "rect", "a", "g")
    }


def _fan(stories: int, tests: int = 0) -> Review:
    files = '```yaml title="REQ-001.md"\n---\nid: REQ-001\n---\n```\n'
    for number in range(stories):
        files += f'```yaml title="s/STY-{number}.md"\n---\nid: STY-{number}\nrealizes: REQ-001\n---\n```\n'
        for test in range(tests):
            files += f'```yaml title="t/TEST-{number}{test}.md"\n---\nid: TEST-{number}{test}\nverifies: STY-{number}\n---\n```\n'
    return case(files).review()


@pytest.mark.parametrize(("stories", "tests"), [(5, 0), (50, 0), (40, 3)])
def test_many_neighbours_are_counted_instead_of_shown(stories: int, tests: int) -> None:
    picture = _picture(_fan(stories, tests), "REQ-001")
    nodes = _nodes(picture)
    assert len(nodes) <= MAX_NODES
    assert "REQ-001" in nodes
    left_out = sum(int(found) for found in re.findall(r">\+(\d+) more<", picture))
    shown_tests = sum(1 for name in nodes if name.startswith("TEST"))
    shown_stories = sum(1 for name in nodes if name.startswith("STY"))
    assert shown_stories + shown_tests + left_out >= stories
    assert (left_out > 0) == (stories > 6)


def test_an_item_without_links_has_no_picture() -> None:
    assert _picture(_fan(0), "REQ-001") == ""


def test_what_a_release_contains_is_not_drawn_again() -> None:
    assert "EPIC-001" not in _nodes(_picture(small(), "REL-mvp") or "<svg/>")


def test_links_within_a_type_bend_around_its_column() -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    depends_on: REQ-001
    ---
    ```
    """
    picture = _picture(case(test_links_within_a_type_bend_around_its_column.__doc__ or "").review(), "REQ-001")
    assert 'd="M0 41C-16 41 -16 88 0 88"' in picture


def test_a_type_of_the_projects_own_stands_with_the_one_before_it() -> None:
    """
    ```yaml title="tpo-docs.yml"
    types:
      hazard: {prefix: HAZ}
    links:
      causes: {from: hazard, to: requirement}
    ```
    ```yaml title="HAZ-001.md"
    ---
    id: HAZ-001
    causes: REQ-001
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    """
    nodes = _nodes(
        _picture(case(test_a_type_of_the_projects_own_stands_with_the_one_before_it.__doc__ or "").review(), "REQ-001")
    )
    assert set(nodes) == {"REQ-001", "HAZ-001"}
