"""The query language: what each form finds, and what each mistake says."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import case
from tpo_docs import query
from tpo_docs.model import Review
from tpo_docs.query import selection
from tpo_docs.schema import default_schema

SCHEMA = default_schema()

_FILES = """
```yaml title="GOAL-001.md"
---
id: GOAL-001
title: Faster invoices
status: active
owner: tess
---
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Well costs are split per office
kind: functional
status: approved
priority: must
owner: billing team
source: client
supports: GOAL-001
tags: [billing, "cost, split"]
feasibility: {verdict: risky, by: tess}
review_by: 2027-06-30
---
The system shall show the cost of a well per office.
```
```yaml title="REQ-002.md"
---
id: REQ-002
title: Invoices are archived
kind: data
status: draft
priority: should
tags: billing
review_by: 2027-02-01
---
Ten years, as the law asks.
```
```yaml title="REQ-010.md"
---
id: REQ-010
title: Fax
kind: functional
status: rejected
priority: wont
---
Nobody faxes.
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split
status: ready
owner: tess
as: client
want: a split
estimate: 5
realizes: REQ-001
release: REL-mvp
acceptance: {AC1: shown, AC2: saved}
---
```
```yaml title="STY-002.md"
---
id: STY-002
title: Archive
status: done
estimate: 13
realizes: [REQ-002]
parent: EPIC-001
---
```
```yaml title="EPIC-001.md"
---
id: EPIC-001
title: Billing
status: in-progress
release: REL-mvp
supports: GOAL-001
---
```
```yaml title="REL-mvp.md"
---
id: REL-mvp
title: MVP
kind: mvp
status: planned
target: 2027-09-01
---
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Two offices
kind: manual
status: active
verifies: STY-001/AC1
---
```
```yaml title="KPI-001.md"
---
id: KPI-001
title: Days to the invoice
status: active
unit: days
measures: GOAL-001
---
```
"""


@pytest.fixture(scope="module")
def invoices() -> Review:
    return case(_FILES).review()


def found(text: str, review: Review) -> list[str]:
    understood = query.parse(text, review.project.schema, query.field_names(review.project.items.values()))
    assert understood.problems == ()
    return [item.id for item in query.select(understood, review)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        # words and phrases
        ("archive", ["REQ-002", "STY-002"]),
        ("ARCHIVE invoices", ["REQ-002"]),
        ('"cost of a well"', ["REQ-001"]),
        ('"cost, split"', ["REQ-001"]),
        ("-invoices type:goal", []),
        ("req-001", ["REQ-001", "STY-001"]),
        # field:value
        ("type:story", ["STY-001", "STY-002"]),
        ("type:story,epic", ["EPIC-001", "STY-001", "STY-002"]),
        ("TYPE:Story", ["STY-001", "STY-002"]),
        ("type:requirement -kind:functional", ["REQ-002"]),
        ("status:ready,draft", ["REQ-002", "STY-001"]),
        ("category:dead", ["REQ-010"]),
        ("id:REQ-*", ["REQ-001", "REQ-002", "REQ-010"]),
        ("id:*-001 type:story", ["STY-001"]),
        ("id:REQ-1", []),
        ("tag:billing", ["REQ-001", "REQ-002"]),
        ('tags:"cost, split"', ["REQ-001"]),
        ('owner:"billing team"', ["REQ-001"]),
        ("owner:billing", []),
        ("owner:billing*", ["REQ-001"]),
        ("title:invoice", ["GOAL-001", "REQ-002", "KPI-001"]),
        ("title=fax", ["REQ-010"]),
        ("title=invoices", []),
        ("statement:well", ["REQ-001"]),
        ("feasibility.verdict:risky", ["REQ-001"]),
        ("feasibility.by:tess", ["REQ-001"]),
        ("path:specs/REQ-00*", ["REQ-001", "REQ-002"]),
        ("unit:days", ["KPI-001"]),
        # links
        ("realizes:REQ-001", ["STY-001"]),
        ("realized_by:STY-001", ["REQ-001"]),
        ("verifies:STY-001/AC1", ["TEST-001"]),
        ("release:REL-mvp", ["EPIC-001", "STY-001", "STY-002"]),
        # comparisons
        ("estimate>=5", ["STY-001", "STY-002"]),
        ("estimate>5", ["STY-002"]),
        ("estimate<13", ["STY-001"]),
        ("estimate<=5", ["STY-001"]),
        ("estimate=5.0", ["STY-001"]),
        ("estimate:5", ["STY-001"]),
        ("review_by<2027-03-01", ["REQ-002"]),
        ("review_by>=2027-06-30", ["REQ-001"]),
        ("priority>=should", ["REQ-001", "REQ-002"]),
        ("priority<must", ["REQ-002", "REQ-010"]),
        ("type:story status>=ready", ["STY-001", "STY-002"]),
        ("status>=agreed type:requirement", ["REQ-001"]),
        ("category<agreed", ["REQ-002"]),
        ("type:requirement status<approved", ["REQ-002"]),
        ("id>REQ-002 type:requirement", ["REQ-010"]),
        ("estimate>=many", []),
        # has and missing
        ("has:criteria", ["STY-001"]),
        ("has:review_by", ["REQ-001", "REQ-002"]),
        ("type:requirement missing:owner", ["REQ-002", "REQ-010"]),
        ("has:realizes", ["STY-001", "STY-002"]),
        ("has:verified_by", ["STY-001"]),
        ("missing:realizes type:story", []),
        ("type:requirement has:story", ["REQ-001", "REQ-002"]),
        ("type:requirement missing:story", []),
        ("type:requirement has:test", ["REQ-001"]),
        ("type:requirement missing:test", ["REQ-002"]),
        ("type:story missing:test", ["STY-001", "STY-002"]),
        ("type:test missing:test", []),
        ("type:goal has:metric", ["GOAL-001"]),
        ("-has:link", ["REQ-010"]),
        ("has:TPO305", ["STY-001"]),
        ("has:criterion-without-test", ["STY-001"]),
        ("type:story has:error,warning", ["STY-001", "STY-002"]),
        ("type:metric has:finding", ["KPI-001"]),
        ("findings:TPO305", ["STY-001"]),
        ("has:305", ["STY-001"]),
        ("findings:305", ["STY-001"]),
        ("findings:criterion-without-test", ["STY-001"]),
        ("type:story finding:error,warning", ["STY-001", "STY-002"]),
        ("type:requirement findings:none", None),
        ("type:metric -findings:none", ["KPI-001"]),
        # up and down
        ("up:GOAL-001", ["REQ-001", "EPIC-001", "STY-001", "STY-002", "TEST-001", "KPI-001"]),
        ("up:REQ-001,REQ-002", ["STY-001", "STY-002", "TEST-001"]),
        ("up:STY-001/AC1", ["TEST-001"]),
        ("down:TEST-001", ["GOAL-001", "REQ-001", "STY-001"]),
        ("down:KPI-*", ["GOAL-001"]),
        ("up:REQ-999", []),
        # coverage
        ("covered:no type:requirement", ["REQ-002"]),
        ("covered:no type:story", ["STY-001"]),
        ("covered:yes type:requirement", ["REQ-001"]),
        # order
        ("type:story sort:-estimate", ["STY-002", "STY-001"]),
        ("type:requirement sort:priority", ["REQ-001", "REQ-002", "REQ-010"]),
        ("type:requirement sort:-priority", ["REQ-010", "REQ-002", "REQ-001"]),
        ("type:requirement sort:review_by", ["REQ-002", "REQ-001", "REQ-010"]),
        ("type:requirement sort:-review_by", ["REQ-001", "REQ-002", "REQ-010"]),
        ("type:requirement sort:-id", ["REQ-010", "REQ-002", "REQ-001"]),
        ("type:requirement sort:status", ["REQ-002", "REQ-001", "REQ-010"]),
        ("type:requirement,story sort:kind sort:-title", None),
        ("sort:-findings,id", None),
    ],
)
def test_a_query_finds(text: str, ids: list[str] | None, invoices: Review) -> None:
    result = found(text, invoices)
    assert ids is None or result == ids


def test_without_a_query_all_items_come_by_type_and_number(invoices: Review) -> None:
    assert found("", invoices) == [
        "GOAL-001",
        "REQ-001",
        "REQ-002",
        "REQ-010",
        "EPIC-001",
        "STY-001",
        "STY-002",
        "TEST-001",
        "REL-mvp",
        "KPI-001",
    ]


@pytest.mark.parametrize(
    ("text", "column", "message", "mend"),
    [
        ("ownr:x", 1, "there is no field 'ownr'", "write `owner`"),
        ("findings:eror", 10, "no finding is called 'eror'", "write `error`"),
        ("a -statsu:x", 4, "there is no field 'statsu'", "write `status`"),
        ("qqqq:x", 1, "there is no field 'qqqq'", "put it in quotation marks to search for the text"),
        ("type:requirment", 6, "there is no type 'requirment'", "write `requirement`"),
        ("category:x", 10, "there is no category 'x'", "known: draft, review, agreed, doing, done, dead"),
        ("covered:maybe", 9, "there is no covered 'maybe'", "known: yes, no, deep"),
        ("owner:", 7, "'owner:' lacks a value", "write `owner:value`"),
        ("estimate>", 10, "'estimate>' lacks a value", "write `estimate>value`"),
        ("estimate>1,2", 10, "'>' compares with one value", "write `estimate>1`"),
        ("has>2", 4, "'has' takes only ':'", "write `has:2`"),
        ("has:storry", 5, "nothing is called 'storry'", "write `story`"),
        ("sort:prority", 6, "there is no field 'prority' to sort by", "write `priority`"),
        ("label:", 7, "'tags:' lacks a value", "write `tags:value`"),
        ('owner:"billing', 7, "the quotation mark is not closed", 'write `"` behind the phrase'),
    ],
)
def test_a_mistake_names_its_place(text: str, column: int, message: str, mend: str) -> None:
    (problem,) = query.parse(text, SCHEMA).problems
    assert (problem.column, problem.message, problem.mend) == (column, message, mend)


def test_a_foreign_field_is_known_where_items_have_it() -> None:
    assert query.parse("discussions:x", SCHEMA).problems
    assert not query.parse("discussions:x", SCHEMA, ["discussions"]).problems


WORDS = st.text(alphabet=string.ascii_letters + string.digits + ' :,<>=-*"._', max_size=40)
ANYTHING = st.text(max_size=60)


@settings(deadline=None)
@given(WORDS | ANYTHING)
def test_any_text_is_a_query_or_names_its_mistakes(text: str) -> None:
    understood = query.parse(text, SCHEMA)
    for problem in understood.problems:
        assert 1 <= problem.column <= len(text) + 1
        assert problem.message


NAMES = st.sampled_from(["owner", "status", "title", "tags", "estimate", "realizes", "feasibility.verdict"])
VALUES = st.text(alphabet=string.ascii_letters + " ,*-/.", min_size=1, max_size=12).filter(lambda text: text.strip())
TERMS = st.one_of(
    st.builds(
        query.Term,
        NAMES,
        st.sampled_from([":", "="]),
        st.lists(VALUES, min_size=1, max_size=3).map(tuple),
        st.booleans(),
        st.just(1),
    ),
    st.builds(
        query.Term,
        st.just("estimate"),
        st.sampled_from([">", "<=", "<", ">="]),
        st.tuples(VALUES),
        st.booleans(),
        st.just(1),
    ),
    st.builds(query.Term, st.just(""), st.just(""), st.tuples(VALUES.map(str.strip)), st.booleans(), st.just(1)),
)
ORDERS = st.builds(query.Order, NAMES, st.booleans())


@settings(deadline=None)
@given(st.lists(TERMS, max_size=4), st.lists(ORDERS, max_size=2))
def test_a_query_written_out_reads_the_same(terms: list[query.Term], orders: list[query.Order]) -> None:
    written = query.Query(tuple(terms), tuple(orders))
    again = query.parse(str(written), SCHEMA)
    assert again.problems == ()
    assert [term._replace(column=1) for term in again.terms] == terms
    assert list(again.order) == orders


@settings(deadline=None)
@given(st.lists(TERMS, max_size=3), st.lists(ORDERS, max_size=2))
def test_any_query_can_be_asked(invoices: Review, terms: list[query.Term], orders: list[query.Order]) -> None:
    chosen = query.select(query.Query(tuple(terms), tuple(orders)), invoices)
    assert len({item.id for item in chosen}) == len(chosen)


@settings(deadline=None)
@given(st.lists(TERMS, min_size=1, max_size=1))
def test_a_term_and_its_opposite_part_the_items(invoices: Review, terms: list[query.Term]) -> None:
    (term,) = terms
    yes = query.select(query.Query((term,)), invoices)
    no = query.select(query.Query((term._replace(negated=not term.negated),)), invoices)
    assert sorted(item.id for item in (*yes, *no)) == sorted(invoices.project.items)


def test_a_column_shows_fields_links_and_what_is_computed(invoices: Review) -> None:
    item = invoices.project.items["REQ-001"]
    shown = {
        name: query.cell(item, name, invoices)
        for name in (
            "tags",
            "supports",
            "realized_by",
            "up",
            "down",
            "covered",
            "missing",
            "findings",
            "line",
            "feasibility.by",
        )
    }
    assert shown == {
        "tags": ("billing", "cost, split"),
        "supports": ("GOAL-001",),
        "realized_by": ("STY-001",),
        "up": ("GOAL-001",),
        "down": ("STY-001",),
        "covered": ("yes",),
        "missing": ("STY-001: AC2 has no test",),
        "findings": tuple(finding.code for finding in invoices.about("REQ-001")),
        "line": ("2",),
        "feasibility.by": ("tess",),
    }


def test_a_mistake_in_a_saved_view_is_a_finding_at_its_place(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    views:
      - name: Open
        query: type:story ownr:tess
      - {name: Quoted, query: "type:stroy", columns: [id, titel], sort: -prio}
      - name: Fine
        query: has:finding sort:-findings
        columns: [id, title, verified_by, missing]
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    ---
    ```
    """
    assert [
        (finding.line, finding.column, finding.message, finding.mend)
        for finding in review.findings
        if finding.code == "TPO004"
    ] == [
        (3, 23, "view 'Open': there is no field 'ownr'", "write `owner`"),
        (4, 27, "view 'Quoted': there is no column 'prio'", "write `priority`"),
        (4, 27, "view 'Quoted': there is no column 'titel'", "write `title`"),
        (4, 33, "view 'Quoted': there is no type 'stroy'", "write `story`"),
    ]


