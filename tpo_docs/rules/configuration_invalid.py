"""TPO002: an option in `tpo-docs.yml` that does not exist or cannot be what it is."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO002", "configuration-invalid", Severity.ERROR)
def configuration_invalid(project: Project) -> Iterator[Violation]:
    """An option in `tpo-docs.yml` that does not exist, or a value that it cannot have.

    ## Why it matters
    The option is left out, so the project is judged and built by other rules than its authors believe.

    ## Example
    ```yaml title="tpo-docs.yml"
    profile: starter
    rulez:  # finding: TPO002
      ignore: [TPO304]
    ```

    ## Instead
    ```yaml title="tpo-docs.yml"
    profile: starter
    rules:
      ignore: [TPO304]
    ```
    """
    yield from unread(project, "configuration")
