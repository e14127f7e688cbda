"""TPO005: a formula for priorities that cannot be computed."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO005", "formula-invalid", Severity.ERROR)
def formula_invalid(project: Project) -> Iterator[Violation]:
    """A formula for priorities that is no arithmetic, or that names an input nobody can write.

    ## Why it matters
    No item gets a score, so the order of the backlog says nothing.

    ## Example
    ```yaml title="tpo-docs.yml"
    priority:
      framework: formula
      formula: "value / "  # finding: TPO005
    ```

    ## Instead
    ```yaml title="tpo-docs.yml"
    priority:
      framework: formula
      formula: "value / estimate"
      inputs: [value]
    ```
    """
    yield from unread(project, "formula")
