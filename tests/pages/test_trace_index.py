"""The index of the matrices."""

from __future__ import annotations

from collections.abc import Callable

from tests.cases import case
from tests.pages.wells import rendered, wells
from tpo_docs.pages import trace_index


def test_the_index_lists_matrices_with_coverage_and_gaps(golden: Callable[[str, str], None]) -> None:
    golden("pages/trace/index.md", rendered(trace_index.pages, wells())["trace/index.md"])


def test_without_items_it_says_what_makes_a_matrix_appear() -> None:
    shown = rendered(trace_index.pages, case("").review())
    assert list(shown) == ["trace/index.md"]
    assert "There is no matrix yet." in shown["trace/index.md"]
    assert "appears with the first item of the type goal" in shown["trace/index.md"]


def test_a_project_that_names_its_matrices_hears_of_no_others() -> None:
    files = '```yaml title="tpo-docs.yml"\nsite: {matrices: [requirement×test]}\n```\n'
    shown = rendered(trace_index.pages, wells(files))
    assert list(shown) == ["trace/index.md", "trace/requirement-test.md"]
    assert "Not active" not in shown["trace/index.md"]
    assert "The configuration of this project names its matrices." in shown["trace/index.md"]