def test_the_tree_of_traces_unfolds_each_item_once(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    parent: REQ-002
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
    realizes: [REQ-001, REQ-002]
    ---
    ```
    """
    project = review.project
    down = query.tree(project, project.items["REQ-001"], up=False)
    assert _ids(down) == [("REQ-002", [("REQ-001", "again"), ("STY-001", "again")]), ("STY-001", [])]
    assert query.closure(project, project.items["REQ-001"], query.above) == {"REQ-001", "REQ-002"}


def test_a_long_chain_of_parents_is_no_trouble() -> None:
    files = "\n".join(
        f'```yaml title="REQ-{n}.md"\n---\nid: REQ-{n}\nparent: REQ-{n + 1}\n---\n```' for n in range(1, 3000)
    )
    project = case(files).review().project
    assert len(query.closure(project, project.items["REQ-1"], query.above)) == 2998
    assert query.tree(project, project.items["REQ-1"], up=True)


def _ids(branches: tuple[query.Branch, ...]) -> list[tuple[str, object]]:
    return [(branch.item.id, "again" if branch.again else _ids(branch.branches)) for branch in branches]


@given(st.text("ab", max_size=12), st.text("ab*", max_size=8).filter(lambda text: "*" in text))
def test_stars_stand_for_anything(text: str, wanted: str) -> None:
    pattern = ".*".join(map(re.escape, wanted.split("*")))
    assert selection._matcher(wanted, contains=False)(text) is (re.fullmatch(pattern, text) is not None)


def test_a_pattern_of_many_stars_ends() -> None:
    """As a regular expression it would try every way to spread thousands of letters over its parts."""
    assert not selection._matcher("*a" * 40 + "*b", contains=False)("a" * 20_000)
    assert selection._matcher("*a" * 40 + "*", contains=False)("a" * 20_000)
