"""TPO004: a query that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO004", "query-invalid", Severity.ERROR)
def query_invalid(project: Project) -> Iterator[Violation]:
    """A query, in a saved view or on a page, that cannot be read.

    ## Why it matters
    The list stays empty, which looks as if there were nothing to show.

    ## Example
    ```yaml title="tpo-docs.yml"
    views:
      - {name: Must without test, query: "type:requirement estimate>"}  # finding: TPO004
    ```

    ## Instead
    ```yaml title="tpo-docs.yml"
    views:
      - {name: Large stories, query: "type:story estimate>5"}
    ```
    """
    yield from unread(project, "query")
