"""Blocks in authors' pages and on pages by role: what is read, and where a mistake is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import case, messages
from tpo_docs import blocks, config
from tpo_docs.config import Block
from tpo_docs.model import Body, Finding, Parsed, Review
from tpo_docs.options import BLOCKS
from tpo_docs.schema import default_schema


def _read(text: str) -> list[Block | None]:
    return [fence.block for fence in blocks.read(Body(text, 1), "page.md")]


def _found(page: str, configuration: str = "") -> list[tuple[int, int, str]]:
    """Line, column and message of each finding about a query on a page (or in a configuration)."""
    files = f'`````markdown title="page.md"\n{page}\n`````\n'
    if configuration:
        files += f'```yaml title="tpo-docs.yml"\n{configuration}\n```\n'
    return [_placed(one) for one in case(files).review().findings if one.code == "TPO004"]


def _placed(finding: Finding) -> tuple[int, int, str]:
    return finding.line, finding.column, finding.message


def test_a_block_is_read_with_the_place_of_each_option() -> None:
    text = "# A page\n\n```tpo table\nquery: type:requirement\ncolumns: [id, title]\nlimit: 5\n```\n"
    (block,) = _read(text)
    assert block is not None
    assert (block.kind, block.line, block.column) == ("table", 3, 4)
    assert block.options == {"query": "type:requirement", "columns": ["id", "title"], "limit": 5}
    assert (block.place("query"), block.place("columns/1"), block.place("limit")) == ((4, 8), (5, 15), (6, 8))


@pytest.mark.parametrize(
    "text",
    [
        "````markdown\n```tpo table\nquery: x\n```\n````",
        "~~~\n```tpo table\n~~~",
        "<!--\n```tpo table\n-->",
        "    ```tpo table\n    query: x\n    ```",
        "```python\ntpo = 1\n```",
        "`tpo table`",
        "```tpo`x` table\n```",
        "```tpocalypse\n```",
    ],
)
def test_what_only_looks_like_a_block_is_none(text: str) -> None:
    assert _read(text) == []


def test_a_block_behind_a_comment_or_another_fence_counts() -> None:
    text = "<!-- one line -->\n```\n```\n\n  ~~~~ tpo count\nquery: type:goal\n  ~~~~\n"
    assert [block.kind for block in _read(text) if block is not None] == ["count"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("```tpo tabel\n```", [(1, 8, "there is no block 'tabel'")]),
        ("```tpo\n```", [(1, 4, "the block does not say what it is")]),
        ("```tpo list extra\nquery: type:goal\n```", [(1, 13, "the block says 'extra' behind its kind")]),
        ("x\n\n```tpo list\nquery: type:goal", [(3, 4, "the block is not closed")]),
        ("```tpo list\n```", [(1, 4, "the list has no `query`")]),
        ("```tpo list\nquery: type:gaol\n```", [(2, 13, "there is no type 'gaol'")]),
        ('```tpo list\nquery: "owner:x type:gaol"\n```', [(2, 22, "there is no type 'gaol'")]),
        ("```tpo list\nquery: >\n  type:gaol\n```", [(2, 8, "there is no type 'gaol'")]),
        ("```tpo list\nquery: type:goal\ntext: all\n```", [(3, 7, "'all' is none of none, plain, statement")]),
        ("```tpo list\nquery: type:goal\nwho: me\n```", [(3, 1, "unknown option 'who'")]),
        ("```tpo table\nquery: type:goal\ncolumns: [id, tittle]\n```", [(3, 15, "there is no column 'tittle'")]),
        ("```tpo table\nquery: type:goal\nsort: -tittle\n```", [(3, 7, "there is no column 'tittle' to sort by")]),
        ("```tpo table\nquery: type:goal\nlimit: 0\n```", [(3, 8, "'0' is not a number from 1")]),
        ("```tpo count\nquery: type:goal\nof: type:gaol\n```", [(3, 10, "there is no type 'gaol'")]),
        ("```tpo matrix\nrows: gaol\ncolumns: verifies\n```", [(2, 7, "there is no type 'gaol'")]),
        (
            "```tpo matrix\nrows: verifies\n```",
            [(1, 4, "the matrix has no `columns`"), (2, 7, "there is no type 'verifies'")],
        ),
        ("```tpo chart\nby: type\n```", [(1, 4, "the chart does not say what it is `of`")]),
        ("```tpo chart\nof: coverage\nby: age\n```", [(3, 5, "a chart of coverage cannot be by 'age'")]),
        ("```tpo chart\nof: items\nby: colour\n```", [(3, 5, "a chart of items cannot be by 'colour'")]),
        ("```tpo gaps\nrules: [TPO3, REQ]\n```", [(2, 15, "'REQ' is no code of a rule")]),
    ],
)
def test_a_mistake_is_found_at_the_very_word(page: str, expected: list[tuple[int, int, str]]) -> None:
    assert _found(page) == expected


def test_what_is_no_mapping_is_said_at_its_place() -> None:
    assert _found("```tpo list\n- a\n- b\n```") == [
        (1, 4, "the list has no `query`"),
        (2, 1, "a list stands where `name: value` lines should"),
    ]


def test_a_block_in_an_item_is_a_finding_about_that_item(review: Review) -> None:
    """
    ````markdown title="GOAL-001.md"
    ---
    id: GOAL-001
    ---
    What serves it:

    ```tpo list
    query: up:GOAL-001 colour:red
    ```
    ````
    """
    (finding,) = [one for one in review.findings if one.code == "TPO004"]
    assert (finding.item, finding.line, finding.column) == ("GOAL-001", 7, 20)


def test_a_field_of_the_projects_own_items_may_be_asked_for(review: Review) -> None:
    """
    ````markdown title="GOAL-001.md"
    ---
    id: GOAL-001
    colour: red
    ---
    ```tpo table
    query: colour:red
    columns: [id, colour, coverage]
    ```
    ````
    """
    assert messages(review, "TPO004") == []


def test_a_mistake_on_the_page_of_a_role_is_found_in_the_configuration() -> None:
    configuration = (
        "roles:\n  - name: board\n    blocks:\n      - table: {query: 'type:gaol'}\n      - count: type:goal x:1\n"
    )
    assert _found("", configuration) == [(4, 30, "there is no type 'gaol'"), (5, 26, "there is no field 'x'")]


@pytest.mark.parametrize(
    ("configuration", "line", "message"),
    [
        ("roles: [testr]", 1, "no role 'testr' is shipped"),
        ("roles:\n  - title: Board", 2, "a role needs a `name`"),
        ("roles:\n  - name: The Board", 2, "'The Board' is no name of a role: lower-case letters, digits and - only"),
        ("roles:\n  - name: b\n    blocks: [{heading: A, text: B}]", 3, "an entry of `blocks` has one key"),
        ("roles:\n  - name: b\n    blocks: [{tabel: x}]", 3, "unknown option 'tabel'"),
    ],
)
def test_a_role_that_cannot_be_read_is_a_finding(configuration: str, line: int, message: str) -> None:
    problem = config.read(configuration, "tpo-docs.yml").unread[0]
    assert problem.line == line
    assert problem.reason.startswith(message)


def test_roles_are_changed_added_picked_and_switched_off() -> None:
    shipped = [role.name for role in config.default().roles]

    def names(text: str) -> list[str]:
        return [role.name for role in config.read(text, "tpo-docs.yml").roles]

    assert names("version: 1") == shipped
    assert names("roles:\n  - {name: auditor, enabled: false}") == shipped[:-1]
    assert names("roles:\n  - {name: board, blocks: [{edition: {}}]}") == [*shipped, "board"]
    assert names("roles: [client, tester]") == ["client", "tester"]
    assert names("roles: [none]") == []
    (role,) = [
        role for role in config.read("roles: [{name: client, title: Kundin}]", "x").roles if role.name == "client"
    ]
    assert (role.title, role.shipped) == ("Kundin", True)
    assert role.blocks


def test_every_shipped_block_is_as_a_project_could_write_it() -> None:
    schema = default_schema()
    for role in config.default().roles:
        for block in role.blocks:
            option = next((option for option in BLOCKS if option.name == block.kind), None)
            assert (option is not None) or block.kind == "heading"
            if option is not None:
                assert set(block.options) <= {child.name for child in option.children}
    parsed = Parsed()
    written = config.Configuration(
        schema=schema,
        roles=tuple(config.Role(role.name, role.title, blocks=role.blocks) for role in config.default().roles),
    )
    assert blocks.problems(written, parsed) == ()


_LINES = st.sampled_from(
    [
        "```tpo table",
        "```",
        "~~~tpo chart",
        "~~~",
        "query: type:goal",
        "columns: [id,",
        "of: coverage",
        "limit: x",
        "<!--",
        "-->",
        "````",
        "  ```tpo",
        "- a",
        "# b",
        "",
        "rows: {a: b}",
        "query: [a, b]",
        "```tpo matrix x",
        '"',
    ],
) | st.text(max_size=20)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=12), st.integers(1, 50))
def test_any_text_is_read_without_an_exception(lines: list[str], start: int) -> None:
    body = Body("\n".join(lines), start)
    stops = body.text.count("\n")
    last = -1
    for fence in blocks.read(body, "page.md"):
        assert last < fence.first <= fence.last <= stops
        last = fence.last
        places = [problem.line for problem in fence.problems]
        if fence.block is not None:
            project = case("").review().project
            places += [one.line for one in blocks.faults(fence.block, project, body.text.split("\n"), start)]
        assert all(start <= line <= start + stops + 1 for line in places)
