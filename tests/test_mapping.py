"""Foreign front matter made ours, its files untouched."""

from __future__ import annotations

from tests.cases import case
from tpo_docs.model import Category, Item, Project, Review


def only(project: Project) -> Item:
    (item,) = project.items.values()
    return item


def test_fields_values_and_links_are_translated(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map:
          id: {field: eip, format: "EIP-{}"}
          type: {field: type, values: {Meta: decision}, default: requirement}
          kind: {field: category, values: {Core: functional}, default: business}
          title: {field: name, default: "Proposal {id}"}
          status: {field: state, values: {Final: agreed, Withdrawn: dead}, default: review}
          links: {requires: {role: depends_on, split: ","}}
          fields: {author: owner}
          ignore: [created]
    ```
    ```yaml title="eip-1559.md"
    ---
    eip: 1559
    name: Fee market
    type: Standards
    category: Core
    state: Final
    author: Vitalik
    requires: 2718, EIP-2930
    created: 2019-04-13
    priority: must
    extra: x
    ---
    A mechanism.
    ```
    ```yaml title="eip-2718.md"
    ---
    eip: 2718
    type: Meta
    state: Living
    requires: 1
    ---
    ```
    """
    fee, other = review.project.items.values()
    assert (fee.id, fee.type, fee.kind, fee.title, fee.owner) == (
        "EIP-1559",
        "requirement",
        "functional",
        "Fee market",
        "Vitalik",
    )
    assert (fee.status, fee.category) == ("Final", Category.AGREED)
    assert fee.text("priority") == "must"
    assert [(link.role, link.target, link.line, link.column) for link in fee.links] == [
        ("depends_on", "EIP-2718", 8, 11),
        ("depends_on", "EIP-2930", 8, 17),
    ]
    assert (other.id, other.type, other.kind, other.title) == ("EIP-2718", "decision", "business", "Proposal EIP-2718")
    assert (other.status, other.category) == ("Living", Category.REVIEW)
    assert [finding.message for finding in review.findings if finding.code == "TPO103"] == [
        "a requirement has no field 'extra'"
    ]


def test_the_id_may_come_from_the_file_and_the_type_from_the_folder(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map:
          id: {from: filename, pattern: '^(\\d{4})-'}
          type: {folders: {done: story}, default: decision}
    ```
    ```markdown title="0001-use-git.md"
    # Use Git
    ```
    ```markdown title="done/old/0002-try.md"
    # Try
    ```
    ```markdown title="readme.md"
    # Read me
    ```
    """
    assert [(item.id, item.type, item.title) for item in review.project.items.values()] == [
        ("0001", "decision", "Use Git"),
        ("0002", "story", "Try"),
    ]
    assert [page.title for page in review.project.documents] == ["Read me"]


def test_an_inverse_keyword_turns_the_link_round(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources: [{path: specs, map: {id: id, type: story, links: {children: {role: blocks}, parent: parent}}}]
    links: {parent: {from: story, to: story}}
    ```
    ```yaml title="a.md"
    ---
    id: A
    children: [B, [x], {y: z}]
    ---
    ```
    ```yaml title="b.md"
    ---
    id: B
    parent: A
    ---
    ```
    """
    assert [(trace.source, trace.role, trace.target) for trace in review.project.traces] == [
        ("B", "depends_on", "A"),
        ("B", "parent", "A"),
    ]


def test_a_list_fills_a_field_that_takes_one_value(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources: [{path: specs, map: {id: id, type: story, fields: {assignee: owner, labels: tags}}}]
    ```
    ```yaml title="a.md"
    ---
    id: A
    assignee: [tess, tom]
    labels: [x, y]
    ---
    ```
    ```yaml title="b.md"
    ---
    id: B
    assignee: []
    ---
    ```
    """
    one, other = review.project.items.values()
    assert (one.owner, one.texts("tags")) == ("tess, tom", ("x", "y"))
    assert other.owner == ""
    assert [finding.code for finding in review.findings if finding.code == "TPO104"] == []


def test_a_file_without_the_id_field_is_a_page() -> None:
    project = (
        case(
            """
        ```yaml title="tpo-docs.yml"
        sources: [{path: specs, map: {id: number, type: story}}]
        ```
        ```yaml title="a.md"
        ---
        id: STY-001
        number:
        title: A page
        ---
        ```
        ```yaml title="b.md"
        ---
        number: [1, 2]
        ---
        ```
        """
        )
        .review()
        .project
    )
    assert project.items == {}
    assert [page.title for page in project.documents] == ["A page", "B"]


def test_a_front_matter_that_is_no_yaml_is_read_line_by_line(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources: [{path: specs, map: {id: id, type: story, fields: {assignee: owner}, links: {needs: depends_on}}}]
    ```
    ```yaml title="a.md"
    ---
    id: A
    assignee: @tess
    needs: [B]
    ---
    ```
    ```yaml title="b.md"
    ---
    id: B
    ---
    ```
    """
    project = review.project
    assert (project.items["A"].owner, [trace.target for trace in project.traces]) == ("@tess", ["B"])
    assert [(finding.code, finding.line, finding.item) for finding in review.findings if finding.code == "TPO101"] == [
        ("TPO101", 3, "A")
    ]
