"""TPO704: Gherkin that no runner can use."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO704", "gherkin-invalid", Severity.ERROR)
def gherkin_invalid(project: Project) -> Iterator[Violation]:
    """A `.feature` file (or Markdown with Gherkin) that cannot be read, or with a scenario that proves nothing.

    ## Why it matters
    Cucumber's parser lets an outline without examples, a scenario without an outcome and a second feature in one file
    pass without a word, and then does not run them: the criterion looks proven. A `Given` behind a `When` most often
    means two scenarios in one.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```gherkin title="split.feature"
    @STY-001/AC1
    Feature: Split well costs

      Scenario Outline: Subtotal of <office>  # finding: TPO704
        When the invoice is previewed
        Then <office> shows its own subtotal

      Scenario: An office without a rule
        When the invoice is previewed
        Then the issue is blocked
        Given an office without a rule  # finding: TPO704
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```gherkin title="split.feature"
    @STY-001/AC1
    Feature: Split well costs

      Scenario Outline: Subtotal of <office>
        When the invoice is previewed
        Then <office> shows its own subtotal

        Examples:
          | office |
          | Bergen |

      Scenario: An office without a rule
        Given an office without a rule
        When the invoice is previewed
        Then the issue is blocked
    ```
    """
    yield from unread(project, "gherkin")
