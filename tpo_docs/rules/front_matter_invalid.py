"""TPO101: a front matter that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO101", "front-matter-invalid", Severity.ERROR)
def front_matter_invalid(project: Project) -> Iterator[Violation]:
    """A front matter that cannot be read: no YAML, a name written twice, tabs, not closed, not UTF-8.

    ## Why it matters
    What cannot be read is not checked, so nothing else that is said about the item can be trusted.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    kind: quality  # finding: TPO101
    ---
    The system shall show the cost of a well per office.
    ```

    ## Instead
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    The system shall show the cost of a well per office.
    ```
    """
    yield from unread(project, "front-matter")
